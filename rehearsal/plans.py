"""Which organisation of the demo town plays which plan, and when: the eight, or notices read from files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from meetings.plan_from_reading import content_of
from meetings.plan_schema import PlanContent, shipped
from meetings.reading import UnreadablePlan, extract, read_plan
from rehearsal.play import Play
from rehearsal.town import Town


@dataclass(frozen=True)
class Performance:
    """One meeting: its plan, where in the town and on which day it is held."""

    name: str
    content: PlanContent
    place: str
    held_on: dt.date
    halt_once: bool = False

    def of(self, town: Town) -> Play:
        return Play(self.content, town.organizations[self.place], self.held_on, halt_once=self.halt_once)


# Plan, place, day. Plan 2 is held at two levels, a day apart; the office plays plan 8 after plan 4, so that
# it opens with the earlier items (R27).
PROGRAMME = (
    (1, "village", dt.date(2026, 3, 10)),
    (2, "bureau", dt.date(2026, 4, 14)),
    (2, "extension", dt.date(2026, 4, 15)),
    (2, "veterinary", dt.date(2026, 4, 15)),
    (3, "workshop", dt.date(2026, 5, 20)),
    (4, "office", dt.date(2026, 6, 18)),
    (5, "veterinary", dt.date(2026, 7, 9)),
    (6, "workshop", dt.date(2026, 8, 12)),
    (7, "extension", dt.date(2026, 9, 3)),
    (8, "office", dt.date(2026, 10, 14)),
)
HALTED_ONCE = (1,)  # and held again (R13)
# Where notices from files are held, and how far apart: longer than a meeting's whole road of a place.
PLACES = ("village", "office", "extension", "veterinary", "workshop")
FIRST_DAY, APART = dt.date(2026, 3, 10), dt.timedelta(days=35)


def performances(plans: list[int]) -> Iterator[Performance]:
    """The meetings of the named plans (all when none is named), in the order they are held."""
    for plan, place, day in PROGRAMME:
        if not plans or plan in plans:
            content = shipped()[plan - 1]
            yield Performance(f"plan{plan}-{place}", content, place, day, plan in HALTED_ONCE)


def from_files(files: Iterable[Path]) -> Iterator[Performance]:
    """A meeting for each notice, as its page would make it, one after the other through the town.

    Raises UnreadablePlan for a file that cannot be read or is no plan, PlanFileError for one that makes none.
    """
    for number, file in enumerate(files):
        reading = read_plan(extract(file))
        if not reading.is_plan:
            raise UnreadablePlan(f"{file.name}：{reading.refusal}")
        place, day = PLACES[number % len(PLACES)], FIRST_DAY + number * APART
        yield Performance(f"file-{file.stem}", content_of(reading), place, day)
