"""A packet under construction: a zip that grows document by document and is published whole or not at all."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files import File
from django.db.models import Q

from archive import exports, metadata, names, papers
from archive.bag import PAYLOAD, BagWriter, Stored
from archive.chain import chain_of
from archive.codes import CATEGORY
from archive.models import CatalogueEntry, Packet
from archive.pages import WordPages, told_by_itself
from archive.papers import Check
from archive.queries import Survey, retention_periods
from archive.queries.confidentiality import is_restricted
from archive.selfcheck import fault_of, require_passed, self_check
from archive.verify import verify
from audit.models import AuditEntry
from core.clock import now
from core.exceptions import NotNow
from core.jobs import JobState
from gongwen import clean
from meetings.documents import Produced
from meetings.enums import DocumentKind
from meetings.models import Meeting

log = logging.getLogger(__name__)


class RecordChanged(Exception):
    """Somebody wrote to the record after the documents were rendered; they are rendered again."""


@dataclass(frozen=True)
class Item:
    """A document in the zip, before it has a number.

    `replaces` is the archive number of the item that it updates; `fault` says why no reader could open it.
    """

    document: Produced
    retention: str
    stored: Stored
    replaces: str = ""
    fault: str = ""
    pages: int | None = None

    @property
    def title(self) -> str:
        return one_line(self.document.title)

    @property
    def author(self) -> str:
        return one_line(self.document.author)

    @property
    def note(self) -> str:
        notes = [f"更新件，原件档号{self.replaces}"] if self.replaces else []
        return "；".join([*notes, "含不公开内容，限制利用"] if is_restricted(self.document) else notes)


def one_line(text: str) -> str:
    """Text as a catalogue's cell holds it: no controls, no line ends."""
    return " ".join(clean(text).split())


class _Movable(File):
    """A file that the storage may move into its place instead of copying it: whole, or not there."""

    def temporary_file_path(self) -> str:
        return str(self.name)


