"""Reads about rectification: the ledger, what is due, what earlier meetings left open."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from meetings.models import Meeting
from meetings.queries.meeting import meetings_visible_to
from members.access import Seat
from rectification import permissions as P
from rectification.enums import ItemState
from rectification.models import Commitment, LookBack, PreviousReport, ProgressEntry, RectificationItem

_JOINS = (
    "meeting__organization", "owner", "responsible", "verified_by", "problem", "opinion", "criticism__target",
    "supervision",
)  # fmt: skip


def items_visible_to(seat: Seat) -> QuerySet[RectificationItem]:
    """The branch lists of meetings one may see, one's own items, and all of the branches one leads."""
    mine = Q(responsible=seat.member) | Q(owner=seat.member) if seat.member else Q(pk__in=[])
    posted = [post.organization_id for post in seat.posts]
    branch_lists = Q(meeting__in=meetings_visible_to(seat).values("pk"), owner__isnull=True)
    in_charge = Q(meeting__organization__in=posted) | Q(meeting__organization__parent__in=posted)
    return RectificationItem.objects.filter(mine | branch_lists | in_charge).select_related(*_JOINS)


def items_of(meeting: Meeting) -> QuerySet[RectificationItem]:
    """A meeting's whole list, in order, for documents and those in charge."""
    return meeting.items.select_related(*_JOINS).order_by("number")


def ledger_of(meeting: Meeting) -> QuerySet[ProgressEntry]:
    return (
        ProgressEntry.objects.filter(item__meeting=meeting)
        .select_related("item", "by")
        .order_by("item__number", "id")
    )


def earlier_items(meeting: Meeting) -> QuerySet[RectificationItem]:
    """What the next meeting reports on first (R27): the organisation's items of earlier meetings.

    Those still open, and those written off since the meeting before this one; each once.
    """
    earlier = Meeting.objects.filter(organization=meeting.organization_id).exclude(pk=meeting.pk)
    if meeting.held_on:
        earlier = earlier.filter(held_on__lt=meeting.held_on)
    last = earlier.order_by("-held_on").values_list("pk", flat=True)[:1]
    condition = ~Q(state=ItemState.VERIFIED) | Q(meeting__in=list(last))
    found = RectificationItem.objects.filter(condition, meeting__in=earlier, owner__isnull=True)
    return found.select_related(*_JOINS).order_by("meeting_id", "number")


def previous_reports(meeting: Meeting) -> QuerySet[PreviousReport]:
    return meeting.previous_reports.select_related("item__meeting", "person").order_by(
        "item__meeting_id", "item__number"
    )


def unreported(meeting: Meeting) -> QuerySet[RectificationItem]:
    """Earlier items on whose state this meeting has not reported yet."""
    reported = meeting.previous_reports.values("item")
    return earlier_items(meeting).exclude(pk__in=reported)


def overdue(items: QuerySet[RectificationItem], today: dt.date) -> QuerySet[RectificationItem]:
    return items.exclude(state=ItemState.VERIFIED).filter(due_on__lt=today).order_by("due_on")


def commitments_of(meeting: Meeting) -> QuerySet[Commitment]:
    return meeting.commitments.select_related("member").order_by("member__name_key", "id")


def commitments_visible_to(seat: Seat, meeting: Meeting) -> QuerySet[Commitment]:
    """All for those in charge; one's own, and all once they are published."""
    found = commitments_of(meeting)
    published = meeting.publications.filter(subject="commitments").exists()
    if seat.may(P.LIST_ITEM, meeting) or published:
        return found
    return found.filter(member=seat.member)


def look_backs_of(meeting: Meeting) -> QuerySet[LookBack]:
    return (
        LookBack.objects.filter(item__meeting=meeting)
        .select_related("item__responsible", "item__meeting__organization", "by")
        .order_by("due_on", "id")
    )
