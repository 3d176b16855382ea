"""Which lines of a proposed plan of talks are still wanted when somebody adopts them (R04, R05).

Pure arithmetic over the board: a line sent twice, or filled by others since, is wanted no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from meetings.coverage import Person
from meetings.talk_board import Board, Want
from meetings.talk_schedule import Day


@dataclass(frozen=True)
class Line:
    """Two people on a day."""

    one: int
    other: int
    on: dt.date

    @property
    def pair(self) -> frozenset[int]:
        return frozenset((self.one, self.other))


def lines_of(plan: Iterable[Day]) -> list[Line]:
    """All talks of a plan."""
    return [Line(*meet.ids, day.on) for day in plan for meet in day.meets]


def still_wanted(board: Board, lines: Iterable[Line]) -> list[Line]:
    """The lines that fill something missing, each pair as often as it is missing and once a day."""
    left = {place: want.requirement.left for place, want in enumerate(board.wants)}
    serving = _serving(board.wants)
    taken = {(talk.parties, talk.on) for talk in board.arranged}
    found = []
    for line in lines:
        fills = [place for place in serving.get(line.pair, ()) if left[place]]
        if fills and (line.pair, line.on) not in taken:
            for place in fills:
                left[place] -= 1
            taken.add((line.pair, line.on))
            found.append(line)
    return found


def _serving(wants: Iterable[Want]) -> dict[frozenset[int], list[int]]:
    """Pair → the numbers of the requirements that a talk of these two serves."""
    found: dict[frozenset[int], list[int]] = {}
    for place, want in enumerate(wants):
        for partner in want.requirement.partners:
            found.setdefault(frozenset((want.requirement.who.id, partner.id)), []).append(place)
    return found


def leader_of(line: Line, people: dict[int, Person]) -> int:
    """Who asks whom: the secretary, else whoever is in the committee, else the first."""
    ranks = {who: (people[who].is_secretary, people[who].in_committee) for who in (line.one, line.other)}
    return line.other if ranks[line.other] > ranks[line.one] else line.one
