"""Which opinions a criticism may take up, and which it does, as far as somebody may see them (R03, R15)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from meetings import permissions as P
from meetings import rules
from meetings.enums import CriticismKind
from meetings.models import Criticism, Meeting, Opinion
from meetings.queries.preparation import opinions, opinions_told_to
from members.access import Seat
from members.models import Member
from members.queries import committee_of

RAISING = rules.SESSION | rules.AFTERWARDS  # when it can be said, until the minutes are sealed


def opinions_seen_by(meeting: Meeting, seat: Seat) -> QuerySet[Opinion]:
    """All sorted ones for the committee and those above; for others what was fed back to them."""
    if seat.may(P.SEE_OPINIONS, meeting):
        return opinions(meeting).filter(sorted_on__isnull=False)
    return opinions_told_to(meeting, seat)


def raisable(criticism: Criticism, seat: Seat) -> QuerySet[Opinion]:
    """Opinions about the person criticised, and about the committee where they sit on it."""
    meeting = criticism.meeting
    concerned = Q(about=criticism.target_id)
    if criticism.target_id in seated(meeting):
        concerned |= Q(about__isnull=True)
    return opinions_seen_by(meeting, seat).filter(concerned)


def seated(meeting: Meeting) -> set[int]:
    """Who sits on the committee on the day of the meeting."""
    return {one.pk for one in committee_of(meeting.organization, meeting.held_on or meeting.today)}


def with_opinions(meeting: Meeting, seat: Seat) -> set[int]:
    """Whose criticism may take up an opinion that this person sees: member ids. Two queries."""
    found = set(opinions_seen_by(meeting, seat).order_by().values_list("about_id", flat=True).distinct())
    people = {pk for pk in found if pk is not None}
    return people | seated(meeting) if None in found else people


def raised_by(criticisms: Collection[Criticism], meeting: Meeting, seat: Seat) -> dict[int, list[Opinion]]:
    """Criticism → the opinions it takes up that this person may see. One query."""
    seen = opinions_seen_by(meeting, seat).filter(raised__criticism__in=[one.pk for one in criticisms])
    found: dict[int, list[Opinion]] = {}
    for opinion in seen.prefetch_related("raised").distinct():
        for tie in opinion.raised.all():
            found.setdefault(tie.criticism_id, []).append(opinion)
    return found


def is_own(criticism: Criticism, member: Member | None) -> bool:
    """Is it this person's self-criticism?"""
    return criticism.kind == CriticismKind.SELF and member is not None and criticism.speaker_id == member.pk
