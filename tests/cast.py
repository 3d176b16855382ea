"""The cast as a fixture; who is in it says `tests/casting.py`. Loaded before Django, so imports wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.casting import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """One person per seat in two branches under one committee, another committee, and an outsider."""
    from tests import casting

    return casting.build()
