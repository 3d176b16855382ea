"""Page, text, title and levels: the upper half of the layout table."""

import re
from collections import Counter

from gongwen import layout as L
from gongwen.checker.context import Check
from gongwen.checker.findings import FAIL, PASS, WARN, Findings, excerpt, places
from gongwen.checker.reading import Paragraph, Reading, Run, Section
from gongwen.text import Numbering, width
from gongwen.titles import is_hourglass, splits_meaning

NEAR = 0.3  # of a character: indents typed as 2 字符, 0.74 cm or 32 pt all mean two characters
MARGIN_TOLERANCE_MM = 1.0  # 5.2.1 allows a millimetre
SIZE_TOLERANCE_MM = 0.5
_WORD = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
FULL_PITCH = 570  # twips; a smaller pitch holds 22 lines too but leaves the foot of the page empty


def check_page(check: Check) -> None:
    """5.1, 5.2.1: A4 and its margins, each section; turned sheets belong to the row of wide tables."""
    upright = [s for s in check.reading.sections if not s.landscape]
    if not upright:
        check.found.absent("page", "A4 纵向", "纵向的页面")
    seen = set()
    for section in upright:
        if section.page in seen:
            continue
        seen.add(section.page)
        check_sheet(check.found, "page", section.page, L.PORTRAIT)


def check_sheet(found: Findings, row: str, page: L.Page, wanted: L.Page) -> None:
    size = f"{L.mm(page.width):.0f}×{L.mm(page.height):.0f} 毫米"
    right = _near_mm(page.width, wanted.width, SIZE_TOLERANCE_MM) and _near_mm(
        page.height, wanted.height, SIZE_TOLERANCE_MM
    )
    found.check(row, right, f"A4，{L.mm(wanted.width):.0f}×{L.mm(wanted.height):.0f} 毫米", size)
    for name, word in (("top", "上"), ("left", "左"), ("bottom", "下"), ("right", "右")):
        value, target = getattr(page, name), getattr(wanted, name)
        good = _near_mm(value, target, MARGIN_TOLERANCE_MM)
        found.check(row, good, f"{word}边距 {L.mm(target):.0f} 毫米", f"{L.mm(value):.1f} 毫米")


def _near_mm(value: int, target: int, tolerance: float) -> bool:
    return abs(L.mm(value) - L.mm(target)) <= tolerance + 0.02


def check_text(check: Check) -> None:
    """5.2.2, 5.2.3: 3号仿宋, 22 lines of 28 characters."""
    if not check.roles.text:
        check.found.absent("text", "3号仿宋，每面 22 行，每行 28 字", "成段的正文")
        return
    found = check.found
    runs = [run for paragraph in check.roles.text for run in text_runs(paragraph, check)]
    wrong = [run.text for run in runs if not check.faces.fits("fangsong", run.look.east_asian)]
    wrong += _strange_after_headings(check)
    found.check("text", not wrong, "正文用仿宋", f"不是仿宋：{places(wrong)}" if wrong else "仿宋")
    sizes = [run.text for run in runs if run.look.size != L.BODY_SIZE]
    shown = f"不是 16 磅：{places(sizes)}" if sizes else "16 磅"
    found.check("text", not sizes, "正文用 3 号（16 磅）", shown)
    bold = [run.text for run in runs if run.look.bold]
    found.check("text", not bold, "正文不加粗", f"加粗：{places(bold)}" if bold else "不加粗", otherwise=WARN)
    _check_lines(check)
    _check_chars(check)


def text_runs(paragraph: Paragraph, check: Check) -> list[Run]:
    """Runs with Chinese text; a lead in 黑体 or 楷体 (a speaker, a point) at the beginning is not text."""
    runs = [run for run in paragraph.runs if run.has_han]
    fits = check.faces.fits
    while runs and any(fits(role, runs[0].look.east_asian) for role in ("heiti", "kaiti")):
        if len(runs) == 1 and _WORD.search(runs[0].text):  # a label before Latin text ends in a mark alone
            break
        runs.pop(0)
    return runs


