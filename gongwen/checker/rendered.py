"""What the set page shows: lines, characters, places of the page number. Measured, not inferred."""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from gongwen import layout as L
from gongwen.checker.context import Check
from gongwen.checker.findings import FAIL, PASS, UNVERIFIED, WARN
from gongwen.checker.pages import Line, Sheet, fonts, ink, sheets
from gongwen.render import CannotRender, to_pdf

PT = 72 / 25.4  # points in a millimetre
_EDGE = 2.0  # points: rounding of word processors
_INSET_NEAR = 5.0  # points: side bearings of a dash
_DROP_NEAR_MM = 1.0
_NUMBER = re.compile(r"—\s*(\d+)\s*—")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u3000-\u303f\U00020000-\U0003ffff“”‘’—…]+")
_NEARLY_FULL = 15.0  # points: no further character of 16 points fits
_HANGS = "，。、；：！？）》”’"
_TEXT_HEIGHT = (14, 26)  # points: boxes of 16-point text in any face
_MOST_MISSING = 0.2  # above this share the PDF's text cannot be trusted, rather than the page


def check_rendered(check: Check, data: bytes, timeout: float) -> None:
    """Set the document and measure it; one line "not verified" where that is not possible."""
    try:
        pdf = to_pdf(data, timeout=timeout)
        pages = sheets(pdf)
        _check_fonts(check, pdf)
        _check_lines(check, pages)
        _check_chars(check, pages)
        _check_complete(check, pages)
        _check_numbers(check, pdf, pages)
    except CannotRender as error:
        check.found.add("page", UNVERIFIED, "排版后量行数、字数和页码位置", str(error))


def _check_fonts(check: Check, pdf: bytes) -> None:
    """Which faces the pages were set in: elsewhere they may look different."""
    used = fonts(pdf)
    strange = [name for name in used if check.faces.family(name) is None]
    status = UNVERIFIED if strange else PASS
    note = f"用 {'、'.join(strange)} 代替，以下各项是用替代字体量得的" if strange else "、".join(used)
    check.found.add("fonts", status, "排版后：用公文字体显示", note)


def _text_lines(sheet: Sheet) -> list[Line]:
    """Lines inside the type area of an upright sheet."""
    top, foot = L.PORTRAIT.top / 20 - _EDGE, (L.PORTRAIT.height - L.PORTRAIT.bottom) / 20 + _EDGE
    return [line for line in sheet.lines if top < line.middle < foot]


def _check_lines(check: Check, pages: list[Sheet]) -> None:
    expected = f"排版后：每面 {L.LINES_PER_PAGE} 行"
    spans = [span for sheet in pages if not sheet.landscape and (span := _grid(_text_lines(sheet)))]
    if not spans:
        check.found.absent("text", expected, "成段文字的页面")
        return
    most, pitch = max(spans)
    room = int(L.PORTRAIT.text_height / 20 / pitch + 0.001)
    shown = f"最多一面 {most} 行，行距 {pitch:.2f} 磅"
    if most == L.LINES_PER_PAGE:
        check.found.add("text", PASS, expected, shown)
    elif most > L.LINES_PER_PAGE or room != L.LINES_PER_PAGE:
        check.found.add("text", FAIL, expected, f"{shown}，一面可排 {room} 行")
    else:
        check.found.add("text", UNVERIFIED, expected, f"没有排满的一面；{shown}，一面可排 {room} 行")


