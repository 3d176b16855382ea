"""Numbers that open a section or an item: 一、 （一） 1. （1） 1） ① 第一步 第一项： and bullets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from meetings.reading.numerals import FORMAL, parse

_CN = "[一二三四五六七八九十]{1,3}"
_DATE = r"(?:\d{1,2}月[\d上中下底末]|20\d\d年)"  # 1、3月14日前: an item that begins with its date
_PICTURES = "\u231a-\u23ff\u2600-\u27bf\U0001f300-\U0001faff"  # signs and emoji used as bullets
# Kinds from the widest section to the smallest item; the order is only a hint, a text's own nesting decides.
_SHAPES = (
    (
        "part",
        rf"第[ ]?({_CN}|\d{{1,2}})[ ]?(?:部分|章|节)(?!党|支|组)[、:.,。 ]{{0,3}}",
    ),
    ("phase", rf"第[ ]?({_CN}|\d{{1,2}})[ ]?(?:个?阶段|步|个?环节)(?!党|支|组)[、:.,。 ]{{0,3}}"),
    ("term", rf"第[ ]?({_CN}|\d{{1,2}})[ ]?(?:条|项)(?!党|支|组)[、:.,。 ]{{0,3}}"),
    ("ordinal", rf"第({_CN})[、:,](?!第)"),
    ("boxed", rf"[【\[]({_CN}|\d{{1,2}})[】\]][、:.]?"),
    ("step", r"(?:Step|STEP|step)[ ]?(\d{1,2})[:. 、]{0,3}"),
    ("named", rf"(?:步骤|环节|阶段|议程|程序)({_CN}|\d{{1,2}})[、:. ]{{1,3}}"),
    ("formal", rf"({FORMAL}{{1,2}})[ ]{{0,2}}[、.]"),
    ("cn", rf"({_CN})[ ]{{0,2}}[、.](?![一二三四五六七八九十]、)"),
    ("cnp", rf"[(]({_CN})[)][、.:]?|([㈠-㈩])"),
    ("deep", r"(\d{1,2}\.\d{1,2}\.\d{1,2})(?![\d年月日%])[ 、.]{0,2}(?=[^\d\s])"),
    ("keycap", r"(\d)\ufe0f?\u20e3[ ]?"),
    ("decimal", r"(\d{1,2}\.\d{1,2})(?![\d年月日.%])[ 、.]{0,2}(?=[^\d\s])"),
    ("ar", rf"(\d{{1,2}})[ ]{{0,2}}(?:\.(?!\d)|、(?!\d)|[.、](?={_DATE}))|([⒈-⒛])"),
    ("arp", r"[(](\d{1,2})[)][、.]?|([⑴-⒇])"),
    ("arh", r"(\d{1,2})[)][、.]?"),
    ("circ", "([①-⑳])[、.]?"),
    ("bullet", rf"([●◆■▪◇○➤►★☆※•▲△◎{_PICTURES}]\ufe0f?|[-*·](?=[ ])|#{{1,4}}(?=[ ]))"),
)
_SURE_BULLETS = "●◆■▪◇➤►▲◎"  # the others stand inside sentences too
_KINDS = [kind for kind, _ in _SHAPES]
_ANY = re.compile("|".join(f"(?P<{kind}>{shape})" for kind, shape in _SHAPES))
_GLYPHS = {
    first: base for base in ("①", "⑴", "⒈", "㈠") for first in (chr(ord(base) + step) for step in range(20))
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at `start`; its text goes on at `end`. `number` is None for a bullet."""

    kind: str
    number: int | None
    start: int
    end: int


# At the start of a line a space is enough, or 一是; within one that would make items of 1 次 and 三 楼.
_NO_MEASURE = r"(?![年月日个名人天时点次份])[\u4e00-\u9fff]{2}"
_LINE_START = re.compile(
    r"(?P<clock>\d{1,2}:\d{2}(?:[-–~至到]|—{1,2})\d{1,2}:\d{2}[ :,]{0,3}(?=[^\d\s]))|"
    rf"(?P<is>({_CN})[是要](?!否))|"
    rf"(?P<cn>({_CN})[ ]{{1,4}}(?=[\u4e00-\u9fff]{{2}}))|(?P<ar>(\d{{1,2}})[ ]{{1,4}}(?={_NO_MEASURE}))"
)


def mark_at(norm: str, at: int, end: int) -> Mark | None:
    """The mark that stands at `at`, the start of a line, in a folded text."""
    match = _ANY.match(norm, at, end) or _LINE_START.match(norm, at, end)
    return _mark(match) if match else None


def marks_in(norm: str, start: int, end: int) -> list[Mark]:
    """All that looks like a mark in a folded line, in order; the caller judges by what is around it."""
    marks = (_mark(match) for match in _ANY.finditer(norm, start, end))
    return [mark for mark in marks if not mark.kind.startswith("bullet") or norm[mark.start] in _SURE_BULLETS]


def _mark(match: re.Match[str]) -> Mark:
    kind = match.lastgroup or ""
    if kind in ("bullet", "clock"):
        # Each sign is a level of its own: ▲ over ◆.
        name = kind if kind == "clock" else f"bullet {match.group().strip()}"
        return Mark(name, None, match.start(), match.end())
    written = next(text for text in match.groups()[match.re.groupindex[kind] :] if text)
    return Mark(kind, _number(kind, written), match.start(), match.end())


def _number(kind: str, written: str) -> int | None:
    if written in _GLYPHS:
        return ord(written) - ord(_GLYPHS[written]) + 1
    value = parse(written.rsplit(".", maxsplit=1)[-1])
    return None if value is None else int(value)
