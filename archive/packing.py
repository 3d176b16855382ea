"""Making a packet: documents into one growing zip first, then numbers, catalogue and seal in one transaction.

Rendering takes seconds and holds no transaction; it shows its progress and stops when asked. Only what must
be all or nothing happens inside `archive.actions.finish_packet`.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable

from archive import actions
from archive.draft import Draft, RecordChanged
from archive.models import Packet
from archive.queries import Survey, survey
from archive.selfcheck import check_files, require_passed
from audit.models import AuditEntry
from core.exceptions import NotNow, Refused
from core.jobs import JobCancelled, Lease, LeaseLost, run
from meetings.documents import Produced

log = logging.getLogger(__name__)

MOST_PASSES = 3  # times the documents are rendered when somebody keeps changing the record meanwhile
RENDERED = 90  # percent of the progress that rendering takes
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NoRoom(Refused):
    """The disk is full; nothing was kept."""

    status = 507


def make_packet_now(packet: Packet, beat: Callable[[], None] | None = None) -> Packet:
    """Make a requested packet in this process, as the worker would; the packet as it then stands.

    For batches, commands and tests. It does not raise: `state` and `error` say how it ended. `beat` is called
    as it progresses.
    """
    run(Packet, packet.pk, pack, beat)
    return Packet.objects.select_related("meeting__organization").get(pk=packet.pk)


def pack(lease: Lease[Packet]) -> None:
    """The work of one packet's job: all of it, or nothing and no number.

    Raises a Refused with a sentence for the person; JobCancelled and LeaseLost pass through.
    """
    try:
        for _ in range(MOST_PASSES):
            try:
                return _attempt(lease)
            except RecordChanged:
                log.info("the record changed while %s was rendered", lease.job)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise NoRoom("磁盘空间不足，归档包没有生成，也没有占用件号。请清理磁盘后重试。") from error
        raise
    raise NotNow("导出期间一直有人在修改记录，归档包没有生成。请稍后重试。")


def _attempt(lease: Lease[Packet]) -> None:
    packet = _read(lease.job.pk)
    mark = _latest_audit_row()
    found = survey(packet.meeting)
    _require_complete(packet, found)
    with Draft(packet, found, mark) as draft:
        _render_all(draft, lease)
        lease.report(RENDERED, "编号、编制目录")
        actions.finish_packet(by=packet.requested_by, packet=packet, draft=draft, lease=lease)


def _read(pk: int) -> Packet:
    return Packet.objects.select_related(
        "meeting__organization__parent", "meeting__campaign", "meeting__host", "meeting__recorder",
        "requested_by", "supplements",
    ).get(pk=pk)  # fmt: skip


def _latest_audit_row() -> int:
    return AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _require_complete(packet: Packet, found: Survey) -> None:
    """What was there when the packet was asked for may be gone by now."""
    lacking = [] if packet.is_supplement else found.unexplained(packet.gaps)
    if lacking:
        labels = "、".join(item.label for item in lacking)
        raise NotNow(f"缺少必须归档的材料：{labels}。请补齐，或写明缺件原因后重新导出。")
    if not found.documents:
        raise NotNow("会议还没有形成任何可以归档的材料。")


def _render_all(draft: Draft, lease: Lease[Packet]) -> None:
    total = len(draft.survey.documents)
    for number, document in enumerate(draft.survey.documents, 1):
        kind = document.kind.label
        lease.report(RENDERED * (number - 1) // total, f"生成第{number}份（共{total}份）：{kind}")
        draft.add(document, _render(document))
    if not draft.items:
        raise NotNow("归档以后没有新增或变更的文件，不需要补充归档。")
    require_passed([check_files(draft.items)])
    draft.count_pages(lambda done, total: lease.report(RENDERED, f"数页数：{done}/{total}份"))


def _render(document: Produced) -> bytes:
    """The document's bytes. A producer's fault names the kind, never what is in it."""
    try:
        return document.render()
    except (Refused, JobCancelled, LeaseLost, OSError):
        raise
    except Exception as error:
        log.exception("a document of kind %s could not be rendered", document.kind)
        raise NotNow(f"“{document.kind.label}”没有能够生成，归档包没有产生。请联系管理员。") from error
