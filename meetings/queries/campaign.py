"""Campaigns: who sees which, and how far the organisations it is for have come."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from meetings.enums import MeetingState
from meetings.models import Campaign, Meeting, Proposal
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
    """Issued and not closed, for an organisation one leads that has no meeting of it; soonest end first.

    Issuing makes a draft for everyone, so this is what was cancelled, or party groups of a branch.
    """
    wanted = Organization.objects.filter(pk__in=organizations.values("pk"))
    live = Meeting.objects.exclude(state=MeetingState.CANCELLED)
    live = live.filter(campaign=OuterRef("campaign_id"), organization=OuterRef("organization_id"))
    without = Campaign.targets.through.objects.filter(~Exists(live), organization__in=wanted)
    return (
        Campaign.objects.filter(
            pk__in=without.values("campaign"),
            issued_at__isnull=False,
            closed_at__isnull=True,
            ends_on__gte=seat.day,
        )
        .select_related("organization")
        .order_by("ends_on", "pk")
    )


def drafts_from_campaigns(seat: Seat, organizations: QuerySet[Organization]) -> QuerySet[Meeting]:
    """The drafts that issued campaigns made for the organisations this person leads, soonest end first."""
    found = meetings_visible_to(seat).filter(organization__in=organizations.values("pk"))
    found = found.filter(campaign__isnull=False, state__in=(MeetingState.DRAFT, MeetingState.RETURNED))
    return found.order_by("campaign__ends_on", "pk")


def own_meetings(campaign: Campaign, seat: Seat) -> QuerySet[Meeting]:
    """The campaign's meetings of the organisations this person leads or serves in a committee."""
    posted = [post.organization_id for post in seat.posts]
    return meetings_visible_to(seat).filter(campaign=campaign, organization__in=posted)


def targets_seen(campaign: Campaign, seat: Seat) -> list[Organization]:
    """The organisations it is for that this person may see."""
    posted = [post.organization_id for post in seat.posts]
    over = below("path", seat.paths_as(Role.OFFICER, Role.SUPERVISOR))
    return list(campaign.targets.filter(over | Q(pk__in=posted)).order_by("path"))


def concerned_meetings(campaign: Campaign) -> list[Meeting]:
    """Whom a correction would be offered, by place: what `corrections.concerns` asks of each."""
    over = (MeetingState.ARCHIVED, MeetingState.CANCELLED)
    found = campaign.meetings.exclude(state__in=over).filter(organization__dissolved_on__isnull=True)
    under = found.filter(organization__path__startswith=campaign.organization.path)
    return list(under.select_related("organization").order_by("organization__path"))


def open_proposals(meeting: Meeting) -> list[Proposal]:
    """Corrections of its campaign that wait for the meeting's secretary; a query only where there is one."""
    if meeting.campaign_id is None:
        return []
    return list(meeting.proposals.filter(decided_at__isnull=True).select_related("correction"))


def declined_proposals(campaign: Campaign) -> QuerySet[Proposal]:
    """Where a branch did not take over all of a correction, with its reason, latest first."""
    found = Proposal.objects.filter(correction__campaign=campaign, decided_at__isnull=False).exclude(
        reason=""
    )
    return found.select_related("correction", "meeting__organization", "decided_by")
