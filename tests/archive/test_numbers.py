"""Archive numbers: what they say, and that they run without gaps, whoever exports at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection, transaction

from archive import actions, packing
from archive.actions import numbers
from archive.codes import archive_code, distinctive
from archive.models import CatalogueEntry, FilingUnit, Fonds, NumberSeries, Packet
from archive.queries import retention_periods
from core.exceptions import Invalid, NotAllowed, NotNow
from core.jobs import JobState
from meetings.enums import DocumentKind as D
from meetings.enums import Retention
from tests.archive.world import DAY, archived, ask, docx, make, make_meeting, organization, provide


def codes(packet: Packet) -> list[str]:
    return list(packet.entries.order_by("ordinal").values_list("code", flat=True))


def series() -> dict[str, list[int]]:
    """Every series with the numbers its entries hold, in order."""
    return {
        str(row): sorted(row.entries.values_list("number", flat=True)) for row in NumberSeries.objects.all()
    }


def run_together(*work: Callable[[], object]) -> None:
    """Run each in a thread of its own; the first error is raised."""
    errors: list[BaseException] = []

    def one(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:  # raised again below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


# --- What a number says -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("retention", "number", "code"),
    [
        (Retention.PERMANENT, 1, "Z109-WS·2026-Y-XFC-0001"),
        (Retention.THIRTY_YEARS, 42, "Z109-WS·2026-D30-XFC-0042"),
        (Retention.TEN_YEARS, 12345, "Z109-WS·2026-D10-XFC-12345"),
    ],
)
def test_the_parts_of_a_number(retention, number, code):
    assert archive_code(fonds="Z109", year=2026, retention=retention, unit="XFC", number=number) == code


def test_numbers_start_at_one():
    with pytest.raises(ValueError, match="start at 1"):
        archive_code(fonds="Z1", year=2026, retention=Retention.PERMANENT, unit="A", number=0)


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("幸福村党支部", "幸福村"),
        ("中共清水镇委员会", "清水镇"),
        ("局机关党总支", "局机关"),
        ("党支部", "党支部"),
    ],
)
def test_what_sets_a_name_apart(name, left):
    assert distinctive(name) == left


def test_each_period_has_its_own_numbers(shelf, town, meeting):
    actions.set_fonds(by=town.archivist, organization=town.town, code="Z109")
    shelf.put(D.REPORT)
    assert codes(archived(town.secretary, meeting)) == [
        "Z109-WS·2026-D30-XFC-0001",
        "Z109-WS·2026-D10-XFC-0001",
        "Z109-WS·2026-D10-XFC-0002",
        "Z109-WS·2026-D30-XFC-0002",
        "Z109-WS·2026-D30-XFC-0003",
        "Z109-WS·2026-Y-XFC-0001",
    ]


def test_the_year_is_that_of_the_day_and_numbers_run_on_within_it(shelf, town):
    """The 2025 meeting that was held in March 2026 is filed under 2026 (DA/T 22: the year it closed)."""
    first = archived(town.secretary, make_meeting(town.branch, year_of=2025))
    second = archived(town.secretary, make_meeting(town.branch, year_of=2026, title="专题组织生活会"))
    assert [code.split("-")[1] for code in codes(first) + codes(second)] == ["WS·2026"] * 10
    assert [code[-4:] for code in codes(second)] == ["0004", "0003", "0004", "0005", "0006"]
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in series().values())


def test_each_organisation_has_its_own_numbers(shelf, town):
    ours = archived(town.secretary, make_meeting(town.branch))
    theirs = archived(town.sister_secretary, make_meeting(town.sister))
    assert codes(ours)[0].endswith("D30-XFC-0001")
    assert codes(theirs)[0].endswith("D30-TJC-0001")


def test_a_party_group_files_with_its_branch(shelf, town):
    packet = archived(town.secretary, make_meeting(town.group))
    assert codes(packet)[0].endswith("-XFC-0001")
    assert FilingUnit.objects.get().organization == town.branch


def test_two_units_do_not_share_a_code(town):
    twin = organization("幸福城党支部", "branch", town.town)
    short = organization("二支部", "branch", town.town)
    assert actions.filing_unit(town.branch).code == "XFC"
    assert actions.filing_unit(twin).code == "001"
    assert actions.filing_unit(short).code == "002"
    assert actions.filing_unit(twin).code == "001", "once given, it stays"


def test_the_nearest_fonds_counts(town):
    assert actions.filing_unit(town.branch).fonds.organization == town.town, "a provisional one for the root"
    actions.set_fonds(by=town.archivist, organization=town.branch, code="z200 ")
    assert actions.filing_unit(town.branch).fonds.code == "Z200"
    assert actions.filing_unit(town.sister).fonds.organization == town.town
    assert actions.filing_unit(town.far).fonds.organization == town.other


def test_a_provisional_fonds_avoids_a_code_in_use(town):
    Fonds.objects.create(organization=town.other, code=f"Z{town.town.pk:03d}")
    assert actions.filing_unit(town.branch).fonds.code == f"Z{town.town.pk + 1:03d}"


# --- No gaps ------------------------------------------------------------------------------------------------


def test_a_failed_packet_takes_no_number(shelf, town, monkeypatch):
    archived(town.secretary, make_meeting(town.branch))
    failing = ask(town.secretary, make_meeting(town.branch, title="不成"))
    with monkeypatch.context() as broken:
        broken.setattr("meetings.actions.lifecycle.move", lambda **kwargs: 1 / 0)
        assert make(failing).state == JobState.FAILED
    archived(town.secretary, make_meeting(town.branch, title="第三次"))
    assert {name.split("-", 2)[2]: numbers for name, numbers in series().items()} == {
        "XFC·2026-y30": [1, 2, 3, 4, 5, 6],
        "XFC·2026-y10": [1, 2, 3, 4],
    }


def test_a_clock_that_was_set_back_gives_no_number_twice(shelf, town, meeting):
    archived(town.secretary, meeting)
    early = DAY.replace(month=1)
    archived(town.secretary, make_meeting(town.branch, title="第二次"), on=early)
    shelf.put(D.LEDGER, "整改台账")
    later = archived(town.secretary, meeting, on=early)
    assert (later.is_supplement, later.file_name[-7:]) == (True, "补充1.zip")
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in series().values())


@pytest.mark.django_db(transaction=True)
def test_two_exports_at_once_leave_no_gap(shelf, town):
    """Both have rendered everything before either takes a number; the series of the unit is the same."""
    together = threading.Barrier(2, timeout=20)
    passed: set[int] = set()

    def wait() -> bytes:
        here = threading.current_thread() is not threading.main_thread()
        if here and threading.get_ident() not in passed:
            passed.add(threading.get_ident())
            together.wait()
        return docx("整改清单")

    shelf.documents[D.RECTIFICATION_LIST].clear()
    shelf.put(D.RECTIFICATION_LIST, content=wait)
    archived(
        town.secretary, make_meeting(town.branch, title="早先的")
    )  # the series are there: they must be locked
    packets = [ask(town.secretary, make_meeting(town.branch, title=f"第{n}次组织生活会")) for n in (1, 2)]
    run_together(*(lambda packet=packet: packing.make_packet_now(packet) for packet in packets))
    assert [Packet.objects.get(pk=packet.pk).state for packet in packets] == ["done", "done"]
    assert sorted(map(len, series().values())) == [6, 9]
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in series().values())


@pytest.mark.django_db(transaction=True)
def test_many_exports_at_once_some_of_which_fail(shelf, town):
    """Six meetings of two branches; every other one fails at the very end and must give its numbers back."""
    meetings = [
        make_meeting(home, title=f"第{n}次组织生活会")
        for n in range(3)
        for home in (town.branch, town.sister)
    ]
    secretaries = {town.branch.pk: town.secretary, town.sister.pk: town.sister_secretary}
    packets = [ask(secretaries[meeting.organization_id], meeting) for meeting in meetings]
    publish = packing.Draft.publish

    def failing(draft, packet, entries):
        fields = publish(draft, packet, entries)
        if packet.meeting.title.startswith("第1次"):
            raise NotNow("最后一刻出错")
        return fields

    packing.Draft.publish = failing
    try:
        run_together(*(lambda packet=packet: packing.make_packet_now(packet) for packet in packets))
    finally:
        packing.Draft.publish = publish
    states = [Packet.objects.get(pk=packet.pk).state for packet in packets]
    assert states == ["done", "done", "failed", "failed", "done", "done"]
    assert sorted(map(len, series().values())) == [4, 4, 6, 6]
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in series().values())
    assert CatalogueEntry.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_units_that_file_for_the_first_time_at_once(town, monkeypatch):
    """Each looks for a free code while the other does; they must not find the same."""
    homes = [organization(f"{n}支部", "branch", town.town) for n in "一二"]
    actions.set_fonds(by=town.archivist, organization=town.town, code="Z001")
    both, free_code = threading.Barrier(2), numbers._free_unit_code

    def slowly(*args) -> str:
        code = free_code(*args)
        with suppress(threading.BrokenBarrierError):  # where one waits for the other's lock, they never meet
            both.wait(timeout=1)
        return code

    monkeypatch.setattr(numbers, "_free_unit_code", slowly)
    run_together(*(lambda home=home: transaction.atomic(actions.filing_unit)(home) for home in homes))
    assert sorted(FilingUnit.objects.values_list("code", flat=True)) == ["001", "002"]


# --- The tables behind --------------------------------------------------------------------------------------


def test_codes_may_change_until_they_are_in_use(shelf, town, meeting):
    actions.set_fonds(by=town.archivist, organization=town.town, code="Z001")
    actions.set_fonds(by=town.admin, organization=town.town, code="Z002")
    actions.set_unit_code(by=town.archivist, organization=town.branch, code="xfz")
    assert codes(archived(town.secretary, meeting))[0] == "Z002-WS·2026-D30-XFZ-0001"
    with pytest.raises(NotNow, match="已经编进档号"):
        actions.set_fonds(by=town.archivist, organization=town.town, code="Z003")
    with pytest.raises(NotNow, match="已经编进档号"):
        actions.set_unit_code(by=town.archivist, organization=town.branch, code="XF")
    actions.set_fonds(by=town.archivist, organization=town.town, code="Z002")
    actions.set_unit_code(by=town.archivist, organization=town.branch, code="XFZ")


def test_a_code_belongs_to_one(town):
    actions.set_fonds(by=town.archivist, organization=town.town, code="Z001")
    with pytest.raises(Invalid, match="已经由别的组织使用"):
        actions.set_fonds(by=town.far_archivist, organization=town.other, code="Z001")
    actions.set_unit_code(by=town.archivist, organization=town.branch, code="A1")
    with pytest.raises(Invalid, match="已经使用"):
        actions.set_unit_code(by=town.archivist, organization=town.sister, code="A1")


@pytest.mark.parametrize("code", ["", " ", "A-1", "全宗", "A" * 11, "A·1"])
def test_a_code_that_would_break_the_number(town, code):
    with pytest.raises(Invalid, match="1到10个"):
        actions.set_fonds(by=town.archivist, organization=town.town, code=code)
    with pytest.raises(Invalid, match="1到10个"):
        actions.set_unit_code(by=town.archivist, organization=town.branch, code=code)


@pytest.mark.parametrize("seat", ["secretary", "officer", "supervisor", "member", "far_archivist"])
def test_who_may_not_set_codes(town, seat):
    with pytest.raises(NotAllowed):
        actions.set_fonds(by=getattr(town, seat), organization=town.branch, code="Z1")
    with pytest.raises(NotAllowed):
        actions.set_unit_code(by=getattr(town, seat), organization=town.branch, code="Z1")
    with pytest.raises(NotAllowed):
        actions.set_retention(by=getattr(town, seat), organization=town.branch, kind=D.PLAN, retention="y10")


def test_how_long_is_said_by_the_meeting_then_the_nearest_table_then_the_default(town, meeting):
    assert retention_periods(meeting)[D.PLAN] == "y30"
    actions.set_retention(by=town.admin, organization=town.town, kind=D.PLAN, retention="y10")
    assert retention_periods(meeting)[D.PLAN] == "y10"
    actions.set_retention(by=town.admin, organization=town.branch, kind=D.PLAN, retention="permanent")
    assert retention_periods(meeting)[D.PLAN] == "permanent"
    provide(meeting, "retention.plan", "y30")
    assert retention_periods(meeting)[D.PLAN] == "y30"
    meeting.provisions.all().delete()
    actions.set_retention(by=town.admin, organization=town.branch, kind=D.PLAN, retention=None)
    assert retention_periods(meeting)[D.PLAN] == "y10"
    assert set(retention_periods(meeting)) == set(D)


def test_the_default_retention_table(meeting):
    """documents.md: report and rectification plan for good, minutes and grades 30 years, talk records,
    tallies and opinion originals 10."""
    periods = retention_periods(meeting)
    assert {kind: periods[kind] for kind in (D.REPORT, D.RECTIFICATION_PLAN)} == {
        D.REPORT: "permanent",
        D.RECTIFICATION_PLAN: "permanent",
    }
    assert [periods[kind] for kind in (D.MINUTES, D.APPRAISAL_SUMMARY)] == ["y30", "y30"]
    ten = (D.TALK_RECORDS, D.APPRAISAL_SCORES, D.OPINION_ORIGINALS)
    assert [periods[kind] for kind in ten] == ["y10", "y10", "y10"]


def test_the_table_decides_the_number(shelf, town, meeting):
    actions.set_retention(by=town.admin, organization=town.town, kind=D.NOTICE, retention="permanent")
    packet = archived(town.secretary, meeting)
    assert packet.entries.get(kind=D.NOTICE).code.split("-")[2] == "Y"


@pytest.mark.parametrize(("kind", "retention"), [("letter", "y10"), ("plan", "y20")])
def test_a_row_the_table_does_not_know(town, kind, retention):
    with pytest.raises(Invalid):
        actions.set_retention(by=town.admin, organization=town.town, kind=kind, retention=retention)
