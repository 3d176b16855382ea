"""Which organisation of the demo town plays which of the eight plans, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from meetings.plan_schema import PlanContent, shipped
from rehearsal.play import Play
from rehearsal.town import Town


@dataclass(frozen=True)
class Performance:
    """One meeting of a plan: where in the town and on which day it is held."""

    plan: int
    place: str
    held_on: dt.date
    halt_once: bool = False

    def of(self, town: Town) -> Play:
        return Play(self.content, town.organizations[self.place], self.held_on, halt_once=self.halt_once)

    @property
    def content(self) -> PlanContent:
        return shipped()[self.plan - 1]


# Plan 1 is halted once and held again (R13); plan 2 is held at two levels, a day apart; the office plays
# plan 8 after plan 4, so that it opens with the earlier items (R27).
PERFORMANCES = (
    Performance(1, "village", dt.date(2026, 3, 10), halt_once=True),
    Performance(2, "bureau", dt.date(2026, 4, 14)),
    Performance(2, "extension", dt.date(2026, 4, 15)),
    Performance(2, "veterinary", dt.date(2026, 4, 15)),
    Performance(3, "workshop", dt.date(2026, 5, 20)),
    Performance(4, "office", dt.date(2026, 6, 18)),
    Performance(5, "veterinary", dt.date(2026, 7, 9)),
    Performance(6, "workshop", dt.date(2026, 8, 12)),
    Performance(7, "extension", dt.date(2026, 9, 3)),
    Performance(8, "office", dt.date(2026, 10, 14)),
)


def performances(plans: list[int]) -> Iterator[Performance]:
    """The meetings of the named plans (all when none is named), in the order they are held."""
    for performance in PERFORMANCES:
        if not plans or performance.plan in plans:
            yield performance
