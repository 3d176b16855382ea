"""The one clock. Code asks it for the time, so that a rehearsal can play at simulated dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

_fixed: ContextVar[dt.datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or timezone.now()


def today(zone: str | None = None) -> dt.date:
    """The calendar day in `zone` (an organisation's time zone; the site's when not given)."""
    return now().astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()


@contextmanager
def at(moment: dt.datetime | dt.date) -> Iterator[None]:
    """Hold the clock at `moment` (a date means nine in the morning, site time) within the block."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(9), ZoneInfo(settings.TIME_ZONE))
    token = _fixed.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
