"""Reads about the archive's settings: where a person may set what, and what holds at an organisation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from archive.lineage import lineage
from archive.models import FilingUnit, Fonds, RetentionRule
from archive.queries.confidentiality import ENTERS_BY_DEFAULT, NAMED, table_of
from meetings import provisions
from meetings.enums import DocumentKind as D
from members.access import Seat
from members.enums import OrganizationKind, Role
from members.models import Organization
from members.queries import below


def places_to_set(seat: Seat) -> QuerySet[Organization]:
    """Where a person may set anything: the organisations they lead, and all below an appointment. Party
    groups file with their branch and have no settings."""
    appointed = seat.paths_as(Role.ARCHIVIST, Role.ADMINISTRATOR, Role.OFFICER)
    led = [organization.pk for organization in seat.leads]
    found = Organization.objects.filter(below("path", appointed)) | Organization.objects.filter(pk__in=led)
    return found.exclude(kind=OrganizationKind.GROUP).order_by("path")


@dataclass(frozen=True)
class Codes:
    """What archive numbers of an organisation begin with. Empty: given when the first packet is made."""

    fonds: str
    fonds_of: str
    unit: str


def codes_of(organization: Organization) -> Codes:
    """The nearest fonds, and the organisation's code in it."""
    chain = Fonds.objects.filter(organization__in=lineage(organization)).order_by("-organization__path")
    fonds = chain.select_related("organization").first()
    if fonds is None:
        return Codes("", "", "")
    unit = FilingUnit.objects.filter(fonds=fonds, organization=organization).first()
    return Codes(fonds.code, fonds.organization.short_name, unit.code if unit else "")


def own_retention(organization: Organization) -> dict[str, str]:
    """The rows of its own retention table."""
    return dict(RetentionRule.objects.filter(organization=organization).values_list("kind", "retention"))


def inherited_retention(organization: Organization) -> dict[D, str]:
    """What holds where it has no row: the nearest table above, else the default."""
    above = lineage(organization)[:-1]
    rules = RetentionRule.objects.filter(organization__in=above).order_by("organization__path")
    tables = {rule.kind: rule.retention for rule in rules}
    return {kind: tables.get(kind) or str(provisions.spec(f"retention.{kind}").default) for kind in D}


def own_confidentiality(organization: Organization) -> dict[str, bool]:
    """The rows of its own table."""
    return dict(organization.confidentiality_rules.values_list("kind", "enters"))


def inherited_confidentiality(organization: Organization) -> dict[D, bool]:
    """What holds where it has no row; a meeting's own rule comes before either."""
    tables = table_of(organization.parent) if organization.parent else {}
    return {kind: tables.get(kind, kind in ENTERS_BY_DEFAULT) for kind in NAMED}
