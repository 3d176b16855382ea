"""Ground for the pages of meetings: a client per person, and a meeting made through the actions.

Loaded before Django is ready, so imports wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from meetings.models import Meeting
    from tests.casting import Cast


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
def planned(cast: Cast, on_the_day: None) -> Meeting:
    """A draft of the first branch from the town's annual plan, held a month from today."""
    from meetings import plan_schema
    from meetings.actions import plan
    from tests.casting import TODAY

    content = next(one for one in plan_schema.shipped() if one.slug == "town-annual")
    return plan.create_meeting(
        by=cast.who["secretary"], organization=cast.branch, content=content, year_of=2026,
        held_on=TODAY.replace(month=6), place="会议室", theme="学党章",
    )  # fmt: skip
