"""deadlines: every limit the plan sets beyond the dates of its preparation stages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meetings.reading.dates import ABSOLUTE, AFTER_MEETING, BEFORE_MEETING, Distance, dates_in, distances_in
from meetings.reading.doc import Doc
from meetings.reading.fields.stages import Stage, stages
from meetings.reading.labels import AFTER, BEFORE, phase
from meetings.reading.model import Certainty, Found
from meetings.reading.phrases import cut
from meetings.reading.source import Span
from meetings.reading.unit import title_of

_AFTER_WORDS = re.compile("会后|(?:会议|组织生活会|评议)?(?:结束|召开)(?:之)?后|生活会后|会议后|评议后")
_BEFORE_WORDS = re.compile("会前|召开前|会议前")
_NO_DUTY = re.compile(r"公示(?:期|时间)|不少于|不得少于|以前的|目前|期限为|每年|每季|每月|已于|截至目前")
_MAX_WHAT = 60


def read_deadlines(doc: Doc, leave: Found | None) -> list[Found]:
    """In order of the text. A limit that only dates a stage (学习（3月1日前）) is that stage's due.

    When to ask for leave is part of the leave rule.
    """
    taken = stages(doc)
    found = [*_relative(doc, taken), *_absolute(doc, taken)]
    asked = leave.span if leave and leave.span else Span(0, 0)
    outside = [item for item in found if item.span and not asked.start <= item.span.start < asked.end]
    return sorted(outside, key=lambda item: item.span.start if item.span else 0)


def _relative(doc: Doc, taken: list[Stage]) -> Iterator[Found]:
    for sentence in _scopes(doc):
        for distance in distances_in(doc.norm, sentence):
            anchor = distance.anchor or _anchor(doc, sentence, distance)
            if anchor and not _NO_DUTY.search(_around(doc, sentence, distance.span)):
                yield _found(doc, sentence, distance.span, anchor, distance)


def _scopes(doc: Doc) -> Iterator[Span]:
    for unit in doc.outline.units:
        yield from cut(doc.norm, unit.text, "。!?\n\v")


def _anchor(doc: Doc, sentence: Span, distance: Distance) -> str:
    """What N天内 counts from: the last of 会后 and 会前 before it in its sentence, else its section."""
    before = doc.norm[sentence.start : distance.span.start]
    after_at = max((match.end() for match in _AFTER_WORDS.finditer(before)), default=-1)
    before_at = max((match.end() for match in _BEFORE_WORDS.finditer(before)), default=-1)
    if after_at >= 0 or before_at >= 0:
        return AFTER_MEETING if after_at > before_at else BEFORE_MEETING
    return AFTER_MEETING if _section_phase(doc, sentence.start) == AFTER else ""


def _section_phase(doc: Doc, at: int) -> str | None:
    unit = next((unit for unit in reversed(doc.outline.units) if unit.span.start <= at), None)
    while unit is not None and unit.parent is not None:
        here = phase(title_of(doc.norm, unit)) if unit.mark or unit.kind != "plain" else None
        if here in (AFTER, BEFORE):
            return here
        unit = unit.parent
    return None


def _absolute(doc: Doc, taken: list[Stage]) -> Iterator[Found]:
    for sentence in _scopes(doc):
        for date in dates_in(doc.norm, sentence):
            mine = date.is_limit and not _is_stage_date(date.span, taken) and not _explains(doc, date.span)
            if mine and not _NO_DUTY.search(_around(doc, sentence, date.span)):
                yield _found(doc, sentence, date.span, ABSOLUTE, None)


def _explains(doc: Doc, span: Span) -> bool:
    """1月中旬（春节前）: the date before the bracket once more."""
    return bool(re.search("[旬日号月底末][(]$", doc.norm[max(span.start - 2, 0) : span.start]))


def _is_stage_date(span: Span, taken: list[Stage]) -> bool:
    return any(stage.scope.start <= span.start < stage.scope.end and not stage.is_phase for stage in taken)


def _around(doc: Doc, sentence: Span, span: Span) -> str:
    return doc.norm[max(sentence.start, span.start - 8) : min(sentence.end, span.end + 6)]


def _found(doc: Doc, sentence: Span, span: Span, anchor: str, distance: Distance | None) -> Found:
    value = {
        "what": _what(doc, sentence, span),
        "when_text": doc.words(span),
        "relative": {
            "anchor": anchor,
            "amount": distance.amount if distance else None,
            "unit": distance.unit if distance else None,
        },
    }
    is_open = bool(distance and distance.amount is None) or bool(re.search("[xX*_]", doc.text(span)))
    note = "原文没有写明期限的数字，请填写" if is_open else ""
    return Found(value, span, Certainty.SURE, note, is_open)


def _what(doc: Doc, sentence: Span, span: Span) -> str:
    """The duty: what follows the limit to the end of its clause, else what stands before it; of a table row
    the longest of the other cells.
    """
    if "\t" in doc.text(sentence):
        others = [cell for cell in cut(doc.norm, sentence, "\t") if not cell.start <= span.start < cell.end]
        duty = max(others, key=lambda cell: cell.end - cell.start, default=span)
    else:
        parts = cut(doc.norm, Span(span.end, sentence.end), ";。")
        before = Span(sentence.start, span.start)
        duty = next((part for part in parts if len(doc.text(part).strip("),、 ")) >= 2), before)
    words = doc.words(duty).lstrip("，,、）) ").rstrip("（(，, ")
    return words if len(words) <= _MAX_WHAT else words[:_MAX_WHAT] + "…"
