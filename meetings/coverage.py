"""Talk coverage (R04, R05): which talks a plan requires, and which of them took place.

Pure arithmetic over people and talks; `meetings.queries.talk` feeds it from the database.
"""

from __future__ import annotations

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
    """A talk that took place: who was in it, and how."""

    parties: frozenset[int]
    mode: str = TalkMode.FACE


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
    """`who` talks to one of `partners` at least `needed` times; `done` talks count so far."""

    pair_class: PairClass
    who: Person
    partners: tuple[Person, ...]
    needed: int
    done: int

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
    people: dict[int, Person]
    rules: TalkRules
    talks: dict[frozenset[int], int] = field(default_factory=dict)

    def add(self, talk: HeldTalk) -> None:
        """Count a talk for each pair in it."""
        for pair in combinations(sorted(talk.parties), 2):
            kinds = [self.people[i].key_kinds for i in pair if i in self.people]
            if is_of_account(talk.mode, kinds, self.rules.remote_counts_for):
                key = frozenset(pair)
                self.talks[key] = self.talks.get(key, 0) + 1

    def between(self, who: Person, partners: Iterable[Person]) -> int:
        return sum(self.talks.get(frozenset((who.id, other.id)), 0) for other in partners)


def requirements(people: Sequence[Person], talks: Iterable[HeldTalk], rules: TalkRules) -> list[Requirement]:
    """Every talk that is required, in the order of the plan's pair classes, with how often it took place."""
    counter = _Counter({p.id: p for p in people}, rules)
    for talk in talks:
        counter.add(talk)
    found: list[Requirement] = []
    for name in rules.pair_classes:
        pair_class = PairClass(name)
        for who, partners in _wanted(pair_class, people, rules):
            done = counter.between(who, partners)
            found.append(Requirement(pair_class, who, partners, rules.minimum_per_pair, done))
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
