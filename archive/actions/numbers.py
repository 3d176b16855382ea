"""Item numbers and the units they belong to. Parts of several actions; none of these is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archive.codes import PLAIN_CODE, UNIT_LETTERS, archive_code, distinctive
from archive.models import CatalogueEntry, FilingUnit, Fonds, NumberSeries, Packet
from core.locks import locked
from meetings.models import Meeting
from members.enums import OrganizationKind
from members.models import Organization
from members.names import initials_of

if TYPE_CHECKING:
    from archive.draft import Item


def catalogued(packet: Packet, meeting: Meeting, items: Sequence[Item]) -> list[CatalogueEntry]:
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
        pages=item.pages, note=item.note, retention=item.retention,
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
    with a code of its own."""
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
