"""Going through the whole trail: archive files, table, head. Everything that does not hold is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from audit import archives
from audit.chain import Walk
from audit.models import AuditArchive, AuditEntry, ChainHead

AT_ONCE = 2_000  # rows held in memory


@dataclass
class Verified:
    """Sentences about what does not hold, none when the trail is whole; and how much there is."""

    faults: list[str] = field(default_factory=list)
    count: int = 0
    files: int = 0


def verify(folder: Path, *, noted: str = "", tell: Callable[[int], None] = lambda _: None) -> Verified:
    """Verify the trail; `folder` holds the archive files, `noted` begins a check code that must occur in it.

    `tell` hears how many rows are behind, now and then. Takes about 40 µs a row and no more memory for more.
    """
    found, walk = Verified(), Walk(noted=noted)
    for archive in AuditArchive.objects.order_by("first_id"):
        _go_through(archive, folder, walk, found)
        tell(walk.count)
    in_table = AuditEntry.objects.order_by("id").iterator(chunk_size=AT_ONCE)
    for row, what in walk.breaks(_told(in_table, tell, walk)):
        found.faults.append(f"#{row} {what}")
    _check_head(walk, found)
    if noted and not walk.met:
        found.faults.append(f"没有校验码以 {noted} 开头的记录：它被改动，或整条记录链被重新编过")
    found.count = walk.count
    return found


def _told(entries, tell: Callable[[int], None], walk: Walk):  # type: ignore[no-untyped-def]
    for number, entry in enumerate(entries):
        if number % 100_000 == 0 and number:
            tell(walk.count)
        yield entry


def _go_through(archive: AuditArchive, folder: Path, walk: Walk, found: Verified) -> None:
    """One file; without it the chain goes on after it, with what the database says of its end."""
    path = folder / archive.file_name
    before, found.files = walk.count, found.files + 1
    if archive.previous != walk.last:
        found.faults.append(f"{archive.file_name}：不接着前一个归档文件")
    try:
        if archives.sha256_of(path) != archive.sha256:
            found.faults.append(f"{archive.file_name}：文件被改动")
        for row, what in walk.breaks(archives.read(path)):
            found.faults.append(f"{archive.file_name} #{row} {what}")
    except (OSError, ValueError):
        found.faults.append(f"{archive.file_name}：文件不在 {folder}，或者读不出来")
    if walk.count - before not in (archive.count,):
        found.faults.append(f"{archive.file_name}：应有 {archive.count} 条，读出 {walk.count - before} 条")
    walk.last, walk.count = archive.last, before + archive.count


def _check_head(walk: Walk, found: Verified) -> None:
    """The head knows how long the chain is and how it ends: rows cut off at the end are missed here."""
    head = ChainHead.objects.first()
    if head is None:
        if walk.count:
            found.faults.append("没有记录链的末端，末尾是否缺失无法判断")
        return
    if head.length != walk.count:
        found.faults.append(f"应有 {head.length} 条，实有 {walk.count} 条")
    if head.digest != walk.last:
        found.faults.append("末尾的记录缺失、被改动，或后面被加了记录")
