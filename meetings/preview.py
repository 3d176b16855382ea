"""A .docx as HTML pages to be looked at in the browser: words, order and shape, not the exact lines.

Plain Python. Every word is escaped and only fixed class names are written, so what a file says can never
become markup. Pictures, headers and footers are left out; the download beside the preview has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

MOST_BLOCKS = 3000  # paragraphs and tables; far beyond any document of a meeting
TITLE_SIZE = 40  # half-points; a title is set in 22 pt
_FACES = {"黑体": "hei", "楷体": "kai", "小标宋": "song", "宋体": "song"}
_ALIGNED = {"center": "center", "right": "right", "end": "right"}


class NoPreviewError(ValueError):
    """The bytes are no .docx that can be read."""


@dataclass
class Page:
    """One sheet: its blocks as safe HTML, and whether it lies across."""

    blocks: list[str] = field(default_factory=list)
    wide: bool = False

    @property
    def html(self) -> str:
        return "\n".join(self.blocks)


def pages_of(data: bytes) -> list[Page]:
    """The document's sheets as far as it breaks pages itself; long text runs on within a sheet.

    Raises NoPreviewError for bytes that are no .docx.
    """
    try:
        document = Document(BytesIO(data))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, XMLSyntaxError) as error:
        raise NoPreviewError(str(error)) from error
    reader = _Reader(document)
    for element in list(document.element.body)[:MOST_BLOCKS]:
        reader.take(element)
    if len(document.element.body) > MOST_BLOCKS:
        reader.page.blocks.append("<p>（后面的内容请下载查看）</p>")
    return [page for page in reader.pages if page.blocks]


@dataclass(frozen=True)
class _Look:
    """What of a style or a paragraph shows in the preview."""

    align: str = ""
    size: int = 0
    face: str = ""
    breaks: bool = False

    def over(self, base: _Look) -> _Look:
        return _Look(
            self.align or base.align,
            self.size or base.size,
            self.face or base.face,
            self.breaks or base.breaks,
        )


class _Reader:
    def __init__(self, document) -> None:  # type: ignore[no-untyped-def]
        self.styles = {style.style_id: style for style in document.styles}
        self.looks: dict[str, _Look] = {}
        self.pages = [Page()]

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def take(self, element) -> None:  # type: ignore[no-untyped-def]
        if element.tag == qn("w:p"):
            self._paragraph(element)
        elif element.tag == qn("w:tbl"):
            self.page.blocks.append(_table(element))
        elif element.tag == qn("w:sdt"):
            for inner in element.iter(qn("w:p")):
                self._paragraph(inner)
        elif element.tag == qn("w:sectPr"):
            self.page.wide = _is_wide(element)

    def _paragraph(self, element) -> None:  # type: ignore[no-untyped-def]
        look = self._look_of(element)
        if look.breaks and self.page.blocks:
            self.pages.append(Page())
        parts = list(_inline(element))
        for n, part in enumerate("".join(parts).split("\f")):
            if n:
                self.pages.append(Page())
            self.page.blocks.append(f"<p{_classes(look)}>{part}</p>")
        section = element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if section is not None:
            self.page.wide = _is_wide(section)
            self.pages.append(Page())

    def _look_of(self, element) -> _Look:  # type: ignore[no-untyped-def]
        properties = element.find(qn("w:pPr"))
        named = properties.find(qn("w:pStyle")) if properties is not None else None
        base = self._style(named.get(qn("w:val"))) if named is not None else _Look()
        runs = element.findall(f"{qn('w:r')}/{qn('w:rPr')}")
        looks = {_look(properties, run) for run in runs}
        # A label in another face does not speak for the whole line.
        own = looks.pop() if len(looks) == 1 else _look(properties, None)
        return own.over(base)

    def _style(self, name: str, depth: int = 0) -> _Look:
        if name in self.looks or name not in self.styles or depth > 9:
            return self.looks.get(name, _Look())
        own = self.styles[name].element
        look = _look(own.find(qn("w:pPr")), own.find(qn("w:rPr")))
        based = own.find(qn("w:basedOn"))
        if based is not None:
            look = look.over(self._style(based.get(qn("w:val")), depth + 1))
        self.looks[name] = look
        return look


def _look(paragraph, run) -> _Look:  # type: ignore[no-untyped-def]
    align, breaks, size, face = "", False, 0, ""
    if paragraph is not None:
        align = _ALIGNED.get(_value(paragraph, "w:jc"), "")
        breaks = paragraph.find(qn("w:pageBreakBefore")) is not None
    if run is not None:
        digits = _value(run, "w:sz")
        size = int(digits) if digits.isdecimal() else 0
        fonts = run.find(qn("w:rFonts"))
        named = fonts.get(qn("w:eastAsia"), "") if fonts is not None else ""
        face = next((short for name, short in _FACES.items() if name in named), "")
    return _Look(align, size, face, breaks)


def _value(parent, name: str) -> str:  # type: ignore[no-untyped-def]
    found = parent.find(qn(name))
    return found.get(qn("w:val"), "") if found is not None else ""


def _classes(look: _Look) -> str:
    names = [f"paper__{look.align}"] if look.align else []
    names += [f"paper__{look.face}"] if look.face else []
    names += ["paper__title"] if look.size >= TITLE_SIZE else []
    return f' class="{" ".join(names)}"' if names else ""


def _inline(element) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """The paragraph's text as escaped HTML; a form feed where it breaks the page."""
    for run in element.iter(qn("w:r")):
        if run.getparent().tag in (qn("w:del"), qn("w:moveFrom")):
            continue
        text = "".join(_pieces(run))
        properties = run.find(qn("w:rPr"))
        bold = properties is not None and properties.find(qn("w:b")) is not None
        yield f"<b>{text}</b>" if bold and text.strip() and "\f" not in text else text


