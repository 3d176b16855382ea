"""What stands before the first section of a text and after the last: its title and its signature."""

from __future__ import annotations

import re

from meetings.reading.lines import first_word, span_text
from meetings.reading.marks import mark_at
from meetings.reading.source import Span
from meetings.reading.words import any_of

_KINDS = any_of(
    "方案 通知 通知单 安排 计划 预案 安排表 流程 流程单 流程表 议程 议程表 日程 日程表 部署 策划案 细案 手册",
    "函 请示 意见 提示 须知 公告",
)
_TITLE_END = re.compile(rf"{_KINDS}(?:[(][^)]{{1,30}}[)])?[★☆*》\s]*$")
_NO_TITLE = re.compile(r"[。:]\s*$|^\s*[一二三四五六七八九十\d]{1,2}[、.]")
_TOPIC = re.compile("组织生活|民主评议|评议党员")
_RUN_ON = re.compile(
    r"^.{4,60}?(?:方案|通知|安排|计划|预案|安排表)(?:[(][^)]{1,12}[)])?(?=[ ]|为|根据|按照|各|全体)"
)
_LONGEST_LINE = 70  # characters of one line of a title


def take_title(norm: str, lines: list[Span]) -> tuple[Span, list[Span]]:
    """The title and the lines after it; an empty span where a text has none."""
    if not lines:
        return Span(0, 0), lines
    for take in (_named, _run_on, _topical):
        taken = take(norm, lines)
        if taken:
            return taken
    return Span(lines[0].start, lines[0].start), lines


Taken = tuple[Span, list[Span]] | None


def _named(norm: str, lines: list[Span]) -> Taken:
    """Up to five short lines, ended by the first that names a kind of document."""
    mark = mark_at(norm, first_word(norm, lines[0]), lines[0].end)
    if mark is not None and not mark.kind.startswith("bullet"):
        return None
    for at, span in enumerate(lines[:5]):
        text = span_text(norm, span)
        if len(text) > _LONGEST_LINE or "\t" in text or _NO_TITLE.search(text):
            return None
        if _TITLE_END.search(text):
            return Span(lines[0].start, span.end), lines[at + 1 :]
    return None


def _run_on(norm: str, lines: list[Span]) -> Taken:
    """A title that the text goes on behind in the same line."""
    first = lines[0]
    match = _RUN_ON.match(norm[first.start : first.start + 80])
    if match is None or first.end - first.start <= 80:
        return None
    cut = first.start + match.end()
    return Span(first.start, cut), [Span(cut, first.end), *lines[1:]]


def _topical(norm: str, lines: list[Span]) -> Taken:
    """A short first line about the matter, though it names no kind of document."""
    text = span_text(norm, lines[0])
    is_title = len(text) <= 60 and _TOPIC.search(text) and not re.search("[。:]", text)
    return (lines[0], lines[1:]) if is_title else None


_NUMERAL = r"[\d〇○零一二三四五六七八九十xX*_]"
_DATE_LINE = re.compile(
    rf"[(]?(?:{_NUMERAL}{{2,4}}[年./-])?[ ]?{_NUMERAL}{{1,3}}[月./-][ ]?{_NUMERAL}{{1,3}}日?[)]?"
)
_SIGNER = re.compile(
    r"(?!.*(?:报送?|将|会后|参加))[^,。;:、\d]{2,36}(?:委员会|支部|总支部?|党委|组织部|办公室|党组|工委|小组)"
)


def take_tail(norm: str, lines: list[Span]) -> tuple[Span, list[Span]]:
    """The signature: a date line among the last lines with the short signer lines before it, or a signer
    alone.
    """
    for back in range(1, min(7, len(lines))):
        at = len(lines) - back
        text = re.sub(r"\s", "", span_text(norm, lines[at]))
        if _DATE_LINE.fullmatch(text):
            while at > 1 and _SIGNER.fullmatch(span_text(norm, lines[at - 1]).strip()):
                at -= 1
            return Span(lines[at].start, lines[-1].end), lines[:at]
        if _SIGNER.fullmatch(text) and back == 1 and "\t" not in span_text(norm, lines[at]):
            return lines[at], lines[:at]
    return Span(len(norm), len(norm)), lines
