"""The empty package a document starts from: our own few parts, so nothing of python-docx's template is left.

Built once for each FontSet and opened by python-docx like any other file.
"""

import io
import zipfile
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from docx.oxml import parse_xml
from lxml import etree

from gongwen import layout as L
from gongwen.fonts import ALTERNATIVES, FontSet
from gongwen.oxml import Element, element, field, paragraph, ppr, run
from gongwen.styles import NS, RELATIONSHIPS, styles_xml

_CT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# name → relationship id; even and odd footers for both page shapes.
FOOTERS = {
    "footer1.xml": "rId4",  # portrait, odd
    "footer2.xml": "rId5",  # portrait, even
    "footer3.xml": "rId6",  # landscape, odd
    "footer4.xml": "rId7",  # landscape, even
}


@lru_cache(maxsize=16)
def template(fonts: FontSet) -> bytes:
    """A .docx without content; the same bytes for the same fonts."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _root_rels(),
        "docProps/core.xml": _core(),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _document_rels(),
        "word/styles.xml": styles_xml(fonts),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(fonts),
        "word/theme/theme1.xml": _theme(fonts),
        **{f"word/{name}": _footer(name, fonts) for name in FOOTERS},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(zipfile.ZipInfo(name), _HEAD + xml)
    return buffer.getvalue()


def _content_types() -> str:
    overrides = {
        "word/document.xml": f"{_CT}.document.main+xml",
        "word/styles.xml": f"{_CT}.styles+xml",
        "word/settings.xml": f"{_CT}.settings+xml",
        "word/fontTable.xml": f"{_CT}.fontTable+xml",
        "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"word/{name}": f"{_CT}.footer+xml" for name in FOOTERS},
    }
    rows = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _rels(targets: dict[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{rid}" Type="{kind}" Target="{target}"/>'
        for rid, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _root_rels() -> str:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return _rels(
        {
            "rId1": (f"{RELATIONSHIPS}/officeDocument", "word/document.xml"),
            "rId2": (core, "docProps/core.xml"),
        }
    )


def _document_rels() -> str:
    targets = {
        "rId1": (f"{RELATIONSHIPS}/styles", "styles.xml"),
        "rId2": (f"{RELATIONSHIPS}/settings", "settings.xml"),
        "rId3": (f"{RELATIONSHIPS}/fontTable", "fontTable.xml"),
        "rId8": (f"{RELATIONSHIPS}/theme", "theme/theme1.xml"),
    }
    targets |= {rid: (f"{RELATIONSHIPS}/footer", name) for name, rid in FOOTERS.items()}
    return _rels(targets)


def _core() -> str:
    # No author and no dates: the same record must give the same bytes.
    return (
        '<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">'
        "<dc:title></dc:title></cp:coreProperties>"
    )


def _document() -> str:
    return f"<w:document {NS}><w:body>{_section_xml(landscape=False)}</w:body></w:document>"


def _section_xml(*, landscape: bool) -> str:
    """The sectPr of one page shape, with its own footers and the grid of 22 lines."""
    page = L.LANDSCAPE if landscape else L.PORTRAIT
    odd, even = ("rId6", "rId7") if landscape else ("rId4", "rId5")
    footer = L.twips(10) if landscape else L.FOOTER_DISTANCE
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        f'<w:sectPr><w:footerReference w:type="even" r:id="{even}"/>'
        f'<w:footerReference w:type="default" r:id="{odd}"/>'
        f'<w:type w:val="nextPage"/><w:pgSz w:w="{page.width}" w:h="{page.height}"{turned}/>'
        f'<w:pgMar w:top="{page.top}" w:right="{page.right}" w:bottom="{page.bottom}" w:left="{page.left}" '
        f'w:header="{L.twips(15)}" w:footer="{footer}" w:gutter="0"/>'
        f'<w:cols w:space="0"/><w:docGrid w:type="lines" w:linePitch="{L.LINE}"/></w:sectPr>'
    )


def section(*, landscape: bool) -> Element:
    """A fresh sectPr element."""
    return parse_xml(_section_xml(landscape=landscape).replace("<w:sectPr>", f"<w:sectPr {NS}>", 1))


def _settings() -> str:
    return (
        f'<w:settings {NS}><w:zoom w:percent="100"/>'
        "<w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>"
        '<w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
        # Squeezed punctuation would put more than 28 characters on a line.
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/>"
        "<w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/>"
        '<w:compatSetting w:name="compatibilityMode" w:val="15" '
        'w:uri="http://schemas.microsoft.com/office/word"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _theme(fonts: FontSet) -> str:
    """The least a theme may be. Nothing refers to it; strict readers miss it when it is absent."""
    ink = {
        "dk1": "000000",
        "lt1": "FFFFFF",
        "dk2": "000000",
        "lt2": "FFFFFF",
        "hlink": "000000",
        "folHlink": "000000",
    }
    ink |= {f"accent{n}": "000000" for n in range(1, 7)}
    order = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
    colors = "".join(f'<a:{name}><a:srgbClr val="{ink[name]}"/></a:{name}>' for name in order)
    name = quoteattr(fonts.fangsong)
    face = f'<a:latin typeface={name}/><a:ea typeface={name}/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="gongwen">'
        "<a:themeElements>"
        f'<a:clrScheme name="gongwen">{colors}</a:clrScheme><a:fontScheme name="gongwen"><a:majorFont>{face}'
        f'</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme><a:fmtScheme name="gongwen">'
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst>"
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def _font_table(fonts: FontSet) -> str:
    rows = []
    for name in dict.fromkeys(fonts.names()):
        other = ALTERNATIVES.get(name)
        alternative = f"<w:altName w:val={quoteattr(other)}/>" if other else ""
        rows.append(
            f'<w:font w:name={quoteattr(name)}>{alternative}<w:charset w:val="86"/>'
            '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        )
    return f"<w:fonts {NS}>{''.join(rows)}</w:fonts>"


def _footer(name: str, fonts: FontSet) -> str:
    odd = name in ("footer1.xml", "footer3.xml")
    number = _page_number(fonts, odd=odd)
    content = [number] if name in ("footer1.xml", "footer2.xml") else [_turned(number), _tail(fonts)]
    root = etree.fromstring(f"<w:ftr {NS}/>")
    root.extend(content)
    return etree.tostring(root, encoding="unicode")


def _page_number(fonts: FontSet, *, odd: bool) -> Element:
    """“— 1 —”: odd pages right, even pages left, one character in."""
    side, edge = ("right", "right") if odd else ("left", "left")
    font = fonts.songti
    return paragraph(
        ppr("Footer", element("ind", **{edge: L.PAGE_NUMBER_INSET}), element("jc", val=side)),
        run("— ", font),
        *field("PAGE", "1", font),
        run(" —", font),
    )


def _turned(number: Element) -> Element:
    """Clause 8: on a turned sheet the number stays at portrait's foot, which is now the left edge.

    A floating table with turned text, because every word processor knows it; a text box needs two dialects.
    """
    page, line = L.LANDSCAPE, L.LINE
    # Turned text runs on the cell's centre line, so that line is what lies 7 mm from the type area.
    left_edge = page.left - L.twips(L.PAGE_NUMBER_DROP_MM) - line // 2
    cell = element(
        "tc",
        element("tcPr", element("tcW", w=line, type="dxa"), element("textDirection", val="tbRl")),
        number,
    )
    row = element("tr", element("trPr", element("trHeight", val=page.text_height, hRule="exact")), cell)
    zero = [element(edge, w=0, type="dxa") for edge in ("top", "left", "bottom", "right")]
    none = [element(edge, val="nil") for edge in ("top", "left", "bottom", "right", "insideH", "insideV")]
    properties = element(
        "tblPr",
        element("tblpPr", horzAnchor="page", vertAnchor="page", tblpX=left_edge, tblpY=page.top),
        element("tblOverlap", val="never"),
        element("tblW", w=line, type="dxa"),
        element("tblBorders", *none),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *zero),
    )
    return element("tbl", properties, element("tblGrid", element("gridCol", w=line)), row)


def _tail(fonts: FontSet) -> Element:
    """A footer may not end in a table."""
    return paragraph(ppr("TableEnd"), run("", fonts.fangsong))
