"""What there is to archive, what is missing, and what a person may see of the archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.urls import reverse

from archive.lineage import lineage
from archive.models import CatalogueEntry, Packet, RetentionRule
from archive.queries.confidentiality import Admission
from core.jobs import JobState
from meetings.documents import Produced, documents_of
from meetings.enums import DocumentKind as D
from meetings.enums import Retention
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from members.access import Seat
from members.enums import OrganizationKind, Role
from members.models import Organization
from members.queries import below

WITHHELD = "按规定不归档"

# Who can supply a document that is missing, and on which page.
SUPPLIERS: dict[D, tuple[str, str]] = {
    D.PLAN: ("书记", "meetings:plan"),
    D.NOTICE: ("书记", "meetings:plan"),
    D.STUDY_RECORD: ("书记、委员", "meetings:studies"),
    D.OPINION_SUMMARY: ("书记、委员", "meetings:opinions"),
    D.OPINION_ORIGINALS: ("书记、委员", "meetings:opinions"),
    D.TALK_COVERAGE: ("谈话双方", "meetings:talks"),
    D.TALK_RECORDS: ("谈话双方", "meetings:talks"),
    D.PROBLEM_LIST: ("书记、委员、党员本人", "meetings:problems"),
    D.MATERIAL_BRANCH: ("书记", "meetings:materials"),
    D.MATERIAL_MEMBER: ("党员本人", "meetings:materials"),
    D.PREVIOUS_RECTIFICATION: ("书记", "rectification:previous"),
    D.PREPARATION_REPORT: ("书记", "meetings:detail"),
    D.SIGN_IN: ("记录人", "meetings:attendance"),
    D.AGENDA: ("书记", "meetings:plan"),
    D.MINUTES: ("主持人、记录人", "meetings:minutes"),
    D.CRITICISM_SUMMARY: ("记录人", "meetings:run"),
    D.APPRAISAL_FORMS: ("书记", "meetings:detail"),
    D.APPRAISAL_SCORES: ("书记", "meetings:detail"),
    D.APPRAISAL_BRANCH: ("书记", "meetings:detail"),
    D.APPRAISAL_SUMMARY: ("书记", "meetings:detail"),
    D.RECTIFICATION_LIST: ("书记", "rectification:list"),
    D.RECTIFICATION_PLAN: ("书记", "rectification:list"),
    D.COMMITMENTS: ("党员本人", "rectification:list"),
    D.LEDGER: ("书记", "rectification:list"),
    D.CIRCULAR: ("书记", "meetings:detail"),
    D.REPORT: ("书记", "meetings:detail"),
    D.SUPERVISION_COMMENTS: ("督导组成员", "meetings:run"),
}


# --- What there is ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MissingDocument:
    """A required document that the record does not yield: who can supply it, where, and by which clause."""

    kind: D
    label: str
    who: str
    meeting: int
    clause: str = ""

    @property
    def url(self) -> str:
        return supply_url(self.kind, self.meeting)


@dataclass(frozen=True)
class Survey:
    """A meeting's documents: those that go into its packet, those kept out by rule, those missing."""

    documents: list[Produced]
    withheld: list[Produced]
    missing: list[MissingDocument]

    @property
    def kinds(self) -> set[D]:
        """The kinds of which the record yields anything."""
        return {document.kind for document in (*self.documents, *self.withheld)}

    def unexplained(self, gaps: Iterable[str]) -> list[MissingDocument]:
        """What is missing and is not named as a gap."""
        named = set(gaps)
        return [item for item in self.missing if item.kind not in named]


def survey(meeting: Meeting, kinds: Iterable[D] | None = None) -> Survey:
    """What a packet would hold now. Nothing is rendered.

    A required document that is confidential and kept out by rule is not missing: it is a gap of its own.
    """
    rulebook = Rulebook.of(meeting)
    produced = list(documents_of(meeting, kinds))
    admission = Admission.of(meeting, rulebook)
    documents = [document for document in produced if admission.lets_in(document)]
    withheld = [document for document in produced if not admission.lets_in(document)]
    there = {document.kind for document in produced}
    required = [D(value) for value in rulebook.get("archive.required_documents")]
    clause = rulebook.clause("archive.required_documents")
    missing = [_missing(kind, meeting, clause) for kind in required if kind not in there]
    return Survey(documents, withheld, missing)


def _missing(kind: D, meeting: Meeting, clause: str) -> MissingDocument:
    return MissingDocument(kind, kind.label, SUPPLIERS[kind][0], meeting.pk, clause)


def supply_url(kind: D, meeting: int) -> str:
    """The page on which a kind of document comes about."""
    return reverse(SUPPLIERS[kind][1], args=[meeting])


