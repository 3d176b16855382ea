"""Working through a batch: one meeting after the other, each whole or not at all.

The batch holds a lease of its own, and every packet holds one besides: that is the claim on the meeting.
A worker that dies leaves finished packets finished; whoever takes the batch over goes on with the rest and
waits for a packet that another worker still holds.
"""

from __future__ import annotations

import logging
import time

from archive import actions
from archive.models import BatchItem, Packet, PacketBatch
from archive.packing import make_packet_now
from archive.queries import what_is_missing
from archive.queries.batch import counted
from core.exceptions import Invalid, NotNow, Refused
from core.jobs import JobCancelled, Lease
from meetings.models import Meeting

log = logging.getLogger(__name__)

State = BatchItem.State
SECONDS_BETWEEN_LOOKS = 1.0  # at a packet that another worker holds


def work_through(lease: Lease[PacketBatch]) -> None:
    """The work of a batch's job. Raises NotNow with what is left when not every meeting could be archived."""
    batch = PacketBatch.objects.select_related("organization", "requested_by").get(pk=lease.job.pk)
    total = batch.items.count()
    waiting = batch.items.filter(state=State.WAITING).order_by("ordinal")
    while item := waiting.select_related("meeting__organization").first():
        _beat(lease, item, total)
        _archive(item, batch, lease, total)
    if left := {state: n for state, n in counted(batch).items() if n and state != State.DONE}:
        raise NotNow(_left_in_words(left))


def _left_in_words(left: dict[str, int]) -> str:
    words = "、".join(f"{State(state).label}{n}个" for state, n in left.items())
    return f"还有会议没有归档（{words}），原因见下面的清单；处理以后可以继续。"


def _beat(lease: Lease[PacketBatch], item: BatchItem, total: int) -> None:
    lease.report(
        99 * (item.ordinal - 1) // total, f"{item.ordinal}/{total}：{item.meeting.organization.short_name}"
    )


def _archive(item: BatchItem, batch: PacketBatch, lease: Lease[PacketBatch], total: int) -> None:
    """One meeting: asked for, made, and written down. What fails here concerns no other meeting."""
    by = batch.requested_by
    try:
        packet = _requested(item.meeting, batch)
    except Invalid as refusal:
        lacking = [one.kind for one in what_is_missing(item.meeting) if one.kind not in batch.gaps]
        state = State.LACKING if lacking else State.FAILED
        actions.settle_item(by=by, item=item, state=state, missing=lacking, note=refusal.message)
        return
    except Refused as refusal:
        actions.settle_item(by=by, item=item, state=State.FAILED, note=refusal.message)
        return
    packet = _made(packet, item, lease, total)
    _stop_if_asked(batch)
    note = "" if packet.is_done else packet.error or f"归档包{packet.get_state_display()}"
    state = State.DONE if packet.is_done else State.FAILED
    actions.settle_item(by=by, item=item, state=state, packet=packet, note=note)


def _requested(meeting: Meeting, batch: PacketBatch) -> Packet:
    """The meeting's packet: the one there is, the one under way, or a new one that nobody else is told of."""
    lacking = {one.kind for one in what_is_missing(meeting)}
    gaps = {kind: reason for kind, reason in batch.gaps.items() if kind in lacking}
    return actions.request_packet(
        by=batch.requested_by, meeting=meeting, gaps=gaps, dispatch=False, only_first=True
    )


def _made(packet: Packet, item: BatchItem, lease: Lease[PacketBatch], total: int) -> Packet:
    """The packet when it is over, made here or by whoever holds it."""
    while not packet.is_over:
        packet = make_packet_now(packet, lambda: _beat(lease, item, total))
        if not packet.is_over:
            _stop_if_asked(lease.job)
            time.sleep(SECONDS_BETWEEN_LOOKS)
            _beat(lease, item, total)
    return packet


def _stop_if_asked(batch: PacketBatch) -> None:
    """Reports are written twice a second only; a cancelled batch must not call its packet failed."""
    if PacketBatch.objects.filter(pk=batch.pk, cancel_requested=True).exists():
        raise JobCancelled
