"""Page numbers, turned sheets, tables and fonts."""

import re

from gongwen import layout as L
from gongwen.checker.context import Check
from gongwen.checker.faces import beyond, installed
from gongwen.checker.findings import FAIL, PASS, UNVERIFIED, WARN, places
from gongwen.checker.footers import PageNumber, page_number
from gongwen.checker.reading import Run, Section
from gongwen.checker.rules_text import check_sheet

DROP_PASS_MM, DROP_WARN_MM = 1.0, 2.5
SHOWN = 12  # characters named in a finding
LONG_TABLE_ROWS = 12  # a shorter list need not reach a second page
_FORMS = {"numberInDash": "- 1 -", "chineseCounting": "一", "upperRoman": "I", "lowerRoman": "i"}
_DASHED = re.compile(r"— ?\{\} ?—")


def check_page_number(check: Check) -> None:
    """7.5 on upright sheets."""
    upright = [s for s in check.reading.sections if not s.landscape]
    numbered = {id(s.footers.get("default")): s for s in upright}
    if not upright:
        check.found.absent("page_number", "4 号宋体“— 1 —”，单页居右双页居左", "纵向的页面")
    for section in numbered.values():
        _check_section(check, section)


def _numbers(check: Check, section: Section) -> dict[str, PageNumber | None]:
    return {
        kind: None
        if kind not in section.footers
        else page_number(section.footers[kind], check.reading.paragraph_of)
        for kind in ("default", "even")
    }


def _check_section(check: Check, section: Section) -> None:
    row, found = "page_number", check.found
    numbers = _numbers(check, section)
    odd, even = numbers["default"], numbers["even"] if check.reading.even_and_odd else numbers["default"]
    if odd is None:
        found.add(row, FAIL, "有页码“— 1 —”", "页脚里没有页码")
        return
    if section.title_page and "first" in section.footers:
        first = page_number(section.footers["first"], check.reading.paragraph_of)
        found.check(
            row,
            first is not None,
            "首页也有页码",
            "首页页脚没有页码" if first is None else "有",
            otherwise=WARN,
        )
    _check_look(check, odd, section)
    _check_side(check, odd, "right", "单页码居右空一字")
    if even is None:
        found.add(row, FAIL, "双页码居左空一字", "双页页脚没有页码")
    else:
        _check_side(check, even, "left", "双页码居左空一字")
    _check_drop(check, odd, section)


def _check_look(check: Check, number: PageNumber, section: Section) -> None:
    row, found = "page_number", check.found
    look = number.paragraph.first_run
    dashed = bool(_DASHED.fullmatch(number.pattern.strip(" \u3000"))) and section.number_format in (
        "",
        "decimal",
    )
    form = _FORMS.get(section.number_format, "1")
    shown = number.pattern.replace("{}", form)
    found.check(row, dashed, "半角阿拉伯数字，左右各一条一字线", shown)
    size = look.size == L.PAGE_NUMBER_SIZE
    found.check(row, size, "页码用 4 号（14 磅）", f"{look.size / 2:g} 磅")
    face = check.faces.fits("songti", look.ascii) and check.faces.fits("songti", look.east_asian)
    names = "、".join(dict.fromkeys(name or "未指明" for name in (look.ascii, look.east_asian)))
    found.check(row, face, "页码用宋体", names)


def _check_side(check: Check, number: PageNumber, side: str, expected: str) -> None:
    paragraph = number.paragraph
    if not number.align:
        found = "页码在文本框里，位置请看排版后的页面"
        check.found.add("page_number", UNVERIFIED, expected, found)
        return
    align = {"outside": side, "both": "left"}.get(number.align, number.align)
    inset = paragraph.right_chars if side == "right" else paragraph.first_chars
    words = {"left": "居左", "right": "居右", "center": "居中"}
    good = align == side and abs(inset - 1) <= 0.5
    check.found.check("page_number", good, expected, f"{words.get(align, align)}空 {inset:.1f} 字")


def _check_drop(check: Check, number: PageNumber, section: Section) -> None:
    """Estimated: where in its line box a dash stands depends on the face; the rendered page tells exactly."""
    look, size = number.paragraph.look, number.paragraph.first_run.size / 2
    base = 0.2 * (
        look.line / 20 if look.rule == "exact" else size * 1.2
    )  # word processors put 1/5 under the base line
    drop = L.mm(section.page.bottom - section.footer) - (base + 0.3 * size) * 25.4 / 72
    off = abs(drop - L.PAGE_NUMBER_DROP_MM)
    status = PASS if off <= DROP_PASS_MM else WARN if off <= DROP_WARN_MM else FAIL
    check.found.add(
        "page_number", status, "一字线上距版心下边缘 7 毫米", f"约 {drop:.1f} 毫米（按页脚距离估算）"
    )


