"""The working calendar's own table: announced days, whole years, and the deadlines that follow."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.exceptions import Invalid, NotAllowed
from meetings.actions import plan
from meetings.actions.calendar import confirm_year, drop_day, set_days
from meetings.models import CalendarDay, Meeting
from meetings.queries.calendar import work_calendar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
NOTICE = "国务院办公厅放假通知"


def entered(
    cast, first: dt.date, last: dt.date | None = None, is_workday: bool = False, by: str = "administrator"
):
    return set_days(
        by=cast.who[by],
        organization=cast.town,
        first=first,
        last=last or first,
        is_workday=is_workday,
        source=NOTICE,
    )


def due(meeting: Meeting) -> tuple[dt.date | None, str]:
    step = meeting.steps.get(key="own_report")
    return step.due_on, step.due_note


@pytest.fixture
def reported(planned) -> Meeting:
    """A meeting on Friday 4 June 2027, whose report is due five working days after."""
    Meeting.objects.filter(pk=planned.pk).update(held_on=dt.date(2027, 6, 4))
    planned.refresh_from_db()
    stated = {"anchor": "meeting", "amount": 5, "unit": "workday", "direction": "after"}
    planned.steps.create(
        key="own_report", kind="report", title="报告", responsible_role="secretary", deadline=stated
    )
    plan.compute_deadlines(planned)
    return planned


def test_an_announced_holiday_moves_a_day_and_taking_it_back_moves_it_again(cast, reported):
    assert due(reported)[0] == dt.date(2027, 6, 11)
    assert "暂按周一至周五" in due(reported)[1]
    entered(cast, dt.date(2027, 6, 9))  # Dragon Boat Festival 2027, a Wednesday
    assert due(reported)[0] == dt.date(2027, 6, 14)
    entered(cast, dt.date(2027, 6, 12), is_workday=True)  # the Saturday worked in its place
    assert due(reported)[0] == dt.date(2027, 6, 12)
    for row in CalendarDay.objects.all():
        drop_day(by=cast.who["administrator"], organization=cast.town, day=row, reason="录错了")
    assert due(reported)[0] == dt.date(2027, 6, 11)


def test_a_year_entered_whole_is_certain_to_its_last_week(cast, reported):
    entered(cast, dt.date(2027, 6, 9))
    assert confirm_year(by=cast.who["administrator"], organization=cast.town, year=2027, source=NOTICE)
    assert due(reported) == (dt.date(2027, 6, 14), "")
    assert work_calendar().known_until == dt.date(2027, 12, 24)


def test_an_archived_meeting_keeps_its_days(cast, reported):
    Meeting.objects.filter(pk=reported.pk).update(state="archived")
    entered(cast, dt.date(2027, 6, 9))
    assert due(reported)[0] == dt.date(2027, 6, 11)


REFUSED = [
    ({"first": dt.date(2027, 1, 3), "last": dt.date(2027, 1, 1)}, "结束日期"),
    ({"first": dt.date(2027, 1, 1), "last": dt.date(2027, 3, 1)}, "31天以内"),
    ({"source": " "}, "写明依据"),
]


@pytest.mark.parametrize(("changed", "words"), REFUSED)
def test_what_cannot_be_is_refused(changed, words, cast):
    day = dt.date(2027, 1, 1)
    told = {"first": day, "last": day, "is_workday": False, "source": NOTICE} | changed
    with pytest.raises(Invalid, match=words):
        set_days(by=cast.who["administrator"], organization=cast.town, **told)
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    ("year", "words"), [(2026, "平台已经知道"), (2028, "接着要录入的是2027年"), (2027, "还没有录入2027年")]
)
def test_years_are_confirmed_in_turn_and_not_empty(year, words, cast):
    with pytest.raises(Invalid, match=words):
        confirm_year(by=cast.who["administrator"], organization=cast.town, year=year, source=NOTICE)


def test_only_an_administrator_at_the_top_sets_it(cast):
    for name in ("officer", "secretary", "stranger_administrator"):
        with pytest.raises(NotAllowed):
            entered(cast, dt.date(2027, 1, 1), by=name)
    with pytest.raises(Invalid, match="最上级党组织"):
        set_days(
            by=cast.who["administrator"], organization=cast.branch, first=dt.date(2027, 1, 1),
            last=dt.date(2027, 1, 1), is_workday=False, source=NOTICE,
        )  # fmt: skip


def test_the_page_enters_a_stretch_and_tells_what_is_wrong(enter):
    url = reverse("meetings:calendar")
    client = enter("administrator")
    assert "2026年12月24日" in client.get(url).content.decode()
    wrong = client.post(url, {"first": "2027-02-30", "is_workday": "no", "source": NOTICE})
    assert wrong.status_code == 422
    assert "2027-02-30" in wrong.content.decode()
    sent = {"first": "2027-02-05", "last": "2027-02-11", "is_workday": "no", "source": NOTICE}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302  # sent twice is entered once
    assert CalendarDay.objects.count() == 7
    assert client.post(url, {"year": "2027", "year_source": ""}).status_code == 422
    assert client.post(url, {"year": "2027", "year_source": NOTICE}).status_code == 302
    assert "2027年12月24日" in client.get(url).content.decode()
    drop = reverse("meetings:calendar_drop", args=[CalendarDay.objects.first().pk])
    assert client.post(drop, {"reason": "录错了"}).status_code == 302
    assert CalendarDay.objects.count() == 6
