"""What stands before the first section of a text and after the last: its title and its signature."""

from __future__ import annotations

import re

from meetings.reading.lines import first_word, span_text
from meetings.reading.marks import mark_at
from meetings.reading.source import Span

_TITLE_END = re.compile(
    r"(?:方案|通知|通知单|安排|计划|预案|安排表|流程|议程|部署|函|意见|提示|须知|公告)(?:[(（][^)）]{1,30}[)）])?[★☆*》\s]*$"
)
_TOPIC = re.compile("组织生活|民主评议|评议党员")
_ONE_LINE_TITLE = re.compile(
    r"^.{4,60}?(?:方案|通知|安排|计划|预案|安排表)(?:[(][^)]{1,12}[)])?(?=[ ]|为|根据|按照|各|全体)"
)


def take_title(norm: str, lines: list[Span]) -> tuple[Span, list[Span]]:
    """The title: up to four first short lines, ended by the one that names a kind of document."""
    ends = [at for at, span in enumerate(lines[:5]) if len(span_text(norm, span)) <= 70]
    named = [
        at
        for at in ends
        if _TITLE_END.search(span_text(norm, lines[at])) and "\t" not in span_text(norm, lines[at])
    ]
    mark = mark_at(norm, first_word(norm, lines[0]), lines[0].end) if lines else None
    if named and (mark is None or mark.kind.startswith("bullet")):
        at = named[0]
        return Span(lines[0].start, lines[at].end), lines[at + 1 :]
    if not lines:
        return Span(0, 0), lines
    first = lines[0]
    match = _ONE_LINE_TITLE.match(norm[first.start : first.start + 80])
    if match and first.end - first.start > 80:
        cut = first.start + match.end()
        return Span(first.start, cut), [Span(cut, first.end), *lines[1:]]
    short = len(span_text(norm, first)) <= 60 and not re.search("[。:]", span_text(norm, first))
    if short and _TOPIC.search(span_text(norm, first)):
        return first, lines[1:]
    return Span(first.start, first.start), lines


_NUMERAL = r"[\d〇○零一二三四五六七八九十xX*_]"
_DATE_LINE = re.compile(
    rf"[(]?{_NUMERAL}{{2,4}}[年./-][ ]?{_NUMERAL}{{1,3}}[月./-][ ]?{_NUMERAL}{{1,3}}日?[)]?"
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
