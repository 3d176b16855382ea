"""The same plan set otherwise: numbers, width, script, spacing, tables, automatic numbers. What is read of it
stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.reading.docx_files import docx, escaped, numbering, paragraph, table
from tests.reading.synthetic import traditional

CN = "一二三四五六七八九十"
_LEAD = r"(?m)^([ \u3000]*)"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def _chinese(number: str) -> str:
    value = int(number)
    return CN[value - 1] if value <= 10 else "十" + CN[value - 11]


def sections_as_parts(text: str) -> str:
    """一、 becomes 第一部分."""
    return re.sub(_LEAD + f"([{CN}]{{1,2}})、", r"\1第\2部分 ", text)


def items_with_half_brackets(text: str) -> str:
    """（1） becomes 1） and （一） becomes (一)."""
    text = re.sub(r"[（(](\d{1,2})[）)]", r"\1）", text)
    return re.sub(_LEAD + f"（([{CN}]{{1,2}})）", r"\1(\2)", text)


def dots_as_commas(text: str) -> str:
    """1. becomes 1、 (not before a digit)."""
    return re.sub(_LEAD + r"(\d{1,2})[.．][ ]?(?=[^\d\s])", r"\1\2、", text)


def wide_digits(text: str) -> str:
    return re.sub(r"[0-9]", lambda digit: chr(ord(digit.group()) + 0xFEE0), text)


def half_width_marks(text: str) -> str:
    """：（） typed on an English keyboard."""
    return text.translate(str.maketrans("：（）", ":()"))


def indented(text: str) -> str:
    """Every paragraph begins with two wide spaces, and a blank line follows it."""
    return "\n\n".join(line if "\t" in line else "　　" + line.lstrip() for line in text.split("\n"))


def typed_on_windows(text: str) -> str:
    return text.replace("\n", "\r\n")


def with_page_furniture(text: str) -> str:
    """Page numbers and a watermark between the paragraphs of a printout."""
    lines = text.split("\n")
    for at, furniture in (
        (len(lines), "- 2 -"),
        (len(lines) // 2, "第 1 页 共 2 页"),
        (3, "内部资料 注意保存"),
    ):
        lines.insert(at, furniture)
    return "\n".join(lines)


def in_markdown(text: str) -> str:
    """Sections as #, list signs kept."""
    return re.sub(_LEAD + f"([{CN}]{{1,2}}、)", r"## \2", text)


TEXTS: dict[str, Callable[[str], str]] = {
    change.__name__: change
    for change in (
        sections_as_parts,
        items_with_half_brackets,
        dots_as_commas,
        wide_digits,
        half_width_marks,
        indented,
        typed_on_windows,
        with_page_furniture,
        in_markdown,
        traditional,
    )
}

_AUTOMATIC = (
    (re.compile(f"([{CN}]{{1,2}})、"), "chineseCountingThousand", "%1、"),
    (re.compile(f"[（(]([{CN}]{{1,2}})[）)]"), "chineseCountingThousand", "（%{level}）"),
    (re.compile(r"(\d{1,2})[.．、](?=[^\d])"), "decimal", "%{level}."),
    (re.compile(r"[（(](\d{1,2})[）)]"), "decimal", "（%{level}）"),
)


def automatically_numbered(text: str) -> bytes:
    """A .docx whose numbers are no text but Word's own; a list that begins anew gets a number of its own."""
    levels = [(form, shape.replace("{level}", str(at + 1))) for at, (_, form, shape) in enumerate(_AUTOMATIC)]
    blocks, lists, current = [], 1, dict.fromkeys(range(len(_AUTOMATIC)), 1)
    for line in escaped(text).split("\n"):
        level, match = next(
            (
                (at, found)
                for at, (mark, _, _) in enumerate(_AUTOMATIC)
                if (found := mark.match(line.strip()))
            ),
            (0, None),
        )
        if match is None:
            blocks.append(paragraph(line))
            continue
        number = match.group(1)
        if number in ("1", "一"):
            lists += 1
            current[level] = lists
        properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{current[level]}"/></w:numPr>'
        blocks.append(paragraph(line.strip()[match.end() :].strip(), properties))
    one = numbering(*levels)
    for number in range(2, lists + 1):
        extra = (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>'
            + "".join(
                f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="1"/></w:lvlOverride>'
                for at in range(len(levels))
            )
            + "</w:num></w:numbering>"
        )
        one = one.replace("</w:numbering>", extra)
    return docx("".join(blocks), numbering=one)


_LABEL_LINE = re.compile(r"[ \u3000]*([\u4e00-\u9fff \u3000]{2,8})[：:][ ]?([^\s：:][^：:]{0,60})")


def labels_in_a_table(text: str) -> bytes:
    """Two or more label lines in a row become rows of a Word table."""
    blocks: list[str] = []
    rows: list[tuple[str, str]] = []
    for line in [*escaped(text).split("\n"), ""]:
        match = _LABEL_LINE.fullmatch(line)
        if match and not re.match("各|全体|第|环节", match.group(1)):
            rows.append((match.group(1), match.group(2)))
            continue
        if len(rows) > 1:
            blocks.append(table(*rows))
        else:
            blocks += [paragraph(f"{label}：{value}") for label, value in rows]
        rows = []
        blocks.append(paragraph(line))
    return docx("".join(blocks))


FILES: dict[str, Callable[[str], bytes]] = {
    change.__name__: change for change in (automatically_numbered, labels_in_a_table)
}
