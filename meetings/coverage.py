"""Talk coverage (R04, R05): which talks a plan requires, and which of them took place.

Pure arithmetic over people and talks; `meetings.queries.talk` feeds it from the database.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import combinations

from meetings.enums import REMOTE_MODES, PairClass, TalkMode


@dataclass(frozen=True)
class Person:
    """Somebody on the list: `in_committee`, `is_secretary`, and the kinds of key person that apply."""

    id: int
    name: str
    in_committee: bool = False
    is_secretary: bool = False
    key_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class HeldTalk:
    """A talk that took place, or is arranged: who is in it, and how.

    `secretaries` and `seated` are those of its parties who held that post on its day, `kinds` what made its
    parties key persons then; None: as they are now.
    """

    parties: frozenset[int]
    mode: str = TalkMode.FACE
    secretaries: frozenset[int] = frozenset()
    seated: frozenset[int] = frozenset()
    kinds: frozenset[tuple[int, str]] | None = None
    on: dt.date | None = None


@dataclass(frozen=True)
class TalkRules:
    """What a plan asks for; the fields are the provisions `talks.*`."""

    pair_classes: Sequence[str]
    minimum_per_pair: int = 1
    member_member_scope: str = "each_once"
    committee_member_scope: str = "all_pairs"
    remote_counts_for: frozenset[str] = frozenset()
    key_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Requirement:
    """`who` talks to one of `partners` at least `needed` times; `done` talks count so far.

    `arranged` more are agreed on and will count once they have taken place.
    """

    pair_class: PairClass
    who: Person
    partners: tuple[Person, ...]
    needed: int
    done: int
    arranged: int = 0

    @property
    def left(self) -> int:
        """How many are neither had nor arranged."""
        return max(0, self.needed - self.done - self.arranged)

    @property
    def is_met(self) -> bool:
        return self.done >= self.needed

    @property
    def in_words(self) -> str:
        if len(self.partners) == 1:
            return f"{self.who.name}与{self.partners[0].name}"
        return f"{self.who.name}与一名{'委员' if self.pair_class == PairClass.COMMITTEE_MEMBER else '党员'}"


def is_of_account(mode: str, kinds: Iterable[AbstractSet[str]], remote_counts_for: AbstractSet[str]) -> bool:
    """Does a talk of these two count? One from afar does where either of them may be met so (R05)."""
    return mode not in REMOTE_MODES or any(one & remote_counts_for for one in kinds)


@dataclass
class _Counter:
    """Talks by pair; and those that somebody had with whoever was secretary, or in the committee, then."""

    people: dict[int, Person]
    rules: TalkRules
    talks: Counter[frozenset[int]] = field(default_factory=Counter)
    with_former: dict[str, Counter[int]] = field(
        default_factory=lambda: {"secretary": Counter(), "seated": Counter()}
    )

    def add(self, talk: HeldTalk) -> None:
        """Count a talk for each pair in it."""
        for pair in combinations(sorted(talk.parties), 2):
            if is_of_account(talk.mode, self._kinds(pair, talk), self.rules.remote_counts_for):
                self.talks[frozenset(pair)] += 1
                for one, other in (pair, pair[::-1]):
                    self._add_former(talk, one, other)

    def _add_former(self, talk: HeldTalk, post_holder: int, other: int) -> None:
        now = self.people.get(post_holder)
        if post_holder in talk.secretaries and not (now and now.is_secretary):
            self.with_former["secretary"][other] += 1
        if post_holder in talk.seated and not (now and now.in_committee):
            self.with_former["seated"][other] += 1

    def _kinds(self, pair: Iterable[int], talk: HeldTalk) -> list[frozenset[str]]:
        if talk.kinds is not None:
            return [frozenset(kind for who, kind in talk.kinds if who == one) for one in pair]
        return [self.people[one].key_kinds for one in pair if one in self.people]

    def count(self, pair_class: PairClass, who: Person, partners: Sequence[Person]) -> int:
        """The talks that serve a requirement: of these people, or with whoever held the post on that day."""
        found = sum(self.talks[frozenset((who.id, other.id))] for other in partners)
        if pair_class in _BY_SECRETARY:
            return found + self.with_former["secretary"][partners[0].id]
        if pair_class == PairClass.COMMITTEE_MEMBER and self.rules.committee_member_scope == "each_once":
            return found + self.with_former["seated"][who.id]
        return found


_BY_SECRETARY = (PairClass.SECRETARY_MEMBER, PairClass.SECRETARY_KEY_PERSON)


def requirements(
    people: Sequence[Person],
    talks: Iterable[HeldTalk],
    rules: TalkRules,
    arranged: Iterable[HeldTalk] = (),
) -> list[Requirement]:
    """Every talk that is required, in the order of the plan's pair classes, with how often it took place.

    Two persons who have to talk are those two, whatever their posts become. What the secretary owes somebody,
    or any one of the committee does, is owed by the post: a talk with whoever held it then keeps counting.
    """
    known = {p.id: p for p in people}
    had, agreed = _Counter(known, rules), _Counter(known, rules)
    for talk in talks:
        had.add(talk)
    for talk in arranged:
        agreed.add(talk)
    found: list[Requirement] = []
    for name in rules.pair_classes:
        kind = PairClass(name)
        for who, partners in _wanted(kind, people, rules):
            counts = (counter.count(kind, who, partners) for counter in (had, agreed))
            found.append(Requirement(kind, who, partners, rules.minimum_per_pair, *counts))
    return found


Wanted = list[tuple[Person, tuple[Person, ...]]]


def _wanted(pair_class: PairClass, people: Sequence[Person], rules: TalkRules) -> Wanted:
    committee = [p for p in people if p.in_committee]
    ordinary = [p for p in people if not p.in_committee]
    secretary = [p for p in people if p.is_secretary]
    match pair_class:
        case PairClass.COMMITTEE_COMMITTEE:
            return [(a, (b,)) for a, b in combinations(committee, 2)]
        case PairClass.COMMITTEE_MEMBER:
            return _across(committee, ordinary, rules.committee_member_scope)
        case PairClass.MEMBER_MEMBER:
            return _among(ordinary, rules.member_member_scope)
        case PairClass.SECRETARY_MEMBER:
            return [(s, (p,)) for s in secretary for p in people if p.id != s.id]
        case PairClass.SECRETARY_KEY_PERSON:
            keyed = [p for p in people if p.key_kinds & rules.key_kinds]
            return [(s, (p,)) for s in secretary for p in keyed if p.id != s.id]


def _across(committee: Sequence[Person], ordinary: Sequence[Person], scope: str) -> Wanted:
    if scope == "each_once":
        return [(p, tuple(committee)) for p in ordinary if committee]
    return [(c, (p,)) for c in committee for p in ordinary]


def _among(ordinary: Sequence[Person], scope: str) -> Wanted:
    if scope == "all_pairs":
        return [(a, (b,)) for a, b in combinations(ordinary, 2)]
    if len(ordinary) < 2:
        return []
    return [(p, tuple(q for q in ordinary if q.id != p.id)) for p in ordinary]
