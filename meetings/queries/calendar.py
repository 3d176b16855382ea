"""The working calendar as deadlines and pages use it."""

from __future__ import annotations

from typing import Any

from meetings.deadlines import WorkCalendar, statutory_days
from meetings.models import CalendarDay, CalendarYear


def work_calendar() -> WorkCalendar:
    """The statutory calendar with what administrators entered; two small queries."""
    days = dict(CalendarDay.objects.order_by().values_list("day", "is_workday"))
    return WorkCalendar(days, frozenset(CalendarYear.objects.order_by().values_list("year", flat=True)))


def year_of(year: int) -> dict[str, Any]:
    """A year as the small calendar shows it: ISO days off with names, worked weekends, known until when."""
    calendar = work_calendar()
    off, worked = statutory_days(year)
    names = {day: name for day, name in off.items() if not calendar.is_workday(day)}
    shown = dict.fromkeys([day for day in worked if calendar.is_workday(day)], "")
    for day, is_workday in calendar.overrides.items():
        if day.year == year:
            (shown if is_workday else names).setdefault(day, "")
    return {
        "off": {day.isoformat(): name for day, name in sorted(names.items())},
        "work": {day.isoformat(): "" for day in sorted(shown)},
        "until": calendar.known_until.isoformat(),
    }
