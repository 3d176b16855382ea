"""From a text to its reading: is it a plan, and if so, every field with the place it came from."""

from __future__ import annotations

from meetings.reading.doc import Doc
from meetings.reading.fields import (
    agenda,
    archive,
    deadlines,
    dimensions,
    genre,
    grades,
    kind,
    leave,
    officers,
    organization,
    people,
    place,
    reports,
    stages,
    theme,
    when,
)
from meetings.reading.model import NOT_A_PLAN, Found, PlanReading
from meetings.reading.source import SourceText


def read_plan(text: str | SourceText) -> PlanReading:
    """Read a 方案 or 通知 by rules, offline. Raises UnreadablePlan for an empty or far too long text.

    A text that is no plan gives the kind `not_a_plan`, no other value, and a Chinese sentence in `refusal`.
    """
    source = text if isinstance(text, SourceText) else SourceText.of(text)
    doc = Doc(source)
    refusal = genre.refusal_of(doc)
    if refusal:
        return PlanReading(source, {"kind": Found(NOT_A_PLAN, None)}, refusal)
    fields = _fields(doc)
    if _is_blank_form(doc, fields):
        return PlanReading(source, {"kind": Found(NOT_A_PLAN, None)}, genre.BLANK)
    return PlanReading(source, fields)


_BLANK_LINES = 3  # fewer may be a plan that only leaves its date open
_SAYS_NOTHING = {"kind", "includes_appraisal", "organization", "appraisal_grades"}


def _is_blank_form(doc: Doc, fields: dict[str, Found | list[Found]]) -> bool:
    """A form to be filled in: places left open, and not one value of its own."""
    values = [value for key, value in fields.items() if key not in _SAYS_NOTHING]
    told = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return doc.blank_lines >= _BLANK_LINES and all(one.is_open for one in told)


def _fields(doc: Doc) -> dict[str, Found | list[Found]]:
    date, after_date = when.read_date(doc)
    steps = agenda.read_agenda(doc)
    appraisal = kind.read_appraisal(doc, steps)
    report_to, report_items = reports.read_reports(doc)
    leave_rule = leave.read_leave(doc)
    found: dict[str, Found | list[Found] | None] = {
        "kind": kind.read_kind(doc, appraisal.value),
        "includes_appraisal": appraisal,
        "theme": theme.read_theme(doc),
        "meeting_date": date,
        "meeting_time": when.read_time(doc, after_date),
        "place": place.read_place(doc, after_date),
        "duration": when.read_duration(doc, after_date),
        "host": officers.read_host(doc),
        "organization": organization.read_organization(doc),
        "recorder": officers.read_recorder(doc),
        **people.read_people(doc),
        "leave_rule": leave_rule,
        "agenda": steps,
        "dimensions": dimensions.read_dimensions(doc),
        "preparation_stages": stages.read_stages(doc),
        "deadlines": deadlines.read_deadlines(doc, leave_rule),
        "report_to": report_to,
        "report_items": report_items,
        "archive_items": archive.read_archive(doc),
        "appraisal_grades": grades.read_grades(doc) if appraisal.value else [],
    }
    return {key: value for key, value in found.items() if value is not None and value != []}
