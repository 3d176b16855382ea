"""kind and includes_appraisal of a text that is a plan."""

from __future__ import annotations

import re

from meetings.reading.doc import Doc
from meetings.reading.fields.grades import GRADE_LIST
from meetings.reading.model import Certainty, Found
from meetings.reading.source import Span
from meetings.reading.unit import title_of

_CLASSES = (
    ("thematic", re.compile("专题组织生活会|专题(?:的)?组织生活")),
    ("annual", re.compile(r"年度?(?:(?!专题)[^。;,]){0,24}组织生活会|组织生活会.{0,6}年度")),
)
_APPRAISAL = re.compile("民主评议(?!时)|评议党员|党员评议|民主测评|党员测评")
_ANNOUNCED = re.compile(r"现(?:就|将|对)[^。;《》]{0,60}(?:民主评议|评议党员)[^。;《》]{0,40}如下")
_UNSAID = "原文没有写明是年度还是专题组织生活会，请核对"


def read_appraisal(doc: Doc, agenda: list[Found]) -> Found:
    """Does the text also appraise members: in its title, as a section or agenda item, or by listing
    grades?
    """
    steps = [step.span for step in agenda if step.span and _APPRAISAL.search(doc.text(step.span))]
    places = [*_appraisal_places(doc), *steps]
    return Found(bool(places), places[0] if places else None)


def _appraisal_places(doc: Doc) -> list[Span]:
    announced = _ANNOUNCED.search(doc.norm, *doc.opening)
    places = [doc.outline.title] if "评议" in doc.title else [Span(*announced.span())] if announced else []
    for unit in doc.outline.units:
        title = title_of(doc.norm, unit)
        if unit.mark and len(title) <= 45 and _APPRAISAL.search(title):
            places.append(unit.head)
    grades = GRADE_LIST.search(doc.norm, *doc.body)
    return [*places, Span(*grades.span())] if grades else places


def read_kind(doc: Doc, includes_appraisal: bool) -> Found:
    """Kind by the title, then by the opening; an undecided meeting is an annual one, unsure."""
    announced = re.sub("《[^《》]*》", "", doc.title + doc.text(doc.opening))
    if "组织生活会" not in announced and "评议" in announced:
        return Found("appraisal", doc.outline.title or doc.opening)
    for at, scope in enumerate(_scopes(doc)):
        said = [(match, kind) for kind, pattern in _CLASSES if (match := pattern.search(doc.norm, *scope))]
        if said:
            # Title and opening name this meeting; further down another may be meant, so the first counts.
            match, kind = said[0] if at < 2 else min(said, key=lambda one: one[0].start())
            return _kind(kind, Span(*match.span()), includes_appraisal, sure=at < 2)
    return _kind("annual", doc.outline.title or None, includes_appraisal, sure=False)


def _scopes(doc: Doc) -> list[Span]:
    return [doc.outline.title, doc.opening, Span(doc.body.start, min(doc.body.end, doc.body.start + 2500))]


def _kind(kind: str, span: Span | None, includes_appraisal: bool, *, sure: bool) -> Found:
    if kind == "thematic" and includes_appraisal:
        kind = "thematic+appraisal"
    return Found(kind, span, Certainty.SURE if sure else Certainty.UNSURE, "" if sure else _UNSAID)
