"""The fair plan of talks, adopted at once or in part: each missing talk once, spread around what is arranged
already, on the days left, in person (R04, R05)."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import AuditEntry
from core import clock
from core.exceptions import Invalid, NotNow
from meetings.actions import talk as talks
from meetings.actions import talk_plan as acts
from meetings.coverage import HeldTalk, Person, TalkRules, requirements
from meetings.models import Meeting, Talk, TalkParty
from meetings.queries.talk import board_of, days_left
from meetings.talk_adoption import Line, leader_of, lines_of, still_wanted
from meetings.talk_board import Board
from meetings.talk_schedule import schedule
from members.models import KeyPersonFlag
from reminders.models import Notice
from tests.casting import START, TODAY, Cast
from tests.meetings.preparation import asked, preparing, queries, rule, sent, words
from tests.meetings.test_talk_schedule import days_of, situations

Situation = tuple[list[Person], TalkRules, int, list[HeldTalk]]


# --- arithmetic -------------------------------------------------------------------------------------------


def board_with(situation: Situation, arranged: list[HeldTalk]) -> Board:
    people, rules, _, held = situation
    return Board(people, held, requirements(people, held, rules, arranged), arranged)


def as_talks(lines: list[Line]) -> list[HeldTalk]:
    return [HeldTalk(line.pair, on=line.on) for line in lines]


@given(situations(), st.data())
@settings(max_examples=120, deadline=None)
def test_r04_adopted_in_any_parts_every_missing_talk_is_arranged_exactly_once(
    situation: Situation, data: st.DataObject
) -> None:
    """Some lines first, the rest as spread anew: what whole adoption arranges, and never one too many."""
    days = days_of(situation[2])
    whole = lines_of(schedule(board_with(situation, []).wants, days))
    some = data.draw(st.lists(st.sampled_from(whole), unique=True)) if whole else []
    first = still_wanted(board_with(situation, []), [*some, *some])  # the form sent twice
    assert len(first) == len(set(first)) <= len(some)
    arranged = as_talks(first)
    board = board_with(situation, arranged)
    rest = lines_of(schedule(board.wants, days, board.arranged))
    wanted = still_wanted(board, rest)
    arranged += as_talks(wanted)
    full = board_with(situation, arranged)
    if situation[1].minimum_per_pair == 1:
        assert not still_wanted(full, [*whole, *rest])
        assert wanted == rest
        assert all(want.requirement.left == 0 for want in full.wants)
        assert max(Counter(talk.parties for talk in arranged).values(), default=1) == 1


@given(situations(), st.data())
@settings(max_examples=120, deadline=None)
def test_what_is_left_is_spread_around_what_is_arranged(situation: Situation, data: st.DataObject) -> None:
    """No talk could be put on another day and leave its two people more even; key persons stay first."""
    days = days_of(situation[2])
    whole = lines_of(schedule(board_with(situation, []).wants, days))
    some = data.draw(st.lists(st.sampled_from(whole), unique=True)) if whole else []
    board = board_with(situation, as_talks(some))
    plan = schedule(board.wants, days, board.arranged)
    load = {on: Counter[int]() for on in days}
    for line in [*some, *lines_of(plan)]:
        load[line.on].update(line.pair)
    assert {day.on for day in plan} <= set(days)
    for day in plan:
        for meet in day.meets:
            here = sum(load[day.on][who] for who in meet.ids)
            there = min(sum(load[on][who] for who in meet.ids) for on in days)
            assert meet.is_key or not some or there >= here - 2


@given(situations())
@settings(max_examples=120, deadline=None)
def test_nobody_s_fullest_and_emptiest_day_are_far_apart(situation: Situation) -> None:
    """With nothing arranged: two talks at most between anybody's days."""
    days = days_of(situation[2])
    plan = schedule(board_with(situation, []).wants, days)
    load = {
        on: Counter(who for day in plan if day.on == on for m in day.meets for who in m.ids) for on in days
    }
    for person in situation[0]:
        counts = [load[on][person.id] for on in days]
        assert max(counts) - min(counts) <= 2