def _strange_after_headings(check: Check) -> list[str]:
    """Text that runs on after a heading is in 仿宋, or goes on in the heading's own face."""
    strange = []
    for level, paragraph in (pair for part in check.roles.headings for pair in part):
        faces = {"fangsong", _FACES[level][0]}
        for run in [run for run in paragraph.runs if run.has_han][1:]:
            if not any(check.faces.fits(face, run.look.east_asian) for face in faces):
                strange.append(run.text)
    return strange


def _check_lines(check: Check) -> None:
    expected = f"每面 {L.LINES_PER_PAGE} 行（固定行距 28.95 磅）"
    upright = _upright(check)
    if not upright:
        check.found.absent("text", expected, "纵向页面上的正文")
        return
    counts: Counter[tuple[int, float]] = Counter()
    loose = 0
    for paragraph, section in upright:
        pitch = line_pitch(paragraph, section)
        if pitch:
            counts[int(section.page.text_height / pitch + 0.001), pitch] += len(paragraph.text)
        else:
            loose += 1
    if not counts:
        check.found.add("text", FAIL, expected, "行距不固定，行数随字体而变")
        return
    (lines, pitch), _ = counts.most_common(1)[0]
    others = loose + sum(n for key, n in counts.items() if key[0] != lines)
    status = FAIL if lines != L.LINES_PER_PAGE else WARN if pitch < FULL_PITCH or others else PASS
    more = "，另有段落行距不同" if others else ""
    check.found.add("text", status, expected, f"{lines} 行（行距 {pitch / 20:g} 磅{more}）")


def _upright(check: Check) -> list[tuple[Paragraph, Section]]:
    """Text on upright sheets: 22 lines of 28 characters are theirs."""
    pairs = [(paragraph, check.reading.section_of(paragraph)) for paragraph in check.roles.text]
    return [(paragraph, section) for paragraph, section in pairs if not section.landscape]


def line_pitch(paragraph: Paragraph, section: Section) -> float | None:
    """Twips from line to line; None where neither an exact pitch nor a grid holds it."""
    look = paragraph.look
    if look.rule == "exact":
        return look.line
    if section.grid in ("lines", "linesAndChars", "snapToChars") and look.snap and section.pitch:
        return section.pitch * (
            max(1.0, look.line / 240) if look.rule == "auto" else max(1.0, look.line / section.pitch)
        )
    return None


def _check_chars(check: Check) -> None:
    counts: Counter[tuple[int, float]] = Counter()
    for paragraph, section in _upright(check):
        for run in text_runs(paragraph, check):
            advance = _advance(run, paragraph, section, check.reading)
            counts[int(section.page.text_width / advance + 0.001), run.look.spacing / 20] += len(run.text)
    if not counts:
        check.found.absent("text", f"每行 {L.CHARS_PER_LINE} 字", "纵向页面上的正文")
        return
    (chars, spacing), _ = counts.most_common(1)[0]
    others = sum(n for key, n in counts.items() if key[0] != chars)
    status = FAIL if chars != L.CHARS_PER_LINE else WARN if others else PASS
    more = "，另有文字字距不同" if others else ""
    check.found.add(
        "text",
        status,
        f"每行 {L.CHARS_PER_LINE} 字（字距约 −0.2 磅）",
        f"{chars} 字（字距 {spacing:g} 磅{more}）",
    )


def _advance(run: Run, paragraph: Paragraph, section: Section, reading: Reading) -> float:
    """Twips one character takes; a character grid replaces the run's own advance."""
    own = max(1, run.look.size * 10 + run.look.spacing)
    if section.grid in ("linesAndChars", "snapToChars") and paragraph.look.snap:
        return max(1.0, reading.styles.style(None).run.size * 10 + section.char_space / 4096 * 20)
    return own


