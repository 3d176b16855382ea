"""Ground for reminders: the clock at the cast's day, a client per person, a meeting just held. Imports wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.casting import Cast
    from tests.rectification.world import Held


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


@pytest.fixture
def held(cast: Cast, on_the_day: None) -> Held:
    """A meeting of the first branch in rectification."""
    from tests.rectification import world

    return world.build(cast)
