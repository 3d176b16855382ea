"""Who should talk to whom on which day: a fair plan for the talks that are still missing (R04, R05).

Pure arithmetic, and always the same for the same record. The days are made equal by Euler splits: the talks
of two days form a graph whose circuits are walked, giving talks to the two days in turn, until no two days of
anybody differ by more than this can mend (de Werra's argument for equitable edge colourings). Everybody has

- where talks are between two groups only (committee and members): at most ceil(talks / days) a day;
- in general: at most one more, which a triangle over two days shows cannot always be avoided.

What is arranged already stays where it is: each talk then lies on the day that is best for its two people,
given everything else they have.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from meetings.coverage import HeldTalk, Person
from meetings.enums import PairClass
from meetings.talk_board import MISSING, Want


@dataclass(frozen=True)
class Meet:
    """One talk to be had. `is_key`: the secretary with somebody to be talked to in person (R05)."""

    one: Person
    other: Person
    is_key: bool = False

    @property
    def ids(self) -> tuple[int, int]:
        return self.one.id, self.other.id

    def partner_of(self, person_id: int) -> Person | None:
        """The other side; None for somebody who is not in it."""
        return {self.one.id: self.other, self.other.id: self.one}.get(person_id)


@dataclass(frozen=True)
class Day:
    """The talks of one day, key persons first."""

    on: dt.date
    meets: tuple[Meet, ...]


def schedule(wants: Iterable[Want], days: Sequence[dt.date], arranged: Iterable[HeldTalk] = ()) -> list[Day]:
    """Every missing talk on one of `days`; days without any are left out. No days: nothing can be planned.

    `arranged` are talks that have their days already.
    """
    meets = missing_meets(wants)
    if not days or not meets:
        return []
    colours = _balanced(meets, len(days))
    classes: list[list[Meet]] = [[] for _ in days]
    for meet, colour in zip(meets, colours, strict=True):
        classes[colour].append(meet)
    # Days may change places without making anybody's less even: those with key persons come first.
    classes.sort(key=lambda meets: (-sum(meet.is_key for meet in meets), -len(meets)))
    _give_way(classes, [_busy(arranged, on) for on in days])
    filled = zip(days, classes, strict=True)
    return [Day(on, tuple(sorted(one, key=lambda meet: not meet.is_key))) for on, one in filled if one]


def _busy(arranged: Iterable[HeldTalk], on: dt.date) -> Counter[int]:
    return Counter(person for talk in arranged if talk.on == on for person in talk.parties)


def _give_way(classes: list[list[Meet]], busy: list[Counter[int]]) -> None:
    """Move talks off the days on which their people are busy, while that makes anybody's days more even.

    Talks with key persons stay where they are: first. Every move lowers the sum of squares, so it ends.
    """
    load = [_load(meets) + had for meets, had in zip(classes, busy, strict=True)]
    moved = any(busy)
    while moved:
        moved = False
        for here, meets in enumerate(classes):
            for meet in [one for one in meets if not one.is_key]:
                one, other = meet.ids
                cost = [day[one] + day[other] for day in load]
                there = min(range(len(load)), key=lambda day: cost[day])
                if cost[there] < cost[here] - 2:
                    meets.remove(meet)
                    classes[there].append(meet)
                    load[here].subtract(meet.ids)
                    load[there].update(meet.ids)
                    moved = True


def most_a_day(plan: Iterable[Day]) -> int:
    """The most talks that anybody has on one day."""
    return max((max(_load(day.meets).values()) for day in plan if day.meets), default=0)


def own_days(plan: Iterable[Day], me: int) -> list[tuple[dt.date, list[Person]]]:
    """The days on which one person has talks, each with whom."""
    found = [(day.on, [other for meet in day.meets if (other := meet.partner_of(me))]) for day in plan]
    return [(on, partners) for on, partners in found if partners]


def _load(meets: Iterable[Meet]) -> Counter[int]:
    return Counter(person for meet in meets for person in meet.ids)


# --- which talks ------------------------------------------------------------------------------------------


def missing_meets(wants: Iterable[Want]) -> list[Meet]:
    """The talks that fill what is missing, each pair as often as its strictest requirement asks.

    Where anybody of several will do, somebody is chosen who has few talks; two people who both lack one are
    put together, for one talk serves both.
    """
    missing = [want for want in wants if want.state == MISSING]
    pairs: dict[frozenset[int], list[Meet]] = {}
    for want in missing:
        if want.partner and want.partner.id != want.requirement.who.id:
            _add_fixed(pairs, want)
    meets = [meet for found in pairs.values() for meet in found]
    _add_chosen(meets, [want.requirement for want in missing if not want.partner])
    return meets


def _add_fixed(pairs: dict[frozenset[int], list[Meet]], want: Want) -> None:
    requirement, partner = want.requirement, want.partner
    assert partner is not None
    key = frozenset((requirement.who.id, partner.id))
    is_key = want.pair_class == PairClass.SECRETARY_KEY_PERSON or any(m.is_key for m in pairs.get(key, []))
    often = max(requirement.left, len(pairs.get(key, [])))
    pairs[key] = [Meet(requirement.who, partner, is_key)] * often


def _add_chosen(meets: list[Meet], requirements: Sequence) -> None:
    load = _load(meets)
    together = {frozenset(meet.ids) for meet in meets}
    open_ones = {(one.pair_class, one.who.id) for one in requirements}
    for one in requirements:
        mine = [other for other in one.partners if other.id != one.who.id]
        has = sum(frozenset((one.who.id, other.id)) in together for other in mine)
        for _ in range(one.left - has):
            free = [other for other in mine if frozenset((one.who.id, other.id)) not in together]
            if not free:
                break
            chosen = min(free, key=lambda p: ((one.pair_class, p.id) not in open_ones, load[p.id]))
            meets.append(Meet(one.who, chosen))
            together.add(frozenset((one.who.id, chosen.id)))
            load.update((one.who.id, chosen.id))
            open_ones -= {(one.pair_class, one.who.id), (one.pair_class, chosen.id)}


# --- on which day -----------------------------------------------------------------------------------------


def _balanced(meets: Sequence[Meet], days: int) -> list[int]:
    """A day's number for each talk, so that nobody's days differ by more than need be."""
    colours = _first_guess(meets, days)
    changed = True
    while changed:
        changed = False
        for a, b in combinations(range(days), 2):
            changed |= _split_evenly(meets, colours, a, b)
    return colours


def _first_guess(meets: Sequence[Meet], days: int) -> list[int]:
    """Each talk on the day on which its two people have the fewest so far, the emptiest of those."""
    load: list[Counter[int]] = [Counter() for _ in range(days)]
    filled = [0] * days
    colours = []
    for meet in meets:
        one, other = meet.ids
        day = min(range(days), key=lambda d: (max(load[d][one], load[d][other]), filled[d], d))
        load[day].update(meet.ids)
        filled[day] += 1
        colours.append(day)
    return colours


def _split_evenly(meets: Sequence[Meet], colours: list[int], a: int, b: int) -> bool:
    """Share the talks of two days anew so that everybody's two days are alike; False where they were."""
    numbers = [n for n, colour in enumerate(colours) if colour in (a, b)]
    before = _unevenness(meets, colours, numbers, a)
    if max(before.values(), default=0) < _UNEVEN:
        return False
    fresh = list(colours)
    for n, colour in _euler_split(meets, numbers, a, b).items():
        fresh[n] = colour
    after = _unevenness(meets, fresh, numbers, a)
    if sum(one * one for one in after.values()) >= sum(one * one for one in before.values()):
        return False
    colours[:] = fresh
    return True


