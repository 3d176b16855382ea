"""What a person may see in the reading room."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from members.access import Seat
from members.enums import Role
from members.models import Organization
from members.queries import below
from readingroom.models import OpenedDocument, OpenedPacket


def keepers_of(seat: Seat) -> QuerySet[Organization]:
    """The organisations in whose archive this person may put packets."""
    return Organization.objects.filter(below("path", seat.paths_as(Role.ARCHIVIST))).order_by("path")


def packets_visible_to(seat: Seat) -> QuerySet[OpenedPacket]:
    """The opened packets that an archivist may read: those kept at or below their organisation."""
    mine = OpenedPacket.objects.filter(below("keeper__path", seat.paths_as(Role.ARCHIVIST)))
    return mine.select_related("keeper", "opened_by").defer("description")


def documents_visible_to(seat: Seat) -> QuerySet[OpenedDocument]:
    """The documents of those packets."""
    mine = OpenedDocument.objects.filter(below("packet__keeper__path", seat.paths_as(Role.ARCHIVIST)))
    return mine.select_related("packet__keeper").defer("packet__description")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: a filing year, a branch, words in the titles."""

    year: int | None = None
    branch: str = ""
    words: str = ""

    @classmethod
    def of(cls, given) -> Wanted:  # type: ignore[no-untyped-def]
        """From the query of an address; what is no year is none."""
        year = given.get("year", "")
        is_year = year.isascii() and year.isdecimal() and len(year) == 4
        words = given.get("q", "").strip().replace("\x00", "")[:80]
        return cls(int(year) if is_year else None, given.get("branch", "").replace("\x00", "")[:500], words)

    @property
    def is_on(self) -> bool:
        return bool(self.year or self.branch or self.words)


def shelf(seat: Seat, wanted: Wanted) -> QuerySet[OpenedPacket]:
    """The packets that fit, the latest year first, each with the number of its documents."""
    found = packets_visible_to(seat)
    if wanted.year:
        found = found.filter(year=wanted.year)
    if wanted.branch:
        found = found.filter(branch=wanted.branch)
    documents = OpenedDocument.objects.filter(packet=OuterRef("pk")).order_by()
    counted = documents.values("packet").annotate(n=Count("pk")).values("n")
    return found.annotate(items=Subquery(counted)).order_by("-year", "branch", "held_on", "pk")


def found_documents(seat: Seat, wanted: Wanted) -> QuerySet[OpenedDocument]:
    """The documents whose title, author or archive number holds the words."""
    found = documents_visible_to(seat)
    if wanted.year:
        found = found.filter(packet__year=wanted.year)
    if wanted.branch:
        found = found.filter(packet__branch=wanted.branch)
    for word in wanted.words.split():
        found = found.filter(
            Q(title__icontains=word) | Q(author__icontains=word) | Q(code__icontains=word)
            | Q(packet__title__icontains=word)
        )  # fmt: skip
    return found.order_by("-packet__year", "packet__branch", "packet", "ordinal")


def years(seat: Seat) -> list[int]:
    return sorted(set(packets_visible_to(seat).order_by().values_list("year", flat=True)), reverse=True)


def branches(seat: Seat) -> list[str]:
    return sorted(set(packets_visible_to(seat).order_by().values_list("branch", flat=True)))


def related(packet: OpenedPacket, seat: Seat) -> tuple[OpenedPacket | None, list[OpenedPacket]]:
    """The packet that this one supplements (None where it is not here), and those that supplement it."""
    mine = packets_visible_to(seat).filter(keeper=packet.keeper)
    first = mine.filter(sha256=packet.supplements_sha256).first() if packet.supplements_sha256 else None
    return first, list(mine.filter(supplements_sha256=packet.sha256).order_by("archived_on", "pk"))