def what_is_missing(meeting: Meeting) -> list[MissingDocument]:
    """The required documents that the record does not yield yet, in the catalogue's order."""
    required = [D(value) for value in Rulebook.of(meeting).get("archive.required_documents")]
    return survey(meeting, required).missing


@dataclass(frozen=True)
class CheckRow:
    """One kind of document on the archive page: what is there, how long it is kept, who can supply it."""

    kind: D
    label: str
    required: bool
    titles: list[str]
    withheld: int
    retention: str
    who: str
    meeting: int

    @property
    def url(self) -> str:
        return supply_url(self.kind, self.meeting)

    @property
    def period(self) -> str:
        """How long it is kept, in words."""
        return Retention(self.retention).label

    @property
    def is_missing(self) -> bool:
        return self.required and not self.titles and not self.withheld


def checklist(meeting: Meeting) -> list[CheckRow]:
    """Every kind that is required or there, in the catalogue's order."""
    found, periods = survey(meeting), retention_periods(meeting)
    required = set(Rulebook.of(meeting).get("archive.required_documents"))
    shown = found.kinds | required
    return [_check_row(kind, meeting, found, required, periods) for kind in D if kind in shown]


def _check_row(
    kind: D, meeting: Meeting, found: Survey, required: set[str], periods: dict[D, str]
) -> CheckRow:
    return CheckRow(
        kind=kind,
        label=kind.label,
        required=kind in required,
        titles=[document.title for document in found.documents if document.kind == kind],
        withheld=sum(document.kind == kind for document in found.withheld),
        retention=periods[kind],
        who=SUPPLIERS[kind][0],
        meeting=meeting.pk,
    )


def retention_periods(meeting: Meeting) -> dict[D, str]:
    """How long each kind is kept: as the meeting's own rules say, else as the nearest organisation's table
    says, else the default."""
    rulebook = Rulebook.of(meeting)
    own = set(meeting.provisions.filter(key__startswith="retention.").values_list("key", flat=True))
    rules = RetentionRule.objects.filter(organization__in=lineage(meeting.organization))
    tables = {rule.kind: rule.retention for rule in rules.order_by("organization__path")}  # nearest last
    return {
        kind: rulebook.get(f"retention.{kind}")
        if f"retention.{kind}" in own or kind not in tables
        else tables[kind]
        for kind in D
    }


_PERIOD_ORDER = Case(
    *(When(series__retention=period, then=Value(rank)) for rank, period in enumerate(Retention.values))
)


# --- Packets and catalogue ----------------------------------------------------------------------------------


def packets_visible_to(seat: Seat) -> QuerySet[Packet]:
    """The packets a person may know of and download: the secretary's own, the archivist's all below."""
    return (
        Packet.objects.filter(_within("meeting__organization", seat))
        .select_related("meeting__organization__parent", "requested_by", "supplements")
        .annotate(items=Count("entries"))
        .order_by("-queued_at", "-pk")  # counting drops the model's order
    )


def entries_visible_to(seat: Seat) -> QuerySet[CatalogueEntry]:
    """The catalogue entries a person may read; the same reach as the packets that hold them."""
    found = CatalogueEntry.objects.filter(_within("packet__meeting__organization", seat))
    return found.select_related("packet__meeting__organization__parent", "series__unit__fonds")


def _within(field: str, seat: Seat) -> Q:
    leads = [organization.pk for organization in seat.leads]
    groups = Q(**{f"{field}__parent__in": leads, f"{field}__kind": OrganizationKind.GROUP})
    above = below(f"{field}__path", seat.paths_as(Role.ARCHIVIST))
    return above | Q(**{f"{field}__in": leads}) | groups


def catalogue_of(seat: Seat, organization: Organization, year: int) -> QuerySet[CatalogueEntry]:
    """A year's catalogue of an organisation and all below it, in the order of archive numbers: what is kept
    for good first."""
    within = below("packet__meeting__organization__path", [organization.path])
    return (
        entries_visible_to(seat)
        .filter(within, series__year=year)
        .order_by("series__unit__fonds__code", _PERIOD_ORDER, "series__unit__code", "number")
    )


def catalogue_years(seat: Seat) -> list[int]:
    """The years that the catalogue a person may read knows, latest first."""
    years = entries_visible_to(seat).order_by().values_list("series__year", flat=True).distinct()
    return sorted(years, reverse=True)


def first_packet(meeting: Meeting) -> Packet | None:
    """The packet with which the meeting was archived."""
    return meeting.packets.filter(state=JobState.DONE, supplements__isnull=True).first()


def open_packet_of(meeting: Meeting) -> Packet | None:
    """The packet that is being made at this moment."""
    return meeting.packets.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).first()


def entries_of(packet: Packet) -> QuerySet[CatalogueEntry]:
    """A packet's catalogue, in its order."""
    return packet.entries.select_related("series__unit__fonds").order_by("ordinal")
