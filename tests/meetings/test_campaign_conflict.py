"""Two campaigns that ask for different things of one branch: each meeting keeps to its own, with its clause."""

from __future__ import annotations

import datetime as dt

import pytest

from meetings import plan_schema
from meetings.actions import campaign as actions
from meetings.actions import plan
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from tests.casting import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
HELD_ON = dt.date(2026, 7, 1)  # a Wednesday
# Kind of step, its limit by the first and by the second campaign, and the days that follow from HELD_ON.
RULES = (
    ("talks", ("before", 10, "day"), ("before", 2, "week"), dt.date(2026, 6, 21), dt.date(2026, 6, 17)),
    ("report", ("after", 15, "day"), ("after", 7, "workday"), dt.date(2026, 7, 16), dt.date(2026, 7, 10)),
)


def meeting_of(cast, title: str, which: int) -> Meeting:
    by = cast.who["officer"]
    made = actions.draft_campaign(
        by=by, organization=cast.town, content=plan_schema.shipped()[4], title=title, year_of=2026,
        starts_on=TODAY, ends_on=dt.date(2026, 9, 30), targets=[cast.branch],
    )  # fmt: skip
    for kind, *limits, _, _ in RULES:
        direction, amount, unit = limits[which]
        actions.set_campaign_provision(
            by=by, campaign=made, key=f"deadline.{kind}", clause=f"{title}第{which + 3}条", overridable=False,
            value={"anchor": "meeting", "direction": direction, "amount": amount, "unit": unit},
        )  # fmt: skip
    meeting = actions.issue_campaign(by=by, campaign=made).meetings.get(organization=cast.branch)
    return plan.revise_plan(
        by=cast.who["secretary"], meeting=meeting, revision=meeting.revision, held_on=HELD_ON
    )


def due(meeting: Meeting) -> dict[str, dt.date]:
    kinds = [kind for kind, *_ in RULES]
    return dict(meeting.steps.filter(kind__in=kinds).values_list("kind", "due_on"))


def test_one_branch_has_two_due_lists_each_with_its_clause(cast):
    first, second = meeting_of(cast, "甲部署", 0), meeting_of(cast, "乙部署", 1)
    assert due(first) == {kind: day for kind, _, _, day, _ in RULES}
    assert due(second) == {kind: day for kind, _, _, _, day in RULES}
    for meeting, clause in ((first, "甲部署第3条"), (second, "乙部署第4条")):
        book = Rulebook.of(meeting)
        assert {book.clause(f"deadline.{kind}") for kind, *_ in RULES} == {clause}
        assert {step.basis for step in meeting.steps.filter(kind__in=due(meeting))} == {clause}
