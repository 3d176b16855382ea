"""A year's packets as one piece of work: what it takes, what it leaves, and that it goes on where it stopped."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from archive import actions, batching
from archive.models import BatchItem, CatalogueEntry, NumberSeries, Packet, PacketBatch
from core import clock
from core.exceptions import Invalid, NotAllowed, NotNow
from core.jobs import JobState, claim, run, sweep
from meetings.enums import DocumentKind as D
from meetings.enums import MeetingState as S
from tests.archive.world import DAY, archived, ask, docx, make_meeting, organization

State = BatchItem.State


@pytest.fixture
def year(shelf, town):
    """Reported meetings of 2025 in three branches, and some that do not belong."""
    third = organization("第三党支部", "branch", town.town)
    meetings = [make_meeting(home) for home in (town.branch, town.sister, third)]
    make_meeting(town.branch, title="还没上报", state="rectifying")
    make_meeting(town.branch, title="别的年度", year_of=2024)
    make_meeting(town.far, title="别的镇")
    return meetings


def start(town, **given) -> PacketBatch:
    given = {"by": town.archivist, "organization": town.town, "year": 2025, **given}
    with clock.at(DAY):
        return actions.start_batch(**given)


def work(batch: PacketBatch) -> PacketBatch:
    with clock.at(DAY):
        run(PacketBatch, batch.pk, batching.work_through)
    batch.refresh_from_db()
    return batch


def states(batch: PacketBatch) -> list[str]:
    return list(batch.items.order_by("ordinal").values_list("state", flat=True))


def numbers_have_no_gaps() -> bool:
    found = [
        (row.last, sorted(row.entries.values_list("number", flat=True))) for row in NumberSeries.objects.all()
    ]
    return all(numbers == list(range(1, last + 1)) for last, numbers in found)


def test_every_reported_meeting_of_the_year_is_archived(town, year):
    batch = work(start(town))
    assert [item.meeting for item in batch.items.order_by("ordinal")] == year
    assert (batch.state, states(batch)) == (JobState.DONE, [State.DONE] * 3)
    for meeting in year:
        meeting.refresh_from_db()
        assert meeting.state == S.ARCHIVED
        assert meeting.packets.get().requested_by == town.archivist
    assert Packet.objects.count() == 3
    assert numbers_have_no_gaps()


def test_only_the_bodies_chosen(town, year):
    batch = start(town, bodies=[town.sister])
    assert [item.meeting for item in batch.items.all()] == [year[1]]


def test_a_meeting_that_lacks_something_stops_no_other(shelf, town, year):
    """What is missing is written down; a reason for all of them lets the batch go on."""
    produce = shelf.producers()[D.NOTICE]
    from meetings import documents

    documents.PRODUCERS[D.NOTICE] = lambda meeting: [] if meeting == year[0] else produce(meeting)
    batch = work(start(town))
    assert (batch.state, states(batch)) == (JobState.FAILED, [State.LACKING, State.DONE, State.DONE])
    assert batch.error == "还有会议没有归档（缺件1个），原因见下面的清单；处理以后可以继续。"
    item = batch.items.get(state=State.LACKING)
    assert (item.missing, item.missing_labels) == ([D.NOTICE], ["会议通知"])
    actions.resume_batch(by=town.archivist, batch=batch, gaps={D.NOTICE: "口头通知"})
    batch = work(batch)
    assert (batch.state, states(batch)) == (JobState.DONE, [State.DONE] * 3)
    assert [packet.gaps for packet in Packet.objects.order_by("pk")] == [{}, {}, {D.NOTICE: "口头通知"}]


def test_a_document_that_fails_stops_no_other(shelf, town, year):
    shelf.documents[D.SIGN_IN].clear()
    broken = [year[1].pk]

    def produce(meeting):
        from meetings.documents import Produced

        def render() -> bytes:
            if meeting.pk in broken:
                raise ValueError("secret")
            return docx("签到表")

        return [Produced(kind=D.SIGN_IN, title="签到表", author="支部", dated=None, render=render)]

    from meetings import documents

    documents.PRODUCERS[D.SIGN_IN] = produce
    batch = work(start(town))
    assert states(batch) == [State.DONE, State.FAILED, State.DONE]
    assert "签到表" in batch.items.get(state=State.FAILED).note
    broken.clear()
    actions.resume_batch(by=town.archivist, batch=batch)
    assert states(work(batch)) == [State.DONE] * 3
    assert numbers_have_no_gaps()


def test_what_was_archived_meanwhile_gets_no_supplement(town, year):
    batch = start(town)
    first = archived(town.secretary, year[0])
    batch = work(batch)
    assert states(batch) == [State.DONE] * 3
    assert list(year[0].packets.all()) == [first]
    assert batch.items.get(meeting=year[0]).packet == first


def test_cancelled_it_keeps_what_is_finished_and_goes_on_later(shelf, town, year, every_report, monkeypatch):
    batch = start(town)
    settle = actions.settle_item

    def stop_after_one(**given):
        item = settle(**given)
        actions.cancel_batch(by=town.archivist, batch=batch)
        return item

    with monkeypatch.context() as once:
        once.setattr(actions, "settle_item", stop_after_one)
        batch = work(batch)
    assert (batch.state, states(batch)) == (JobState.CANCELLED, [State.DONE, State.WAITING, State.WAITING])
    assert Packet.objects.filter(state=JobState.DONE).count() == 1
    actions.resume_batch(by=town.archivist, batch=batch)
    batch = work(batch)
    assert (batch.state, states(batch)) == (JobState.DONE, [State.DONE] * 3)
    assert numbers_have_no_gaps()


def test_cancelled_in_the_middle_of_a_packet(shelf, town, year, every_report):
    """The packet is given up whole, takes no number, and is no failure of the meeting's."""
    batch = start(town)
    shelf.documents[D.MINUTES].clear()
    shelf.put(
        D.MINUTES, content=lambda: actions.cancel_batch(by=town.archivist, batch=batch) and docx("记录")
    )
    batch = work(batch)
    assert (batch.state, states(batch)) == (JobState.CANCELLED, [State.WAITING] * 3)
    assert [packet.state for packet in Packet.objects.all()] == [JobState.CANCELLED]
    assert not CatalogueEntry.objects.exists()


