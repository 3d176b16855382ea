"""A plan as its page shows it: what is still open, what the superior fixed, which days move."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from meetings import provisions
from meetings.deadlines import date_in_words
from meetings.models import Meeting, Step
from meetings.plan_refusals import PlanFileError
from meetings.plan_schema import PlanContent
from meetings.queries.levels import upper_meeting
from meetings.queries.meeting import steps_of
from meetings.queries.template import content_behind
from meetings.rulebook import Rulebook
from meetings.step_deadlines import bound_deadlines, deadline_of, due_dates


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
    found += [
        OpenValue(f"{step.title}：{starts['text'] or '开始日期'}（待填）", f"step-{step.pk}")
        for step in steps
        if (starts := step.details.get("starts")) and starts["needs_value"] and not step.is_done
    ]
    return found + _day_at_odds(meeting) + _open_rules(meeting)


def _day_at_odds(meeting: Meeting) -> list[OpenValue]:
    """A day outside the campaign's window, or one before the general branch's own where that comes first."""
    campaign, day = meeting.campaign, meeting.held_on
    if campaign is None or day is None:
        return []
    found = []
    if not campaign.starts_on <= day <= campaign.ends_on:
        window = f"{date_in_words(campaign.starts_on)}至{date_in_words(campaign.ends_on)}"
        found.append(OpenValue(f"会议日期不在部署规定的时间（{window}）之内，请核对", "basics"))
    upper = upper_meeting(meeting) if Rulebook.of(meeting).get("gate.upper_first") else None
    if upper and upper.held_on and upper.held_on >= day:
        words = f"{upper.organization.short_name}的会定在{date_in_words(upper.held_on)}，本支部的会应在它之后"
        found.append(OpenValue(words, "basics"))
    return found


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
    found = due_dates(meeting, list(steps_of(meeting)), held_on, bound_deadlines(meeting))
    moved = [MovedDay(step, step.due_on, to.date, to.note) for step, to in found if not step.is_done]
    return [day for day in moved if day.was != day.becomes]
