"""Deadline arithmetic: from "会后15个工作日内" to a day, and how sure that day is.

The counting rules, table-tested by hand in tests/plans/test_deadlines.py:

- The anchor day is never counted. "会后15日内" is the meeting's day + 15 calendar days, "提前10天" the
  meeting's day − 10; both are the last day on which the duty is done in time. An amount of 0 is the
  anchor day itself, whatever the unit.
- Weeks are seven calendar days.
- Months keep the day of the month; where the target month is shorter, its last day counts
  (31 January + 1 month = 28 or 29 February).
- Calendar days, weeks and months are not moved when they end on a weekend or a holiday: a plan that
  says "天" means days. Only the unit "个工作日" skips days without work.
- Working days follow the Chinese statutory calendar with its shifted working weekends; the n-th working
  day after (or before) the anchor is the last day. Where the calendar is not known yet the program
  counts Monday to Friday and says so (`Resolved.certain`, `Resolved.note`).
- "x月x日前" (anchor ABSOLUTE) names the last day itself.

Plain Python: nothing here reads the database or the clock.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

import chinese_calendar
from chinese_calendar import constants as statutory

from meetings.enums import Anchor, Direction, Unit

# Far beyond any plan, near enough that dates never overflow in a loop. Unit: the deadline's own.
MAX_AMOUNT = 3660

# The notice for New Year's Day comes in the autumn before and may shift weekends of the old year's last
# week (29 December was a working Saturday in 2007 and 2018). Unit: days.
NEW_YEAR_SHADOW = 7

SATURDAY = 5


class DeadlineError(ValueError):
    """A deadline that cannot be meant; the message is Chinese and says what to change."""


@dataclass(frozen=True)
class Deadline:
    """When a duty is due, as a notice says it.

    `amount` None means that the notice left the number open ("会后x天内"): it resolves to no date until a
    person fills it in. `text` keeps the notice's own words. `step` names the key of another step when
    `anchor` is STEP, `date` the day when it is ABSOLUTE. Raises DeadlineError for a negative or absurd
    amount and for STEP without a key.
    """

    anchor: Anchor
    amount: int | None = None
    unit: Unit = Unit.DAY
    direction: Direction = Direction.BEFORE
    date: dt.date | None = None
    step: str | None = None
    text: str = ""

    def __post_init__(self) -> None:
        if self.amount is not None and not 0 <= self.amount <= MAX_AMOUNT:
            raise DeadlineError(f"期限的数目应在 0 到 {MAX_AMOUNT} 之间；要改方向请选“前”或“后”")
        if self.anchor == Anchor.STEP and not self.step:
            raise DeadlineError("以另一环节为起点的期限要写明是哪个环节")

    @property
    def is_open(self) -> bool:
        """True while a person still has to fill in the number or the day."""
        return (self.date if self.anchor == Anchor.ABSOLUTE else self.amount) is None

    def in_words(self, step_title: str = "") -> str:
        """Chinese words ("会前10天", "会后5个工作日内"); the notice's own words while the value is open."""
        if self.is_open:
            return f"{self.text}（待填）" if self.text else "待填"
        if self.anchor == Anchor.ABSOLUTE:
            return f"{date_in_words(self.date)}前"
        return _relative_words(self, step_title or self.step or "")


_ANCHOR_WORDS = {
    (Anchor.MEETING, Direction.BEFORE): "会前",
    (Anchor.MEETING, Direction.AFTER): "会后",
    (Anchor.CAMPAIGN_START, Direction.BEFORE): "部署开始前",
    (Anchor.CAMPAIGN_START, Direction.AFTER): "部署开始后",
    (Anchor.CAMPAIGN_END, Direction.BEFORE): "部署截止前",
    (Anchor.CAMPAIGN_END, Direction.AFTER): "部署截止后",
    (Anchor.STEP, Direction.BEFORE): "“{step}”完成前",
    (Anchor.STEP, Direction.AFTER): "“{step}”完成后",
}
_SAME_DAY_WORDS = {
    Anchor.MEETING: "会议当天",
    Anchor.CAMPAIGN_START: "部署开始当天",
    Anchor.CAMPAIGN_END: "部署截止当天",
    Anchor.STEP: "“{step}”完成当天",
}


