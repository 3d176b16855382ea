"""The working calendar: days that were announced, years that are entered completely. Deadlines follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audit.door import action, record
from core.clock import now
from core.exceptions import Invalid
from meetings import permissions as P
from meetings.actions.plan import compute_deadlines
from meetings.deadlines import known_year
from meetings.enums import MeetingState, Unit
from meetings.models import CalendarDay, CalendarYear, Meeting, Provision, Step
from meetings.queries.calendar import work_calendar
from members.access import require
from members.enums import Role
from members.models import Organization, User

LONGEST_STRETCH = 31  # days; the longest holiday with its shifted weekends is far below
_OVER = (MeetingState.ARCHIVED, MeetingState.CANCELLED)


@action("calendar.set_days")
def set_days(
    *, by: User, organization: Organization, first: dt.date, last: dt.date, is_workday: bool, source: str
) -> int:
    """Say that the days from `first` to `last` are, or are not, working days; returns how many there are.

    `organization` is the root under which the administrator acts. Every deadline in working days is counted
    afresh. Raises Invalid for days in the wrong order, too many of them, or no source.
    """
    role = _require(by, organization, source)
    count = (last - first).days + 1
    if not 1 <= count <= LONGEST_STRETCH:
        raise Invalid(f"结束日期应在开始日期之后、{LONGEST_STRETCH}天以内。", field="last")
    told = {"is_workday": is_workday, "source": source.strip(), "set_by": by, "set_at": now()}
    for number in range(count):
        CalendarDay.objects.update_or_create(day=first + dt.timedelta(days=number), defaults=told)
    _recount()
    after: dict[str, Any] = {"first": str(first), "last": str(last), "is_workday": is_workday}
    _record(by, role, organization, "calendar.set_days", source, after=after)
    return count


@action("calendar.drop_day")
def drop_day(*, by: User, organization: Organization, day: CalendarDay, reason: str) -> None:
    """Take back what was entered for a day; the library's answer holds again."""
    role = _require(by, organization, reason, "请写明撤销的理由。")
    before = {"day": str(day.day), "is_workday": day.is_workday}
    CalendarDay.objects.filter(pk=day.pk).delete()
    _recount()
    _record(by, role, organization, "calendar.drop_day", reason, before=before)


@action("calendar.confirm_year")
def confirm_year(*, by: User, organization: Organization, year: int, source: str) -> CalendarYear:
    """Say that all days off of a year are entered, so that dates in it are certain.

    Raises Invalid for a year that the library knows, one out of turn, or one of which no day is entered.
    """
    role = _require(by, organization, source)
    awaited = work_calendar().known_until.year + 1
    if year != awaited:
        raise Invalid(
            f"日历确知到{awaited - 1}年，接着要录入的是{awaited}年。"
            if year > known_year()
            else f"{year}年的安排平台已经知道，不用录入。",
            field="year",
        )
    if not CalendarDay.objects.filter(day__year=year, is_workday=False).exists():
        raise Invalid(f"还没有录入{year}年的放假日期，请先逐段录入放假和调休上班的日子。", field="year")
    made = CalendarYear.objects.create(year=year, source=source.strip(), set_by=by)
    _recount()
    _record(by, role, organization, "calendar.confirm_year", source, after={"year": year})
    return made


def _require(by: User, organization: Organization, words: str, ask: str = "") -> Role:
    role = require(by, P.SET_CALENDAR, organization)
    if organization.parent_id:
        raise Invalid("工作日历全平台共用，由最上级党组织的管理员维护。")
    if not words.strip():
        raise Invalid(ask or "请写明依据，例如国务院办公厅放假通知的名称。", field="source")
    return role


def _record(by: User, role: Role, on: Organization, what: str, reason: str, **told: dict[str, Any]) -> None:
    record(by=by, role=role, what=what, on=on, reach=on.reach, reason=reason.strip(), **told)


def _recount() -> None:
    """Count the deadlines in working days of all meetings that are not over.

    Reminders of days that no longer hold are withdrawn by the beat, which compares days.
    """
    calendar = work_calendar()
    for meeting in _counting_workdays():
        compute_deadlines(meeting, calendar)


def _counting_workdays() -> list[Meeting]:
    stated = Step.objects.filter(deadline__unit=Unit.WORKDAY, done_on__isnull=True).values("meeting")
    bound = Provision.objects.filter(value__unit=Unit.WORKDAY, meeting__isnull=False).values("meeting")
    live = Meeting.objects.exclude(state__in=_OVER).select_related("organization", "campaign")
    found = {meeting.pk: meeting for meeting in live.filter(pk__in=stated)}
    return list((found | {meeting.pk: meeting for meeting in live.filter(pk__in=bound)}).values())
