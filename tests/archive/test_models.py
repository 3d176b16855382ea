"""What the database itself refuses, and what nobody may delete."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from archive import tasks
from archive.models import CatalogueEntry, FilingUnit, Fonds, NumberSeries, Packet, RetentionRule
from config.celery import app
from core.jobs import JobState, models_with_jobs
from meetings.enums import DocumentKind as D
from tests.archive.world import DAY, archived, ask

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)
OVER = {"finished_at": NOW}
MADE = {"state": "done", "finished_at": NOW, "made_at": NOW, "file": "x", "sha256": "y", "size": 1}


def refused(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def new(town, meeting, **fields) -> Packet:
    return Packet.objects.create(
        meeting=meeting, requested_by=town.secretary, role="secretary", dated=DAY, **fields
    )


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        ({}, False),
        (MADE, False),
        ({"state": "failed", **OVER}, False),
        ({"state": "done", **OVER}, True),
        (MADE | {"file": ""}, True),
        (MADE | {"sha256": ""}, True),
        (MADE | {"size": 0}, True),
        (MADE | {"made_at": None}, True),
        ({"state": "failed", **OVER, "file": "half a packet"}, True),
        ({"sha256": "x"}, True),
        ({"progress": 101}, True),
    ],
)
def test_a_packet_is_done_exactly_when_it_has_its_file(town, meeting, fields, is_refused):
    assert refused(lambda: new(town, meeting, **fields)) is is_refused


def test_one_at_work_and_one_first_for_a_meeting(town, meeting):
    new(town, meeting)
    assert refused(lambda: new(town, meeting))
    Packet.objects.update(**MADE)
    assert refused(lambda: new(town, meeting, **MADE))
    first = Packet.objects.get()
    new(town, meeting, **MADE, supplements=first)
    new(town, meeting, **MADE, supplements=first)
    assert refused(lambda: Packet.objects.filter(pk=first.pk).update(supplements=first))


def copy(entry: CatalogueEntry, **other) -> None:
    entry.pk = None
    for name, value in other.items():
        setattr(entry, name, value)
    entry.save(force_insert=True)


APART = {"ordinal": 99, "number": 99, "code": "other", "path": "data/other"}


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        (APART, False),
        ({k: v for k, v in APART.items() if k != "number"}, True),
        ({k: v for k, v in APART.items() if k != "ordinal"}, True),
        ({k: v for k, v in APART.items() if k != "code"}, True),
        ({k: v for k, v in APART.items() if k != "path"}, True),
        (APART | {"number": 0}, True),
        (APART | {"size": 0}, True),
        (APART | {"sha256": ""}, True),
        (APART | {"sha512": ""}, True),
        (APART | {"kind": "letter"}, True),
        (APART | {"retention": "y20"}, True),
    ],
)
def test_an_entry_is_there_once(shelf, town, meeting, fields, is_refused):
    entry = archived(town.secretary, meeting).entries.get(kind=D.PLAN)
    assert refused(lambda: copy(entry, **fields)) is is_refused


def test_tables_hold_one_row_each(town, meeting):
    fonds = Fonds.objects.create(organization=town.town, code="Z1")
    unit = FilingUnit.objects.create(fonds=fonds, organization=town.branch, code="A")
    NumberSeries.objects.create(unit=unit, year=2026, retention="y30")
    RetentionRule.objects.create(organization=town.town, kind="plan", retention="y30")
    for again in (
        lambda: Fonds.objects.create(organization=town.other, code="Z1"),
        lambda: Fonds.objects.create(organization=town.town, code="Z2"),
        lambda: Fonds.objects.create(organization=town.other, code=""),
        lambda: FilingUnit.objects.create(fonds=fonds, organization=town.sister, code="A"),
        lambda: FilingUnit.objects.create(fonds=fonds, organization=town.branch, code="B"),
        lambda: FilingUnit.objects.create(fonds=fonds, organization=town.sister, code=""),
        lambda: NumberSeries.objects.create(unit=unit, year=2026, retention="y30"),
        lambda: NumberSeries.objects.create(unit=unit, year=2026, retention="y20"),
        lambda: RetentionRule.objects.create(organization=town.town, kind="plan", retention="y10"),
        lambda: RetentionRule.objects.create(organization=town.far, kind="letter", retention="y10"),
        lambda: RetentionRule.objects.create(organization=town.far, kind="plan", retention="y20"),
    ):
        assert refused(again)


def test_nothing_archived_can_be_deleted(shelf, town, meeting):
    packet = archived(town.secretary, meeting)
    entry = packet.entries.first()
    for thing in (packet, entry.series, entry.series.unit, entry.series.unit.fonds, meeting):
        with pytest.raises(ProtectedError):
            thing.delete()


def test_the_task_makes_the_packet_and_is_safe_to_run_twice(shelf, town, meeting):
    packet = ask(town.secretary, meeting)
    tasks.make_packet(packet.pk)
    tasks.make_packet(packet.pk)
    packet.refresh_from_db()
    assert (packet.state, packet.attempts, CatalogueEntry.objects.count()) == (JobState.DONE, 1, 5)


def test_the_sweep_knows_packets_and_the_broker_their_task():
    assert Packet in models_with_jobs()
    assert app.tasks[Packet.task_name] is not None