def date_in_words(day: dt.date) -> str:
    """2026-03-01 → 2026年3月1日 (official style: digits, no leading zero)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _relative_words(deadline: Deadline, step_title: str) -> str:
    if deadline.amount == 0:
        return _SAME_DAY_WORDS[deadline.anchor].format(step=step_title)
    start = _ANCHOR_WORDS[deadline.anchor, deadline.direction].format(step=step_title)
    within = "内" if deadline.direction == Direction.AFTER else ""
    return f"{start}{deadline.amount}{Unit(deadline.unit).label}{within}"


@cache
def known_year() -> int:
    """The last year for which the installed library knows the statutory working days."""
    return max(*statutory.holidays, *statutory.workdays).year


@cache
def known_until() -> dt.date:
    """The last day of which it is certain whether it is worked (see NEW_YEAR_SHADOW)."""
    return dt.date(known_year(), 12, 31) - dt.timedelta(days=NEW_YEAR_SHADOW)


@cache
def known_from() -> dt.date:
    """The first day of the statutory calendar that the library knows."""
    return dt.date(min(statutory.holidays).year, 1, 1)


def statutory_days(year: int) -> tuple[dict[dt.date, str], list[dt.date]]:
    """A year's days off, each with its holiday's Chinese name, and the weekend days worked for them."""
    names = {holiday.value: holiday.chinese for holiday in statutory.Holiday}
    off = {day: names[name] for day, name in statutory.holidays.items() if day.year == year}
    return off, [day for day in statutory.workdays if day.year == year]


@dataclass(frozen=True)
class WorkCalendar:
    """The statutory calendar plus an administrator's `overrides` (day → is it a working day).

    `entered` are years after the library's whose days off an administrator has entered completely.
    """

    overrides: Mapping[dt.date, bool] = field(default_factory=dict)
    entered: frozenset[int] = frozenset()

    @cached_property
    def known_until(self) -> dt.date:
        """The last day of which it is certain whether it is worked."""
        year = known_year()
        while year + 1 in self.entered:
            year += 1
        return dt.date(year, 12, 31) - dt.timedelta(days=NEW_YEAR_SHADOW)

    def is_known(self, day: dt.date) -> bool:
        """Is it certain whether `day` is a working day?"""
        return day in self.overrides or known_from() <= day <= self.known_until

    def is_workday(self, day: dt.date) -> bool:
        """Is `day` a working day? Monday to Friday where the statutory calendar is not known."""
        if day in self.overrides:
            return self.overrides[day]
        if known_from().year <= day.year <= known_year():
            return chinese_calendar.is_workday(day)
        return day.weekday() < SATURDAY

    def shift(self, start: dt.date, workdays: int) -> tuple[dt.date, bool]:
        """The `workdays`-th working day after `start` (before, if negative), and whether that is certain."""
        pace = dt.timedelta(days=1 if workdays >= 0 else -1)
        day, left, certain = start, abs(workdays), True
        while left:
            day += pace
            certain = certain and self.is_known(day)
            left -= self.is_workday(day)
        return day, certain


@dataclass(frozen=True)
class Resolved:
    """The last day in time, or None with the reason; `note` is shown beside the date."""

    date: dt.date | None
    certain: bool
    note: str = ""


def resolve(
    deadline: Deadline,
    *,
    meeting: dt.date | None,
    campaign_start: dt.date | None = None,
    campaign_end: dt.date | None = None,
    step_done: Mapping[str, dt.date] | None = None,
    calendar: WorkCalendar | None = None,
) -> Resolved:
    """The day on which `deadline` falls, given the days that are known so far.

    An open number, or an anchor without a day yet, gives no date but the Chinese reason. Never raises.
    """
    if deadline.is_open:
        return Resolved(None, False, _open_note(deadline))
    if deadline.anchor == Anchor.ABSOLUTE:
        return Resolved(deadline.date, True)
    anchors = {
        Anchor.MEETING: meeting,
        Anchor.CAMPAIGN_START: campaign_start,
        Anchor.CAMPAIGN_END: campaign_end,
        Anchor.STEP: (step_done or {}).get(deadline.step or ""),
    }
    anchor_day = anchors[deadline.anchor]
    if anchor_day is None:
        return Resolved(None, False, _MISSING_ANCHOR[deadline.anchor])
    try:
        return _count(deadline, anchor_day, calendar or WorkCalendar())
    except (OverflowError, ValueError):
        return Resolved(None, False, "日期超出可以计算的范围，请检查会议日期")


_MISSING_ANCHOR = {
    Anchor.MEETING: "会议日期未定，定下后自动推算",
    Anchor.CAMPAIGN_START: "部署开始日未定，定下后自动推算",
    Anchor.CAMPAIGN_END: "部署截止日未定，定下后自动推算",
    Anchor.STEP: "从另一环节完成之日起算，该环节尚未完成",
}


def _open_note(deadline: Deadline) -> str:
    words = f"方案原文“{deadline.text}”" if deadline.text else "方案"
    return f"{words}没有写明具体{'日期' if deadline.anchor == Anchor.ABSOLUTE else '数目'}，请填写"


def _count(deadline: Deadline, anchor_day: dt.date, calendar: WorkCalendar) -> Resolved:
    amount = deadline.amount if deadline.direction == Direction.AFTER else -deadline.amount
    if deadline.unit == Unit.WORKDAY:
        day, certain = calendar.shift(anchor_day, amount)
        return Resolved(day, certain, "" if certain else unknown_note(calendar))
    if deadline.unit == Unit.MONTH:
        return Resolved(add_months(anchor_day, amount), True)
    return Resolved(anchor_day + dt.timedelta(days=amount * (7 if deadline.unit == Unit.WEEK else 1)), True)


def unknown_note(calendar: WorkCalendar) -> str:
    """What is shown beside a working-day date that rests on an unpublished calendar."""
    until = date_in_words(calendar.known_until)
    return f"法定工作日安排目前只确知到{until}，此日期暂按周一至周五推算，放假安排公布后请核对"


def add_months(day: dt.date, amount: int) -> dt.date:
    """`day` moved by `amount` months; the last day of the target month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    last = months.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
