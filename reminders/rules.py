"""On which days a to-do is reminded of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from reminders.sources import Todo


def distance_key(todo: Todo, today: dt.date, days_before: Iterable[int], overdue_every: int) -> str | None:
    """The key under which a to-do is reminded of today, or None when today is no day to remind.

    Reminded at the distances of `reminders.days_before`, and when overdue every `overdue_every` days. A beat
    that missed days catches up with the nearest distance only.
    """
    if todo.due_on is None:
        return f"{todo.key}:once"
    left = (todo.due_on - today).days
    if left < 0:
        return f"{todo.key}:{todo.due_on}:over{-left // overdue_every}"
    passed = [days for days in sorted(days_before) if left <= days]
    return f"{todo.key}:{todo.due_on}:{passed[0]}" if passed else None
