"""Each line of the self-check fails when it should."""

from __future__ import annotations

import pytest

from archive.actions import filing_unit
from archive.bag import Stored
from archive.draft import Item
from archive.models import CatalogueEntry, NumberSeries, Packet
from archive.queries import survey
from archive.selfcheck import require_passed, self_check
from core.exceptions import NotNow
from meetings.documents import documents_of
from meetings.enums import DocumentKind as D
from tests.archive.world import archived, ask, make_meeting

ALL = ["材料齐全", "文件可读", "文件名规范", "件号连续", "保密要求", "会议记录封存"]


@pytest.fixture
def packet(shelf, town, meeting) -> Packet:
    return archived(town.secretary, meeting)


def failed(
    packet: Packet, entries: list[CatalogueEntry] | None = None, items: list[Item] | None = None
) -> list:
    found = list(packet.entries.select_related("series")) if entries is None else entries
    checks = self_check(packet, found, items or [], survey(packet.meeting))
    assert [check.name for check in checks] == ALL
    return [check.name for check in checks if not check.passed]


def test_a_good_packet_passes(packet):
    assert failed(packet) == []


def test_a_required_document_without_reason(packet, shelf):
    shelf.take(D.NOTICE)
    assert failed(packet) == ["材料齐全"]
    packet.gaps = {"notice": "口头通知"}
    assert failed(packet) == []


@pytest.mark.parametrize(
    "path", ["data/001_a:b.docx", "data/001_e\u0301.docx", "data/sub/001.docx", "data/con"]
)
def test_a_name_some_system_refuses(packet, path):
    entries = list(packet.entries.select_related("series"))
    entries[0].path = path
    assert failed(packet, entries) == ["文件名规范"]


def test_names_that_differ_in_case_only(packet):
    entries = list(packet.entries.select_related("series"))
    entries[0].path, entries[1].path = "data/001_A.docx", "data/001_a.docx"
    assert failed(packet, entries) == ["文件名规范"]


def test_a_number_nobody_has(packet, town):
    NumberSeries.objects.filter(unit=filing_unit(town.branch), retention="y30").update(last=4)
    assert failed(packet) == ["件号连续"]


def test_a_confidential_document_that_slipped_in(packet, shelf):
    shelf.put(D.TALK_RECORDS, confidential=True)
    (talk,) = documents_of(packet.meeting, [D.TALK_RECORDS])
    item = Item(talk, "y10", Stored("data/009_x.docx", 1, "a", "b"))
    assert failed(packet, items=[item]) == ["保密要求"]


def test_all_that_fails_is_said_at_once(shelf, town):
    shelf.take(D.NOTICE)
    meeting = make_meeting(town.sister)
    meeting.sittings.update(seal="0" * 64)
    packet = ask(town.sister_secretary, meeting, {D.NOTICE: "口头通知"})
    packet.gaps = {}
    with pytest.raises(NotNow) as refused:
        require_passed(self_check(packet, [], [], survey(meeting)))
    assert refused.value.message == (
        "自检没有通过，归档包没有生成。材料齐全：缺少会议通知；会议记录封存：第1次会最后一条记录与封存值不符"
    )
