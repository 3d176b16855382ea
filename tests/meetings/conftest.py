"""Ground for the pages of meetings: a meeting made through the actions.

Loaded before Django is ready, so imports wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from meetings.models import Meeting
    from tests.casting import Cast


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