def test_the_secretary_asks_then_the_committee_then_the_first() -> None:
    people = {
        1: Person(1, "书", True, True),
        2: Person(2, "委", True),
        3: Person(3, "甲"),
        4: Person(4, "乙"),
    }
    asks = [leader_of(Line(a, b, TODAY), people) for a, b in ((1, 2), (2, 1), (3, 2), (3, 1), (3, 4), (4, 3))]
    assert asks == [1, 1, 2, 1, 3, 4]


# --- the action and the page ------------------------------------------------------------------------------

pages = pytest.mark.django_db


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    with clock.at(TODAY):
        meeting = preparing(cast, held_on=TODAY + dt.timedelta(days=7))
        rule(meeting, "talks.pair_classes", ["committee_member", "secretary_key_person"])
        KeyPersonFlag.objects.create(member=cast.member("comrade"), kind="hardship", start=START)
        yield meeting


def arranged() -> list[tuple[frozenset[int], dt.date]]:
    found = Talk.objects.filter(held_on=None).prefetch_related("parties")
    return [(frozenset(p.member_id for p in talk.parties.all()), talk.planned_on) for talk in found]


@pages
def test_the_whole_plan_is_arranged_by_one_action_and_once(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """Sent twice, as by a double click or after going back: nothing more, and a sentence."""
    plan = lines_of(schedule(board_of(meeting).wants, days_left(meeting)))
    assert sent(client, cast, "secretary", "talk_adopt", meeting.pk).status_code == 302
    assert Counter(arranged()) == Counter((line.pair, line.on) for line in plan)
    assert set(Talk.objects.values_list("mode", flat=True)) == {"face"}  # R05: key persons in person
    assert {on for _, on in arranged()} <= set(days_left(meeting))
    again = sent(client, cast, "secretary", "talk_adopt", meeting.pk)
    assert (
        "没有重复安排" in words(client.get(again["Location"])) if again.status_code == 302 else words(again)
    )
    assert len(arranged()) == len(plan)
    row = AuditEntry.objects.get(action="talk.adopt")
    assert (row.after["count"], row.target_id) == (len(plan), str(meeting.pk))
    leads = TalkParty.objects.filter(leads=True)
    assert leads.count() == len(plan)
    assert cast.member("secretary").pk in set(leads.values_list("member_id", flat=True))
    client.force_login(cast.who["comrade"])
    for _ in range(2):  # looking again asks nobody twice
        assert words(client.get("/")).count("secretary约您谈心谈话") == 1
    assert Notice.objects.filter(user=cast.who["comrade"], key__startswith="talk:").count() <= len(plan)
    page = asked(client, cast, "secretary", "talk_schedule", meeting.pk)
    assert page.context["days"] == []
    assert sum(len(day["pairs"]) for day in page.context["arranged"]) == len(plan)


@pages
def test_chosen_lines_are_arranged_and_the_rest_is_spread_anew(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    day = asked(client, cast, "secretary", "talk_schedule", meeting.pk).context["days"][0]
    chosen = day["pairs"][0]["value"]
    given = {"on": str(day["on"]), "line": [chosen]}
    total = asked(client, cast, "secretary", "talk_schedule", meeting.pk).context["count"]
    for _ in range(2):
        sent(client, cast, "secretary", "talk_adopt", meeting.pk, **given)
        assert arranged() == [(frozenset(map(int, chosen.split("-"))), day["on"])]
    assert asked(client, cast, "secretary", "talk_schedule", meeting.pk).context["count"] == total - 1


@pages
@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"on": "2026-02-31", "line": ["1-2"]}, "没有读懂"),
        ({"on": "x", "line": ["1-2"]}, "没有读懂"),
        ({"on": str(TODAY), "line": ["1-2; DROP"]}, "没有读懂"),
        ({"on": str(TODAY)}, "请勾选"),
        ({"on": str(TODAY - dt.timedelta(days=1)), "line": ["1-2"]}, "不在剩下的工作日里"),
        ({"on": str(TODAY + dt.timedelta(days=7)), "line": ["1-2"]}, "不在剩下的工作日里"),
    ],
)
def test_a_choice_that_is_none_arranges_nothing(
    client: Client, cast: Cast, meeting: Meeting, given: dict, answer: str
) -> None:
    client.force_login(cast.who["secretary"])
    page = client.post(f"/meetings/{meeting.pk}/talks/schedule/adopt/", given, follow=True)
    assert answer in words(page)
    assert arranged() == []