def check_wide_tables(check: Check) -> None:
    """Clause 8: turned A4, the number at portrait's foot, repeated heads, nothing beyond the type area."""
    turned = list(dict.fromkeys(id(s) for s in check.reading.sections if s.landscape))
    sections = {id(s): s for s in check.reading.sections}
    if not turned:
        check.found.absent("wide_tables", "A4 横排，页码位置与纵向一致", "横排页面")
    seen = set()
    for section in (sections[key] for key in turned):
        key = (section.page, id(section.footers.get("default")), id(section.footers.get("even")))
        if key not in seen:
            seen.add(key)
            check_sheet(check.found, "wide_tables", section.page, L.LANDSCAPE)
            _check_turned_number(check, section)
    _check_tables(check)


def _check_turned_number(check: Check, section: Section) -> None:
    row, found = "wide_tables", check.found
    numbers = _numbers(check, section)
    sides = {"default": ("right", "单页码在纵向时的右下角"), "even": ("left", "双页码在纵向时的左下角")}
    for kind, (side, expected) in sides.items():
        number = numbers[kind] if check.reading.even_and_odd else numbers["default"]
        if number is None:
            found.add(row, FAIL, expected, "横排页没有页码")
        elif not number.turned:
            found.add(row, FAIL, expected, "页码没有随纸张转向，仍在横排页的下边")
        else:
            good = number.align == side
            found.check(row, good, expected, "位置一致" if good else "位置不在版心相应的一端")
            _check_turned_drop(check, number, section)


def _check_turned_drop(check: Check, number: PageNumber, section: Section) -> None:
    expected = "一字线距版心左边缘（纵向时的下边缘）7 毫米"
    if number.centre is None:
        check.found.add("wide_tables", UNVERIFIED, expected, "页码位置没有写明，请看排版后的页面")
        return
    drop = L.mm(section.page.left - number.centre)
    check.found.check(
        "wide_tables", abs(drop - L.PAGE_NUMBER_DROP_MM) <= DROP_PASS_MM, expected, f"{drop:.1f} 毫米"
    )


def _check_tables(check: Check) -> None:
    found, reading = check.found, check.reading
    lists = [t for t in reading.tables if t.rows >= LONG_TABLE_ROWS and not t.merged]
    bare = [t.paragraphs[0].text for t in lists if not t.head_repeats]
    if lists:
        found.check(
            "wide_tables",
            not bare,
            "长表每页重复表头",
            places(bare) if bare else f"{len(lists)} 张长表重复表头",
        )
    wide = [
        t.paragraphs[0].text for t in reading.tables if t.width > reading.section_of(t).page.text_width + 240
    ]
    if reading.tables:
        found.check(
            "wide_tables",
            not wide,
            "表格不超出版心，过宽的改为横排",
            f"超出：{places(wide)}" if wide else "未超出",
        )


def check_fonts(check: Check) -> None:
    """5.2.2: faces named for East Asian text; whether this machine has them is said apart."""
    row, found = "fonts", check.found
    blocks = [*check.reading.paragraphs, *(p for t in check.reading.tables for p in t.paragraphs)]
    runs = [run for paragraph in blocks for run in paragraph.runs if run.has_han]
    unnamed = [run.text for run in runs if run.look.themed or not run.look.east_asian]
    shown = f"未指明或随主题：{places(unnamed)}" if unnamed else "都已指明"
    found.check(row, not unnamed, "中文字体逐处指明（w:eastAsia）", shown)
    names = sorted({run.look.east_asian for run in runs if run.look.east_asian})
    strange = [name for name in names if check.faces.family(name) is None]
    expected = "只用仿宋、小标宋、楷体、黑体、宋体"
    found.check(row, not strange, expected, f"另有 {'、'.join(strange)}" if strange else "、".join(names))
    _check_rare(check, [run for paragraph in blocks for run in paragraph.runs])
    _check_installed(check, names)


def _check_rare(check: Check, runs: list[Run]) -> None:
    """Characters that the named face lacks: Word takes them from another face, and they stand out."""
    rare: dict[str, str] = {}
    for run in runs:
        rare |= dict.fromkeys(beyond(run.text, run.look.east_asian), run.look.east_asian)
    shown = f"{'、'.join(list(rare)[:SHOWN])}{'等' if len(rare) > SHOWN else ''}共 {len(rare)} 个"
    found = f"字库可能没有：{shown}，会换成别的字体，请看打印的样子" if rare else "没有发现字库以外的字"
    check.found.check("fonts", not rare, "所用字体里有文中的每个字", found, otherwise=WARN)


def _check_installed(check: Check, names: list[str]) -> None:
    here = installed()
    for name in names:
        expected = f"显示和打印用“{name}”"
        if here is None:
            check.found.add("fonts", UNVERIFIED, expected, "无法得知本机有哪些字体")
        elif name in here:
            check.found.add("fonts", PASS, expected, "本机有此字体")
        else:
            check.found.add("fonts", UNVERIFIED, expected, "本机没有此字体，显示和打印的效果未经验证")
