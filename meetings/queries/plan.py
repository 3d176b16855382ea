"""A plan as its page shows it: what is still open, what the superior fixed, which days move."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from meetings import provisions
from meetings.actions.plan import bound_deadlines, deadline_of, due_dates
from meetings.models import Meeting, Step
from meetings.plan_refusals import PlanFileError
from meetings.plan_schema import PlanContent
from meetings.queries.meeting import steps_of
from meetings.queries.template import content_behind


@dataclass(frozen=True)
class OpenValue:
    """Something that the plan left for a person to fill in: words, and the part of the page it is in."""

    text: str
    anchor: str = ""
    key: str = ""  # the provision's, where it is one


@dataclass(frozen=True)
class MovedDay:
    """A step whose day changes with the meeting's."""

    step: Step
    was: dt.date | None
    becomes: dt.date | None
    note: str


def open_values_of(meeting: Meeting, steps: list[Step]) -> list[OpenValue]:
    """What still must be filled in: fields of the plan, open numbers and days of steps, open rules."""
    bound = bound_deadlines(meeting)
    fields = {
        "会议主题": meeting.theme, "会议日期": meeting.held_on, "会议地点": meeting.place,
        "主持人": meeting.host_id, "记录人": meeting.recorder_id,
    }  # fmt: skip
    found = [OpenValue(f"{name}还没有填", "basics") for name, value in fields.items() if not value]
    found += [
        OpenValue(f"{step.title}：{deadline.in_words()}", f"step-{step.pk}")
        for step in steps
        if (deadline := deadline_of(step, bound)) and deadline.is_open and not step.is_done
    ]
    return found + _open_rules(meeting)


def _open_rules(meeting: Meeting) -> list[OpenValue]:
    behind = _behind(meeting)
    set_keys = {row.key for row in meeting.provisions.all()}
    return [
        OpenValue(provisions.spec(line.key).label, key=line.key)
        for line in (behind.provisions if behind else ())
        if line.needs_value and line.key not in set_keys
    ]


def _behind(meeting: Meeting) -> PlanContent | None:
    try:
        return content_behind(meeting)
    except PlanFileError:
        return None


def moved_days(meeting: Meeting, held_on: dt.date | None) -> list[MovedDay]:
    """Every step whose day would be another if the meeting were on `held_on`, in the plan's order."""
    # Done steps count too: others may hang on the day they were done. Their own day no longer matters.
    found = due_dates(meeting, steps_of(meeting), held_on)
    moved = [MovedDay(step, step.due_on, to.date, to.note) for step, to in found if not step.is_done]
    return [day for day in moved if day.was != day.becomes]
