"""Head, addressee, attachments note, signature, attachments, labels of 纪要."""

import re
from datetime import date

from gongwen import layout as L
from gongwen.checker.context import Check
from gongwen.checker.findings import FAIL, PASS, WARN, excerpt, places
from gongwen.checker.reading import Paragraph
from gongwen.checker.roles import Attachment, is_red
from gongwen.checker.rules_text import NEAR
from gongwen.text import width

SIDE_NEAR = 0.6  # of a character: half-width digits differ from face to face
_DATE = re.compile(r"(\d{4})年([1-9]\d?)月([1-9]\d?)日")
_TRAILING = "。，、；：.,;:"


def check_head(check: Check) -> None:
    """7.2: optional; a record has none."""
    red = [p for p in check.roles.head if is_red(p)]
    if check.record:
        check.found.check("head", not red, "记录不用红头", places([p.text for p in red]) or "没有红头")
    elif red:
        fits = check.faces.fits("title", red[0].first_run.east_asian) and red[0].look.align == "center"
        shown = f"{red[0].first_run.east_asian}，{'居中' if red[0].look.align == 'center' else '未居中'}"
        check.found.check("head", fits, "发文机关标志居中，小标宋，红色", shown)


def check_addressee(check: Check) -> None:
    """7.3.2: one line under the title, flush left, a full-width colon at the end."""
    row, paragraph, found = "addressee", check.roles.addressee, check.found
    if paragraph is None:
        found.absent(row, "标题下空一行，顶格，末尾全角冒号", "主送机关")
        return
    blanks = check.roles.blanks_after_title
    found.check(row, blanks == 1, "主送机关在标题下空一行", f"空 {blanks} 行")
    flush = abs(paragraph.first_chars) <= NEAR and paragraph.look.align in ("left", "both")
    found.check(row, flush, "主送机关顶格", "顶格" if flush else f"左空 {paragraph.first_chars:.1f} 字")
    text = paragraph.bare
    found.check(row, text.endswith("："), "末尾用全角冒号", f"末尾是“{text[-1]}”")
    _check_body_face(check, row, paragraph, "主送机关用 3 号仿宋")


def _check_body_face(check: Check, row: str, paragraph: Paragraph, expected: str) -> None:
    look = paragraph.first_run
    good = check.faces.fits("fangsong", look.east_asian) and look.size == L.BODY_SIZE
    check.found.check(row, good, expected, f"{look.size / 2:g} 磅{look.east_asian or '（未指明字体）'}")


def check_note(check: Check) -> None:
    """7.3.4: one line under the text, two characters in, no mark after a name."""
    row, note, found = "attachments_note", check.roles.note, check.found
    if not note:
        found.absent(row, "正文下空一行，左空二字，名称后不加标点", "附件说明")
        return
    blanks = check.roles.blanks_before_note
    found.check(row, blanks == 1, "附件说明在正文下空一行", f"空 {blanks} 行")
    start = note[0].first_chars
    found.check(row, abs(start - 2) <= NEAR, "“附件”二字左空二字", f"左空 {start:.1f} 字")
    marked = [p.bare for p in note if p.bare.endswith(tuple(_TRAILING))]
    found.check(row, not marked, "附件名称后不加标点", places(marked) or "没有标点")
    colon = re.match(r"附件：", note[0].bare) is not None
    found.check(row, colon, "“附件”后用全角冒号", excerpt(note[0].bare, 6))
    if len(note) > 1:
        _check_note_numbers(check, note)


def _check_note_numbers(check: Check, note: list[Paragraph]) -> None:
    texts = [note[0].bare.removeprefix("附件：").strip(), *(p.bare for p in note[1:])]
    wrong = [text for n, text in enumerate(texts, 1) if not re.match(rf"{n}[.．]", text)]
    check.found.check(
        "attachments_note", not wrong, "用 1. 2. 依次编号", places(wrong) or f"1.—{len(texts)}."
    )
    aside = [p.bare for p in note[1:] if abs(p.first_chars - 5) > SIDE_NEAR]
    check.found.check(
        "attachments_note", not aside, "各序号上下对齐", places(aside) or "对齐", otherwise=WARN
    )


def check_signature(check: Check) -> None:
    """7.3.5.2, 7.3.5.4: name and date at the right, the date's form."""
    row, roles, found = "signature", check.roles, check.found
    if roles.date is None:
        if check.record:
            found.absent(row, "署名右空二字，日期首字右移二字", "署名和日期")
        else:
            found.add(row, WARN, "有署名和成文日期", "没有找到成文日期")
        return
    text = roles.date.bare
    found.check(row, _is_official_date(text), "成文日期用阿拉伯数字，年份四位，月日不编虚位", text)
    if roles.signature is None:
        found.check(row, check.record, "日期上一行有署名", "没有署名", otherwise=FAIL)
        return
    blanks = roles.blanks_before_signature
    found.check(row, blanks == 1, "署名在正文下空一行", f"空 {blanks} 行")
    _check_right_alignment(check, roles.signature, roles.date)


def _is_official_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    try:
        return match is not None and bool(date(*map(int, match.groups())))
    except ValueError:
        return False


