"""Moving older rows of the trail into an archive file. The chain goes on through the file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db.models import Max, Min, QuerySet

from audit import archives
from audit.chain import GENESIS, Walk
from audit.door import action, record
from audit.models import AuditArchive, AuditEntry, ChainHead
from core.exceptions import Conflict, NotNow


def write_archive(*, until: dt.datetime, folder: Path, most: int) -> AuditArchive:
    """Write the oldest rows before `until`, at most `most`, into a file, read it again, and verify it.

    The newest row is never among them. Outside of any transaction, for rows do not change; `archive_rows`
    then takes them out of the table. Raises NotNow when there are none, or they do not continue the chain.
    """
    newest = AuditEntry.objects.aggregate(newest=Max("id"))["newest"] or 0
    rows = AuditEntry.objects.filter(at__lt=until, id__lt=newest).order_by("id")
    ids = list(rows.values_list("id", flat=True)[:most])
    if not ids:
        raise NotNow("没有更早的操作记录需要归档。")
    span = _rows_to(ids[-1]).aggregate(first=Min("id"), last=Max("id"), since=Min("at"), until=Max("at"))
    path = folder / archives.name_of(span["first"], span["last"])
    path.unlink(missing_ok=True)  # of a run that broke off: its rows are still in the table
    sha256 = archives.write(path, _rows_to(ids[-1]).iterator(chunk_size=2000))
    before = AuditArchive.objects.order_by("-first_id").first()
    walk = Walk(last=before.last if before else GENESIS)
    if found := next(walk.breaks(archives.read(path)), None):
        path.unlink()
        raise NotNow(f"操作记录不完整（#{found[0]} {found[1]}），没有归档。请先查明原因。")
    return AuditArchive(
        file_name=path.name, sha256=sha256, count=walk.count, first_id=span["first"], last_id=span["last"],
        since=span["since"], until=span["until"], previous=before.last if before else GENESIS, last=walk.last,
    )  # fmt: skip


def _rows_to(last: int) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(id__lte=last).order_by("id")


@action("audit.archive")
def archive_rows(*, archive: AuditArchive, folder: Path) -> AuditArchive:
    """Take rows out of the table that lie in a verified file. By the system, on command.

    Raises Conflict when the table or the file is no longer what was written.
    """
    ChainHead.objects.select_for_update().get(id=1)
    rows = _rows_to(archive.last_id)
    ends_alike = rows.filter(id=archive.last_id, digest=archive.last).exists()
    if not ends_alike or rows.count() != archive.count:
        raise Conflict("写归档文件时操作记录有变动，没有归档。请重试。")
    if archives.sha256_of(folder / archive.file_name) != archive.sha256:
        raise Conflict("归档文件写好以后被改动，没有归档。请重试。")
    archive.save()
    rows.delete()
    after = {
        "file": archive.file_name,
        "sha256": archive.sha256,
        "count": archive.count,
        "last": archive.last,
    }
    record(by=None, role="system", what="audit.archive", on=archive, after=after)
    return archive
