"""Reads about batches: what there is to archive in a year, and how far a batch is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Case, Count, Q, QuerySet, Value, When

from archive.models import BatchItem, PacketBatch
from core.jobs import JobState
from meetings.enums import MeetingState
from meetings.models import Meeting
from members.access import Seat
from members.enums import Role
from members.models import Organization
from members.queries import below

# What needs somebody comes first.
_ORDER = Case(
    When(state=BatchItem.State.LACKING, then=Value(0)),
    When(state=BatchItem.State.FAILED, then=Value(1)),
    When(state=BatchItem.State.WAITING, then=Value(2)),
    default=Value(3),
)


def bodies_of(seat: Seat) -> QuerySet[Organization]:
    """The organisations whose archives this person keeps, from the top down."""
    return Organization.objects.filter(below("path", seat.paths_as(Role.ARCHIVIST))).order_by("path")


def batches_visible_to(seat: Seat) -> QuerySet[PacketBatch]:
    """The batches of the organisations whose archives a person keeps, the latest first."""
    found = PacketBatch.objects.filter(below("organization__path", seat.paths_as(Role.ARCHIVIST)))
    return (
        found.select_related("organization", "requested_by")
        .annotate(all_items=Count("items"), done_items=Count("items", Q(items__state=BatchItem.State.DONE)))
        .order_by("-pk")
    )


def open_batch(organization: Organization, year: int) -> PacketBatch | None:
    """The batch that is under way."""
    at_work = (JobState.QUEUED, JobState.RUNNING)
    return PacketBatch.objects.filter(organization=organization, year=year, state__in=at_work).first()


def meetings_of_year(
    seat: Seat, organization: Organization, year: int, bodies: Iterable[Organization] = ()
) -> QuerySet[Meeting]:
    """A year's meetings at or below an organisation, or of some bodies there, within the person's reach."""
    mine = below("organization__path", seat.paths_as(Role.ARCHIVIST))
    here = below("organization__path", [organization.path])
    paths = [body.path for body in bodies]
    chosen = below("organization__path", paths) if paths else Q()
    found = Meeting.objects.filter(mine & here & chosen, year_of=year)
    return found.exclude(state=MeetingState.CANCELLED).select_related("organization__parent", "campaign")


def meetings_to_archive(
    seat: Seat, organization: Organization, year: int, bodies: Iterable[Organization] = ()
) -> QuerySet[Meeting]:
    """Those that were reported and have no packet yet, by organisation."""
    found = meetings_of_year(seat, organization, year, bodies).filter(state=MeetingState.REPORTED)
    return found.order_by("organization__path", "held_on", "pk")


def year_in_numbers(
    seat: Seat, organization: Organization, year: int, bodies: Iterable[Organization] = ()
) -> dict[str, int]:
    """How many can be archived, are archived, and are not reported yet."""
    states = meetings_of_year(seat, organization, year, bodies).order_by().values_list("state", flat=True)
    count = Counter(states)
    ready, archived = count[MeetingState.REPORTED], count[MeetingState.ARCHIVED]
    return {"ready": ready, "archived": archived, "early": count.total() - ready - archived}


def meeting_years(seat: Seat) -> list[int]:
    """The years of the meetings within reach, latest first."""
    found = Meeting.objects.filter(below("organization__path", seat.paths_as(Role.ARCHIVIST)))
    return sorted(set(found.order_by().values_list("year_of", flat=True)), reverse=True)


def items_of(batch: PacketBatch) -> QuerySet[BatchItem]:
    """The batch's meetings, those that need somebody first."""
    found = batch.items.select_related("meeting__organization", "packet")
    return found.annotate(rank=_ORDER).order_by("rank", "ordinal")


def counted(batch: PacketBatch) -> dict[str, int]:
    """How many meetings are in each state."""
    count = Counter(batch.items.order_by().values_list("state", flat=True))
    return {state: count[state] for state in BatchItem.State.values}


def lacking_kinds(batch: PacketBatch) -> dict[str, int]:
    """The kinds that are missing without a reason, with the number of meetings that lack each."""
    rows = batch.items.filter(state=BatchItem.State.LACKING).values_list("missing", flat=True)
    return dict(Counter(kind for missing in rows for kind in missing))