def _check_right_alignment(check: Check, name: Paragraph, day: Paragraph) -> None:
    page = check.reading.section_of(name).page
    name_start, name_end = name.start_and_end(page)
    day_start, day_end = day.start_and_end(page)
    wider = day_end - day_start > name_end - name_start
    gap = page.text_width / name.char - (day_end if wider else name_end)
    what = "日期比署名长：日期右空二字" if wider else "署名右空二字"
    check.found.check("signature", abs(gap - 2) <= SIDE_NEAR, what, f"右空 {gap:.1f} 字")
    shift = day_start - name_start
    check.found.check(
        "signature", abs(shift - 2) <= SIDE_NEAR, "日期首字比署名首字右移二字", f"右移 {shift:.1f} 字"
    )


def check_attachments(check: Check) -> None:
    """7.3.7: new page, 附件 and number in 黑体 flush left on line 1, title centred on line 3."""
    attachments = check.roles.attachments
    if not attachments:
        check.found.absent("attachment", "另面编排，“附件1”黑体顶格，标题居中在第三行", "附件")
    for number, attachment in enumerate(attachments, 1):
        _check_attachment(check, attachment, number if len(attachments) > 1 else None)


def _check_attachment(check: Check, attachment: Attachment, number: int | None) -> None:
    row, found, label = "attachment", check.found, attachment.label
    name = label.bare
    found.check(
        row,
        _on_new_page(check, attachment),
        f"{name}另面编排",
        "另面" if _on_new_page(check, attachment) else "没有另面",
    )
    look = label.first_run
    good = check.faces.fits("heiti", look.east_asian) and look.size == L.BODY_SIZE
    found.check(row, good, f"“{name}”用 3 号黑体", f"{look.size / 2:g} 磅{look.east_asian}")
    flush = abs(label.first_chars) <= NEAR and label.look.align in ("left", "both")
    found.check(
        row,
        flush,
        f"“{name}”顶格",
        "顶格" if flush else f"左空 {label.first_chars:.1f} 字，{label.look.align}",
    )
    wanted = f"附件{number}" if number else "附件"
    right = name == wanted or (number is None and name == "附件1")
    found.check(row, right, f"写作“{wanted}”", f"“{name}”")
    if not attachment.title:
        found.add(row, FAIL, f"{name}的标题居中在第三行", "没有找到标题")
        return
    line = attachment.blanks_before_title + 2
    centred = attachment.title[0].look.align == "center" and abs(attachment.title[0].first_chars) <= NEAR
    shown = f"第 {line} 行，{'居中' if centred else '未居中'}"
    found.check(row, line == 3 and centred, f"{name}的标题居中在第三行", shown)
    _check_title_face(check, attachment.title[0], name)


def _check_title_face(check: Check, title: Paragraph, name: str) -> None:
    look = title.first_run
    good = check.faces.fits("title", look.east_asian) and look.size == L.TITLE_SIZE
    shown = f"{look.size / 2:g} 磅{look.east_asian}"
    check.found.check("attachment", good, f"{name}的标题用 2 号小标宋", shown, otherwise=WARN)


def _on_new_page(check: Check, attachment: Attachment) -> bool:
    blocks, index = check.reading.blocks, attachment.index
    if attachment.label.look.new_page or attachment.label.breaks_page:
        return True
    for before in reversed(blocks[:index]):
        if not isinstance(before, Paragraph):
            return False
        if before.breaks_page or before.ends_section:
            return True
        if not before.blank:
            return False
    return False


def check_labels(check: Check) -> None:
    """10.3: 出席：/请假：/列席： in 黑体, names in 仿宋 wrapped under the first name."""
    row, labels, found = "minutes", check.roles.labels, check.found
    if not labels:
        found.absent(row, "“出席：”等用 3 号黑体，姓名用 3 号仿宋", "出席、请假、列席名单")
        return
    for paragraph in labels:
        text = re.split("[：:]", paragraph.bare)[0]
        look, names = paragraph.first_run, _name_runs(paragraph)
        good = check.faces.fits("heiti", look.east_asian) and look.size == L.BODY_SIZE
        found.check(row, good, f"“{text}：”用 3 号黑体", f"{look.size / 2:g} 磅{look.east_asian}")
        wrong = [
            run.text
            for run in names
            if not check.faces.fits("fangsong", run.look.east_asian) or run.look.size != L.BODY_SIZE
        ]
        found.check(row, not wrong, f"{text}的姓名用 3 号仿宋", places(wrong) or "3 号仿宋")
        _check_wrap(check, paragraph, text)


def _name_runs(paragraph: Paragraph) -> list:
    """The runs after the colon."""
    seen, after = "", []
    for run in paragraph.runs:
        if re.search("[：:]", seen) and run.has_han:
            after.append(run)
        seen += run.text
    return after


def _check_wrap(check: Check, paragraph: Paragraph, label: str) -> None:
    """Lines after the first begin under the first name."""
    first_name = paragraph.first_chars + width(label) + 1
    expected = f"{label}的姓名回行与第一个姓名对齐"
    if "\n" not in paragraph.text and paragraph.first_chars + width(paragraph.bare) <= L.CHARS_PER_LINE:
        return
    shift = paragraph.left_chars - first_name
    shown = "对齐" if abs(shift) <= NEAR else f"相差 {shift:+.1f} 字"
    check.found.add("minutes", PASS if abs(shift) <= NEAR else FAIL, expected, shown)
