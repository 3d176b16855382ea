"""Who sees which packets and entries, and what the archive page is told."""

from __future__ import annotations

import pytest
from django.urls import resolve

from archive.models import Packet
from archive.queries import (
    SUPPLIERS,
    catalogue_of,
    catalogue_years,
    checklist,
    entries_visible_to,
    packets_visible_to,
    supply_url,
    survey,
)
from meetings.enums import DocumentKind as D
from members.access import Seat
from members.models import User
from tests.archive.world import HELD, archived, make_meeting, provide

SEES = {
    "secretary": {"branch", "group"},
    "deputy": {"branch", "group"},
    "undelegated": set(),
    "committee": set(),
    "member": set(),
    "sister_secretary": {"sister"},
    "far_secretary": {"far"},
    "archivist": {"branch", "group", "sister"},
    "far_archivist": {"far"},
    "officer": set(),
    "supervisor": set(),
    "admin": set(),
}


@pytest.fixture
def four(shelf, town) -> dict[str, Packet]:
    makers = {
        "branch": town.secretary,
        "group": town.secretary,
        "sister": town.sister_secretary,
        "far": town.far_secretary,
    }
    return {home: archived(by, make_meeting(getattr(town, home))) for home, by in makers.items()}


def test_the_cast_is_complete(town):
    seats = {name for name, value in vars(town).items() if isinstance(value, User)}
    assert seats == set(SEES)


def test_who_sees_which_packets(four, town):
    names = {packet.pk: home for home, packet in four.items()}
    for seat, homes in SEES.items():
        visible = packets_visible_to(Seat(getattr(town, seat)))
        assert {names[packet.pk] for packet in visible} == homes, seat
        entries = entries_visible_to(Seat(getattr(town, seat)))
        assert {names[entry.packet_id] for entry in entries} == homes, seat


def test_a_year_s_catalogue_in_the_order_of_numbers(four, town):
    seat = Seat(town.archivist)
    found = list(catalogue_of(seat, town.town, 2026))
    assert len(found) == 15
    assert [e.code.split("·2026-")[1] for e in found] == [
        *(f"D30-TJC-{n:04d}" for n in (1, 2, 3)),
        *(f"D30-XFC-{n:04d}" for n in (1, 2, 3, 4, 5, 6)),
        *(f"D10-TJC-{n:04d}" for n in (1, 2)),
        *(f"D10-XFC-{n:04d}" for n in (1, 2, 3, 4)),
    ]
    assert {e.organization for e in catalogue_of(seat, town.branch, 2026)} == {town.branch, town.group}
    assert not catalogue_of(seat, town.town, 2025).exists()
    assert not catalogue_of(Seat(town.far_archivist), town.town, 2026).exists()
    assert (catalogue_years(seat), catalogue_years(Seat(town.member))) == ([2026], [])


def count(django_assert_max_num_queries, act) -> int:
    with django_assert_max_num_queries(50) as queries:
        act()
    return len(queries)


def test_lists_cost_the_same_for_one_and_for_many(shelf, town, django_assert_max_num_queries):
    seat = Seat(town.archivist)

    def read() -> None:
        for packet in packets_visible_to(seat):
            _ = (
                packet.organization.parent,
                packet.requested_by.name,
                str(packet),
                packet.items,
                packet.reach,
            )
        for entry in catalogue_of(seat, town.town, 2026):
            _ = (entry.organization.parent, str(entry), entry.series.unit.fonds.code)

    archived(town.secretary, make_meeting(town.branch))
    one = count(django_assert_max_num_queries, read)
    for n in range(2):
        archived(town.sister_secretary, make_meeting(town.sister, title=f"第{n}次"))
    seat = Seat(town.archivist)
    assert count(django_assert_max_num_queries, read) == one
    assert packets_visible_to(seat).count() == 3


def test_the_checklist(shelf, town, meeting):
    shelf.take(D.NOTICE)
    shelf.put(D.TALK_RECORDS, confidential=True)
    shelf.put(D.MATERIAL_MEMBER, "甲")
    shelf.put(D.MATERIAL_MEMBER, "乙")
    rows = [
        (row.label, row.required, row.titles, row.withheld, row.retention, row.is_missing)
        for row in checklist(meeting)
    ]
    assert rows == [
        ("会议方案", True, ["会议方案正文"], 0, "y30", False),
        ("会议通知", True, [], 0, "y10", True),
        ("谈心谈话记录", False, [], 1, "y10", False),
        ("个人对照检查材料", False, ["甲", "乙"], 0, "y30", False),
        ("签到表", True, ["签到表正文"], 0, "y10", False),
        ("会议记录", True, ["会议记录正文"], 0, "y30", False),
        ("整改清单", True, ["整改清单正文"], 0, "y30", False),
    ]


def test_a_survey_renders_nothing(shelf, town, meeting):
    shelf.put(D.REPORT, content=lambda: pytest.fail("rendered"))
    provide(meeting, "archive.required_documents", [D.REPORT])
    assert [document.kind for document in survey(meeting).documents][-1] == D.REPORT
    assert survey(meeting).missing == []


def test_every_kind_has_somebody_who_can_supply_it():
    assert set(SUPPLIERS) == set(D)
    assert all(who for who, _ in SUPPLIERS.values())


@pytest.mark.parametrize("kind", list(D))
def test_and_a_page_to_do_it_on(kind):
    assert resolve(supply_url(kind, 7)).kwargs == {"pk": 7}


def test_what_a_row_says_of_itself(four, town):
    packet = four["branch"]
    entry = packet.entries.get(kind=D.PLAN)
    assert (str(packet), packet.reach) == ("幸福村党支部2025年度组织生活会归档包", town.branch.path)
    assert str(entry) == f"{entry.code} 会议方案正文"
    assert (entry.dated, entry.meeting, entry.reach) == (HELD, packet.meeting, town.branch.path)
    assert str(entry.series) == f"{entry.series.unit.fonds.code}-WS-XFC·2026-y30"