def _pieces(run) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for node in run:
        if node.tag == qn("w:t"):
            yield escape((node.text or "").replace("\f", ""))
        elif node.tag == qn("w:tab"):
            yield "　"
        elif node.tag == qn("w:br"):
            yield "\f" if node.get(qn("w:type")) == "page" else "<br>"


def _is_wide(section) -> bool:  # type: ignore[no-untyped-def]
    size = section.find(qn("w:pgSz"))
    return size is not None and size.get(qn("w:orient")) == "landscape"


def _table(table) -> str:  # type: ignore[no-untyped-def]
    rows = [list(_cells(row)) for row in table.findall(qn("w:tr"))]
    heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.findall(qn("w:tr"))]
    lines = []
    for n, row in enumerate(rows):
        tag = "th" if heads[n] else "td"
        shown = (_cell(tag, cell, _height(rows, n, cell)) for cell in row if cell.merge != "continue")
        lines.append(f"<tr>{''.join(shown)}</tr>")
    return f'<table class="paper__table">{"".join(lines)}</table>'


@dataclass(frozen=True)
class _Cell:
    column: int
    span: int
    merge: str  # "", "restart" or "continue"
    html: str


def _cells(row) -> Iterator[_Cell]:  # type: ignore[no-untyped-def]
    column = 0
    for cell in row.findall(qn("w:tc")):
        properties = cell.find(qn("w:tcPr"))
        digits = _value(properties, "w:gridSpan") if properties is not None else ""
        span = min(int(digits), 100) if digits.isdecimal() and int(digits) else 1
        merged = properties.find(qn("w:vMerge")) if properties is not None else None
        merge = merged.get(qn("w:val"), "continue") if merged is not None else ""
        inside = "<br>".join("".join(_inline(p)).replace("\f", "") for p in cell.iter(qn("w:p")))
        yield _Cell(column, span, merge, inside)
        column += span


def _height(rows: list[list[_Cell]], at: int, cell: _Cell) -> int:
    """How many rows a merged cell reaches down."""
    if cell.merge != "restart":
        return 1
    height = 1
    for row in rows[at + 1 :]:
        if not any(other.column == cell.column and other.merge == "continue" for other in row):
            break
        height += 1
    return height


def _cell(tag: str, cell: _Cell, height: int) -> str:
    span = f' colspan="{cell.span}"' if cell.span > 1 else ""
    rows = f' rowspan="{height}"' if height > 1 else ""
    return f"<{tag}{span}{rows}>{cell.html}</{tag}>"
