"""Which paragraph is what. A document made elsewhere carries no labels, so this goes by place and wording."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from gongwen.checker.reading import Paragraph, Reading, Table
from gongwen.text import width

LEVEL_MARKS = (
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"（[一二三四五六七八九十百]+）"),
    re.compile(r"\d{1,3}[.．](?!\d)"),
    re.compile(r"（\d{1,3}）"),
)
# Marks that offices write by mistake: half-width brackets, 1、, a comma after （一）.
WRONG_MARKS = re.compile(
    r"\([一二三四五六七八九十]+\)|\d{1,3}、|\(\d{1,3}\)|[一二三四五六七八九十]+[.．,，]|（[一二三四五六七八九十]+）、"
)
ATTACHMENT = re.compile(r"附\s*件\s*[0-9０-９一二三四五六七八九十]*\s*[：:]?$")
ATTACHMENTS_NOTE = re.compile(r"附\s*件\s*[：:]\s*\S")
LABEL = re.compile(r"(出席|请假|列席|缺席)(人员|人|领导|同志)?\s*[：:]")
NUMBERED = re.compile(r"\d{1,2}[.．、]")
DOCUMENT_NUMBER = re.compile(r"[〔\[［(（]\d{4}[〕\]］)）]\s*第?\s*\d+\s*号")
_DIGIT = "[0-9０-９一二三四五六七八九十〇○零Ｏ]"
DATE_LIKE = re.compile(
    rf"({_DIGIT}{{2,4}}\s*年\s*{_DIGIT}{{1,3}}\s*月\s*{_DIGIT}{{1,3}}\s*日|\d{{4}}\s*[-./]\s*\d{{1,2}}\s*[-./]\s*\d{{1,2}})$"
)
CLOSING_CHARS = 6  # what begins further in than this is a signature or the like, not text
SENTENCE_END = ("。", "；", "！", "？", "，", "、", "：")


@dataclass
class Attachment:
    label: Paragraph
    index: int  # of the label among the paragraphs
    title: list[Paragraph] = field(default_factory=list)
    blanks_before_title: int = 0


@dataclass
class Roles:
    """The parts found; an empty list or None where the document has no such part."""

    head: list[Paragraph] = field(default_factory=list)
    title: list[Paragraph] = field(default_factory=list)
    addressee: Paragraph | None = None
    blanks_after_title: int = 0
    text: list[Paragraph] = field(default_factory=list)
    headings: list[list[tuple[int, Paragraph]]] = field(
        default_factory=list
    )  # of the text, of each attachment
    wrong_marks: list[Paragraph] = field(default_factory=list)
    labels: list[Paragraph] = field(default_factory=list)
    note: list[Paragraph] = field(default_factory=list)
    blanks_before_note: int = 0
    signature: Paragraph | None = None
    date: Paragraph | None = None
    blanks_before_signature: int = 0
    attachments: list[Attachment] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def find_roles(reading: Reading) -> Roles:
    """Sort a document's paragraphs into the parts of the standard."""
    roles = Roles(tables=reading.tables)
    blocks = reading.blocks
    starts = _attachment_starts(blocks)
    main = blocks[: starts[0]] if starts else blocks
    _sort_main(roles, main)
    for start, end in pairwise([*starts, len(blocks)]):
        _sort_attachment(roles, blocks[start:end], start)
    return roles


def _attachment_starts(blocks: list) -> list[int]:
    """Places of 附件1 and its like: a line of its own, and not before the first other text."""
    found, seen = [], False
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            seen = True
        elif not block.blank:
            if seen and ATTACHMENT.match(block.bare) and not block.bare.endswith(("：", ":")):
                found.append(index)
            seen = True
    return found


def _sort_main(roles: Roles, blocks: list) -> None:
    index = _take_head(roles, blocks)
    index = _take_title(roles.title, blocks, index)
    index, roles.blanks_after_title = _skip_blanks(blocks, index)
    if index < len(blocks) and roles.title and _is_addressee(blocks[index]):
        roles.addressee = blocks[index]
        index += 1
    rest = blocks[index:]
    _take_signature(roles, rest)
    _sort_text(roles, [block for block in rest if block is not roles.signature and block is not roles.date])


def _sort_attachment(roles: Roles, blocks: list, index: int) -> None:
    attachment = Attachment(blocks[0], index)
    place, attachment.blanks_before_title = _skip_blanks(blocks, 1)
    end = _take_title(attachment.title, blocks, place)
    roles.attachments.append(attachment)
    _sort_text(roles, blocks[end:])


def _skip_blanks(blocks: list, index: int) -> tuple[int, int]:
    """The next place that is not empty, and the empty lines passed over."""
    start = index
    while index < len(blocks) and isinstance(blocks[index], Paragraph) and blocks[index].blank:
        index += 1
    return index, sum(not block.hidden for block in blocks[start:index])


