"""Fixtures over tests/archive/world.py; it needs models, so it is imported only when a test runs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from meetings.models import Meeting
    from tests.archive.world import Shelf


@pytest.fixture
def town(db: None) -> SimpleNamespace:
    """One person a seat, see `world.build_town`."""
    from tests.archive import world

    return world.build_town()


@pytest.fixture
def meeting(town: SimpleNamespace) -> Meeting:
    """A reported meeting of the first branch, its minutes sealed."""
    from tests.archive import world

    return world.make_meeting(town.branch)


@pytest.fixture
def empty_shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A registry of the test's own: real producers are not asked, and nothing stays behind."""
    from tests.archive import world

    made = world.Shelf()
    monkeypatch.setattr("meetings.documents.PRODUCERS", made.producers())
    return made


@pytest.fixture
def shelf(empty_shelf: Shelf) -> Shelf:
    """All that is required is there."""
    from tests.archive import world

    for kind in world.REQUIRED:
        empty_shelf.put(kind)
    return empty_shelf


@pytest.fixture
def every_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each report of progress is written; otherwise twice a second."""
    monkeypatch.setattr("core.jobs.SECONDS_BETWEEN_REPORTS", 0)
