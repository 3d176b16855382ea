"""The pages that everybody opens take as many queries for three rows as for one, and no more than stated."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Attendance, Material, Meeting, Sitting, Step
from rectification.models import RectificationItem
from tests.casting import TODAY, Cast

pytestmark = pytest.mark.django_db

# Session, user, member, posts, appointments: five that every page takes for whoever holds a post.
SEAT = 5
# page → upper bound. Home: a query a source (materials with their days 2, items, steps, leave, make-ups,
# reflections, receipts, talks, minutes, promises, campaigns, corrections, look-backs, plans, late items), party
# groups, notices. List: years, organisations, count,
# rows, steps. Meeting: itself with its waivers and steps, provisions, remarks, and what seven gates read.
BOUND = {"reminders:home": SEAT + 18, "meetings:list": SEAT + 5, "meetings:detail": SEAT + 15}


def grow(cast: Cast, n: int) -> Meeting:
    """One more meeting of the branch, with one more of everything that a page lists."""
    meeting = cast.meeting(state="preparing", title=f"会{n}", held_on=TODAY + dt.timedelta(days=9))
    for number, kind in enumerate(("study", "talks", "opinions")):
        Step.objects.create(
            meeting=meeting, ordinal=number, key=f"s{number}", kind=kind, title=f"环节{number}",
            responsible_role="secretary", responsible=cast.member("secretary"), due_on=TODAY,
        )  # fmt: skip
    Material.objects.create(meeting=meeting, owner=cast.member("secretary"), form="full")
    Material.objects.create(meeting=meeting, owner=cast.member("member"), form="full", state="submitted")
    sitting = Sitting.objects.create(meeting=meeting, number=1)
    Attendance.objects.create(
        sitting=sitting,
        member=cast.member("member"),
        capacity="participant",
        state="leave_asked",
        reason="差",
    )
    RectificationItem.objects.create(
        meeting=meeting, number=1, source="problem", matter="走访太少", measure="每周走访",
        responsible=cast.member("secretary"), due_on=TODAY + dt.timedelta(days=9),
    )  # fmt: skip
    return meeting


def count(client: Client, name: str, *args: object) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse(name, args=args)).status_code == 200
    return len(caught)


@pytest.mark.parametrize("who", ["secretary", "member", "officer"])
@pytest.mark.parametrize("name", ["reminders:home", "meetings:list"])
def test_three_rows_take_as_many_queries_as_one(cast: Cast, enter, who: str, name: str) -> None:
    client = enter(who)
    grow(cast, 1)
    one = count(client, name)
    grow(cast, 2)
    grow(cast, 3)
    assert count(client, name) == one <= BOUND[name]


@pytest.mark.parametrize("who", ["secretary", "member", "officer"])
def test_a_meetings_page_takes_as_many_queries_for_more_of_everything(cast: Cast, enter, who: str) -> None:
    client, meeting = enter(who), grow(cast, 1)
    one = count(client, "meetings:detail", meeting.pk)
    for n, name in enumerate(("comrade", "probationary")):
        Material.objects.create(meeting=meeting, owner=cast.member(name), form="full")
        Step.objects.create(
            meeting=meeting, ordinal=9, key=f"more{n}", kind="study", title="又一个环节",
            responsible_role="secretary", responsible=cast.member(name),
        )  # fmt: skip
    assert count(client, "meetings:detail", meeting.pk) == one <= BOUND["meetings:detail"]
