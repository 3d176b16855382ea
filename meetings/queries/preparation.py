"""Study, opinions, problems and materials as pages and gates read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from core.clock import today
from meetings import permissions as P
from meetings.enums import StepKind
from meetings.models import (
    Material,
    MaterialReview,
    MaterialVersion,
    Meeting,
    Opinion,
    Problem,
    StudyAttendance,
    StudyNote,
    StudySession,
)
from meetings.rulebook import Rulebook
from members.access import Seat
from members.enums import PostKind
from members.models import Member, Post, holding


def due_of(meeting: Meeting, kind: StepKind) -> dt.date | None:
    """The soonest day by which a step of this kind has yet to be done."""
    waiting = meeting.steps.filter(kind=kind, due_on__isnull=False, done_on__isnull=True)
    return waiting.order_by("due_on").values_list("due_on", flat=True).first()


def study_sessions(meeting: Meeting) -> QuerySet[StudySession]:
    """A meeting's study sessions with `present_count`, `made_up_count` and `expected_count`."""
    return meeting.study_sessions.select_related("recorded_by").annotate(
        expected_count=Count("attendance"),
        present_count=Count("attendance", filter=Q(attendance__present=True)),
        made_up_count=Count("attendance", filter=Q(attendance__made_up_on__isnull=False)),
    )


def not_made_up(meeting: Meeting) -> QuerySet[StudyAttendance]:
    """Who missed a session and has not made it up (R12)."""
    return StudyAttendance.objects.filter(
        session__meeting=meeting, present=False, made_up_on__isnull=True
    ).select_related("member", "session")


def reflections(meeting: Meeting) -> QuerySet[StudyNote]:
    return meeting.study_notes.filter(kind=StudyNote.Kind.REFLECTION).select_related("member")


def owing_reflection(meeting: Meeting, rulebook: Rulebook, learners: Iterable[Member]) -> list[Member]:
    """Who has yet to hand in a reflection, where the plan asks everybody for one (R12)."""
    if not rulebook.get("study.reflection_required"):
        return []
    written = set(reflections(meeting).values_list("member_id", flat=True))
    return [member for member in learners if member.pk not in written]


def opinions(meeting: Meeting) -> QuerySet[Opinion]:
    """Opinions that stand: those that a later entry corrects are left out, but stay in the record."""
    return Opinion.objects.filter(round__meeting=meeting, corrected_by__isnull=True).select_related(
        "round__meeting__organization", "about", "aspect"
    )


def opinion_counts(meeting: Meeting) -> dict[str, int]:
    """How many opinions stand, how many are not fed back, how many on the committee have no answer (R03)."""
    return (
        opinions(meeting)
        .order_by()
        .aggregate(
            all=Count("pk"),
            feedback=Count("pk", filter=Q(fed_back_on__isnull=True)),
            answer=Count("pk", filter=Q(about__isnull=True, answer="")),
        )
    )


def problems_visible_to(meeting: Meeting, seat: Seat) -> QuerySet[Problem]:
    """The branch's problems for all who prepare; a member's own for that member and the secretary."""
    found = meeting.problems.select_related("owner", "aspect", "meeting__organization")
    if seat.may(P.READ_MATERIAL, meeting):
        return found
    return found.filter(Q(owner__isnull=True) | Q(owner=seat.member))


_VERSIONS = Prefetch(
    "versions",
    MaterialVersion.objects.defer("text")
    .select_related("submitted_by")
    .prefetch_related(Prefetch("reviews", MaterialReview.objects.select_related("reviewer"))),
)


def materials_of(meeting: Meeting) -> QuerySet[Material]:
    """All materials owed to a meeting, with versions (without their text) and reviews."""
    return meeting.materials.select_related("owner", "meeting__organization").prefetch_related(_VERSIONS)


def materials_visible_to(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> QuerySet[Material]:
    """The own one; all for the secretary; the committee's for its members; what the superior reviews."""
    found = materials_of(meeting)
    if seat.may(P.READ_MATERIAL, meeting):
        return found
    condition = Q(owner=seat.member) if seat.member else Q(pk__in=[])
    if seat.may(P.SETTLE_MATERIAL, meeting):
        condition |= Q(owner__isnull=True)
    if seat.may(P.APPROVE_MATERIAL, meeting):
        condition |= superior_scope(rulebook) & ~Q(state="owed")
    return found.filter(condition)


def superior_scope(rulebook: Rulebook) -> Q:
    """Whose materials the superior reviews before the meeting (R09); none where the plan does not say so."""
    if not (rulebook.get("materials.superior_reviews") or rulebook.get("supervision.reads_materials")):
        return Q(pk__in=[])
    authors = {"committee": Q(owner__isnull=True)} | _owners()
    condition = Q(pk__in=[])
    for author in rulebook.get("materials.superior_scope"):
        condition |= authors[author]
    return condition


def _owners() -> dict[str, Q]:
    """Personal materials by what their owner is in the meeting's committee today."""
    seats = Post.objects.filter(
        holding(today()), member=OuterRef("owner_id"), organization=OuterRef("meeting__organization_id")
    ).exclude(kind=PostKind.GROUP_LEADER)
    is_seated, leads = Q(Exists(seats)), Q(Exists(seats.filter(kind=PostKind.SECRETARY)))
    personal = Q(owner__isnull=False)
    return {
        "secretary": personal & leads,
        "committee_member": personal & is_seated & ~leads,
        "member": personal & ~is_seated,
    }
