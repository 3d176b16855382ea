"""What the pages of talks show of coverage: where each pair stands, and what each person lacks.

Pure arithmetic over `meetings.coverage`; it knows that talks took place, never what was said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from meetings.coverage import HeldTalk, Person, Requirement
from meetings.enums import PairClass

DONE, PLANNED, MISSING = "done", "planned", "missing"
MATRIX_AT_MOST = 60  # people; more columns than that cannot be read on one screen

Pair = frozenset[int]


@dataclass(frozen=True)
class Want:
    """One required talk as the board shows it: `partner` is None where anybody of several will do."""

    requirement: Requirement
    state: str

    @property
    def pair_class(self) -> PairClass:
        return self.requirement.pair_class

    @property
    def partner(self) -> Person | None:
        partners = self.requirement.partners
        return partners[0] if len(partners) == 1 else None

    def partner_of(self, person_id: int) -> Person | None:
        """Whom this person is to talk to; None where anybody of several will do."""
        return self.requirement.who if self.partner and self.partner.id == person_id else self.partner

    def told_to(self, person_id: int) -> str:
        """The other side in a word: a name, or 任一名委员."""
        other = self.partner_of(person_id)
        if other:
            return other.name
        return "任一名委员" if self.pair_class == PairClass.COMMITTEE_MEMBER else "任一名党员"


@dataclass(frozen=True)
class ClassLine:
    """One class of pairs with its counts."""

    pair_class: PairClass
    done: int
    planned: int
    missing: int

    @property
    def total(self) -> int:
        return self.done + self.planned + self.missing


@dataclass
class PersonLine:
    """A person's required talks, each partner once; `open` are those that have not taken place."""

    person: Person
    done: int = 0
    open: list[Want] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.done + len(self.open)

    def names(self, state: str) -> list[str]:
        """The other sides of the open talks in one state."""
        return [want.told_to(self.person.id) for want in self.open if want.state == state]


class Board:
    """Required talks against those held and arranged."""

    def __init__(
        self,
        people: list[Person],
        held: Iterable[HeldTalk],
        requirements: Iterable[Requirement],
        arranged: Iterable[HeldTalk] = (),
    ) -> None:
        self.people = people
        self.arranged = list(arranged)
        self.talked = _pairs(talk.parties for talk in held)
        self.wants = [Want(one, _state(one)) for one in requirements]

    def classes(self) -> list[ClassLine]:
        """The counts of every class, in the plan's order."""
        found: dict[PairClass, list[str]] = {}
        for want in self.wants:
            found.setdefault(want.pair_class, []).append(want.state)
        counted = (DONE, PLANNED, MISSING)
        return [ClassLine(name, *(states.count(one) for one in counted)) for name, states in found.items()]

    def lines(self) -> list[PersonLine]:
        """Everybody with the talks they are in; a pair that two classes require counts once for each."""
        lines = {person.id: PersonLine(person) for person in self.people}
        for want in self._each_pair_once():
            sides = [want.requirement.who, *([want.partner] if want.partner else [])]
            for side in sides:
                self._add(lines[side.id], want)
        return list(lines.values())

    def _each_pair_once(self) -> list[Want]:
        """The strictest requirement of each pair: one that is open goes before one that is met."""
        found: dict[object, Want] = {}
        rank = {MISSING: 2, PLANNED: 1, DONE: 0}
        for want in self.wants:
            one = want.requirement
            key = frozenset((one.who.id, want.partner.id)) if want.partner else (want.pair_class, one.who.id)
            if key not in found or rank[want.state] > rank[found[key].state]:
                found[key] = want
        return list(found.values())

    @staticmethod
    def _add(line: PersonLine, want: Want) -> None:
        if want.state == DONE:
            line.done += 1
        else:
            line.open.append(want)

    def line_of(self, person_id: int) -> PersonLine | None:
        return next((line for line in self.lines() if line.person.id == person_id), None)

    def matrix(self) -> list[tuple[Person, list[str]]] | None:
        """Everybody against everybody: a state, "" where nothing is required. None for too many to read."""
        if not 1 < len(self.people) <= MATRIX_AT_MOST:
            return None
        states = dict.fromkeys(self.talked, DONE)
        for want in self._each_pair_once():
            if want.partner:
                states[frozenset((want.requirement.who.id, want.partner.id))] = want.state
        return [(a, [states.get(frozenset((a.id, b.id)), "") for b in self.people]) for a in self.people]


def _state(one: Requirement) -> str:
    if one.is_met:
        return DONE
    return MISSING if one.left else PLANNED


def _pairs(groups: Iterable[frozenset[int]]) -> set[Pair]:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}