_UNEVEN = 2  # talks by which somebody's two days differ and that can be shared better


def _unevenness(
    meets: Sequence[Meet], colours: Sequence[int], numbers: Iterable[int], a: int
) -> Counter[int]:
    """How far everybody's two days are apart."""
    found: Counter[int] = Counter()
    for n in numbers:
        for person in meets[n].ids:
            found[person] += 1 if colours[n] == a else -1
    return Counter({person: abs(apart) for person, apart in found.items()})


_NOBODY = 0  # stands at the end of every path that ends, so that all paths become circuits


def _euler_split(meets: Sequence[Meet], numbers: Sequence[int], a: int, b: int) -> dict[int, int]:
    """Walk the circuits of the talks and give them to the two days in turn."""
    ends = {n: meets[n].ids for n in numbers}
    degree = Counter(person for pair in ends.values() for person in pair)
    loose = sorted(person for person, count in degree.items() if count % 2)
    for extra, person in enumerate(loose, 1):
        ends[-extra] = (_NOBODY, person)
    at: dict[int, list[int]] = defaultdict(list)
    for n, (one, other) in ends.items():
        at[one].append(n)
        at[other].append(n)
    given: dict[int, int] = {}
    for start in sorted(at):  # nobody first: circuits with loose ends begin and end outside
        given |= {n: (a, b)[place % 2] for place, n in enumerate(_circuit(start, ends, at))}
    return {n: colour for n, colour in given.items() if n >= 0}


def _circuit(start: int, ends: dict[int, tuple[int, int]], at: dict[int, list[int]]) -> list[int]:
    """The talks of the whole component of `start` in the order of one closed walk (Hierholzer)."""
    stack: list[tuple[int, int | None]] = [(start, None)]
    walk: list[int] = []
    while stack:
        person, came_by = stack[-1]
        while at[person] and at[person][-1] not in ends:
            at[person].pop()
        if at[person]:
            n = at[person].pop()
            one, other = ends.pop(n)
            stack.append((other if one == person else one, n))
            continue
        stack.pop()
        if came_by is not None:
            walk.append(came_by)
    return walk
