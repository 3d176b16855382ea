"""Talk coverage (R04, R05) against a table written by hand."""

from __future__ import annotations

import pytest

from meetings.coverage import HeldTalk, Person, TalkRules, requirements
from meetings.enums import PairClass as C
from meetings.enums import TalkMode as M

SEC = Person(1, "书", in_committee=True, is_secretary=True)
COM = Person(2, "委", in_committee=True)
MEM = Person(3, "甲")
OLD = Person(4, "老", key_kinds=frozenset({"elderly"}))
NEW = Person(5, "新", key_kinds=frozenset({"newly_transferred"}))
PEOPLE = [SEC, COM, MEM, OLD, NEW]
KEYS = frozenset({"elderly", "newly_transferred"})
REMOTE = frozenset({"mobile", "elderly"})


def pairs(pair_class: C, **rules: object) -> list[tuple[str, str]]:
    wanted = requirements(PEOPLE, [], TalkRules([pair_class], key_kinds=KEYS, **rules))
    return [(r.who.name, "".join(p.name for p in r.partners)) for r in wanted]


REQUIRED = [
    (C.COMMITTEE_COMMITTEE, {}, [("书", "委")]),
    (
        C.COMMITTEE_MEMBER, {},
        [("书", "甲"), ("书", "老"), ("书", "新"), ("委", "甲"), ("委", "老"), ("委", "新")],
    ),
    (
        C.COMMITTEE_MEMBER, {"committee_member_scope": "each_once"},
        [("甲", "书委"), ("老", "书委"), ("新", "书委")],
    ),
    (C.MEMBER_MEMBER, {}, [("甲", "老新"), ("老", "甲新"), ("新", "甲老")]),
    (C.MEMBER_MEMBER, {"member_member_scope": "all_pairs"}, [("甲", "老"), ("甲", "新"), ("老", "新")]),
    (C.SECRETARY_MEMBER, {}, [("书", "委"), ("书", "甲"), ("书", "老"), ("书", "新")]),
    (C.SECRETARY_KEY_PERSON, {}, [("书", "老"), ("书", "新")]),
]  # fmt: skip


@pytest.mark.parametrize(("pair_class", "rules", "expected"), REQUIRED)
def test_r04_required_pairs(pair_class: C, rules: dict, expected: list) -> None:
    assert pairs(pair_class, **rules) == expected


# mode, with whom, does it count for the pair secretary–that person?
COUNTED = [
    (M.FACE, MEM, True),
    (M.HOME_VISIT, OLD, True),
    (M.VIDEO, OLD, True),
    (M.MESSAGE, OLD, True),
    (M.VIDEO, MEM, False),
    (M.PHONE, NEW, False),
]


@pytest.mark.parametrize(("mode", "partner", "counts"), COUNTED)
def test_r05_remote_talks_count_for_those_who_may_be_met_so(mode: M, partner: Person, counts: bool) -> None:
    rules = TalkRules([C.SECRETARY_MEMBER], remote_counts_for=REMOTE)
    talks = [HeldTalk(frozenset({SEC.id, partner.id}), mode)]
    met = {r.partners[0].name for r in requirements(PEOPLE, talks, rules) if r.is_met}
    assert met == ({partner.name} if counts else set())


def test_a_group_talk_counts_for_every_pair_in_it() -> None:
    talks = [HeldTalk(frozenset({1, 2, 3}))]
    found = requirements(PEOPLE, talks, TalkRules([C.COMMITTEE_COMMITTEE, C.COMMITTEE_MEMBER]))
    assert {(r.who.name, r.partners[0].name) for r in found if r.is_met} == {
        ("书", "委"), ("书", "甲"), ("委", "甲")
    }  # fmt: skip


def test_the_minimum_per_pair_is_a_provision() -> None:
    rules = TalkRules([C.COMMITTEE_COMMITTEE], minimum_per_pair=2)
    once, twice = [HeldTalk(frozenset({1, 2}))], [HeldTalk(frozenset({1, 2}))] * 2
    assert [r.is_met for r in requirements(PEOPLE, once, rules)] == [False]
    assert [r.is_met for r in requirements(PEOPLE, twice, rules)] == [True]


