"""The fair plan of talks: always the same, on the days left, and nobody with more than their share (R04, R05)."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.coverage import HeldTalk, Person, TalkRules, requirements
from meetings.talk_board import Board
from meetings.talk_schedule import Day, schedule

MONDAY = dt.date(2026, 5, 18)
CLASSES = (
    "committee_committee", "committee_member", "member_member", "secretary_member", "secretary_key_person",
)  # fmt: skip


def branch(size: int, seated: int, keyed: int = 0) -> list[Person]:
    """Numbered from 1; the first `seated` are the committee, the last `keyed` are key persons."""
    return [
        Person(n, f"党员{n}", n <= seated, n == 1, frozenset({"mobile"} if n > size - keyed else ()))
        for n in range(1, size + 1)
    ]


def planned(
    people: list[Person], rules: TalkRules, days: int, held: list[HeldTalk] | None = None
) -> list[Day]:
    wanted = requirements(people, held or [], rules)
    return schedule(Board(people, held or [], wanted).wants, days_of(days))


def days_of(count: int) -> list[dt.date]:
    return [MONDAY + dt.timedelta(days=n) for n in range(count)]


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Person], TalkRules, int, list[HeldTalk]]:
    size = draw(st.integers(2, 16))
    people = branch(size, draw(st.integers(1, min(6, size))), draw(st.integers(0, size - 1)))
    rules = TalkRules(
        draw(st.lists(st.sampled_from(CLASSES), min_size=1, unique=True)),
        draw(st.integers(1, 2)),
        draw(st.sampled_from(["each_once", "all_pairs"])),
        draw(st.sampled_from(["each_once", "all_pairs"])),
        frozenset(),
        frozenset({"mobile"}),
    )
    pair = st.sets(st.integers(1, size), min_size=2, max_size=2).map(frozenset)
    return people, rules, draw(st.integers(1, 9)), [HeldTalk(one) for one in draw(st.lists(pair, max_size=8))]


@given(situations())
@settings(max_examples=150, deadline=None)
def test_a_plan_is_complete_fair_and_always_the_same(
    situation: tuple[list[Person], TalkRules, int, list[HeldTalk]],
) -> None:
    people, rules, days, held = situation
    plan = planned(people, rules, days, held)
    meets = [meet for day in plan for meet in day.meets]
    assert plan == planned(people, rules, days, held)
    assert {day.on for day in plan} <= set(days_of(days))
    assert all(meet.one.id != meet.other.id for meet in meets)
    held_after = [*held, *(HeldTalk(frozenset(meet.ids)) for meet in meets)]
    assert all(one.is_met for one in requirements(people, held_after, rules) if _can_be_met(one))
    total = Counter(person for meet in meets for person in meet.ids)
    for day in plan:
        for person, count in Counter(p for meet in day.meets for p in meet.ids).items():
            assert count <= ceil(total[person] / days) + 1
    keys = [any(meet.is_key for meet in day.meets) for day in plan]
    assert keys == sorted(keys, reverse=True)  # the secretary's key persons come first


def _can_be_met(one) -> bool:  # type: ignore[no-untyped-def]
    """Twice with different people needs two people."""
    return len(one.partners) == 1 or len(one.partners) >= one.needed


@given(st.integers(1, 6), st.integers(1, 14), st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_between_committee_and_members_nobody_exceeds_the_even_share(
    seated: int, others: int, days: int
) -> None:
    """Two groups, no odd circle: exactly ceil(talks / days) a day."""
    people = branch(seated + others, seated)
    plan = planned(people, TalkRules(["committee_member"]), days)
    total = Counter(p for day in plan for meet in day.meets for p in meet.ids)
    assert sum(total.values()) == 2 * seated * others
    for day in plan:
        for person, count in Counter(p for meet in day.meets for p in meet.ids).items():
            assert count <= ceil(total[person] / days)


def test_a_small_branch_by_hand() -> None:
    """Secretary and two others, everybody with everybody, three days: one talk a day."""
    plan = planned(branch(3, 3), TalkRules(["committee_committee"]), 3)
    assert [[meet.ids for meet in day.meets] for day in plan] == [[(1, 2)], [(1, 3)], [(2, 3)]]
    assert [day.on for day in plan] == days_of(3)


def test_a_triangle_cannot_be_shared_evenly_over_two_days() -> None:
    """Why the bound in general is one more than the even share."""
    plan = planned(branch(3, 3), TalkRules(["committee_committee"]), 2)
    assert max(Counter(p for m in day.meets for p in m.ids).most_common(1)[0][1] for day in plan) == 2


def test_key_persons_are_on_the_first_days() -> None:
    rules = TalkRules(["secretary_member", "secretary_key_person"], key_kinds=frozenset({"mobile"}))
    plan = planned(branch(7, 1, keyed=2), rules, 6)
    assert [[meet.other.id for meet in day.meets] for day in plan][:2] == [[6], [7]]
    assert [meet.is_key for day in plan for meet in day.meets] == [True, True, False, False, False, False]


def test_two_who_both_lack_somebody_are_put_together() -> None:
    plan = planned(branch(6, 0), TalkRules(["member_member"]), 1)
    pairs = [set(meet.ids) for meet in plan[0].meets]
    assert len(pairs) == 3
    assert set().union(*pairs) == {1, 2, 3, 4, 5, 6}


def test_what_took_place_or_is_arranged_is_not_planned_again() -> None:
    people, rules = branch(3, 3), TalkRules(["committee_committee"])
    held = [HeldTalk(frozenset({1, 2}))]
    board = Board(people, held, requirements(people, held, rules, [HeldTalk(frozenset({1, 3}))]))
    plan = schedule(board.wants, days_of(5))
    assert [meet.ids for day in plan for meet in day.meets] == [(2, 3)]


@pytest.mark.parametrize("days", [0, 1])
def test_without_days_or_talks_there_is_no_plan(days: int) -> None:
    assert planned(branch(5, 5), TalkRules(["committee_committee"]), 0) == []
    assert planned(branch(5, 5), TalkRules([]), days) == []


def test_the_plan_of_fifty_members_is_there_at_once() -> None:
    """1,225 pairs over fifteen days: 49 talks each, at most five a day, in well under a second."""
    rules = TalkRules(["committee_committee", "committee_member", "member_member"], 1, "all_pairs")
    began = time.process_time()
    plan = planned(branch(50, 5), rules, 15)
    assert time.process_time() - began < 1
    assert sum(len(day.meets) for day in plan) == 1225
    assert max(max(Counter(p for m in day.meets for p in m.ids).values()) for day in plan) <= 5
