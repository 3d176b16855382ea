"""Roles follow from posts, membership and dated appointments (access.md)."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock
from core.exceptions import NotAllowed
from meetings import permissions as P
from members.access import Seat, require
from members.enums import Role as R
from tests import casting
from tests.casting import START, TODAY, Cast

pytestmark = pytest.mark.django_db

UPPER = [R.SUPERVISOR, R.OFFICER, R.ARCHIVIST, R.ADMINISTRATOR]
# who → the roles held at (the own branch, the sister branch, the other committee's branch, the committee)
ROLES = {
    "secretary": ({R.SECRETARY, R.MEMBER}, set(), set(), set()),
    "deputy": ({R.DEPUTY_SECRETARY, R.MEMBER}, set(), set(), set()),
    "idle_deputy": ({R.COMMITTEE_MEMBER, R.MEMBER}, set(), set(), set()),
    "committee": ({R.COMMITTEE_MEMBER, R.MEMBER}, set(), set(), set()),
    "member": ({R.MEMBER}, set(), set(), set()),
    "probationary": ({R.PROBATIONARY}, set(), set(), set()),
    "activist": ({R.ACTIVIST}, set(), set(), set()),
    "supervisor": ({R.SUPERVISOR}, {R.SUPERVISOR}, set(), {R.SUPERVISOR}),
    "officer": ({R.OFFICER}, {R.OFFICER}, set(), {R.OFFICER}),
    "archivist": ({R.ARCHIVIST}, {R.ARCHIVIST}, set(), {R.ARCHIVIST}),
    "administrator": ({R.ADMINISTRATOR}, {R.ADMINISTRATOR}, set(), {R.ADMINISTRATOR}),
    "outsider": (set(), set(), set(), set()),
}


@pytest.mark.parametrize("name", ROLES)
def test_roles_reach_where_they_should_and_no_further(cast: Cast, name: str) -> None:
    seat = Seat(cast.who[name])
    places = (cast.branch, cast.sister, cast.stranger, cast.town)
    assert tuple(seat.roles_at(place) for place in places) == ROLES[name]


def test_posts_and_membership_reach_into_the_branchs_groups(cast: Cast) -> None:
    assert Seat(cast.who["secretary"]).roles_at(cast.group) == {R.SECRETARY, R.MEMBER}
    assert Seat(cast.who["sister_secretary"]).roles_at(cast.group) == set()


def test_a_secretary_above_is_not_secretary_below(cast: Cast) -> None:
    casting.post(cast.who["member"], cast.town, "secretary")
    assert Seat(cast.who["member"]).roles_at(cast.branch) == {R.MEMBER}
    assert R.SECRETARY in Seat(cast.who["member"]).roles_at(cast.town)


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY + dt.timedelta(1), None, False),
        (START, TODAY - dt.timedelta(1), False),
    ],
)
def test_appointments_hold_from_to_both_days_included(
    cast: Cast, start: dt.date, end: dt.date | None, held: bool
) -> None:
    casting.appoint(cast.who["outsider"], cast.town, R.SUPERVISOR, start=start, end=end)
    with clock.at(TODAY):
        assert (R.SUPERVISOR in Seat(cast.who["outsider"]).roles_at(cast.branch)) is held


def test_leaving_and_deactivation_end_every_right_at_once(cast: Cast) -> None:
    leaver = cast.member("secretary")
    leaver.left_on = TODAY
    leaver.save()
    cast.who["officer"].is_active = False
    with clock.at(TODAY):
        assert Seat(cast.who["secretary"]).roles_at(cast.branch) == set()
        assert Seat(cast.who["officer"]).roles_at(cast.branch) == set()


def test_a_meeting_gives_its_recorder_and_host_their_roles(cast: Cast) -> None:
    meeting = cast.meeting(recorder=cast.member("member"), host=cast.member("comrade"))
    assert Seat(cast.who["member"]).roles_on(meeting) == {R.MEMBER, R.RECORDER}
    assert Seat(cast.who["comrade"]).roles_on(meeting) == {R.MEMBER, R.HOST}


def test_nobody_reviews_their_own_whatever_their_roles(cast: Cast) -> None:
    meeting = cast.meeting(state="preparing")
    own = meeting.materials.create(owner=cast.member("secretary"), form="outline")
    other = meeting.materials.create(owner=cast.member("member"), form="outline")
    assert require(cast.who["secretary"], P.REVIEW_MATERIAL, other) == R.SECRETARY
    with pytest.raises(NotAllowed, match="本人的事项"):
        require(cast.who["secretary"], P.REVIEW_MATERIAL, own)
    assert require(cast.who["deputy"], P.REVIEW_MATERIAL, own) == R.DEPUTY_SECRETARY


def test_the_refusal_says_who_may(cast: Cast) -> None:
    with pytest.raises(NotAllowed) as refused:
        require(cast.who["member"], P.PLAN_MEETING, cast.branch)
    assert refused.value.message == "您没有“编制会议方案”的权限。可以办理的是：书记、副书记。"
