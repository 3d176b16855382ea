"""meeting_date, meeting_time, duration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meetings.reading.dates import Date, dates_in, duration_in, length_in, time_in
from meetings.reading.doc import Doc
from meetings.reading.labels import DURING, phase
from meetings.reading.lines import cells, span_text
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut
from meetings.reading.source import Span
from meetings.reading.unit import Unit

_MEETING = re.compile("组织生活会|民主评议|会议|党员大会|评议|大会|生活会")
_HELD = re.compile(
    r"召开(?!前|后|时|情况|座谈|支委|动员|预备|[^。;]{0,14}(?:座谈会|支委会))|举行|完成|结束|进行|开(?=[,。;]|$|[^,。;]{0,12}(?:组织生活会|支部会))"
)
_BEFORE_IT = re.compile(
    "(?:拟|定|将|计划|安排|预计|暂定|初步定|决定|原则|现就?)(?:于|在)?|于|在|时间|今天|明天|后天|本周|下周"
)
_NOT_THE_MEETING = re.compile(
    "学习(?!教育|贯彻)|谈心|谈话|征求|查摆|检视|撰写|整改|报送|报告|上报|座谈|提交|印发|下发|《"
)
_TITLES = re.compile("《[^《》]*》")


Hit = tuple[Date, Span, Certainty]


def read_date(doc: Doc) -> tuple[Found | None, Span | None]:
    """The date with the span its sentence goes on in (for time of day and place)."""
    hit = (
        _labelled(doc, "time")
        or _best([*_told(doc), *_timed(doc)])
        or _staged(doc)
        or _labelled(doc, "limit")
    )
    if hit is None:
        return None, None
    date, scope, certainty = hit
    return _found(doc, date, certainty), Span(date.span.end, scope.end)


def _best(hits: list[Hit]) -> Hit | None:
    """The first that names a day, else the first."""
    return next((hit for hit in hits if hit[0].iso), next(iter(hits), None))


def _labelled(doc: Doc, field: str) -> Hit | None:
    for entry in doc.said(field):
        scope = Span(entry.span.start, min(entry.span.end, entry.span.start + 160))
        dates = list(dates_in(doc.norm, scope))
        if dates:
            date = next((one for one in dates if _ends_it(doc, one)), dates[0])
            date = dates[0] if _DAY.search(doc.text(dates[0].span)) else date
            return date, _same_line(doc, scope, date.span.end), Certainty.SURE
    return None


_DAY = re.compile("[日号-]")


def _ends_it(doc: Doc, date: Date) -> bool:
    """结合2月、3月主题党日进行，3月底前完成."""
    return date.is_limit and bool(
        re.match(r"(?:全部)?(?:完成|召开|开完)(?=[。,;\n]|$)", doc.norm[date.span.end :])
    )


def _same_line(doc: Doc, scope: Span, at: int) -> Span:
    ends = [place for mark in "\n\t" if (place := doc.norm.find(mark, at, scope.end)) >= 0]
    return Span(scope.start, min(ends, default=scope.end))


def _told(doc: Doc) -> Iterator[Hit]:
    """拟于…召开, 原则上要在…前完成."""
    for scope in doc.sentences:
        text = doc.text(scope)
        if _MEETING.search(text) and _HELD.search(text):
            for date in dates_in(doc.norm, scope):
                if _is_of_the_meeting(doc, scope, date):
                    yield date, scope, Certainty.SURE if date.iso else Certainty.UNSURE


def _is_of_the_meeting(doc: Doc, scope: Span, date: Date) -> bool:
    before = doc.norm[max(scope.start, date.span.start - 40) : date.span.start]
    after = doc.norm[date.span.end : min(scope.end, date.span.end + 60)]
    held = _HELD.search(after)
    if not held and not (re.search("开", before[-20:]) and re.search("定(?:在|于)$", before)):
        return False
    around = re.split("[;。]", before)[-1] + (after[: held.end() + 24] if held else "")
    if not _MEETING.search(around) or _NOT_THE_MEETING.search(_TITLES.sub("", around)):
        return False
    ends = date.is_limit and before.endswith(",") and re.match("(?:全部)?(?:完成|召开)", after)
    return not before or bool(ends or _BEFORE_IT.search(before[-8:]))


_TIME_IS = re.compile("(?<!完成)(?<!学习)时间(?:为|定在|定于|安排在|是|拟定于|初步定在|原则上为)")


def _timed(doc: Doc) -> Iterator[Hit]:
    """时间为… inside a section that is no stage of preparation."""
    for scope in doc.sentences:
        said = _TIME_IS.search(doc.norm, scope.start, scope.end)
        date = next(dates_in(doc.norm, Span(said.end(), scope.end)), None) if said else None
        if said and date and date.span.start - said.end() <= 2:
            yield date, scope, Certainty.UNSURE


def _staged(doc: Doc) -> Hit | None:
    """A step or table row that is the meeting itself, with its date."""
    for unit in doc.outline.units:
        scope = _meeting_step(doc, unit)
        date = next(dates_in(doc.norm, scope), None) if scope else None
        if scope and date:
            return date, scope, Certainty.UNSURE
    return None


def _meeting_step(doc: Doc, unit: Unit) -> Span | None:
    if unit.kind == "row":
        texts = [span_text(doc.norm, cell) for cell in cells(doc.norm, unit.span)]
        return unit.span if any(re.search("召开.{0,12}(?:会议|生活会)", text) for text in texts) else None
    title = doc.text(unit.head)
    if not unit.mark or phase(title) != DURING:
        return None
    first = doc.norm.find("。", unit.head.start, unit.rest.end)
    return Span(unit.head.start, first if len(title) <= 6 and first > 0 else unit.head.end)


def _found(doc: Doc, date: Date, certainty: Certainty) -> Found | None:
    if date.iso:
        return doc.found(date.span, certainty, value=date.iso)
    return doc.found(date.span, certainty, _note(doc.text(date.span)))


_DAY_OF_NO_YEAR = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]"
)


def _note(text: str) -> str:
    if re.search("[xX*_]", text):
        return ""
    whole = _DAY_OF_NO_YEAR.fullmatch(text.replace(" ", ""))
    return "原文没有写年份，请选定日期" if whole else "原文只给出时间范围或期限，请选定日期"


_NEAR = 14  # characters between a date and its time of day: a weekday, a comma


def read_time(doc: Doc, after_date: Span | None) -> Found | None:
    """Right behind the date, else in a label of its own (召开时间 beside 召开日期)."""
    if after_date is None:
        return None
    return _behind(doc, after_date) or _of_its_own(doc)


def _of_its_own(doc: Doc) -> Found | None:
    for entry in doc.said("time"):
        time = time_in(doc.norm, entry.span)
        if time and time.start - entry.span.start < 2 and next(dates_in(doc.norm, entry.span), None) is None:
            return doc.found(time)
    return None


def _behind(doc: Doc, after_date: Span) -> Found | None:
    scope = Span(after_date.start, min(after_date.end, after_date.start + 40))
    time = time_in(doc.norm, scope)
    if time is None or time.start - scope.start > _NEAR or "。" in doc.norm[scope.start : time.start]:
        return None
    return doc.found(time)


def read_duration(doc: Doc, after_date: Span | None) -> Found | None:
    for entry in doc.said("duration"):
        length = length_in(doc.norm, entry.span) if entry.rank < 2 else None
        if length:
            return doc.found(length)
    for scope in ([after_date] if after_date else []) + [doc.body]:
        length = duration_in(doc.norm, scope)
        if length:
            return doc.found(length)
    return _length_behind(doc, after_date) if after_date else None


_ONLY_LENGTH = re.compile("(?:预计|拟定|计划|大概|时间|左右)*")


def _length_behind(doc: Doc, after_date: Span) -> Found | None:
    """…上午，半天: a clause that is nothing but a length."""
    for clause in cut(doc.norm, after_date, ",;。() "):
        length = length_in(doc.norm, clause)
        if length and _ONLY_LENGTH.fullmatch(doc.text(clause).replace(doc.text(length), "")):
            return doc.found(length)
    return None
