"""Writes of the reading room: opening a packet, and that somebody took a document out."""

from __future__ import annotations

from django.core.files import File

from audit.door import action, record
from core.exceptions import Invalid
from core.locks import locked
from members.access import require
from members.enums import Role
from members.models import Organization, User
from readingroom import permissions as P
from readingroom.description import Description, Listed
from readingroom.intake import Inspected
from readingroom.models import OpenedDocument, OpenedPacket


@action("room.open")
def open_packet(*, by: User | None, keeper: Organization, found: Inspected) -> OpenedPacket:
    """Keep a packet that passed inspection for reading under `keeper`; opened before, it is returned.

    `by=None` is whoever operates the machine (`manage.py open_packet`). Raises NotAllowed, or Invalid with
    the packet whose archive numbers it repeats.
    """
    role = require(by, P.OPEN_PACKET, keeper) if by else Role.SYSTEM
    keeper = locked(keeper)
    known = OpenedPacket.objects.filter(keeper=keeper, sha256=found.sha256).first()
    packet = known or _kept(keeper, by, role, found)
    after = {"sha256": packet.sha256, "documents": packet.documents.count(), "known": bool(known)}
    record(by=by, role=role, what="room.open", on=packet, reach=keeper.path, after=after)
    return packet


def _kept(keeper: Organization, by: User | None, role: Role, found: Inspected) -> OpenedPacket:
    about = found.about
    _require_own_numbers(keeper, about)
    packet = OpenedPacket(
        keeper=keeper, opened_by=by, role=role, file_name=found.name, sha256=found.sha256, size=found.size,
        folder=found.folder, title=about.meeting.title, branch=about.meeting.organization,
        year=about.filing.year, held_on=about.meeting.held_on, archived_on=about.archived_on,
        description=about.model_dump(mode="json", exclude={"files"}),
        supplements_sha256=about.supplements.sha256 if about.supplements else "",
    )  # fmt: skip
    with found.file.open("rb") as source:
        packet.file.save(f"{found.folder}.zip", File(source), save=False)
    try:
        packet.save()
        OpenedDocument.objects.bulk_create(_document(packet, listed) for listed in about.files)
    except BaseException:
        packet.file.delete(save=False)
        raise
    return packet


def _require_own_numbers(keeper: Organization, about: Description) -> None:
    """An archive number names one document: another packet that holds it is another version of this one."""
    codes = [listed.code for listed in about.files]
    same = OpenedDocument.objects.filter(packet__keeper=keeper, packet__branch=about.meeting.organization)
    twice = same.filter(code__in=codes).select_related("packet").first()
    if twice:
        raise Invalid(
            f"档号{twice.code}已经在“{twice.packet.file_name}”里，内容却不相同，没有放进阅览室。"
            "两个归档包里有一个不是原件，请用登记的校验值核对。",
            field="files",
        )


def _document(packet: OpenedPacket, listed: Listed) -> OpenedDocument:
    return OpenedDocument(
        packet=packet, ordinal=listed.ordinal, code=listed.code, kind=listed.kind, title=listed.title,
        author=listed.author, dated=listed.dated, retention=listed.retention, pages=listed.pages,
        note=listed.note, path=listed.path, size=listed.size, sha256=listed.sha256,
    )  # fmt: skip


@action("room.take")
def take_document(*, by: User, document: OpenedDocument) -> OpenedDocument:
    """Leave in the trail who took a document out of an opened packet; the view then serves it."""
    role = require(by, P.READ_PACKET, document)
    after = {"code": document.code, "sha256": document.sha256}
    record(by=by, role=role, what="room.take", on=document.packet, reach=document.reach, after=after)
    return document
