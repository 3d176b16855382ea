"""Deadline arithmetic against dates counted by hand on paper calendars."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meetings.deadlines import (
    MAX_AMOUNT,
    NEW_YEAR_SHADOW,
    Deadline,
    DeadlineError,
    WorkCalendar,
    add_months,
    known_from,
    known_until,
    known_year,
    resolve,
)
from meetings.enums import Anchor, Direction, Unit

BEFORE, AFTER = Direction.BEFORE, Direction.AFTER


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def from_meeting(amount: int | None, unit: Unit, direction: Direction, text: str = "") -> Deadline:
    return Deadline(Anchor.MEETING, amount, unit, direction, text=text)


CALENDAR_TABLE = [
    # unit, direction, amount, meeting, due
    # the anchor day is not counted: 会后15日内, 提前10天 (R11, R30)
    (Unit.DAY, AFTER, 15, "2026-03-01", "2026-03-16"),
    (Unit.DAY, BEFORE, 10, "2026-03-15", "2026-03-05"),
    (Unit.DAY, AFTER, 1, "2026-03-01", "2026-03-02"),
    (Unit.DAY, AFTER, 0, "2026-03-01", "2026-03-01"),
    (Unit.DAY, BEFORE, 0, "2026-03-01", "2026-03-01"),
    # February of a common and of a leap year
    (Unit.DAY, BEFORE, 10, "2026-03-05", "2026-02-23"),
    (Unit.DAY, BEFORE, 10, "2024-03-05", "2024-02-24"),
    # year ends
    (Unit.DAY, AFTER, 15, "2025-12-20", "2026-01-04"),
    (Unit.DAY, BEFORE, 10, "2026-01-05", "2025-12-26"),
    # ends on a Sunday, inside National Day: not moved
    (Unit.DAY, AFTER, 15, "2025-10-11", "2025-10-26"),
    (Unit.DAY, AFTER, 15, "2025-09-18", "2025-10-03"),
    # weeks: R24 会后一周内 (plan 5)
    (Unit.WEEK, AFTER, 1, "2021-07-12", "2021-07-19"),
    (Unit.WEEK, AFTER, 2, "2025-12-25", "2026-01-08"),
    (Unit.WEEK, BEFORE, 1, "2024-03-04", "2024-02-26"),
    # months: the shorter month's last day
    (Unit.MONTH, AFTER, 1, "2026-01-31", "2026-02-28"),
    (Unit.MONTH, AFTER, 1, "2024-01-31", "2024-02-29"),
    (Unit.MONTH, AFTER, 1, "2024-02-29", "2024-03-29"),
    (Unit.MONTH, AFTER, 12, "2024-02-29", "2025-02-28"),
    (Unit.MONTH, AFTER, 1, "2025-12-15", "2026-01-15"),
    (Unit.MONTH, AFTER, 6, "2025-08-31", "2026-02-28"),
    (Unit.MONTH, BEFORE, 1, "2026-03-31", "2026-02-28"),
    (Unit.MONTH, BEFORE, 1, "2026-01-31", "2025-12-31"),
    (Unit.MONTH, BEFORE, 12, "2024-02-29", "2023-02-28"),
    (Unit.MONTH, AFTER, 0, "2024-02-29", "2024-02-29"),
]

WORKDAY_TABLE = [
    # direction, amount, meeting, due
    # a plain week: Monday 3 March 2025
    (AFTER, 1, "2025-03-03", "2025-03-04"),
    (AFTER, 5, "2025-03-03", "2025-03-10"),
    (BEFORE, 1, "2025-03-03", "2025-02-28"),
    # a meeting on a Saturday counts from the Monday
    (AFTER, 1, "2025-03-08", "2025-03-10"),
    (BEFORE, 1, "2025-03-08", "2025-03-07"),
    (AFTER, 0, "2025-03-08", "2025-03-08"),
    # National Day 2025: 1–8 October free, Sunday 28 September and Saturday 11 October worked
    (AFTER, 1, "2025-09-26", "2025-09-28"),
    (AFTER, 5, "2025-09-26", "2025-10-10"),
    (AFTER, 6, "2025-09-26", "2025-10-11"),
    (AFTER, 7, "2025-09-26", "2025-10-13"),
    (BEFORE, 5, "2025-10-13", "2025-09-29"),
    (BEFORE, 6, "2025-10-13", "2025-09-28"),
    (AFTER, 1, "2025-10-04", "2025-10-09"),
    # Mid-autumn with National Day 2023: 29 September – 6 October free, 7 and 8 October (weekend) worked
    (AFTER, 1, "2023-09-28", "2023-10-07"),
    (AFTER, 2, "2023-09-28", "2023-10-08"),
    (AFTER, 3, "2023-09-28", "2023-10-09"),
    # Spring Festival 2024: 10–17 February free, Sundays 4 and 18 February worked, New Year's Eve worked
    (AFTER, 1, "2024-02-02", "2024-02-04"),
    (AFTER, 1, "2024-02-09", "2024-02-18"),
    (BEFORE, 1, "2024-02-18", "2024-02-09"),
    # Spring Festival 2025: 28 January – 4 February free, Sunday 26 January and Saturday 8 February worked
    (AFTER, 4, "2025-01-24", "2025-02-06"),
    (AFTER, 6, "2025-01-24", "2025-02-08"),
    (BEFORE, 3, "2025-02-06", "2025-01-26"),
    # Spring Festival 2026: 15–23 February free, Saturdays 14 and 28 February worked
    (AFTER, 2, "2026-02-13", "2026-02-24"),
    (AFTER, 6, "2026-02-13", "2026-02-28"),
    # National Day 2026: 1–7 October free, Sunday 20 September and Saturday 10 October worked
    (AFTER, 3, "2026-09-30", "2026-10-10"),
    (BEFORE, 2, "2026-09-22", "2026-09-20"),
    # year ends: 29 December 2018 was a worked Saturday; 1–3 January 2026 free, Sunday the 4th worked
    (AFTER, 1, "2018-12-28", "2018-12-29"),
    (AFTER, 2, "2018-12-28", "2019-01-02"),
    (AFTER, 1, "2024-12-31", "2025-01-02"),
    (AFTER, 1, "2025-12-31", "2026-01-04"),
    (BEFORE, 1, "2026-01-04", "2025-12-31"),
]


@pytest.mark.parametrize(("unit", "direction", "amount", "meeting", "due"), CALENDAR_TABLE)
def test_calendar_units_as_counted_by_hand_r30(unit, direction, amount, meeting, due):
    resolved = resolve(from_meeting(amount, unit, direction), meeting=d(meeting))
    assert (resolved.date, resolved.certain, resolved.note) == (d(due), True, "")


@pytest.mark.parametrize(("direction", "amount", "meeting", "due"), WORKDAY_TABLE)
def test_working_days_of_real_years_as_counted_by_hand_r30(direction, amount, meeting, due):
    resolved = resolve(from_meeting(amount, Unit.WORKDAY, direction), meeting=d(meeting))
    assert (resolved.date, resolved.certain, resolved.note) == (d(due), True, "")


# --- anchors

START, END, DONE = d("2026-02-01"), d("2026-03-31"), d("2026-02-10")
ANCHOR_TABLE = [
    (Deadline(Anchor.CAMPAIGN_START, 3, Unit.DAY, AFTER), "2026-02-04"),
    (Deadline(Anchor.CAMPAIGN_END, 0, Unit.DAY, BEFORE), "2026-03-31"),
    (Deadline(Anchor.CAMPAIGN_END, 1, Unit.MONTH, BEFORE), "2026-02-28"),
    (Deadline(Anchor.STEP, 2, Unit.WORKDAY, AFTER, step="talks"), "2026-02-12"),
    (Deadline(Anchor.ABSOLUTE, date=d("2026-03-01")), "2026-03-01"),
]


@pytest.mark.parametrize(("deadline", "due"), ANCHOR_TABLE)
def test_every_anchor_has_its_own_day(deadline, due):
    resolved = resolve(
        deadline, meeting=None, campaign_start=START, campaign_end=END, step_done={"talks": DONE}
    )
    assert (resolved.date, resolved.certain) == (d(due), True)


MISSING_TABLE = [
    (from_meeting(10, Unit.DAY, BEFORE), "会议日期未定，定下后自动推算"),
    (Deadline(Anchor.CAMPAIGN_START, 3), "部署开始日未定，定下后自动推算"),
    (Deadline(Anchor.CAMPAIGN_END, 3), "部署截止日未定，定下后自动推算"),
    (Deadline(Anchor.STEP, 3, step="talks"), "从另一环节完成之日起算，该环节尚未完成"),
    (from_meeting(None, Unit.DAY, AFTER, "会后x天内"), "方案原文“会后x天内”没有写明具体数目，请填写"),
    (from_meeting(None, Unit.DAY, AFTER), "方案没有写明具体数目，请填写"),
    (Deadline(Anchor.ABSOLUTE, text="x月x日前"), "方案原文“x月x日前”没有写明具体日期，请填写"),
]


@pytest.mark.parametrize(("deadline", "note"), MISSING_TABLE)
def test_what_is_not_known_is_said_not_guessed(deadline, note):
    resolved = resolve(deadline, meeting=None)
    assert (resolved.date, resolved.certain, resolved.note) == (None, False, note)


def test_an_open_number_stays_open_although_the_meeting_is_fixed():
    assert resolve(from_meeting(None, Unit.DAY, AFTER), meeting=d("2026-03-01")).date is None


def test_a_day_beyond_the_calendar_is_a_sentence_and_no_crash():
    for unit in (Unit.DAY, Unit.MONTH, Unit.WORKDAY):
        resolved = resolve(from_meeting(MAX_AMOUNT, unit, AFTER), meeting=dt.date(9999, 12, 1))
        assert (resolved.date, resolved.note) == (None, "日期超出可以计算的范围，请检查会议日期")


@pytest.mark.parametrize("amount", [-1, MAX_AMOUNT + 1])
def test_a_number_that_cannot_be_meant_is_refused(amount):
    with pytest.raises(DeadlineError, match="0 到 3660"):
        Deadline(Anchor.MEETING, amount)


def test_a_step_must_be_named():
    with pytest.raises(DeadlineError, match="写明是哪个环节"):
        Deadline(Anchor.STEP, 3)


# --- words

WORDS_TABLE = [
    (from_meeting(10, Unit.DAY, BEFORE), "会前10天"),
    (from_meeting(15, Unit.DAY, AFTER), "会后15天内"),
    (from_meeting(5, Unit.WORKDAY, AFTER), "会后5个工作日内"),
    (from_meeting(1, Unit.WEEK, AFTER), "会后1周内"),
    (from_meeting(2, Unit.MONTH, BEFORE), "会前2个月"),
    (from_meeting(0, Unit.DAY, BEFORE), "会议当天"),
    (from_meeting(None, Unit.DAY, BEFORE, "会前x天"), "会前x天（待填）"),
    (from_meeting(None, Unit.DAY, BEFORE), "待填"),
    (Deadline(Anchor.CAMPAIGN_START, 5, Unit.DAY, AFTER), "部署开始后5天内"),
    (Deadline(Anchor.CAMPAIGN_END, 3, Unit.DAY, BEFORE), "部署截止前3天"),
    (Deadline(Anchor.CAMPAIGN_END, 0), "部署截止当天"),
    (Deadline(Anchor.ABSOLUTE, date=d("2026-03-01")), "2026年3月1日前"),
]


@pytest.mark.parametrize(("deadline", "words"), WORDS_TABLE)
def test_deadlines_in_the_words_of_notices(deadline, words):
    assert deadline.in_words() == words


def test_another_step_is_called_by_its_title():
    deadline = Deadline(Anchor.STEP, 7, Unit.DAY, AFTER, step="rectification_list")
    assert deadline.in_words("整改清单") == "“整改清单”完成后7天内"


# --- what the calendar knows


def test_the_statutory_calendar_reaches_at_least_the_year_of_writing():
    assert known_from() == d("2004-01-01")
    assert known_year() >= 2026
    assert known_until() == dt.date(known_year(), 12, 31 - NEW_YEAR_SHADOW)


def test_an_unknown_year_counts_weekdays_and_says_so():
    monday = dt.date(known_year() + 1, 3, 1)
    while monday.weekday():
        monday += dt.timedelta(days=1)
    resolved = resolve(from_meeting(5, Unit.WORKDAY, AFTER), meeting=monday)
    assert resolved.date == monday + dt.timedelta(days=7)
    assert not resolved.certain
    assert resolved.note == (
        f"法定工作日安排目前只确知到{known_year()}年12月24日，此日期暂按周一至周五推算，放假安排公布后请核对"
    )


def test_the_last_week_of_the_last_known_year_is_uncertain():
    certain_day = known_until()
    calendar = WorkCalendar()
    assert calendar.is_known(certain_day)
    assert not calendar.is_known(certain_day + dt.timedelta(days=1))
    inside = resolve(from_meeting(5, Unit.WORKDAY, AFTER), meeting=certain_day)
    assert not inside.certain


def test_counting_back_from_an_unknown_day_stays_uncertain():
    meeting = dt.date(known_year() + 1, 1, 10)
    resolved = resolve(from_meeting(30, Unit.WORKDAY, BEFORE), meeting=meeting)
    assert resolved.date < known_until()
    assert not resolved.certain


def test_a_calendar_unit_is_certain_in_any_year():
    assert resolve(from_meeting(15, Unit.DAY, AFTER), meeting=dt.date(known_year() + 1, 2, 1)).certain


def test_an_override_moves_a_working_day_and_counts_as_known():
    saturday = d("2025-03-08")
    assert resolve(from_meeting(1, Unit.WORKDAY, AFTER), meeting=d("2025-03-07")).date == d("2025-03-10")
    worked = WorkCalendar({saturday: True})
    assert (
        resolve(from_meeting(1, Unit.WORKDAY, AFTER), meeting=d("2025-03-07"), calendar=worked).date
        == saturday
    )
    first = dt.date(known_year() + 1, 3, 2)
    free = WorkCalendar({first: False, first + dt.timedelta(days=1): True})
    resolved = resolve(
        from_meeting(1, Unit.WORKDAY, AFTER), meeting=first - dt.timedelta(days=1), calendar=free
    )
    assert (resolved.date, resolved.certain) == (first + dt.timedelta(days=1), True)


# --- laws, against counting one by one

known_days = st.dates(min_value=dt.date(2005, 1, 1), max_value=dt.date(known_year(), 8, 1))
amounts = st.integers(min_value=1, max_value=60)
overrides = st.dictionaries(st.dates(dt.date(2025, 1, 1), dt.date(2026, 6, 30)), st.booleans(), max_size=40)


@settings(deadline=None)
@given(day=st.dates(dt.date(2025, 3, 1), dt.date(2026, 3, 1)), amount=amounts, changed=overrides)
def test_the_nth_working_day_has_exactly_n_working_days_up_to_it(day, amount, changed):
    calendar = WorkCalendar(changed)
    for sign in (1, -1):
        due, _ = calendar.shift(day, sign * amount)
        first, last = sorted((day, due))
        between = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
        between.remove(day)
        assert calendar.is_workday(due)
        assert sum(map(calendar.is_workday, between)) == amount


@settings(deadline=None)
@given(day=known_days, amount=amounts)
def test_working_days_never_come_sooner_than_calendar_days(day, amount):
    after, certain = WorkCalendar().shift(day, amount)
    assert certain
    assert after >= day + dt.timedelta(days=amount)


@settings(deadline=None)
@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31)), amount=st.integers(-240, 240))
@example(day=d("2026-01-31"), amount=1)
@example(day=d("2024-02-29"), amount=-12)
def test_months_keep_the_day_or_take_the_last(day, amount):
    moved = add_months(day, amount)
    assert (moved.year - day.year) * 12 + moved.month - day.month == amount
    assert moved.day == day.day or (moved.day < day.day and (moved + dt.timedelta(days=1)).day == 1)


@settings(deadline=None)
@given(
    meeting=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    amount=st.integers(0, 400),
    moved_by=st.integers(-200, 200),
    unit=st.sampled_from([Unit.DAY, Unit.WEEK]),
    direction=st.sampled_from(list(Direction)),
)
def test_moving_the_meeting_moves_day_and_week_deadlines_as_far(meeting, amount, moved_by, unit, direction):
    deadline = from_meeting(amount, unit, direction)
    shift = dt.timedelta(days=moved_by)
    there = resolve(deadline, meeting=meeting + shift).date
    assert there - resolve(deadline, meeting=meeting).date == shift