def is_red(paragraph: Paragraph) -> bool:
    color = paragraph.first_run.color
    if not re.fullmatch("[0-9A-Fa-f]{6}", color):
        return False
    red, green, blue = (int(color[i : i + 2], 16) for i in (0, 2, 4))
    return red > 160 and green < 90 and blue < 90


def _take_head(roles: Roles, blocks: list) -> int:
    """A red issuer and, under it, the document number."""
    index, _ = _skip_blanks(blocks, 0)
    while index < len(blocks) and isinstance(blocks[index], Paragraph):
        block = blocks[index]
        if not (is_red(block) or DOCUMENT_NUMBER.search(block.bare)):
            break
        roles.head.append(block)
        index, _ = _skip_blanks(blocks, index + 1)
    return index


def _take_title(title: list[Paragraph], blocks: list, index: int) -> int:
    """The title's lines from ``index`` on; lines under it such as a date in brackets are passed over."""
    index, _ = _skip_blanks(blocks, index)
    if index >= len(blocks) or not isinstance(blocks[index], Paragraph) or not _may_be_title(blocks[index]):
        return index
    first = blocks[index]
    while index < len(blocks) and isinstance(blocks[index], Paragraph) and _same_kind(first, blocks[index]):
        title.append(blocks[index])
        index += 1
    while index < len(blocks) and isinstance(blocks[index], Paragraph):
        block = blocks[index]
        if block.blank or block.look.align != "center":
            break
        index += 1
    return index


def _may_be_title(block: Paragraph) -> bool:
    if block.style in ("title", "标题"):
        return True
    plain = width(block.bare) <= 80 and not block.bare.endswith(SENTENCE_END) and level_of(block) is None
    large = block.first_run.size > 34 or block.look.align == "center" or "标宋" in block.first_run.east_asian
    return plain and (large or not (DATE_LIKE.search(block.bare) or LABEL.match(block.bare)))


def _same_kind(first: Paragraph, other: Paragraph) -> bool:
    return first is other or (
        not other.blank
        and other.style == first.style
        and other.first_run.size == first.first_run.size > 34
        and other.look.align == first.look.align
    )


def _is_addressee(block: object) -> bool:
    """Right under the title: ends in a colon, or stands flush left, is short and no sentence."""
    if not isinstance(block, Paragraph) or level_of(block) is not None or LABEL.match(block.bare):
        return False
    text = block.bare
    if ATTACHMENTS_NOTE.match(text) or DATE_LIKE.search(text) or block.look.align == "center":
        return False
    if text.endswith(("：", ":")):
        return block.first_chars < 1 or width(text) < 40
    return block.first_chars < 0.5 and width(text) < 28 and not re.search("[。；，：:]", text)


def level_of(paragraph: Paragraph) -> int | None:
    """1 to 4 for a paragraph that begins with a mark of the standard."""
    text = paragraph.bare
    return next((n for n, mark in enumerate(LEVEL_MARKS, 1) if mark.match(text)), None)


def _take_signature(roles: Roles, blocks: list) -> None:
    """The last line that is nothing but a date, and the name above it."""
    for index in range(len(blocks) - 1, 0, -1):
        block = blocks[index]
        if not isinstance(block, Paragraph) or not DATE_LIKE.fullmatch(block.bare):
            continue
        roles.date = block
        above = blocks[index - 1]
        if isinstance(above, Paragraph) and not above.blank and not above.bare.endswith(SENTENCE_END):
            roles.signature = above
            roles.blanks_before_signature = _blanks_before(blocks, index - 1)
        return


def _blanks_before(blocks: list, index: int) -> int:
    start = index
    while start > 0 and isinstance(blocks[start - 1], Paragraph) and blocks[start - 1].blank:
        start -= 1
    return sum(not block.hidden for block in blocks[start:index])


def _sort_text(roles: Roles, blocks: list) -> None:
    roles.headings.append([])
    for index, block in enumerate(blocks):
        if isinstance(block, Table) or block.blank:
            continue
        if not roles.note and ATTACHMENTS_NOTE.match(block.bare):
            roles.note = [block]
            roles.blanks_before_note = _blanks_before(blocks, index)
        elif roles.note and blocks[index - 1] is roles.note[-1] and NUMBERED.match(block.bare):
            roles.note.append(block)
        elif LABEL.match(block.bare):
            roles.labels.append(block)
        elif (level := level_of(block)) is not None:
            roles.headings[-1].append((level, block))
        elif WRONG_MARKS.match(block.bare):
            roles.wrong_marks.append(block)
        elif block.look.align not in ("center", "right") and block.first_chars < CLOSING_CHARS:
            roles.text.append(block)
