"""Two plans played once for all who look at their documents. Imports wait until Django is ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.exports.shelf import Shelf


@pytest.fixture(scope="module")
def town_played(django_db_setup: None, django_db_blocker: object) -> Iterator[dict[str, Shelf]]:
    """Plan 1 with a halt and plan 5 with talks, each played until it was reported and then put right.

    All is rolled back when the module ends; documents are rendered before, while the uploads are there.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield _played()
        transaction.set_rollback(True)


def _played() -> dict[str, Shelf]:
    from core import clock
    from meetings.plan_schema import shipped
    from rehearsal import town
    from rehearsal.play import Play, Stage
    from tests.exports.shelf import Shelf

    with clock.at(town.FOUNDED):
        people = town.build(password="nobody-logs-in")
    shelves = {}
    for number, place, day, halt in (
        (1, "village", dt.date(2026, 3, 10), True),
        (5, "veterinary", dt.date(2026, 7, 9), False),
    ):
        play = Play(shipped()[number - 1], people.organizations[place], day, halt_once=halt)
        meeting = play.until(Stage.REPORTED)
        play.put_right()
        shelves[place] = Shelf.of(meeting)
    return shelves


@pytest.fixture(scope="module")
def village(town_played: dict[str, Shelf]) -> Shelf:
    return town_played["village"]


@pytest.fixture(scope="module")
def veterinary(town_played: dict[str, Shelf]) -> Shelf:
    return town_played["veterinary"]
