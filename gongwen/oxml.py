"""Small builders for WordprocessingML. Order of children is the schema's, or Word calls the file damaged."""

from copy import deepcopy
from functools import lru_cache

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_PPR_ORDER = """
pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd
tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi
adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc
textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
"""
_RANK = {name: rank for rank, name in enumerate(_PPR_ORDER.split())}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_P, _PPR, _R, _T, _BR, _TAB = (qn(f"w:{name}") for name in ("p", "pPr", "r", "t", "br", "tab"))


def element(name: str, *children: Element, **attributes: str | int) -> Element:
    """A w: element; attribute names are w: too."""
    node = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        node.set(qn(f"w:{key}"), str(value))
    node.extend(children)
    return node


def ppr(style: str, *properties: Element) -> Element:
    """Paragraph properties in the schema's order, whatever order they were given in."""
    named = sorted(properties, key=lambda node: _RANK[node.tag.rpartition("}")[2]])
    return element("pPr", element("pStyle", val=style), *named)


@lru_cache(maxsize=512)
def _rpr(font: str, spacing: int | None, size: int | None, color: str | None) -> Element:
    fonts = element("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font, hint="eastAsia")
    node = element("rPr", fonts)
    if color:
        node.append(element("color", val=color))
    if spacing is not None:
        node.append(element("spacing", val=spacing))
    if size is not None:
        node.extend([element("sz", val=size), element("szCs", val=size)])
    return node


def rpr(
    font: str, *, spacing: int | None = None, size: int | None = None, color: str | None = None
) -> Element:
    """Run properties that name the face for every script, so that Word has nothing to choose."""
    return deepcopy(_rpr(font, spacing, size, color))


def run(text: str, font: str, **properties: int | str | None) -> Element:
    """One run; a tab in the text becomes w:tab, a line end w:br. The text must be clean."""
    node = OxmlElement("w:r")
    node.append(rpr(font, **properties))  # type: ignore[arg-type]
    for index, line in enumerate(text.split("\n")):
        if index:
            node.append(OxmlElement("w:br"))
        for number, piece in enumerate(line.split("\t")):
            if number:
                node.append(OxmlElement("w:tab"))
            if piece:
                node.append(text_node(piece))
    return node


def text_node(text: str) -> Element:
    node = OxmlElement("w:t")
    node.text = text
    if text[0].isspace() or text[-1].isspace():
        node.set(_SPACE, "preserve")
    return node


def paragraph(properties: Element, *runs: Element) -> Element:
    node = OxmlElement("w:p")
    node.append(properties)
    node.extend(runs)
    return node


def field(instruction: str, shown: str, font: str, **properties: int | str | None) -> list[Element]:
    """A complex field whose every run names its face; ``shown`` is what a reader without fields sees."""

    def mark(kind: str) -> Element:
        return element("r", rpr(font, **properties), element("fldChar", fldCharType=kind))  # type: ignore[arg-type]

    code = element("r", rpr(font, **properties), element("instrText"))  # type: ignore[arg-type]
    code[-1].text = f" {instruction} "
    code[-1].set(_SPACE, "preserve")
    return [mark("begin"), code, mark("separate"), run(shown, font, **properties), mark("end")]