def check_title(check: Check) -> None:
    """7.3.1: 2号小标宋, centred, broken by meaning."""
    found, roles = check.found, check.roles
    if not roles.title:
        found.add("title", WARN if check.record else FAIL, "有标题", "没有找到标题")
        return
    runs = [run for paragraph in roles.title for run in paragraph.runs if run.has_han]
    wrong = sorted(
        {
            run.look.east_asian or "未指明"
            for run in runs
            if not check.faces.fits("title", run.look.east_asian)
        }
    )
    found.check("title", not wrong, "标题用小标宋", "、".join(wrong) or "小标宋")
    sizes = sorted({run.look.size / 2 for run in runs if run.look.size != L.TITLE_SIZE})
    found.check("title", not sizes, "标题用 2 号（22 磅）", "、".join(f"{s:g} 磅" for s in sizes) or "22 磅")
    aside = [p.text for p in roles.title if p.look.align != "center" or abs(p.first_chars) > NEAR]
    found.check("title", not aside, "标题居中", f"未居中：{places(aside)}" if aside else "居中")
    _check_breaks(found, roles.title)


def _check_breaks(found: Findings, title: list[Paragraph]) -> None:
    expected = "标题回行词意完整，排成梯形或菱形"
    lines = [line.strip() for paragraph in title for line in paragraph.text.split("\n") if line.strip()]
    long = [line for line in lines if width(line) > L.TITLE_CHARS]
    if long:
        found.add("title", FAIL, expected, f"超过一行而没有按词意回行：{excerpt(long[0])}")
        return
    if split := splits_meaning(lines):
        found.add("title", FAIL, expected, f"在词中间回行：{split}")
        return
    sizes = [width(line) for line in lines]
    hourglass = is_hourglass(sizes)
    found.check(
        "title", not hourglass, expected, "中间一行最短" if hourglass else f"{len(lines)} 行", otherwise=WARN
    )


_FACES = {1: ("heiti", "黑体"), 2: ("kaiti", "楷体"), 3: ("fangsong", "仿宋"), 4: ("fangsong", "仿宋")}
_SAMPLES = ("一、", "（一）", "1.", "（1）")


def check_levels(check: Check) -> None:
    """7.3.3: faces, size, no bold, two characters in; numbers in order."""
    found, roles = check.found, check.roles
    headings = [pair for part in roles.headings for pair in part]
    for level, (face, word) in _FACES.items():
        own = [paragraph for number, paragraph in headings if number == level]
        if own:
            _check_level(check, own, face, f"“{_SAMPLES[level - 1]}”用 3 号{word}，不加粗")
    if not headings:
        found.absent("levels", "一、黑体，（一）楷体，1. 和（1）仿宋", "分层次的标题")
    indented = [p for _, p in headings] + roles.text
    if indented:
        wrong = [p.text for p in indented if abs(p.first_chars - 2) > NEAR]
        found.check(
            "levels", not wrong, "每段左空二字", f"不是二字：{places(wrong)}" if wrong else "左空二字"
        )
    _check_order(check)


def _check_level(check: Check, paragraphs: list[Paragraph], face: str, expected: str) -> None:
    wrong = []
    for paragraph in paragraphs:
        look = paragraph.first_run
        if not check.faces.fits(face, look.east_asian) or look.size != L.BODY_SIZE or look.bold:
            bold = "加粗" if look.bold else ""
            wrong.append(f"{excerpt(paragraph.bare, 10)}是 {look.size / 2:g} 磅{look.east_asian}{bold}")
    shown = "；".join(wrong[:3]) + (f"等 {len(wrong)} 处" if len(wrong) > 3 else "")
    check.found.check("levels", not wrong, expected, shown or f"{len(paragraphs)} 处符合")


def _check_order(check: Check) -> None:
    found, roles = check.found, check.roles
    wrong = [p.bare for p in roles.wrong_marks]
    for part in roles.headings:
        numbering = Numbering()
        for level, paragraph in part:
            mark = numbering.next(level).rstrip(". ")
            if not re.match(re.escape(mark) + r"(?!\d)", paragraph.bare):
                wrong.append(paragraph.bare)
    if wrong or any(roles.headings):
        shown = f"请核对：{places(wrong)}" if wrong else "依次编号"
        found.check("levels", not wrong, "层次序数依次为 一、（一）1.（1）", shown, otherwise=WARN)
