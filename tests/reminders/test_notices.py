"""Notices: on which days, each once, withdrawn when they no longer hold, read by their person alone."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from meetings.actions import plan
from meetings.models import Attendance, Meeting, Provision, Sitting, Step
from reminders import tasks
from reminders.actions import make_notice
from reminders.models import Notice
from reminders.rules import distance_key
from reminders.sources import Todo
from reminders.tasks import remind_due
from tests.casting import TODAY, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

SOON = TODAY + dt.timedelta(days=3)

# days until it is due → what its key ends with; reminded 7, 3 and 1 days before, when overdue every 2 days
DISTANCES = [
    (8, None), (7, "7"), (5, "7"), (3, "3"), (2, "3"), (1, "1"), (0, "1"), (-1, "over0"), (-2, "over1"),
    (-3, "over1"), (-4, "over2"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "ending"), DISTANCES)
def test_on_which_days_one_is_reminded(left: int, ending: str | None) -> None:
    due = TODAY + dt.timedelta(days=left)
    key = distance_key(Todo("step:1", "学习", "/", due_on=due), TODAY, (1, 7, 3), 2)
    assert key == (f"step:1:{due}:{ending}" if ending else None)


def test_what_has_no_day_is_told_once() -> None:
    assert distance_key(Todo("campaign:1:2", "方案", "/"), TODAY, (1,), 2) == "campaign:1:2:once"


@pytest.fixture
def duty(cast: Cast) -> Step:
    """A step of the organisation commissioner, due in three days, in a meeting that reminds 3 days before."""
    meeting = cast.meeting(state="preparing")
    Provision.objects.create(meeting=meeting, key="reminders.days_before", value=[3], clause="")
    return Step.objects.create(
        meeting=meeting, ordinal=1, key="s1", kind="study", title="集中学习", responsible_role="secretary", due_on=SOON,
        responsible=cast.member("committee"),
    )  # fmt: skip


def standing() -> list[str]:
    return list(Notice.objects.filter(withdrawn_at__isnull=True).values_list("title", flat=True))


def test_run_twice_a_notice_is_made_once(cast: Cast, duty: Step) -> None:
    assert (remind_due(), remind_due()) == (1, 0)
    notice = Notice.objects.get()
    assert (notice.user, notice.title, notice.due_on) == (cast.who["committee"], "集中学习", SOON)


def test_before_the_distance_nothing_is_told(duty: Step) -> None:
    with clock.at(TODAY - dt.timedelta(days=1)):
        assert remind_due() == 0


def test_what_is_done_is_withdrawn(cast: Cast, duty: Step) -> None:
    remind_due()
    Step.objects.update(done_on=TODAY, done_by=cast.member("committee"), evidence="学了")
    remind_due()
    assert standing() == []


def test_what_moved_is_withdrawn_and_told_anew_and_again_when_it_moves_back(duty: Step) -> None:
    remind_due()
    Step.objects.update(due_on=SOON + dt.timedelta(days=30))
    assert (remind_due(), standing()) == (0, [])
    Notice.objects.update(read_at=clock.now())
    Step.objects.update(due_on=SOON)
    assert (remind_due(), remind_due(), standing()) == (1, 0, ["集中学习"])
    assert Notice.objects.get().read_at is None


def test_a_notice_that_was_read_is_not_made_again(duty: Step) -> None:
    remind_due()
    Notice.objects.update(read_at=clock.now())
    assert remind_due() == 0


def test_a_broken_record_leaves_the_others(cast: Cast, duty: Step) -> None:
    broken = cast.meeting(state="preparing", title="坏的")
    Provision.objects.create(meeting=broken, key="reminders.days_before", value="nonsense", clause="")
    Step.objects.create(
        meeting=broken, ordinal=1, key="s1", kind="study", title="坏的环节", responsible_role="secretary",
        due_on=TODAY, responsible=cast.member("committee"),
    )  # fmt: skip
    assert remind_due() == 1
    assert standing() == ["集中学习"]


def test_a_failure_to_write_one_leaves_the_others(duty: Step, monkeypatch) -> None:
    Step.objects.create(
        meeting=duty.meeting, ordinal=2, key="s2", kind="opinions", title="征求意见", responsible_role="secretary",
        due_on=SOON, responsible=duty.responsible,
    )  # fmt: skip

    def fail_for_study(**given: object):
        if given["todo"].title == "集中学习":
            raise OSError
        return make_notice(**given)

    monkeypatch.setattr(tasks, "make_notice", fail_for_study)
    assert remind_due() == 1
    assert standing() == ["征求意见"]


def test_nobody_whose_account_is_closed_is_reminded(cast: Cast, duty: Step) -> None:
    cast.who["committee"].is_active = False
    cast.who["committee"].save()
    assert remind_due() == 0


def test_the_beat_asks_as_often_for_three_as_for_one(cast: Cast, duty: Step) -> None:
    def queries() -> int:
        remind_due()
        with CaptureQueriesContext(connection) as caught:
            assert remind_due() == 0
        return len(caught)

    one = queries()
    for n in (1, 2):
        meeting = cast.meeting(state="preparing", title=f"会{n}")
        Step.objects.create(
            meeting=meeting, ordinal=1, key="s1", kind="study", title="学", responsible_role="secretary", due_on=TODAY,
            responsible=cast.member("member"),
        )  # fmt: skip
    assert queries() == one


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_make_each_notice_once(cast: Cast, duty: Step) -> None:
    """The claim is the unique row, not the look before it."""
    start, made = threading.Barrier(2), []
    moment = clock.now()

    def beat() -> None:
        try:
            with clock.at(moment):
                start.wait(timeout=20)
                made.append(remind_due())
        finally:
            connections.close_all()

    beats = [threading.Thread(target=beat) for _ in range(2)]
    for one in beats:
        one.start()
    for one in beats:
        one.join(timeout=60)
    assert sorted(made) == [0, 1]
    assert Notice.objects.count() == 1


def test_the_unique_row_refuses_what_the_look_before_missed(cast: Cast, duty: Step, monkeypatch) -> None:
    monkeypatch.setattr(tasks, "_given", lambda current: set())
    assert (remind_due(), remind_due()) == (1, 0)


# --- a meeting that moves ------------------------------------------------------------------------------------


@pytest.fixture
def called(cast: Cast) -> Meeting:
    """A meeting being prepared with two of its people and a guest on the roster."""
    meeting = cast.meeting(state="preparing", held_on=SOON)
    sitting = Sitting.objects.create(meeting=meeting, number=1)
    for name in ("secretary", "member"):
        Attendance.objects.create(sitting=sitting, member=cast.member(name), capacity="participant")
    Attendance.objects.create(sitting=sitting, guest_name="群众代表", capacity="invited")
    return meeting


def move(cast: Cast, meeting: Meeting, day: dt.date) -> None:
    meeting.refresh_from_db()
    plan.reschedule(by=cast.who["secretary"], meeting=meeting, revision=meeting.revision, held_on=day)


def test_when_a_meeting_moves_everyone_on_the_roster_is_told_once(cast: Cast, called: Meeting) -> None:
    move(cast, called, dt.date(2026, 6, 1))
    told = Notice.objects.filter(withdrawn_at__isnull=True)
    assert {(n.user.username, n.title) for n in told} == {
        ("secretary", "会议改到2026年6月1日"), ("member", "会议改到2026年6月1日"),
    }  # fmt: skip
    remind_due()
    assert sorted(standing()) == ["会议改到2026年6月1日"] * 2


def test_a_second_move_takes_the_first_word_back(cast: Cast, called: Meeting) -> None:
    move(cast, called, dt.date(2026, 6, 1))
    move(cast, called, dt.date(2026, 6, 8))
    assert set(standing()) == {"会议改到2026年6月8日"}


def test_a_move_withdraws_what_hung_on_the_old_day_alone(cast: Cast, duty: Step) -> None:
    elsewhere = cast.meeting(state="preparing", title="别的会")
    Step.objects.create(
        meeting=elsewhere, ordinal=1, key="s1", kind="study", title="别处学习", responsible_role="secretary",
        due_on=TODAY, responsible=cast.member("member"),
    )  # fmt: skip
    Step.objects.filter(pk=duty.pk).update(
        deadline={"anchor": "absolute", "date": SOON.isoformat()}
    )  # fmt: skip
    remind_due()
    assert sorted(standing()) == ["别处学习", "集中学习"]
    move(cast, duty.meeting, dt.date(2026, 6, 8))
    assert standing() == ["别处学习"]
    remind_due()  # a day that is fixed did not move: its word holds again
    assert sorted(standing()) == ["别处学习", "集中学习"]


# --- pages ---------------------------------------------------------------------------------------------------


def test_the_home_page_shows_ones_own_alone(enter, duty: Step) -> None:
    remind_due()
    assert "集中学习" in enter("committee").get("/").content.decode()
    for name in ("secretary", "sister_secretary", "outsider", "administrator", "archivist"):
        page = enter(name).get("/")
        assert page.status_code == 200
        assert "集中学习" not in page.content.decode(), name
    assert "现在没有要您办的事" in enter("outsider").get("/").content.decode()


def test_the_home_page_tells_a_move_and_repeats_no_to_do(enter, cast: Cast, duty: Step) -> None:
    Attendance.objects.create(
        sitting=Sitting.objects.create(meeting=duty.meeting, number=1), member=cast.member("committee"),
        capacity="participant",
    )  # fmt: skip
    remind_due()
    client = enter("committee")
    assert client.get("/").content.decode().count("集中学习") == 1
    move(cast, duty.meeting, dt.date(2026, 6, 8))
    page = client.get("/").content.decode()
    assert "会议改到2026年6月8日" in page
    assert "提醒（1）" in page


def test_reading_a_notice_takes_it_off_and_may_lead_on(enter, cast: Cast, duty: Step) -> None:
    remind_due()
    address = reverse("reminders:read", args=[Notice.objects.get().pk])
    client = enter("committee")
    assert "集中学习" in client.get(reverse("reminders:notices")).content.decode()
    assert enter("secretary").post(address).status_code == 404
    assert client.get(address).status_code == 405
    assert client.post(address, {"go": "1"}).url == reverse("meetings:step", args=[duty.meeting_id, duty.pk])
    assert client.post(address).url == reverse("reminders:notices")
    assert "没有新的提醒" in client.get(reverse("reminders:notices")).content.decode()


def test_every_todo_leads_to_a_page_its_person_may_open(enter, cast: Cast, held) -> None:
    """One of each of rectification; a link into a 404 is worse than none."""
    held.claimed(held.item("committee"))
    held.item("member", "member", matter="个人的", due_on=held.meeting.held_on)
    held.item("committee", matter="逾期的", due_on=held.meeting.held_on)
    from reminders.queries import todos_for

    seen = 0
    for name, user in cast.who.items():
        for todo in todos_for(user):
            assert enter(name).get(todo.url).status_code == 200, (name, todo.url)
            seen += 1
    assert seen >= 6


@pytest.mark.parametrize("page", ["home", "notices"])
def test_nobody_gets_in_without_signing_in(enter, page) -> None:
    answer = enter("").get(reverse(f"reminders:{page}"))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login"))
