"""Writes about packets: asked for, made, cancelled, taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from archive import permissions as P
from archive.actions.numbers import catalogued
from archive.models import Packet
from archive.queries import MissingDocument, first_packet, open_packet_of, survey
from audit.door import action, record
from core.exceptions import Invalid, NotNow
from core.jobs import JobCancelled, Lease
from core.locks import locked
from meetings.actions import lifecycle
from meetings.enums import DocumentKind, MeetingState
from meetings.models import Meeting
from members.access import require
from members.models import User

if TYPE_CHECKING:
    from archive.draft import Draft

LONGEST_REASON = 200  # characters; a sentence or two, so that the note stays one page


@action("packet.request")
def request_packet(
    *,
    by: User,
    meeting: Meeting,
    gaps: Mapping[str, str] | None = None,
    dispatch: bool = True,
    only_first: bool = False,
) -> Packet:
    """Ask for the packet of a reported meeting, or for a supplement of an archived one.

    `gaps` gives a reason for each required document that is missing, by kind. Asked for twice, the packet
    under way is returned; with `only_first` also the first one of a meeting that is archived already.
    `dispatch=False` leaves the work to the caller (`packing.make_packet_now`).
    Raises NotAllowed, NotNow, or Invalid with what is missing and who can supply it (R31).
    """
    meeting = locked(meeting, "organization")
    role = require(by, P.EXPORT_PACKET, meeting)
    _require_moment(meeting)
    first = first_packet(meeting)
    if there := open_packet_of(meeting) or (first if only_first else None):
        after = {"packet": there.pk, "under_way": not there.is_over}
        record(by=by, role=role, what="packet.request", on=there, reach=meeting.reach, after=after)
        return there
    packet = Packet.objects.create(
        meeting=meeting, requested_by=by, role=role, dated=meeting.today, supplements=first,
        gaps={} if first else _checked_gaps(meeting, gaps or {}),
    )  # fmt: skip
    if dispatch:
        packet.dispatch_on_commit()
    after = {"packet": packet.pk, "gaps": sorted(packet.gaps), "supplements": first.pk if first else None}
    record(by=by, role=role, what="packet.request", on=packet, reach=meeting.reach, after=after)
    return packet


def _require_moment(meeting: Meeting) -> None:
    if meeting.state not in (MeetingState.REPORTED, MeetingState.ARCHIVED):
        now = meeting.get_state_display()
        raise NotNow(f"会议情况上报之后才能导出归档包；这次会议现在是“{now}”。")


def _checked_gaps(meeting: Meeting, given: Mapping[str, str]) -> dict[str, str]:
    """The reasons that stand: for what is not there. A reason for a document that is there falls away."""
    if unknown := set(given) - set(DocumentKind.values):
        raise Invalid(f"没有这种归档材料：{'、'.join(sorted(unknown))}。", field="gaps")
    reasons = {kind: reason.strip() for kind, reason in given.items() if reason.strip()}
    if any(len(reason) > LONGEST_REASON for reason in reasons.values()):
        raise Invalid(f"缺件原因请写在{LONGEST_REASON}字以内。", field="gaps")
    found = survey(meeting)
    if lacking := found.unexplained(reasons):
        raise Invalid(_lacking_in_words(lacking), field="gaps", clause=lacking[0].clause)
    return {kind: reason for kind, reason in reasons.items() if kind not in found.kinds}


def _lacking_in_words(lacking: Sequence[MissingDocument]) -> str:
    listed = "、".join(f"{item.label}（由{item.who}提供）" for item in lacking)
    return f"还缺必须归档的材料：{listed}。请补齐，或逐项写明缺件原因。"


@action("packet.cancel")
def cancel_packet(*, by: User, packet: Packet) -> Packet:
    """Stop a packet that is queued or being made. Raises NotNow when it is over."""
    role = require(by, P.EXPORT_PACKET, packet)
    if not packet.request_cancel():
        packet.refresh_from_db()
        raise NotNow(f"这个归档包{packet.get_state_display()}，不能再取消。")
    record(by=by, role=role, what="packet.cancel", on=packet, reach=packet.reach)
    packet.refresh_from_db()
    return packet


@action("packet.retry")
def retry_packet(*, by: User, packet: Packet) -> Packet:
    """Make a packet that failed or was cancelled once more, in the name of whoever asks now.

    Raises NotNow when it did neither, when another is under way, or when the meeting was archived meanwhile.
    """
    meeting = locked(packet.meeting, "organization")
    role = require(by, P.EXPORT_PACKET, meeting)
    packet = locked(packet, "meeting__organization")
    _require_moment(meeting)
    if open_packet_of(meeting):
        raise NotNow("这次会议已经有一个归档包正在生成，请等它完成。")
    if not packet.is_supplement and first_packet(meeting):
        raise NotNow("这次会议已经归档；有新增或变更的文件，请另做补充归档包。")
    if not packet.retry():
        raise NotNow(f"这个归档包{packet.get_state_display()}，不需要重试。")
    Packet.objects.filter(pk=packet.pk).update(requested_by=by, role=role)
    record(by=by, role=role, what="packet.retry", on=packet, reach=meeting.reach)
    packet.refresh_from_db()
    return packet


@action("packet.download")
def download_packet(*, by: User, packet: Packet) -> Packet:
    """Leave in the trail who took a packet out; the view then serves `file` under `file_name`."""
    role = require(by, P.DOWNLOAD_PACKET, packet)
    if not packet.is_done:
        raise NotNow("归档包还没有生成，请稍后再来下载。")
    record(
        by=by,
        role=role,
        what="packet.download",
        on=packet,
        reach=packet.reach,
        after={"sha256": packet.sha256},
    )
    return packet


@action("packet.finish")
def finish_packet(*, by: User, packet: Packet, draft: Draft, lease: Lease[Packet]) -> Packet:
    """Give numbers, write the catalogue, keep the file, seal the meeting: all of it or nothing.

    Part of the job (`packing.pack`), in the name of who asked for the packet. Raises RecordChanged when the
    rendered documents are out of date, JobCancelled, LeaseLost, or a Refused.
    """
    meeting = locked(packet.meeting, "organization")
    role = require(by, P.EXPORT_PACKET, meeting)
    if locked(packet).cancel_requested:
        raise JobCancelled
    _require_moment(meeting)
    draft.require_fresh(meeting)
    entries = catalogued(packet, meeting, draft.items)
    lease.done(**draft.publish(packet, entries))
    if meeting.state == MeetingState.REPORTED:
        lifecycle.move(by=by, meeting=meeting, name="archive")
    packet.refresh_from_db()
    after = {"sha256": packet.sha256, "items": len(entries), "codes": [entries[0].code, entries[-1].code]}
    record(by=by, role=role, what="packet.finish", on=packet, reach=meeting.reach, after=after)
    return packet
