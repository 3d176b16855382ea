"""The styles of a document: built-in names, so that word processors show headings in their navigation."""

from xml.sax.saxutils import quoteattr

from gongwen import layout as L
from gongwen.fonts import FontSet

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{RELATIONSHIPS}"'

_NO_GRID = '<w:snapToGrid w:val="0"/>'
_KEEP = "<w:keepNext/>"
_INDENT = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * L.CHAR}"/>'


def _exact(line: int) -> str:
    return f'<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>'


def _align(side: str) -> str:
    return f'<w:jc w:val="{side}"/>'


def _outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


# Word widens Chinese beside digits by a quarter character, which breaks the grid of 28; hence autoSpace off.
# Flush left, not justified: LibreOffice 7.4 loses the comma that hangs over the edge of a justified line.
_NORMAL = (
    '<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    + _exact(L.LINE)
    + _align("left")
)

# identity, name, face of the FontSet, paragraph properties, (half-points, squeeze) or None for Normal's
_Row = tuple[str, str, str, str, tuple[int, int] | None]
_STYLES: tuple[_Row, ...] = (
    ("Normal", "Normal", "fangsong", _NORMAL, (L.BODY_SIZE, L.SQUEEZE)),
    ("BodyText", "Body Text", "fangsong", _INDENT, None),
    ("Heading1", "heading 1", "heiti", _KEEP + _INDENT + _outline(0), None),
    ("Heading2", "heading 2", "kaiti", _KEEP + _INDENT + _outline(1), None),
    ("Heading3", "heading 3", "fangsong", _KEEP + _INDENT + _outline(2), None),
    ("Heading4", "heading 4", "fangsong", _KEEP + _INDENT + _outline(3), None),
    ("Title", "Title", "title", _KEEP + _NO_GRID + _align("center") + _outline(0), (L.TITLE_SIZE, 0)),
    ("Salutation", "Salutation", "fangsong", "", None),
    ("Signature", "Signature", "fangsong", "", None),
    ("Date", "Date", "fangsong", "", None),
    ("Caption", "caption", "heiti", _KEEP + _align("center"), None),
    ("Footer", "footer", "songti", _NO_GRID + _exact(L.LINE), (L.PAGE_NUMBER_SIZE, 0)),
    *(
        (kind.style, kind.name, "fangsong", _NO_GRID + _exact(kind.line), (kind.size, 0))
        for kind in (L.TABLE_TEXT, L.TABLE_SMALL)
    ),
    ("TableEnd", "Table End", "fangsong", _NO_GRID + _exact(20), (2, 0)),
)


def styles_xml(fonts: FontSet) -> str:
    """styles.xml: defaults, the paragraph styles with the FontSet's names, the table style."""
    rows = "".join(_paragraph_style(row, fonts) for row in _STYLES)
    return f"<w:styles {NS}>{_defaults(fonts)}{rows}{_table_style()}</w:styles>"


def _defaults(fonts: FontSet) -> str:
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_faces(fonts.fangsong)}{_size(L.BODY_SIZE)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )


def _paragraph_style(row: _Row, fonts: FontSet) -> str:
    identity, name, face, properties, size = row
    normal = identity == "Normal"
    default, based = (' w:default="1"', "") if normal else ("", '<w:basedOn w:val="Normal"/>')
    shape = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    letters = _faces(getattr(fonts, face)) + (_size(*size) if size else "")
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{identity}"><w:name w:val="{name}"/>'
        f"{based}<w:qFormat/>{shape}<w:rPr>{letters}</w:rPr></w:style>"
    )


def _faces(name: str) -> str:
    quoted = quoteattr(name)
    return f"<w:rFonts w:ascii={quoted} w:hAnsi={quoted} w:eastAsia={quoted} w:cs={quoted}/>"


def _size(half_points: int, squeeze: int | None = None) -> str:
    spacing = "" if squeeze is None else f'<w:spacing w:val="{squeeze}"/>'
    return f'{spacing}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _table_style() -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margin = L.TABLE_CELL_MARGIN
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblCellMar><w:top w:w="28" w:type="dxa"/>'
        f'<w:left w:w="{margin}" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/>'
        f'<w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
