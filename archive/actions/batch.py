"""Writes about batches: many meetings' packets as one piece of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive import permissions as P
from archive.actions.packet import LONGEST_REASON
from archive.models import BatchItem, Packet, PacketBatch
from archive.queries.batch import meetings_to_archive, open_batch
from audit.door import action, record
from core.exceptions import Invalid, NotNow
from core.locks import locked
from meetings.enums import DocumentKind
from members.access import Seat, require
from members.models import Organization, User

MOST_MEETINGS = 2000  # of one batch: ten years' worth of a large committee


@action("batch.start")
def start_batch(
    *, by: User, organization: Organization, year: int, bodies: Iterable[Organization] = ()
) -> PacketBatch:
    """Archive every reported meeting of `year` at or below `organization`, or only those of `bodies`.

    The meetings are settled now; what is reported later belongs to the next batch. Raises NotAllowed, NotNow
    (one is under way), or Invalid (none to archive).
    """
    organization = locked(organization)
    role = require(by, P.MAKE_BATCH, organization)
    if open_batch(organization, year):
        raise NotNow(f"{organization.short_name}{year}年度的成批归档正在进行，请等它完成，或先取消。")
    found = list(meetings_to_archive(Seat(by), organization, year, bodies)[: MOST_MEETINGS + 1])
    if not found or len(found) > MOST_MEETINGS:
        raise Invalid(
            f"一批最多{MOST_MEETINGS}个会议，请分批。" if found else "没有已上报、还没有归档的会议。"
        )
    batch = PacketBatch.objects.create(organization=organization, year=year, requested_by=by, role=role)
    BatchItem.objects.bulk_create(
        BatchItem(batch=batch, meeting=meeting, ordinal=n) for n, meeting in enumerate(found, 1)
    )
    batch.dispatch_on_commit()
    after = {"year": year, "meetings": len(found)}
    record(by=by, role=role, what="batch.start", on=batch, reach=batch.reach, after=after)
    return batch


@action("batch.settle")
def settle_item(
    *,
    by: User,
    item: BatchItem,
    state: str,
    packet: Packet | None = None,
    missing: Iterable[str] = (),
    note: str = "",
) -> BatchItem:
    """Write down what became of one meeting. Part of the job (`batching.work_through`), in the name of who
    asked for the batch."""
    role = require(by, P.MAKE_BATCH, item)
    item = locked(item, "meeting__organization")
    item.state, item.packet, item.missing, item.note = state, packet, sorted(missing), note[:300]
    item.save()
    after = {"state": state, "packet": packet.pk if packet else None}
    record(by=by, role=role, what="batch.settle", on=item, reach=item.reach, after=after)
    return item


@action("batch.cancel")
def cancel_batch(*, by: User, batch: PacketBatch) -> PacketBatch:
    """Stop after what is finished; finished packets stay. Raises NotNow when it is over."""
    role = require(by, P.MAKE_BATCH, batch)
    if not batch.request_cancel():
        batch.refresh_from_db()
        raise NotNow(f"这一批{batch.get_state_display()}，不能再取消。")
    record(by=by, role=role, what="batch.cancel", on=batch, reach=batch.reach)
    batch.refresh_from_db()
    return batch


@action("batch.resume")
def resume_batch(*, by: User, batch: PacketBatch, gaps: Mapping[str, str] | None = None) -> PacketBatch:
    """Go on with what is not archived yet, in the name of whoever asks now.

    `gaps` adds a reason by kind, good for every meeting of the batch that lacks such a document. Raises
    NotNow when there is nothing to go on with or it is under way.
    """
    batch = locked(batch, "organization")
    role = require(by, P.MAKE_BATCH, batch)
    left = batch.items.exclude(state=BatchItem.State.DONE)
    if not left.exists():
        raise NotNow("这一批的会议都已经归档。")
    if open_batch(batch.organization, batch.year) or not batch.retry():
        raise NotNow("成批归档正在进行，请等它完成，或先取消。")
    reasons = batch.gaps | _reasons(gaps or {})
    PacketBatch.objects.filter(pk=batch.pk).update(requested_by=by, role=role, gaps=reasons)
    left.update(state=BatchItem.State.WAITING, note="", missing=[])
    record(
        by=by, role=role, what="batch.resume", on=batch, reach=batch.reach, after={"gaps": sorted(reasons)}
    )
    batch.refresh_from_db()
    return batch


def _reasons(given: Mapping[str, str]) -> dict[str, str]:
    reasons = {kind: reason.strip() for kind, reason in given.items() if reason.strip()}
    if set(reasons) - set(DocumentKind.values):
        raise Invalid("请从表中选择材料。", field="gaps")
    if any(len(reason) > LONGEST_REASON for reason in reasons.values()):
        raise Invalid(f"缺件原因请写在{LONGEST_REASON}字以内。", field="gaps")
    return reasons
