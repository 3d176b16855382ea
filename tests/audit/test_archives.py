"""The chain holds through archive files; what is cut off, moved or forged is found, wherever it lies."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit import archives
from audit.actions import archive_rows, write_archive
from audit.chain import GENESIS, digest_of
from audit.door import action, record
from audit.models import AuditArchive, AuditEntry, ChainHead
from core import clock
from core.exceptions import Conflict, NotNow
from members.models import User

pytestmark = pytest.mark.django_db
OLD, NEW = dt.date(2024, 3, 1), dt.date(2026, 3, 1)
BEFORE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


@action("test.archives")
def _act(*, by: User, number: int) -> None:
    record(by=by, role="member", what="test.archives", on=by, after={"number": number, "text": "生僻字𠮷"})


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    """Seven old rows and three new ones; the folder that archive files go to."""
    somebody = User.objects.create(username="f", name="方正")
    for number in range(10):
        with clock.at(OLD if number < 7 else NEW):
            _act(by=somebody, number=number)
    return tmp_path


def moved(folder: Path, rows: int = 4) -> list[AuditArchive]:
    with clock.at(NEW):
        call_command("archive_audit", before=dt.date(2025, 1, 1), archives=folder, rows=rows, verbosity=0)
    return list(AuditArchive.objects.order_by("first_id"))


def verify(folder: Path, **options: str) -> None:
    call_command("verify_audit", archives=folder, verbosity=0, **options)


def test_older_rows_move_into_files_and_the_chain_goes_on_through_them(trail: Path) -> None:
    before = {row.pk: row.digest for row in AuditEntry.objects.all()}
    files = moved(trail)
    assert [one.count for one in files] == [4, 3]
    assert files[0].previous == GENESIS
    assert files[1].previous == files[0].last
    left = AuditEntry.objects.order_by("id")
    assert [row.action for row in left] == ["test.archives"] * 3 + ["audit.archive"] * 2
    assert left[0].previous == files[1].last
    assert left.last().after["sha256"] == files[1].sha256  # the file is bound to the chain that goes on
    kept = [row for one in files for row in archives.read(trail / one.file_name)]
    assert {row.pk: row.digest for row in kept} | {row.pk: row.digest for row in left[:3]} == before
    assert [digest_of(row) for row in kept] == [row.digest for row in kept]
    verify(trail)
    assert (trail / files[0].file_name).stat().st_mode & 0o077 == 0


def test_the_last_year_stays_and_the_newest_row_always(trail: Path) -> None:
    with clock.at(NEW), pytest.raises(CommandError, match="最近 365 天"):
        call_command("archive_audit", before=dt.date(2025, 6, 1), archives=trail, verbosity=0)
    with clock.at(OLD), pytest.raises(CommandError, match="没有更早的操作记录"):
        call_command("archive_audit", before=dt.date(2020, 1, 1), archives=trail, verbosity=0)
    everything = write_archive(until=dt.datetime(2030, 1, 1, tzinfo=dt.UTC), folder=trail, most=100)
    assert everything.count == 9


def test_nothing_leaves_the_table_when_the_chain_does_not_hold(trail: Path) -> None:
    AuditEntry.objects.order_by("id")[:1].get().delete()
    with clock.at(NEW), pytest.raises(CommandError, match="没有归档"):
        call_command("archive_audit", before=dt.date(2025, 1, 1), archives=trail, verbosity=0)
    assert AuditEntry.objects.count() == 9
    assert list(trail.iterdir()) == []


def test_a_file_or_table_that_changed_meanwhile_keeps_the_rows(trail: Path) -> None:
    made = write_archive(until=BEFORE, folder=trail, most=4)
    path = trail / made.file_name
    whole = path.read_bytes()
    path.write_bytes(whole + b"x")
    with pytest.raises(Conflict, match="归档文件写好以后被改动"):
        archive_rows(archive=made, folder=trail)
    path.write_bytes(whole)
    AuditEntry.objects.order_by("id")[:1].get().delete()
    with pytest.raises(Conflict, match="操作记录有变动"):
        archive_rows(archive=made, folder=trail)
    assert AuditEntry.objects.count() == 9


def test_a_run_that_broke_off_is_begun_again(trail: Path) -> None:
    write_archive(until=BEFORE, folder=trail, most=4)
    assert [one.count for one in moved(trail)] == [4, 3]
    with pytest.raises(NotNow):
        write_archive(until=BEFORE, folder=trail, most=4)


def _rewritten(path: Path, change: Callable[[list[dict]], list[dict]]) -> None:
    head, *rows = map(json.loads, gzip.decompress(path.read_bytes()).decode().splitlines())
    lines = [json.dumps(one, ensure_ascii=False) for one in [head, *change(rows)]]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))


TAMPERED: dict[str, Callable[[Path, list[AuditArchive]], object]] = {
    "a removed file": lambda folder, files: (folder / files[0].file_name).unlink(),
    "a file cut off": lambda folder, files: _cut(folder / files[1].file_name),
    "a changed row": lambda folder, files: _rewritten(
        folder / files[0].file_name, lambda rows: [rows[0] | {"actor_name": "别人"}, *rows[1:]]
    ),
    "a removed row": lambda folder, files: _rewritten(folder / files[0].file_name, lambda rows: rows[1:]),
    "the last row removed": lambda folder, files: _rewritten(
        folder / files[1].file_name, lambda rows: rows[:-1]
    ),
    "two rows swapped": lambda folder, files: _rewritten(
        folder / files[0].file_name, lambda rows: [rows[1], rows[0], *rows[2:]]
    ),
    "another file in its place": lambda folder, files: (folder / files[0].file_name).write_bytes(b"x"),
    "a file forgotten by the database": lambda _, files: AuditArchive.objects.filter(pk=files[0].pk).delete(),
    "all files forgotten": lambda *_: AuditArchive.objects.all().delete(),
}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


@pytest.mark.parametrize("how", TAMPERED)
def test_verify_audit_finds_in_the_files(trail: Path, how: str) -> None:
    files = moved(trail)
    verify(trail)
    TAMPERED[how](trail, files)
    with pytest.raises(CommandError, match="不完整"):
        verify(trail)


def _swap_contents() -> None:
    one, two = AuditEntry.objects.order_by("id")[1:3]
    one.pk, two.pk = two.pk, one.pk
    AuditEntry.objects.filter(pk__in=[one.pk, two.pk]).delete()
    AuditEntry.objects.bulk_create([one, two])


def _drop_last(*, mend_length: bool = False, mend_digest: bool = False) -> None:
    AuditEntry.objects.order_by("-id")[:1].get().delete()
    head, last = ChainHead.objects.get(), AuditEntry.objects.order_by("-id")[0]
    head.length -= mend_length
    head.digest = last.digest if mend_digest else head.digest
    head.save()


def _forge_last() -> None:
    last = AuditEntry.objects.order_by("-id")[0]
    last.actor_name = "别人"
    last.digest = digest_of(last)
    last.save()


def _append_behind_the_door() -> None:
    last = AuditEntry.objects.order_by("-id")[0]
    last.pk, last.previous = None, last.digest
    last.digest = digest_of(last)
    last.save()


FORGED: dict[str, Callable[[], object]] = {
    "two rows in each other's place": _swap_contents,
    "the last row gone, the length mended": lambda: _drop_last(mend_length=True),
    "the last row gone, the digest mended": lambda: _drop_last(mend_digest=True),
    "the last row altered with its digest": _forge_last,
    "a row added past the door": _append_behind_the_door,
    "the head gone": lambda: ChainHead.objects.all().delete(),
    "the first row gone": lambda: AuditEntry.objects.order_by("id")[:1].get().delete(),
}


@pytest.mark.parametrize("how", FORGED)
def test_verify_audit_finds_in_the_table(trail: Path, how: str) -> None:
    verify(trail)
    FORGED[how]()
    with pytest.raises(CommandError, match="不完整"):
        verify(trail)


def test_a_code_noted_earlier_finds_a_chain_that_was_made_anew(trail: Path) -> None:
    noted = AuditEntry.objects.order_by("id")[2].digest[:12]
    verify(trail, noted=noted)
    moved(trail)
    verify(trail, noted=noted)  # also within a file
    AuditArchive.objects.all().delete()
    last = GENESIS
    for row in AuditEntry.objects.order_by("id"):
        row.previous, row.actor_name = last, "别人"
        row.digest = last = digest_of(row)
        row.save()
    ChainHead.objects.update(digest=last, length=AuditEntry.objects.count())
    verify(trail)  # by itself the forgery is a chain like any other
    with pytest.raises(CommandError, match="不完整"):
        verify(trail, noted=noted)
