"""Writes about packets, their numbers, and the tables that numbers and retention follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from archive import permissions as P
from archive.codes import PLAIN_CODE, RETENTION_CODES, UNIT_LETTERS, archive_code, distinctive
from archive.models import CatalogueEntry, FilingUnit, Fonds, NumberSeries, Packet, RetentionRule
from archive.queries import MissingDocument, first_packet, open_packet_of, survey
from audit.door import action, record
from core.exceptions import Invalid, NotNow
from core.jobs import JobCancelled, Lease
from core.locks import locked
from meetings.actions import lifecycle
from meetings.enums import DocumentKind, MeetingState, Retention
from meetings.models import Meeting
from members.access import require
from members.enums import OrganizationKind
from members.models import Organization, User
from members.names import initials_of

if TYPE_CHECKING:
    from archive.draft import Draft, Item

LONGEST_REASON = 200  # characters; a sentence or two, so that the note stays one page


# --- Packets ------------------------------------------------------------------------------------------------


@action("packet.request")
def request_packet(
    *, by: User, meeting: Meeting, gaps: Mapping[str, str] | None = None, dispatch: bool = True
) -> Packet:
    """Ask for the packet of a reported meeting, or for a supplement of an archived one.

    `gaps` gives a reason for each required document that is missing, by kind. Asked for twice, the packet
    under way is returned. `dispatch=False` leaves the work to the caller (`packing.make_packet_now`).
    Raises NotAllowed, NotNow, or Invalid with what is missing and who can supply it (R31).
    """
    meeting = locked(meeting, "organization")
    role = require(by, P.EXPORT_PACKET, meeting)
    _require_moment(meeting)
    if running := open_packet_of(meeting):
        after = {"packet": running.pk, "under_way": True}
        record(by=by, role=role, what="packet.request", on=running, reach=meeting.reach, after=after)
        return running
    first = first_packet(meeting)
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
    entries = _catalogued(packet, meeting, draft.items)
    lease.done(**draft.publish(packet, entries))
    if meeting.state == MeetingState.REPORTED:
        lifecycle.move(by=by, meeting=meeting, name="archive")
    packet.refresh_from_db()
    after = {"sha256": packet.sha256, "items": len(entries), "codes": [entries[0].code, entries[-1].code]}
    record(by=by, role=role, what="packet.finish", on=packet, reach=meeting.reach, after=after)
    return packet


# --- Numbers ------------------------------------------------------------------------------------------------


def _catalogued(packet: Packet, meeting: Meeting, items: Sequence[Item]) -> list[CatalogueEntry]:
    """A catalogue entry with its number for each item. The series stay locked until the transaction ends."""
    unit = filing_unit(meeting.organization)
    assert meeting.held_on is not None  # a reported meeting was held
    periods = sorted({item.retention for item in items})  # one order for everybody, or two would lock up
    series = {period: _locked_series(unit, meeting.held_on.year, period) for period in periods}
    entries = [_entry(packet, n, item, series[item.retention]) for n, item in enumerate(items, 1)]
    NumberSeries.objects.bulk_update(series.values(), ["last"])
    return CatalogueEntry.objects.bulk_create(entries)


def _locked_series(unit: FilingUnit, year: int, retention: str) -> NumberSeries:
    """The series of a unit, year and period. The year is that of the meeting's day: DA/T 22 files what a
    meeting leaves under the year in which it closed, whatever year it was for."""
    row, _ = NumberSeries.objects.get_or_create(unit=unit, year=year, retention=retention)
    return locked(row, "unit__fonds", "unit__organization")


def _entry(packet: Packet, ordinal: int, item: Item, series: NumberSeries) -> CatalogueEntry:
    """The next number of the series, as the entry that keeps it."""
    series.last += 1
    document, stored = item.document, item.stored
    return CatalogueEntry(
        packet=packet, series=series, ordinal=ordinal, number=series.last, code=_code(series),
        kind=document.kind, title=item.title, author=item.author, dated=document.dated,
        pages=document.pages, note=item.note, retention=item.retention,
        path=stored.path, sha256=stored.sha256, sha512=stored.sha512, size=stored.size,
    )  # fmt: skip


def _code(series: NumberSeries) -> str:
    """The archive number that goes with the last item number given."""
    unit = series.unit
    return archive_code(
        fonds=unit.fonds.code,
        year=series.year,
        retention=series.retention,
        unit=unit.code,
        number=series.last,
    )


def filing_unit(organization: Organization) -> FilingUnit:
    """The unit under which an organisation files; a party group files with its branch. Made on first use,
    with a code of its own. Part of several actions."""
    home = organization
    if organization.kind == OrganizationKind.GROUP and organization.parent:
        home = organization.parent
    fonds = _fonds_of(home)
    found = FilingUnit.objects.filter(fonds=fonds, organization=home).first()
    if found is None:
        locked(fonds)  # two units that file for the first time do not pick the same code
        found, _ = FilingUnit.objects.get_or_create(
            fonds=fonds, organization=home, defaults={"code": _free_unit_code(fonds, home)}
        )
    return found


def _fonds_of(organization: Organization) -> Fonds:
    """The nearest fonds at or above; where there is none, a provisional one for the root of the tree."""
    ids = [int(part) for part in organization.path.strip("/").split("/")]
    nearest = Fonds.objects.filter(organization__in=ids).order_by("-organization__path").first()
    if nearest:
        return nearest
    taken = set(Fonds.objects.values_list("code", flat=True))
    code = next(code for n in range(ids[0], ids[0] + len(taken) + 1) if (code := f"Z{n:03d}") not in taken)
    return Fonds.objects.get_or_create(organization_id=ids[0], defaults={"code": code})[0]


def _free_unit_code(fonds: Fonds, organization: Organization) -> str:
    """Three letters of the name (幸福村党支部 → XFC), else the next free number."""
    taken = set(fonds.units.values_list("code", flat=True))
    letters = initials_of(distinctive(organization.short_name)).upper()[:UNIT_LETTERS]
    if len(letters) == UNIT_LETTERS and PLAIN_CODE.fullmatch(letters) and letters not in taken:
        return letters
    return next(code for n in range(1, len(taken) + 2) if (code := f"{n:03d}") not in taken)


# --- Tables -------------------------------------------------------------------------------------------------


@action("archive.set_fonds")
def set_fonds(*, by: User, organization: Organization, code: str) -> Fonds:
    """Give an organisation and all below it their fonds number. Raises NotNow once numbers were given."""
    role = require(by, P.SET_CODES, organization)
    code = _plain_code(code, "全宗号")
    if Fonds.objects.filter(code=code).exclude(organization=organization).exists():
        raise Invalid(f"全宗号{code}已经由别的组织使用。", field="code")
    old = Fonds.objects.select_for_update().filter(organization=organization).first()
    if old and old.code != code and NumberSeries.objects.filter(unit__fonds=old, last__gt=0).exists():
        raise NotNow("这个全宗号已经编进档号，不能再改。")
    fonds, _ = Fonds.objects.update_or_create(organization=organization, defaults={"code": code})
    before, after = {"code": old.code if old else ""}, {"code": code}
    record(
        by=by,
        role=role,
        what="archive.set_fonds",
        on=fonds,
        reach=organization.path,
        before=before,
        after=after,
    )
    return fonds


@action("archive.set_unit_code")
def set_unit_code(*, by: User, organization: Organization, code: str) -> FilingUnit:
    """Give an organisation its code within its fonds. Raises NotNow once numbers were given."""
    role = require(by, P.SET_CODES, organization)
    code = _plain_code(code, "机构代码")
    unit = locked(filing_unit(organization), "fonds")
    if FilingUnit.objects.filter(fonds=unit.fonds, code=code).exclude(pk=unit.pk).exists():
        raise Invalid(f"机构代码{code}在全宗{unit.fonds.code}里已经使用。", field="code")
    if unit.code != code and unit.series.filter(last__gt=0).exists():
        raise NotNow("这个机构代码已经编进档号，不能再改。")
    before, unit.code = {"code": unit.code}, code
    unit.save()
    record(
        by=by, role=role, what="archive.set_unit_code", on=unit, reach=organization.path, before=before,
        after={"code": code},
    )  # fmt: skip
    return unit


def _plain_code(code: str, what: str) -> str:
    plain = code.strip().upper()
    if not PLAIN_CODE.fullmatch(plain):
        raise Invalid(f"{what}用1到10个大写字母或数字。", field="code")
    return plain


@action("archive.set_retention")
def set_retention(
    *, by: User, organization: Organization, kind: str, retention: str | None
) -> RetentionRule | None:
    """How long an organisation and those below keep a kind of document; None goes back to what holds above.

    Packets made before keep their periods.
    """
    role = require(by, P.SET_RETENTION, organization)
    if kind not in DocumentKind.values or (retention and retention not in RETENTION_CODES):
        raise Invalid("请从表中选择材料和保管期限。", field="retention")
    old = RetentionRule.objects.filter(organization=organization, kind=kind).first()
    before = {kind: old.retention if old else None}
    rule = None
    if retention:
        rule, _ = RetentionRule.objects.update_or_create(
            organization=organization, kind=kind, defaults={"retention": Retention(retention)}
        )
    elif old:
        old.delete()
    record(
        by=by, role=role, what="archive.set_retention", on=rule or organization, reach=organization.path,
        before=before, after={kind: retention},
    )  # fmt: skip
    return rule
