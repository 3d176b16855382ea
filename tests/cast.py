"""The cast, its day, and a client for each of it; who is in it says `tests/casting.py`. Loaded before Django, so
imports wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.casting import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """One person per seat in two branches under one committee, another committee, and an outsider."""
    from tests import casting

    return casting.build()


@pytest.fixture
def on_the_day() -> Iterator[None]:
    """The clock stands at the cast's day."""
    from core import clock
    from tests.casting import TODAY

    with clock.at(TODAY):
        yield


@pytest.fixture
def enter(cast: Cast, on_the_day: None) -> Callable[[str], Client]:
    """A client signed in as somebody of the cast; "" is nobody."""

    def sign_in(name: str) -> Client:
        client = Client()
        if name:
            client.force_login(cast.who[name])
        return client

    return sign_in
