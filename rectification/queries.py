"""Reads about rectification: the ledger, what is due, what earlier meetings left open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from meetings.enums import Capacity, MeetingState, PresenceState
from meetings.models import Attendance, Meeting
from meetings.queries.meeting import meetings_visible_to
from meetings.queries.sitting import current_sitting
from members.access import Seat
from members.enums import MemberStatus, OrganizationKind, Role
from members.models import Member
from members.queries import below
from rectification import permissions as P
from rectification.enums import ItemState
from rectification.models import (
    Commitment,
    LookBack,
    PreviousReport,
    ProgressEntry,
    Publication,
    RectificationItem,
)

_JOINS = (
    "meeting__organization", "owner", "responsible", "verified_by", "problem", "opinion", "criticism__target",
    "supervision",
)  # fmt: skip
_GROUP = OrganizationKind.GROUP


def items_visible_to(seat: Seat) -> QuerySet[RectificationItem]:
    """The branch lists of meetings one may see, one's own items, and all of the branches one leads."""
    mine = Q(responsible=seat.member) | Q(owner=seat.member) if seat.member else Q(pk__in=[])
    branch_lists = Q(meeting__in=_meetings_with_list(seat).values("pk"), owner__isnull=True)
    in_charge = _in_charge(seat, "meeting__")
    return RectificationItem.objects.filter(mine | branch_lists | in_charge).select_related(*_JOINS)


def _meetings_with_list(seat: Seat) -> QuerySet[Meeting]:
    """The visible meetings whose list one may read; keeping the archive or an invitation is no such right."""
    reach = below("organization__path", seat.paths_as(Role.OFFICER, Role.SUPERVISOR))
    if seat.member and seat.member.status != MemberStatus.ACTIVIST:
        home = seat.member.branch_id
        reach |= Q(organization=home) | Q(organization__parent=home, organization__kind=_GROUP)
    return meetings_visible_to(seat).filter(reach | _in_charge(seat, ""))


def _in_charge(seat: Seat, meeting: str) -> Q:
    """Meetings of the organisations in whose committee one sits, and of the party groups in them.

    A committee above does not reach down: a member's own items are their branch's business.
    """
    seated = [place.pk for place in seat.posts_as(*P.COMMITTEE)]
    groups = Q(**{f"{meeting}organization__parent__in": seated, f"{meeting}organization__kind": _GROUP})
    return Q(**{f"{meeting}organization__in": seated}) | groups


def items_in_list(meeting: Meeting, seat: Seat) -> QuerySet[RectificationItem]:
    """What of a meeting's list this person may see, in order."""
    return items_visible_to(seat).filter(meeting=meeting).order_by("number")


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
    earlier = Meeting.objects.filter(organization=meeting.organization_id, held_on__isnull=False)
    earlier = earlier.exclude(pk=meeting.pk).exclude(state=MeetingState.CANCELLED)
    if meeting.held_on:
        earlier = earlier.filter(held_on__lt=meeting.held_on)
    last = earlier.order_by("-held_on").values_list("pk", flat=True)[:1]
    condition = ~Q(state=ItemState.VERIFIED) | Q(meeting__in=list(last))
    found = RectificationItem.objects.filter(condition, meeting__in=earlier, owner__isnull=True)
    return found.select_related(*_JOINS).order_by("meeting_id", "number")


def previous_reports(meeting: Meeting) -> QuerySet[PreviousReport]:
    return meeting.previous_reports.select_related("item__meeting", "item__responsible", "person").order_by(
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


def unpromised(meeting: Meeting) -> QuerySet[Member]:
    """Members on the roster of the latest sitting without a promise; who is excused owes none (R24)."""
    sitting = current_sitting(meeting)
    places = sitting.attendance if sitting else Attendance.objects.none()
    owing = places.filter(capacity=Capacity.PARTICIPANT, member__isnull=False)
    owing = owing.exclude(state=PresenceState.EXCUSED).exclude(member__status=MemberStatus.ACTIVIST)
    made = meeting.commitments.order_by().values("member")
    found = Member.objects.filter(pk__in=owing.order_by().values("member")).exclude(pk__in=made)
    return found.order_by("name_key", "id")


def unpublished(meeting: Meeting) -> list[str]:
    """What of the branch's list and the promises exists and was never laid open, in words (R25)."""
    shown = set(meeting.publications.values_list("subject", flat=True))
    there = {
        Publication.Subject.ITEMS: meeting.items.filter(owner__isnull=True).exists(),
        Publication.Subject.COMMITMENTS: meeting.commitments.exists(),
    }
    return [subject.label for subject, exists in there.items() if exists and subject not in shown]


def commitments_visible_to(seat: Seat, meeting: Meeting) -> QuerySet[Commitment]:
    """All for those in charge, else one's own; others' are read where they are published, as published."""
    found = commitments_of(meeting)
    if seat.may(P.LIST_ITEM, meeting):
        return found
    return found.filter(member=seat.member) if seat.member else found.none()


def publications_visible_to(seat: Seat, meeting: Meeting) -> QuerySet[Publication]:
    """All for those in charge and above; for members what is laid open today (R25)."""
    if seat.may(P.SEE_PUBLICATIONS, meeting):
        return meeting.publications.all()
    if not seat.may(P.SEE_LIST, meeting):
        return meeting.publications.none()
    return meeting.publications.filter(starts_on__lte=meeting.today, ends_on__gte=meeting.today)


def look_backs_of(meeting: Meeting) -> QuerySet[LookBack]:
    return (
        LookBack.objects.filter(item__meeting=meeting)
        .select_related("item__responsible", "item__meeting__organization", "by")
        .order_by("due_on", "id")
    )


def unsolved(problem_ids: Iterable[int]) -> set[int]:
    """Of these problems, those of which no item has been written off yet (R01, R28)."""
    ids = set(problem_ids)
    solved = RectificationItem.objects.filter(problem__in=ids, state=ItemState.VERIFIED)
    return ids - set(solved.values_list("problem_id", flat=True))
