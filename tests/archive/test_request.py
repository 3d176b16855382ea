"""Who may ask for a packet, when, and what stands against it (R31)."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection

from archive import actions
from archive.models import Packet
from archive.queries import what_is_missing
from audit.models import AuditEntry
from core.exceptions import Invalid, NotAllowed, NotNow
from core.jobs import JobState, claim
from meetings.enums import DocumentKind as D
from meetings.enums import MeetingState as S
from members.models import Post
from tests.archive.world import HELD, archived, ask, make, make_meeting, provide

KEEPERS = {"secretary", "deputy", "archivist"}
EVERYBODY = KEEPERS | {
    "undelegated", "committee", "member", "sister_secretary", "far_secretary", "far_archivist", "officer",
    "supervisor", "admin",
}  # fmt: skip


def outcome(act) -> str:
    try:
        act()
    except (NotAllowed, NotNow, Invalid) as refusal:
        return type(refusal).__name__
    return "done"


# --- Who ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", sorted(EVERYBODY))
def test_who_may_ask(shelf, town, meeting, seat):
    expected = "done" if seat in KEEPERS else "NotAllowed"
    assert outcome(lambda: ask(getattr(town, seat), meeting)) == expected
    assert Packet.objects.count() == (expected == "done")


@pytest.mark.parametrize("seat", sorted(EVERYBODY))
def test_who_may_download(shelf, town, meeting, seat):
    packet = archived(town.secretary, meeting)
    expected = "done" if seat in KEEPERS else "NotAllowed"
    person = getattr(town, seat)
    assert outcome(lambda: actions.download_packet(by=person, packet=packet)) == expected
    rows = AuditEntry.objects.filter(action="packet.download", actor=person)
    assert rows.count() == (expected == "done"), "who took a packet out is on record"


@pytest.mark.parametrize("seat", sorted(EVERYBODY))
def test_who_may_cancel_and_retry(shelf, town, meeting, seat):
    packet, person = ask(town.secretary, meeting), getattr(town, seat)
    expected = "done" if seat in KEEPERS else "NotAllowed"
    assert outcome(lambda: actions.cancel_packet(by=person, packet=packet)) == expected
    Packet.objects.update(state=JobState.CANCELLED, finished_at=packet.queued_at)
    assert outcome(lambda: actions.retry_packet(by=person, packet=packet)) == expected


def test_the_role_goes_on_record(shelf, town, meeting):
    packet = ask(town.archivist, meeting)
    row = AuditEntry.objects.get(action="packet.request")
    assert (packet.role, row.role, row.reach) == ("archivist", "archivist", town.branch.path)


# --- When ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", S.values)
def test_only_after_the_report(shelf, town, state):
    meeting = make_meeting(town.branch, state=state, closed_reason="不开了" if state == S.CANCELLED else "")
    expected = "done" if state in (S.REPORTED, S.ARCHIVED) else "NotNow"
    assert outcome(lambda: ask(town.secretary, meeting)) == expected


# --- What is missing ----------------------------------------------------------------------------------------


def test_what_is_missing_is_listed_with_who_can_supply_it(shelf, town, meeting):
    shelf.take(D.NOTICE)
    shelf.take(D.MINUTES)
    provide(meeting, "archive.required_documents", [D.PLAN, D.NOTICE, D.MINUTES])
    assert [(m.kind, m.label, m.who, m.clause) for m in what_is_missing(meeting)] == [
        (D.NOTICE, "会议通知", "书记", "方案第六条"),
        (D.MINUTES, "会议记录", "主持人、记录人", "方案第六条"),
    ]
    with pytest.raises(Invalid) as refused:
        ask(town.secretary, meeting, {D.MINUTES: "原件另存"})
    assert refused.value.message == "还缺必须归档的材料：会议通知（由书记提供）。请补齐，或逐项写明缺件原因。"
    assert (refused.value.field, refused.value.clause) == ("gaps", "方案第六条")
    assert not Packet.objects.exists()


def test_what_is_kept_out_by_rule_is_no_gap(shelf, town, meeting):
    shelf.put(D.TALK_RECORDS, confidential=True)
    assert ask(town.secretary, meeting, {D.TALK_RECORDS: "没有谈"}).gaps == {}


def test_a_gap_with_its_reason_goes_in_by_name(shelf, town, meeting):
    shelf.take(D.NOTICE)
    packet = ask(
        town.secretary, meeting, {D.NOTICE: "  口头通知，未形成文件 ", D.PLAN: "有的", D.LEDGER: "无台账"}
    )
    assert packet.gaps == {"notice": "口头通知，未形成文件", "ledger": "无台账"}, "PLAN is there: no gap"


@pytest.mark.parametrize(
    ("gaps", "message"),
    [
        ({"letter": "x"}, "没有这种归档材料：letter。"),
        ({"notice": "原" * 201}, "缺件原因请写在200字以内。"),
        ({"notice": "   "}, "还缺必须归档的材料：会议通知（由书记提供）。请补齐，或逐项写明缺件原因。"),
    ],
)
def test_a_gap_that_is_none(shelf, town, meeting, gaps, message):
    shelf.take(D.NOTICE)
    with pytest.raises(Invalid) as refused:
        ask(town.secretary, meeting, gaps)
    assert refused.value.message == message


# --- Twice --------------------------------------------------------------------------------------------------


def test_asked_twice_one_packet_runs(shelf, town, meeting):
    first = ask(town.secretary, meeting)
    assert ask(town.archivist, meeting) == first
    claim(Packet, first.pk)
    assert ask(town.secretary, meeting) == first
    assert Packet.objects.count() == 1
    rows = AuditEntry.objects.filter(action="packet.request").order_by("id")
    assert [row.after.get("under_way", False) for row in rows] == [False, True, True]


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_get_the_same_packet(shelf, town, meeting):
    start, got = threading.Barrier(4), []

    def clerk() -> None:
        try:
            start.wait()
            got.append(actions.request_packet(by=town.secretary, meeting=meeting, dispatch=False).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 4
    assert len(set(got)) == Packet.objects.count() == 1


def test_a_worker_hears_of_it_after_the_commit(
    shelf, town, meeting, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(Packet, "dispatch", lambda packet: sent.append(packet.pk))
    with django_capture_on_commit_callbacks(execute=True):
        packet = actions.request_packet(by=town.secretary, meeting=meeting)
        assert sent == []
        actions.request_packet(by=town.secretary, meeting=meeting)
    assert sent == [packet.pk], "the second request sends nothing"


# --- Cancel, retry ------------------------------------------------------------------------------------------


def test_a_queued_packet_is_cancelled_at_once(shelf, town, meeting):
    packet = actions.cancel_packet(by=town.secretary, packet=ask(town.secretary, meeting))
    assert packet.state == JobState.CANCELLED
    assert make(packet).state == JobState.CANCELLED, "no worker picks it up"


def test_a_finished_packet_cannot_be_cancelled(shelf, town, meeting):
    packet = archived(town.secretary, meeting)
    with pytest.raises(NotNow, match="这个归档包已完成，不能再取消"):
        actions.cancel_packet(by=town.secretary, packet=packet)


def test_whoever_retries_answers_for_it(shelf, town, meeting):
    packet = ask(town.secretary, meeting)
    actions.cancel_packet(by=town.secretary, packet=packet)
    again = actions.retry_packet(by=town.archivist, packet=packet)
    assert (again.state, again.requested_by, again.role) == (JobState.QUEUED, town.archivist, "archivist")
    assert make(again).state == JobState.DONE


def test_no_retry_beside_another_or_after_archiving(shelf, town, meeting):
    packet = ask(town.secretary, meeting)
    with pytest.raises(NotNow, match="已经有一个归档包正在生成"):
        actions.retry_packet(by=town.secretary, packet=packet)
    actions.cancel_packet(by=town.secretary, packet=packet)
    done = archived(town.secretary, meeting)
    with pytest.raises(NotNow, match="另做补充归档包"):
        actions.retry_packet(by=town.secretary, packet=packet)
    with pytest.raises(NotNow, match="已经归档"):
        actions.retry_packet(by=town.secretary, packet=done)


def test_a_packet_not_yet_made_cannot_be_downloaded(shelf, town, meeting):
    with pytest.raises(NotNow, match="还没有生成"):
        actions.download_packet(by=town.secretary, packet=ask(town.secretary, meeting))


def test_a_right_that_ends_while_it_is_made_ends_it(shelf, town, meeting):
    packet = ask(town.secretary, meeting)
    Post.objects.filter(organization=town.branch, kind="secretary").update(end=HELD + dt.timedelta(days=1))
    packet = make(packet)
    meeting.refresh_from_db()
    assert (packet.state, meeting.state) == (JobState.FAILED, S.REPORTED)
    assert "没有“导出归档包”的权限" in packet.error
