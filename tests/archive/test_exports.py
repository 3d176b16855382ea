"""Catalogues as .xlsx, opened again."""

from __future__ import annotations

import io
import time

import openpyxl
import pytest
from openpyxl import Workbook

from archive.exports import cell, table_workbook, workbook_bytes, year_catalogue
from archive.queries import catalogue_of
from meetings.enums import DocumentKind as D
from members.access import Seat
from tests.archive.world import archived, make_meeting


def rows(content: bytes) -> list[tuple]:
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    return list(page.iter_rows(values_only=True))


def test_a_year_of_two_branches(shelf, town):
    shelf.put(D.REPORT, "=1+1", pages=4, author="@支部")
    archived(town.secretary, make_meeting(town.branch))
    archived(town.sister_secretary, make_meeting(town.sister))
    entries = catalogue_of(Seat(town.archivist), town.town, 2026)
    found = rows(year_catalogue(entries, "清水镇党委", 2026))
    assert found[0][0] == "清水镇党委2026年度归档文件目录"
    assert found[1] == ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注")
    assert [row[0] for row in found[2:]] == [str(n) for n in range(1, 13)]
    assert [row[1] for row in found[2:]] == [entry.code for entry in entries]
    (report, _) = [row for row in found if row[4] == "'=1+1"]
    assert report[3:] == ("'@支部", "'=1+1", "20260305", None, "4", None)


def test_a_catalogue_costs_the_same_queries_for_any_size(shelf, town, django_assert_num_queries):
    archived(town.secretary, make_meeting(town.branch))
    for n in range(2):
        seat = Seat(town.archivist)
        assert seat.appointments
        with django_assert_num_queries(1):
            year_catalogue(catalogue_of(seat, town.town, 2026), "清水镇党委", 2026)
        archived(town.sister_secretary, make_meeting(town.sister, title=f"第{n}次"))


def test_printed_it_repeats_its_head_on_landscape_sheets():
    content = table_workbook("目录", ("一", "二"), [("a", "b")], (5, 5), sheet="表")
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (page.page_setup.orientation, page.print_title_rows, page.freeze_panes) == (
        "landscape",
        "$2:$2",
        "A3",
    )
    assert page.sheet_properties.pageSetUpPr.fitToPage is True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("题名", "题名"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+86", "'+86"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("a=b", "a=b"),
        ("响\x07铃", "响铃"),
        ("长" * 40_000, "长" * 32_000),
    ],
)
def test_a_cell_is_text(text, shown):
    assert cell(text) == shown


def test_the_same_cells_give_the_same_bytes():
    def written() -> bytes:
        return table_workbook("目录", ("一",), [("a",)], (5,), sheet="表")

    first = written()
    time.sleep(1.1)  # openpyxl writes the second of the day
    assert written() == first


def test_a_workbook_of_somebody_else_is_fixed_too():
    book = Workbook()
    book.active["A1"] = "x"
    assert rows(workbook_bytes(book)) == [("x",)]
