"""When each step of a meeting falls due: what binds its kind, else what the plan states, and the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from meetings import deadlines, provisions
from meetings.models import Meeting, Provision, Step
from meetings.plan_lines import DeadlineLine
from meetings.queries.calendar import work_calendar

DEADLINE = "deadline."  # provisions that bind a kind of step
Bound = Mapping[str, Provision]  # kind of step → the provision that sets its deadline


def bound_deadlines(meeting: Meeting) -> Bound:
    """The provisions that set a deadline for a whole kind of step: kind → provision."""
    return bound_by(meeting.provisions.filter(key__startswith=DEADLINE, value__isnull=False))


def bound_by(rows: Iterable[Provision]) -> Bound:
    """As `bound_deadlines`, of these provisions."""
    return {row.key.removeprefix(DEADLINE): row for row in rows if row.key.startswith(DEADLINE) and row.value}


def deadline_of(step: Step, bound: Bound) -> deadlines.Deadline | None:
    """The deadline that holds for a step: that of its kind, else its own; None where there is neither."""
    if row := bound.get(step.kind):
        return provisions.deadline_from(row.value)
    return DeadlineLine(**step.deadline).as_deadline() if step.deadline else None


def due_dates(
    meeting: Meeting,
    steps: Sequence[Step],
    held_on: dt.date | None,
    bound: Bound,
    calendar: deadlines.WorkCalendar | None = None,
) -> list[tuple[Step, deadlines.Resolved]]:
    """Where each step's deadline would fall if the meeting were on `held_on`; nothing is written."""
    done = {step.key: step.done_on for step in steps if step.done_on}
    campaign = meeting.campaign
    calendar = calendar or work_calendar()
    return [
        (
            step,
            deadlines.resolve(
                deadline,
                meeting=held_on,
                campaign_start=campaign.starts_on if campaign else None,
                campaign_end=campaign.ends_on if campaign else None,
                step_done=done,
                calendar=calendar,
            ),
        )
        for step in steps
        if (deadline := deadline_of(step, bound))
    ]


def set_due(
    meeting: Meeting, steps: Sequence[Step], bound: Bound, calendar: deadlines.WorkCalendar | None = None
) -> list[Step]:
    """Put the day that each falls due on the steps, without saving them; those that changed."""
    before = [_due(step) for step in steps]
    for step in steps:
        step.due_on, step.due_note = None, ""
        step.due_clause = bound[step.kind].clause if step.kind in bound else ""
    for step, found in due_dates(meeting, steps, meeting.held_on, bound, calendar):
        step.due_on, step.due_note = found.date, found.note
    return [step for step, was in zip(steps, before, strict=True) if _due(step) != was]


def _due(step: Step) -> tuple[dt.date | None, str, str]:
    return step.due_on, step.due_note, step.due_clause
