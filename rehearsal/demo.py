"""The meetings that the demo shows: one at every stage, around today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from core import clock
from meetings.plan_schema import shipped
from rehearsal import town
from rehearsal.play import Play, Stage


@dataclass(frozen=True)
class Showing:
    """A plan played at a place up to a stage, on a day counted from today."""

    plan: int
    place: str
    days: int
    until: Stage
    packed: bool = False
    settled: float = 0.0  # the share of items that are written off afterwards


# In the order they are held at a place: an earlier one leaves items that the later one reports on (R27).
SHOWINGS = (
    Showing(4, "village", -140, Stage.REPORTED, packed=True, settled=0.8),
    Showing(3, "workshop", -180, Stage.REPORTED, packed=True, settled=1.0),
    Showing(5, "veterinary", -20, Stage.REPORTED, settled=0.5),
    Showing(8, "office", -12, Stage.RECTIFYING),
    Showing(2, "bureau", 12, Stage.PREPARED),
    Showing(6, "workshop", 0, Stage.IN_SESSION),
    Showing(6, "extension", 38, Stage.SUBMITTED),
    Showing(1, "village", 14, Stage.HALF_PREPARED),
)


def perform(people: town.Town) -> Iterator[str]:
    """Play every showing; yields a line for each. Nothing happens after the real today."""
    for showing in SHOWINGS:
        yield _perform(showing, people)


def _perform(showing: Showing, people: town.Town) -> str:
    place = people.organizations[showing.place]
    held_on = clock.today() + dt.timedelta(days=showing.days)
    play = Play(shipped()[showing.plan - 1], place, held_on, until_today=True)
    meeting = play.until(showing.until)
    if showing.packed:
        play.pack()
    if showing.settled:
        play.put_right(showing.settled)
    meeting.refresh_from_db()
    return f"{meeting.title}：{meeting.get_state_display()}"


def accounts() -> list[tuple[str, str]]:
    """The accounts that the demo hands out, each with who it is."""
    people = [(username, f"{name}，{what}") for username, name, what in town.DEMO_ACCOUNTS]
    return people + [(username, what) for username, _, _, _, what in town.DEMO_OFFICES]
