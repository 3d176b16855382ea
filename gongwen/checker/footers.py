"""Where a footer puts the page number, made as a paragraph, a frame, a table or a text box."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element as Element

from gongwen.checker.package import W
from gongwen.checker.reading import Paragraph
from gongwen.checker.values import number

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_TEXT = {f"{W}{name}" for name in ("fldSimple", "fldChar", "instrText", "t")}
_WHOLE_COLUMN, _AT_THE_EDGE = 5_000_000, 100_000  # English Metric Units: 139 mm and 3 mm
_FIELD = re.compile(r"^\s*PAGE\b", re.IGNORECASE)


@dataclass
class PageNumber:
    """``pattern`` is what is shown with {} for the number; ``align`` is empty where a text box stands at a
    measured place; ``centre`` (twips from the sheet's left) only where the number is turned and its place is
    stated."""

    paragraph: Paragraph
    pattern: str
    align: str
    turned: bool = False
    centre: int | None = None


def page_number(footer: Element, paragraph_of: Callable[[Element], Paragraph]) -> PageNumber | None:
    """The first page number in a footer part; None when it has none."""
    for node in footer.iter(f"{W}p"):
        pattern = _pattern(node)
        if "{}" in pattern:
            paragraph = paragraph_of(node)
            frame = node.find(f"{W}pPr/{W}framePr")
            turned, centre = _turned(node)
            box = next(node.iterancestors(f"{_WP}anchor"), None)
            align = paragraph.look.align
            if box is not None and not turned:  # in turned text the box's place across says nothing
                align = _box_side(box, align)
            if frame is not None and frame.get(f"{W}xAlign"):
                align = frame.get(f"{W}xAlign")
            return PageNumber(paragraph, pattern.strip(), align, turned, centre)
    return None


def _box_side(box: Element, inside: str) -> str:
    """Where a text box stands across the sheet; as its text is set where the box is as wide as the column."""
    side = box.findtext(f"{_WP}positionH/{_WP}align")
    if side:
        return "both" if side == "inside" else side
    across, extent = box.findtext(f"{_WP}positionH/{_WP}posOffset"), box.find(f"{_WP}extent")
    wide = "" if extent is None else extent.get("cx", "")
    whole = wide.isdecimal() and int(wide) > _WHOLE_COLUMN
    place = number(across)
    return inside if whole and place is not None and abs(place) < _AT_THE_EDGE else ""


def _pattern(paragraph: Element) -> str:
    """The shown text with {} for the page number; results of fields, and text boxes in it, are left out."""
    shown, code, depth, result = [], "", 0, False
    for node in paragraph.iter():
        if node.tag in _TEXT and next(node.iterancestors(f"{W}p")) is not paragraph:
            continue
        if node.tag == f"{W}fldSimple" and _FIELD.match(node.get(f"{W}instr", "")):
            shown.append("{}")
        elif node.tag == f"{W}fldChar":
            kind = node.get(f"{W}fldCharType")
            depth, result = depth + (kind == "begin") - (kind == "end"), kind == "separate"
            if kind == "end" and _FIELD.match(code):
                shown.append("{}")
            if kind in ("begin", "end"):
                code = ""
        elif node.tag == f"{W}instrText":
            code += node.text or ""
        elif node.tag == f"{W}t" and not depth and not result and not _inside_field(node):
            shown.append(node.text or "")
    return "".join(shown)


def _inside_field(node: Element) -> bool:
    return any(parent.tag == f"{W}fldSimple" for parent in node.iterancestors())


def _turned(paragraph: Element) -> tuple[bool, int | None]:
    for parent in paragraph.iterancestors():
        if parent.tag == f"{W}tc":
            direction = parent.find(f"{W}tcPr/{W}textDirection")
            if direction is not None and direction.get(f"{W}val", "").startswith(
                ("tbRl", "tb", "rl", "btLr")
            ):
                return True, _table_centre(parent)
        if parent.tag == f"{_WPS}wsp":
            body = parent.find(f"{_WPS}bodyPr")
            if body is not None and body.get("vert", "horz") != "horz":
                return True, None
    return False, None


def _table_centre(cell: Element) -> int | None:
    table = next(cell.iterancestors(f"{W}tbl"))
    place = table.find(f"{W}tblPr/{W}tblpPr")
    wide = cell.find(f"{W}tcPr/{W}tcW")
    if place is None or wide is None or place.get(f"{W}horzAnchor") != "page":
        return None
    left = number(place.get(f"{W}tblpX"))
    return None if left is None else left + (number(wide.get(f"{W}w")) or 0) // 2
