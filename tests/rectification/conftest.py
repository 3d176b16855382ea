"""Ground for rectification: a meeting just held, with one source of every kind. Imports wait for Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.casting import Cast
    from tests.rectification.world import Held


@pytest.fixture
def held(cast: Cast, on_the_day: None) -> Held:
    """A meeting of the first branch in rectification."""
    from tests.rectification import world

    return world.build(cast)
