"""Campaigns: who sees which, and how far the organisations it is for have come."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from meetings.models import Campaign, Meeting
from meetings.queries.meeting import meetings_visible_to
from members.access import Seat
from members.enums import Role
from members.models import Organization
from members.queries import below


def campaigns_visible_to(seat: Seat) -> QuerySet[Campaign]:
    """Those of the bodies one is appointed to; those issued to organisations at or below one's places.

    A draft is its issuer's officers' alone.
    """
    issuing = below("organization__path", seat.paths_as(Role.OFFICER))
    posted = [post.organization_id for post in seat.posts]
    over = seat.paths_as(Role.OFFICER, Role.SUPERVISOR)
    # Through a subquery: a join over the targets would count every campaign once per target.
    meant = Organization.objects.filter(
        Q(pk__in=posted) | below("path", over), campaigns_received=OuterRef("pk")
    )
    return (
        Campaign.objects.filter(issuing | (Q(issued_at__isnull=False) & Exists(meant)))
        .select_related("organization")
        .annotate(targets_total=Count("targets", distinct=True))
    )


def campaigns_to_plan_from(seat: Seat, organizations: QuerySet[Organization]) -> QuerySet[Campaign]:
    """Issued and not closed, for an organisation this person leads, soonest end first."""
    wanted = Organization.objects.filter(pk__in=organizations.values("pk"))
    return (
        Campaign.objects.filter(
            targets__in=wanted, issued_at__isnull=False, closed_at__isnull=True, ends_on__gte=seat.day
        )
        .select_related("organization")
        .distinct()
        .order_by("ends_on", "pk")
    )


def target_rows(campaign: Campaign, seat: Seat) -> list[dict[str, object]]:
    """The organisations it is for that this person may see, each with its meetings; two queries."""
    posted = [post.organization_id for post in seat.posts]
    over = below("path", seat.paths_as(Role.OFFICER, Role.SUPERVISOR))
    shown = campaign.targets.filter(over | Q(pk__in=posted)).order_by("path")
    # A draft is its branch's own until it is handed in.
    found = meetings_visible_to(seat).filter(campaign=campaign)
    by_place: dict[int, list[Meeting]] = {}
    for meeting in found:
        by_place.setdefault(meeting.organization_id, []).append(meeting)
    return [{"organization": one, "meetings": by_place.get(one.pk, [])} for one in shown]
