"""place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meetings.reading.dates import dates_in, time_in
from meetings.reading.doc import Doc
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut
from meetings.reading.source import Span
from meetings.reading.words import any_of

_BUILDINGS = any_of("室 厅 堂 楼 中心 阵地 会场 之家 广场 基地 站 书屋 大院 学校 村委会 居委会 队部 营地")
_ENDS = rf"(?:{_BUILDINGS}|[A-Z]?\d{{2,4}}(?:室|房间|教室|会议室)?)"
_HELD_AT = re.compile(
    r"在([^,。;:在]{2,34}?)(?:召开|举行|举办|进行|开展|集中|开会|开(?=[^,。;]{0,12}组织生活会))"
)
_SET_AT = re.compile(
    r"(?<!学习)(?<!谈话)地点(?:由[^,。;:]{2,20}?)?(?:[改变调][为到至更整]{1,3}|[改设]在|定在|安排在|为|在|是)+([^,。;:]{2,34})"
)
_AT = re.compile(rf"在([^,。;:在]{{1,30}}{_ENDS})[”]?(?=[,。;]|$)")
_NAMED = re.compile(rf"[^,。;:]{{1,34}}{_ENDS}[”\"]?(?:[(][^)]*[)])?")
_WHO_ELSE = re.compile(r"[(][^()]*(?:党员|同志|人员|参加|收看)[^()]*[)]$")
_NO_PLACE = re.compile(
    "待定|另行|通知为准|范围内|基础上|前提|过程|年度|会上|会前|组织生活会|工作中|支部$|方面|精神|领导"
)


def read_place(doc: Doc, after_date: Span | None) -> Found | None:
    for entry in doc.said("place"):
        span = next(_labelled(doc, entry.span, alone=entry.rank < 2 or not _has_time(doc, entry.span)), None)
        if span:
            return doc.found(span)
    if after_date:
        span = next(_told(doc, Span(after_date.start, min(after_date.end, after_date.start + 90))), None)
        if span:
            return doc.found(span)
    return _anywhere(doc)


def _has_time(doc: Doc, span: Span) -> bool:
    return next(dates_in(doc.norm, span), None) is not None or time_in(doc.norm, span) is not None


def _labelled(doc: Doc, span: Span, *, alone: bool) -> Iterator[Span]:
    """A label's value is the place to its first stop; in a section that tells the time too it is looked
    for.
    """
    yield from _told(doc, span)
    if alone and not _has_time(doc, Span(span.start, min(span.end, span.start + 20))):
        first = next(cut(doc.norm, span, ",。;\n\v"), None)
        if first and not _NO_PLACE.search(doc.text(first)):
            beside = _WHO_ELSE.search(doc.norm, *first)
            yield Span(first.start, beside.start() if beside else first.end)
        return
    for clause in cut(doc.norm, span, ",。; \n\v"):
        if _NAMED.fullmatch(doc.text(clause)) and not _has_time(doc, clause):
            yield clause


def _told(doc: Doc, span: Span) -> Iterator[Span]:
    for pattern in (_SET_AT, _HELD_AT, _AT):
        match = pattern.search(doc.norm, span.start, span.end)
        if match and not _NO_PLACE.search(match.group(1)) and not _has_time(doc, Span(*match.span(1))):
            yield Span(*match.span(1))


def _anywhere(doc: Doc) -> Found | None:
    """A place told without a label or a date beside it: only 地点设在…."""
    match = _SET_AT.search(doc.norm, doc.body.start, doc.body.end)
    if match is None or _NO_PLACE.search(match.group(1)):
        return None
    return doc.found(Span(*match.span(1)), Certainty.UNSURE)