def _grid(lines: list[Line]) -> tuple[int, float] | None:
    """(rows from first to last line, pitch) of a page of plain text; None where a table stands."""
    if len(lines) < 4:
        return None
    gaps = [b.middle - a.middle for a, b in pairwise(lines)]
    usual = sorted(gaps)[len(gaps) // 2]
    steps = [gap / usual for gap in gaps]
    if usual < 20 or any(abs(step - round(step)) > 0.15 for step in steps):
        return None
    rows = sum(round(step) for step in steps)
    return rows + 1, (lines[-1].middle - lines[0].middle) / rows


def _check_chars(check: Check, pages: list[Sheet]) -> None:
    expected = f"排版后：每行 {L.CHARS_PER_LINE} 字"
    left, right = L.PORTRAIT.left / 20, (L.PORTRAIT.width - L.PORTRAIT.right) / 20
    counts: Counter[int] = Counter()
    for line in (line for sheet in pages if not sheet.landscape for line in _text_lines(sheet)):
        size = _TEXT_HEIGHT[0] < line.height < _TEXT_HEIGHT[1]
        if (
            size
            and abs(line.left - left) < _EDGE
            and line.right > right - _NEARLY_FULL
            and _WIDE.fullmatch(line.text)
        ):
            hangs = line.right > right + 8 and line.text[-1] in _HANGS
            counts[len(line.text) - hangs] += 1
    if not counts:
        check.found.absent("text", expected, "排满汉字的一行")
        return
    usual = counts.most_common(1)[0][0]
    shown = f"{usual} 字（量了 {sum(counts.values())} 行）"
    check.found.check("text", usual == L.CHARS_PER_LINE, expected, shown)


def _check_complete(check: Check, pages: list[Sheet]) -> None:
    """Every character of the record is on paper; word processors lose some at the edge of a line."""
    written = _letters("".join(p.text for p in check.reading.paragraphs))
    set_ = _letters("".join(line.text for sheet in pages for line in sheet.lines))
    missing = written - set_
    total, lost = sum(written.values()), sum(missing.values())
    expected = "排版后：文字齐全"
    if lost > total * _MOST_MISSING:
        check.found.add("text", UNVERIFIED, expected, "排版后的文字读不出来")
    else:
        shown = f"少了 {lost} 个字：{''.join(list(missing)[:8])}" if lost else f"{total} 个字都在"
        check.found.check("text", not lost, expected, shown, otherwise=WARN)


def _letters(text: str) -> Counter[str]:
    folded = unicodedata.normalize("NFKC", text)
    return Counter(char for char in folded if not char.isspace() and ord(char) > 0x2000)


def _check_numbers(check: Check, pdf: bytes, pages: list[Sheet]) -> None:
    """Page numbers of the first odd and first even sheet of each direction."""
    done: set[tuple[bool, bool]] = set()
    for sheet in pages:
        kind = (sheet.landscape, sheet.number % 2 == 1)
        if kind not in done:
            done.add(kind)
            (_check_turned_number if sheet.landscape else _check_number)(check, pdf, sheet)


def _check_number(check: Check, pdf: bytes, sheet: Sheet) -> None:
    page, row = L.PORTRAIT, "page_number"
    foot = (page.height - page.bottom) / 20
    box = ink(pdf, sheet.number, (0, foot + 1, sheet.width, sheet.height))
    expected = f"排版后：第 {sheet.number} 面有页码“— {sheet.number} —”"
    text = "".join(line.text for line in sheet.lines if line.middle > foot)
    match = _NUMBER.search(text)
    good = match is not None and int(match.group(1)) == sheet.number
    shown = f"“{text}”" if text else "没有页码"
    check.found.check(row, good, expected, shown, otherwise=WARN if match else FAIL)
    if box is None or match is None:
        return
    left, right = page.left / 20, (page.width - page.right) / 20
    _check_place(check, row, sheet, right - box.right, box.left - left)
    _check_drop(check, row, sheet, box.dash_start - foot)


def _check_turned_number(check: Check, pdf: bytes, sheet: Sheet) -> None:
    """On a turned sheet the foot is the left edge, right is below and left is above."""
    page, row = L.LANDSCAPE, "wide_tables"
    edge = page.left / 20
    box = ink(pdf, sheet.number, (0, 0, edge - 1, sheet.height), turned=True)
    if box is None:
        check.found.add(row, FAIL, f"排版后：第 {sheet.number} 面左侧有页码", "左侧没有页码")
        return
    top, bottom = page.top / 20, (page.height - page.bottom) / 20
    _check_place(check, row, sheet, bottom - box.bottom, box.top - top)
    _check_drop(check, row, sheet, edge - box.dash_end)


def _check_place(check: Check, row: str, sheet: Sheet, right_gap: float, left_gap: float) -> None:
    """One character (14 points) in: odd sheets from the right, even ones from the left."""
    odd = sheet.number % 2 == 1
    gap, side = (right_gap, "右") if odd else (left_gap, "左")
    expected = f"排版后：第 {sheet.number} 面页码居{side}空一字"
    shown = f"{side}空 {gap / PT:.1f} 毫米（一字为 {14 / PT:.1f} 毫米）"
    check.found.check(row, abs(gap - 14) <= _INSET_NEAR, expected, shown)


def _check_drop(check: Check, row: str, sheet: Sheet, drop: float) -> None:
    expected = f"排版后：第 {sheet.number} 面一字线距版心 {L.PAGE_NUMBER_DROP_MM:.0f} 毫米"
    off = abs(drop / PT - L.PAGE_NUMBER_DROP_MM)
    check.found.check(row, off <= _DROP_NEAR_MM, expected, f"{drop / PT:.1f} 毫米")