def test_a_dead_workers_batch_goes_on_with_another(shelf, town, year):
    """Its lease runs out, the sweep queues it again; what was finished is not made twice."""
    batch = start(town)
    lease = claim(PacketBatch, batch.pk)
    dying = []

    def die() -> bytes:
        if len(dying) == 1:
            dying.append(2)
            raise SystemExit  # no handler takes it: the worker is gone in the middle of its second packet
        dying.append(1) if not dying else None
        return docx("记录")

    shelf.documents[D.MINUTES].clear()
    shelf.put(D.MINUTES, content=die)
    with pytest.raises(SystemExit), clock.at(DAY):
        batching.work_through(lease)
    assert states(batch) == [State.DONE, State.WAITING, State.WAITING]
    long_ago = timezone.now() - dt.timedelta(hours=1)
    assert Packet.objects.filter(state=JobState.RUNNING).update(lease_until=long_ago) == 1
    PacketBatch.objects.update(lease_until=long_ago)
    sweep(PacketBatch)
    batch = work(batch)
    assert (batch.state, states(batch)) == (JobState.DONE, [State.DONE] * 3)
    assert [meeting.packets.count() for meeting in year] == [1, 1, 1]
    assert numbers_have_no_gaps()


def test_it_waits_for_a_packet_that_another_worker_makes(town, year, monkeypatch):
    from archive.packing import pack

    packet = ask(town.secretary, year[0])
    other = claim(Packet, packet.pk)
    monkeypatch.setattr(batching.time, "sleep", lambda seconds: pack(other) if not other.ended else None)
    batch = work(start(town))
    assert (batch.state, states(batch)) == (JobState.DONE, [State.DONE] * 3)
    assert list(year[0].packets.all()) == [packet]


def test_a_right_that_ends_meanwhile_ends_the_batch_there(town, year):
    batch = start(town)
    town.archivist.appointments.update(end=DAY - dt.timedelta(days=1))
    batch = work(batch)
    assert batch.state == JobState.FAILED
    assert not Packet.objects.exists()


# --- Who and when -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", ["secretary", "officer", "admin", "supervisor", "far_archivist", "member"])
def test_who_may_not(town, year, seat):
    batch = start(town)
    person = getattr(town, seat)
    for act in (
        lambda: start(town, by=person, year=2024),
        lambda: actions.cancel_batch(by=person, batch=batch),
        lambda: actions.resume_batch(by=person, batch=batch),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_one_batch_at_a_time_and_none_for_nothing(town, year):
    batch = start(town)
    with pytest.raises(NotNow, match="正在进行"):
        start(town)
    with pytest.raises(NotNow, match="正在进行"):
        actions.resume_batch(by=town.archivist, batch=batch)
    with pytest.raises(Invalid, match="没有已上报"):
        start(town, year=1999)
    batch = work(batch)
    with pytest.raises(NotNow, match="都已经归档"):
        actions.resume_batch(by=town.archivist, batch=batch)
    with pytest.raises(NotNow, match="不能再取消"):
        actions.cancel_batch(by=town.archivist, batch=batch)


@pytest.mark.parametrize(
    ("gaps", "words"), [({"letter": "x"}, "从表中选择"), ({"notice": "长" * 201}, "200字")]
)
def test_reasons_that_are_none(shelf, town, year, gaps, words):
    shelf.take(D.NOTICE)
    batch = work(start(town))
    with pytest.raises(Invalid, match=words):
        actions.resume_batch(by=town.archivist, batch=batch, gaps=gaps)
