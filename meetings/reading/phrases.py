"""Cutting a folded text: sentences, clauses, and the items of an enumeration. Nothing is cut inside
brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from meetings.reading.numerals import parse
from meetings.reading.source import Span

_OPENING, _CLOSING = "(《“〈【[‘", ")》”〉】]’"
SENTENCE = "。!?\n\v\t"
CLAUSE = "。!?;,\n\v"


@cache
def _stops(marks: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(_OPENING + _CLOSING + marks)}]")


def cut(norm: str, span: Span, marks: str) -> Iterator[Span]:
    """Parts between `marks`, trimmed, empty ones left out. A line break cuts inside brackets too."""
    depth, start = 0, span.start
    for match in _stops(marks).finditer(norm, span.start, span.end):
        char, at = match.group(), match.start()
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(depth - 1, 0)
        elif depth == 0 or char == "\n":
            if at > start:
                yield from trimmed(norm, Span(start, at))
            depth, start = 0, at + 1
    yield from trimmed(norm, Span(start, span.end))


def trimmed(norm: str, span: Span, marks: str = " \n\v\t") -> Iterator[Span]:
    """The span without blank edges, or nothing."""
    text = norm[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip(marks))
    end = span.start + len(text.rstrip(marks))
    if end > start:
        yield Span(start, end)


def sentences(norm: str, span: Span) -> list[Span]:
    return list(cut(norm, span, SENTENCE))


_ENUMERATORS = (
    re.compile(r"(?P<number>[一二三四五六七八九十]{1,2})(?:是|要|查|看)(?!否)"),
    re.compile(r"第(?P<number>[一二三四五六七八九十])(?:[、,:]|是|项)"),
    re.compile(r"(?P<number>[①-⑳])"),
    re.compile(r"(?:[(]|(?<![\d(一-十]))(?P<number>[\d一二三四五六七八九十]{1,2})[)]"),
    re.compile(r"(?<![\d.])(?P<number>\d{1,2})[.、](?!\d)"),
    re.compile(r"(?P<number>首先|其次|再次|最后)[,]?"),
)
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}
_KEPT_WORDS = ("查", "看")


def enumerated(norm: str, span: Span) -> list[Span]:
    """Items of 一是…二是…, ①…②…, （1）…（2）… inside a text; empty unless the numbers run 1, 2, …"""
    return max((_run(norm, span, pattern) for pattern in _ENUMERATORS), key=len)


def _run(norm: str, span: Span, pattern: re.Pattern[str]) -> list[Span]:
    starts: list[tuple[int, int]] = []
    for match in pattern.finditer(norm, span.start, span.end):
        if _value(match["number"]) == len(starts) + 1:
            keeps = match.group()[-1] in _KEPT_WORDS
            starts.append((match.start(), match.end() - 1 if keeps else match.end()))
    if len(starts) < 2:
        return []
    return list(_between(norm, span, starts))


def _between(norm: str, span: Span, starts: list[tuple[int, int]]) -> Iterator[Span]:
    """Each item to the next; the last to the end of its sentence."""
    ends = [begin for begin, _ in starts[1:]]
    last = next((at for at in range(starts[-1][1], span.end) if norm[at] in "。\n\v"), span.end)
    for (_, begin), end in zip(starts, [*ends, last], strict=True):
        yield from trimmed(norm, Span(begin, end), " \n\v\t;,。、")


def _value(text: str) -> int | None:
    if text in _WORDS:
        return _WORDS[text]
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    value = parse(text)
    return None if value is None else int(value)


_AND = re.compile("以及|和|及|与|暨")
_NOUN_END = re.compile(
    r"(?:党员|委员|代表|分子|人员|书记|成员|班子|同志|负责人|干部|群众|职工|员工|教师|师生|学生|领导|对象|组|部|处|科|室|办|"
    r"联络员|组织员|工作者|主席|主任|村民|居民|业主|书记们|[0-9一二三四五六七八九十]{1,4}(?:名|人)|派员|派人)(?:[(].{1,20}[)])?$"
)
_PAPER_END = re.compile(
    r"(?:报告|清单|措施|材料|提纲|表|方案|总结|记录|台账|汇总|纪要|简报|照片|票|复印件|承诺书|承诺|小结|纪录|名单|通知|文件|清样|稿|册|签到|原件|档案|图片|影像|资料|单|笔记|体会|计划|书|(?<!有关)(?<!会议)结果)(?:[(].{1,20}[)])?》?$"
)

_PAPER_OR_MATTER = re.compile(f"{_PAPER_END.pattern}|情况$")


def listed(norm: str, span: Span, noun: re.Pattern[str] = _NOUN_END) -> list[Span]:
    """Items of a list of nouns: parted by 、，； and by 和 where a noun of that sort stands on both sides."""
    items: list[Span] = []
    for part in (piece for run in cut(norm, span, "、,;+\n\v\t") for piece in _titles_apart(norm, run)):
        items.extend(_parted_by_and(norm, part, noun))
    return items


def _titles_apart(norm: str, span: Span) -> Iterator[Span]:
    """《A》《B》 without a comma between; a title alone loses its marks."""
    joins = [match.start() + 1 for match in re.finditer("》(?:和|及|、)?《", norm[span.start : span.end])]
    edges = [span.start, *(span.start + join for join in joins), span.end]
    for start, end in pairwise(edges):
        text = norm[start:end]
        inside = re.fullmatch(r"(?:和|及|、)?《([^《》]+)》", text)
        yield Span(start + inside.start(1), start + inside.end(1)) if inside else Span(start, end)


def papers(norm: str, span: Span) -> list[Span]:
    """Documents named in a list (情况报告、整改清单); parts that name none are left out.

    会议情况 counts beside others only.
    """
    items = listed(norm, span, _PAPER_OR_MATTER)
    found = [_paper(norm, item) or _matter(norm, item, len(items)) for item in items]
    return [item for item in found if item]


def _matter(norm: str, item: Span, others: int) -> Span | None:
    return item if others > 1 and norm.startswith("情况", item.end - 2) else None


_FORMAT = re.compile(
    r"(?:[(](?:[^()]*(?:[纸电]|盖章|各?一式|各?[\d一二三四五六七八九十]份)[^()]*)[)]|(?:的?(?:纸质|电子)版)+)$"
)


def _paper(norm: str, item: Span) -> Span | None:
    """The item, or what stands before 和 where only that is a document (情况报告和评议结果).

    How it is to be handed in (电子版) is no part of it.
    """
    form = _FORMAT.search(norm, item.start, item.end)
    item = Span(item.start, form.start() if form else item.end)
    if item.end - item.start > _LONGEST_ITEM:
        return None
    if _PAPER_END.search(norm[item.start : item.end]):
        return item
    joins = [match.start() for match in _AND.finditer(norm, item.start + 2, item.end)]
    return next((Span(item.start, at) for at in joins if _PAPER_END.search(norm[item.start : at])), None)


_LONGEST_ITEM = 200  # characters; what is longer is no list of nouns, and is not taken apart


def _parted_by_and(norm: str, span: Span, noun: re.Pattern[str]) -> Iterable[Span]:
    if span.end - span.start > _LONGEST_ITEM:
        return trimmed(norm, span)
    for match in _AND.finditer(norm, span.start + 2, span.end):
        left, right = Span(span.start, match.start()), Span(match.end(), span.end)
        if (
            _outside_brackets(norm, left)
            and noun.search(norm[left.start : left.end])
            and right.end - right.start >= 2
        ):
            first = _AND.search(norm[right.start : right.end])
            head = norm[right.start : right.start + first.start()] if first else norm[right.start : right.end]
            if (noun.search(norm[right.start : right.end]) or noun.search(head)) and len(
                norm[left.start : left.end]
            ) >= 3:
                return [left, *_parted_by_and(norm, right, noun)]
    return trimmed(norm, span)


def _outside_brackets(norm: str, left: Span) -> bool:
    text = norm[left.start : left.end]
    return sum(text.count(char) for char in _OPENING) == sum(text.count(char) for char in _CLOSING)