def test_a_member_alone_has_nobody_to_talk_to() -> None:
    assert requirements([SEC, MEM], [], TalkRules([C.MEMBER_MEMBER])) == []


def test_fifty_members_in_all_pairs_are_1225() -> None:
    people = [Person(n, str(n)) for n in range(50)]
    rules = TalkRules([C.MEMBER_MEMBER], member_member_scope="all_pairs")
    assert len(requirements(people, [], rules)) == 1225


# --- posts and key persons of the day of the talk ---------------------------------------------------------

# pair class, scope; the talk was between the former holder 9 and member 3; does it serve member 3 today?
AFTER_A_CHANGE = [
    (C.SECRETARY_MEMBER, "all_pairs", HeldTalk(frozenset({9, 3}), secretaries=frozenset({9}), seated=frozenset({9})), True),
    (C.SECRETARY_MEMBER, "all_pairs", HeldTalk(frozenset({9, 3}), seated=frozenset({9})), False),
    (C.SECRETARY_MEMBER, "all_pairs", HeldTalk(frozenset({9, 3})), False),
    (C.COMMITTEE_MEMBER, "each_once", HeldTalk(frozenset({9, 3}), seated=frozenset({9})), True),
    (C.COMMITTEE_MEMBER, "each_once", HeldTalk(frozenset({9, 3})), False),
    (C.COMMITTEE_MEMBER, "all_pairs", HeldTalk(frozenset({9, 3}), seated=frozenset({9})), False),
    (C.MEMBER_MEMBER, "all_pairs", HeldTalk(frozenset({9, 3}), seated=frozenset({9})), False),
]  # fmt: skip


@pytest.mark.parametrize(("pair_class", "scope", "talk", "counts"), AFTER_A_CHANGE)
def test_r04_r05_a_talk_with_whoever_held_the_post_that_day_keeps_counting(
    pair_class: C, scope: str, talk: HeldTalk, counts: bool
) -> None:
    """What the post owes is done once; pairs of persons are those persons. 9 has left the branch."""
    rules = TalkRules([pair_class], committee_member_scope=scope, member_member_scope=scope)
    met = {p.name for r in requirements(PEOPLE, [talk], rules) if r.is_met for p in (r.who, *r.partners)}
    assert (MEM.name in met) is counts


def test_r05_a_present_secretary_is_not_counted_twice() -> None:
    """The talk of today's secretary is found by pair and by post, and is one talk."""
    talk = HeldTalk(frozenset({SEC.id, MEM.id}), secretaries=frozenset({SEC.id}), seated=frozenset({SEC.id}))
    for rules in (
        TalkRules([C.SECRETARY_MEMBER], minimum_per_pair=2),
        TalkRules([C.COMMITTEE_MEMBER], minimum_per_pair=2, committee_member_scope="each_once"),
    ):
        assert {r.done for r in requirements(PEOPLE, [talk], rules)} == {0, 1}


@pytest.mark.parametrize(
    ("kinds", "counts"),
    [(frozenset({(MEM.id, "mobile")}), True), (frozenset({(OLD.id, "mobile")}), False), (frozenset(), False)],
)
def test_r05_a_remote_talk_counts_by_what_the_partner_was_that_day(kinds: frozenset, counts: bool) -> None:
    talk = HeldTalk(frozenset({SEC.id, MEM.id}), M.PHONE, kinds=kinds)
    found = requirements(PEOPLE, [talk], TalkRules([C.SECRETARY_MEMBER], remote_counts_for=REMOTE))
    assert any(r.is_met for r in found) is counts


def test_what_is_arranged_is_left_to_nobody_else_and_is_not_done() -> None:
    rules = TalkRules([C.COMMITTEE_COMMITTEE], minimum_per_pair=3, remote_counts_for=REMOTE)
    agreed = [HeldTalk(frozenset({1, 2})), HeldTalk(frozenset({1, 2}), M.PHONE)]
    (one,) = requirements(PEOPLE, [HeldTalk(frozenset({1, 2}))], rules, agreed)
    assert (one.needed, one.done, one.arranged, one.left) == (3, 1, 1, 1)  # by telephone does not count