class Draft:
    """A packet under construction, in the program's own folder for unfinished files.

    Leaving the block removes everything that is not a finished packet, the stored file included when the
    transaction did not hold.
    """

    def __init__(self, packet: Packet, found: Survey, mark: int) -> None:
        self.packet, self.survey, self.mark = packet, found, mark
        self.items: list[Item] = []
        self.name = bag_name(packet)
        self._periods = retention_periods(packet.meeting)
        earlier = list(CatalogueEntry.objects.filter(packet__meeting=packet.meeting_id).order_by("id"))
        self._known = {entry.sha256 for entry in earlier}
        self._codes = {(entry.kind, entry.title): entry.code for entry in earlier}  # the latest of each
        self._stored = ""

    def __enter__(self) -> Draft:
        handle, path = tempfile.mkstemp(prefix="packet-", suffix=".part", dir=settings.FILE_UPLOAD_TEMP_DIR)
        self.path = Path(path)
        self._file: BinaryIO = os.fdopen(handle, "wb")
        self._words = WordPages()
        try:
            self._bag = BagWriter(self._file, self.name)
        except BaseException:
            self._discard()
            self._words.discard()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self._bag.abandon()
        self._discard()
        self._words.discard()
        if kind and self._stored:
            self.packet.file.storage.delete(self._stored)

    def _discard(self) -> None:
        _close(self._file)
        self.path.unlink(missing_ok=True)

    @property
    def withheld(self) -> Counter[str]:
        return Counter(document.kind for document in self.survey.withheld)

    def add(self, document: Produced, content: bytes) -> None:
        """Put one document into the zip. A supplement leaves out what an earlier packet holds unchanged."""
        if hashlib.sha256(content).hexdigest() in self._known:
            return
        digits = max(3, len(str(len(self.survey.documents))))
        name = names.safe_name(document.title) + names.safe_suffix(document.suffix)
        stored = self._bag.add(f"{PAYLOAD}{len(self.items) + 1:0{digits}d}_{name}", content)
        replaces = self._codes.get((document.kind, one_line(document.title)), "")
        suffix = names.safe_suffix(document.suffix)
        pages = document.pages or told_by_itself(content, suffix)
        if suffix == ".docx" and pages is None:
            self._words.put(stored.path, content)
        fault = fault_of(content, suffix)
        self.items.append(Item(document, self._periods[document.kind], stored, replaces, fault, pages))

    def count_pages(self, beat: Callable[[int, int], None]) -> None:
        """Count the pages of the Word documents, where the site does."""
        counts = self._words.counted(beat)
        self.items = [
            replace(item, pages=counts[item.stored.path]) if item.stored.path in counts else item
            for item in self.items
        ]

    def require_fresh(self, meeting: Meeting) -> None:
        """Raise RecordChanged when anything was written that may show in the documents rendered before.

        That is every row about the organisation but those of packets and their batches, of the reading room,
        and of its other meetings' moves.
        """
        rows = AuditEntry.objects.filter(pk__gt=self.mark, reach__startswith=meeting.organization.path)
        others = Q(target_type="meetings.meeting") & ~Q(target_id=str(meeting.pk))
        quiet = (
            Q(action__startswith="packet.") | Q(action__startswith="batch.") | Q(action__startswith="room.")
        )
        if rows.exclude(others | quiet).exists():
            raise RecordChanged

    def publish(self, packet: Packet, entries: Sequence[CatalogueEntry]) -> dict[str, Any]:
        """Add catalogue and description, end the zip, read it back, and move it into the storage.

        Returns the packet's fields. Raises NotNow when the self-check or the reading back finds a fault.
        """
        checks = self_check(packet, entries, self.items, self.survey)
        require_passed(checks)
        self._describe(packet, entries, checks)
        verdict = verify(self.path)
        if not verdict.ok:
            found = verdict.findings[0]
            raise NotNow(f"归档包写好后没有通过核对（{found.path}：{found.text}），没有保存。请重试。")
        return {
            "size": self.path.stat().st_size,
            "file": self._store(packet),
            "file_name": f"{self.name}.zip",
            "sha256": verdict.sha256,
            "made_at": now(),
            "report": {"checks": [vars(check) for check in checks], "files": verdict.files},
        }

    def _store(self, packet: Packet) -> str:
        name = packet.file.field.generate_filename(packet, f"{self.name}.zip")
        with self.path.open("rb") as source:
            self._stored = packet.file.storage.save(name, _Movable(source, str(self.path)))
        return self._stored

    def _describe(self, packet: Packet, entries: Sequence[CatalogueEntry], checks: Sequence[Check]) -> None:
        unit = entries[0].series.unit
        heading = f"归档文件目录（{unit.organization.name}，{entries[0].series.year}年度）"
        data = metadata.describe(packet, unit, entries, self.withheld, self.name)
        for path, content in {
            f"{PAYLOAD}归档文件目录.docx": papers.catalogue(entries, heading),
            f"{PAYLOAD}归档文件目录.xlsx": exports.catalogue_workbook(entries, heading),
            f"{PAYLOAD}备考表.docx": papers.note(packet, entries, self.withheld, code_range(entries)),
            f"{PAYLOAD}自检报告.docx": papers.self_check(checks),
            "metadata.json": metadata.as_json(data),
            "metadata.xml": metadata.as_xml(data),
            "self-check.json": metadata.as_json({"checks": [vars(check) for check in checks]}),
            "chain.json": metadata.as_json(chain_of(packet.meeting, with_text=self._holds_minutes())),
        }.items():
            self._bag.add(path, content)
        self._bag.close(_bag_info(packet, self.name))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _holds_minutes(self) -> bool:
        """The chain carries the minutes' words only where the minutes themselves go in."""
        return any(item.document.kind == DocumentKind.MINUTES for item in self.items)


def _close(file: BinaryIO) -> None:
    """Closing flushes, and a full disk says so once more; by then nobody needs to hear it."""
    try:
        file.close()
    except OSError as error:
        log.warning("an unfinished packet could not be closed: %s", error.strerror)


def bag_name(packet: Packet) -> str:
    """The bag's folder: 幸福村党支部2026年度组织生活会归档包, and 补充1 and on for supplements."""
    name = f"{names.safe_name(packet.meeting.title)}归档包"
    if packet.supplements is None:
        return name
    return f"{name}补充{packet.supplements.supplementary.filter(state=JobState.DONE).count() + 1}"


def code_range(entries: Sequence[CatalogueEntry]) -> str:
    """The archive numbers of a packet in words, one range a retention period."""
    series: dict[int, list[CatalogueEntry]] = {}
    for entry in entries:
        series.setdefault(entry.series_id, []).append(entry)
    return "\n".join(_range(rows) for rows in series.values())


def _range(rows: Sequence[CatalogueEntry]) -> str:
    first, last = rows[0].code, rows[-1].code
    return first if first == last else f"{first} 至 {rows[-1].number:04d}"


def _bag_info(packet: Packet, name: str) -> Iterator[tuple[str, str]]:
    yield "Source-Organization", clean(packet.organization.name)
    yield "External-Description", clean(packet.meeting.title)
    yield "External-Identifier", name
    yield "Bagging-Date", packet.dated.isoformat()
    yield "Archive-Category", CATEGORY
    if packet.supplements:
        yield "Supplements", f"{packet.supplements.file_name} sha256:{packet.supplements.sha256}"
