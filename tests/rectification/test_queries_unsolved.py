"""What the check of a material is told of earlier problems (R01, R28)."""

from __future__ import annotations

import pytest

from rectification.models import RectificationItem
from rectification.queries import unsolved
from tests.casting import TODAY, Cast

pytestmark = pytest.mark.django_db


def test_r28_a_problem_is_solved_when_an_item_of_it_was_written_off(cast: Cast) -> None:
    meeting = cast.meeting(state="rectifying")
    solved, claimed, unlisted = (
        meeting.problems.create(manifestation=words, source="self", owner=cast.member("member"))
        for words in ("销号的", "报告完成的", "没有列入清单的")
    )
    for number, (problem, state) in enumerate(((solved, "verified"), (claimed, "claimed")), 1):
        done = {"verified_on": TODAY, "verified_by": cast.member("secretary")} if state == "verified" else {}
        RectificationItem.objects.create(
            meeting=meeting, number=number, source="problem", problem=problem, matter="事", measure="措施",
            responsible=cast.member("member"), due_on=TODAY, state=state, **done,
        )  # fmt: skip
    assert unsolved([solved.pk, claimed.pk, unlisted.pk]) == {claimed.pk, unlisted.pk}