@pages
def test_a_pair_of_strangers_is_not_arranged_whatever_is_sent(cast: Cast, meeting: Meeting) -> None:
    on = days_left(meeting)[0]
    for one, other in (
        (cast.member("member").pk, cast.member("comrade").pk),  # nobody asks for these two
        (cast.member("secretary").pk, cast.member("sister_member").pk),
        (cast.member("secretary").pk, cast.member("secretary").pk),
        (0, 10**17),
    ):
        with pytest.raises(NotNow, match="没有重复安排"):
            acts.adopt_schedule(by=cast.who["secretary"], meeting=meeting, lines=[Line(one, other, on)])
    assert arranged() == []


@pages
def test_a_plan_without_days_is_not_adopted(cast: Cast, meeting: Meeting) -> None:
    with clock.at(TODAY + dt.timedelta(days=20)), pytest.raises(NotNow, match="没有剩下的日子"):
        acts.adopt_schedule(by=cast.who["secretary"], meeting=meeting)


@pages
def test_the_secretary_moves_a_single_one_afterwards(client: Client, cast: Cast, meeting: Meeting) -> None:
    """To a day that is left, and no other; the others stay, and nothing is arranged anew for it."""
    acts.adopt_schedule(by=cast.who["secretary"], meeting=meeting)
    talk = Talk.objects.filter(parties__member=cast.member("comrade")).first()
    before, days = Counter(arranged()), days_left(meeting)
    to = next(day for day in days if day != talk.planned_on)
    assert sent(client, cast, "secretary", "talk_move", meeting.pk, talk.pk, on=str(to)).status_code == 302
    assert sum((Counter(arranged()) - before).values()) == 1
    talk.refresh_from_db()
    assert talk.planned_on == to
    assert sent(client, cast, "secretary", "talk_move", meeting.pk, talk.pk, on=str(TODAY)).status_code == 422
    with pytest.raises(Invalid):
        acts.move_talk(by=cast.who["secretary"], talk=talk, on=meeting.held_on)
    with pytest.raises(NotNow):
        acts.adopt_schedule(by=cast.who["secretary"], meeting=meeting)
    text = {"held_on": TODAY, "thinking": "谈", "shortcomings": "谈"}
    talks.record_talk(by=cast.who["comrade"], talk=talk, **text)
    with pytest.raises(NotNow):
        acts.move_talk(by=cast.who["secretary"], talk=talk, on=to)
    assert sent(client, cast, "secretary", "talk_move", meeting.pk, talk.pk, on=str(to)).status_code == 404


@pages
def test_who_may_not_arrange_sees_no_button_and_not_who_is_arranged(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    page = asked(client, cast, "supervisor", "talk_schedule", meeting.pk)
    assert page.context["days"]
    assert "talks/schedule/adopt" not in words(page)
    assert "talks/schedule/adopt" in words(asked(client, cast, "secretary", "talk_schedule", meeting.pk))
    acts.adopt_schedule(by=cast.who["secretary"], meeting=meeting)
    assert asked(client, cast, "supervisor", "talk_schedule", meeting.pk).context["arranged"] == []


@pages
def test_queries_do_not_grow_with_what_is_arranged(client: Client, cast: Cast, meeting: Meeting) -> None:
    line = lines_of(schedule(board_of(meeting).wants, days_left(meeting)))[0]
    acts.adopt_schedule(by=cast.who["secretary"], meeting=meeting, lines=[line])
    few = queries(client, cast, "secretary", "talk_schedule", meeting.pk)
    acts.adopt_schedule(by=cast.who["secretary"], meeting=meeting)
    assert queries(client, cast, "secretary", "talk_schedule", meeting.pk) == few
