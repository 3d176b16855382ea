"""Study, opinions, problems and materials as pages and gates read them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet

from core.clock import today
from meetings import permissions as P
from meetings.enums import MaterialState, ReviewStage, StepKind
from meetings.models import (
    Material,
    MaterialReview,
    MaterialVersion,
    Meeting,
    Opinion,
    OpinionRound,
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


def works_read(meeting: Meeting, member: Member) -> list[str]:
    """The works that a member has read alone, one after the other as they were told."""
    told = meeting.study_notes.filter(member=member, kind=StudyNote.Kind.SELF).order_by("written_on", "id")
    return [work for text in told.values_list("text", flat=True) for work in text.splitlines()]


def readers_of(meeting: Meeting) -> dict[str, int]:
    """Work → how many members have read it alone."""
    told = meeting.study_notes.filter(kind=StudyNote.Kind.SELF).order_by()
    return Counter(work for text in told.values_list("text", flat=True) for work in text.splitlines())


def reflections(meeting: Meeting) -> QuerySet[StudyNote]:
    return meeting.study_notes.filter(kind=StudyNote.Kind.REFLECTION).select_related("member")


def owing_reflection(meeting: Meeting, rulebook: Rulebook, learners: Iterable[Member]) -> list[Member]:
    """Who has yet to hand in a reflection, where the plan asks everybody for one (R12)."""
    if not rulebook.get("study.reflection_required"):
        return []
    written = set(reflections(meeting).values_list("member_id", flat=True))
    return [member for member in learners if member.pk not in written]


# An opinion is answered (R03, R10) by an answer on its page, or by how the material of those it concerns
# takes it up: a passage that stands in the latest version, or a word why not there. Only these lines say so.
IN_MATERIAL = Q(in_material__isnull=False, in_material__gone_in__isnull=True)
ANSWERED = ~Q(answer="") | IN_MATERIAL


def all_opinions(meeting: Meeting) -> QuerySet[Opinion]:
    """Every entry, those that a later one corrects too; each with `is_answered` and `is_in_material`."""
    found = Opinion.objects.filter(round__meeting=meeting)
    return found.select_related("round__meeting__organization", "about", "aspect", "in_material").annotate(
        is_answered=ExpressionWrapper(ANSWERED, output_field=BooleanField()),
        is_in_material=ExpressionWrapper(IN_MATERIAL, output_field=BooleanField()),
    )


def opinions(meeting: Meeting) -> QuerySet[Opinion]:
    """Opinions that stand: those that a later entry corrects are left out, but stay in the record."""
    return all_opinions(meeting).filter(corrected_by__isnull=True)


_OWN_MATERIAL = Material.objects.filter(
    meeting=OuterRef("round__meeting"), owner=OuterRef("about"), versions__isnull=False
)

# What of an opinion is still to be done, by the word in the address of the list. The committee answers each
# on its page or in its material; whoever else is concerned answers in the material that they handed in.
OPEN_OPINIONS: dict[str, Q] = {
    "sort": Q(sorted_on__isnull=True),
    "feedback": Q(sorted_on__isnull=False, fed_back_on__isnull=True),
    "receipt": Q(about__isnull=False, fed_back_on__isnull=False, received_on__isnull=True),
    "answer": Q(sorted_on__isnull=False, about__isnull=True) & ~ANSWERED,
    "passage": Q(about__isnull=False, fed_back_on__isnull=False) & ~IN_MATERIAL & Q(Exists(_OWN_MATERIAL)),
}


def opinion_counts(meeting: Meeting) -> dict[str, int]:
    """How many opinions stand (`all`), and how many of them wait for what (R03)."""
    waiting = {name: Count("pk", filter=condition) for name, condition in OPEN_OPINIONS.items()}
    return opinions(meeting).order_by().aggregate(all=Count("pk"), **waiting)


def opinions_for(material: Material) -> QuerySet[Opinion]:
    """What a material has to answer (R10): all about the committee, or what was fed back to its owner."""
    found = opinions(material.meeting).filter(sorted_on__isnull=False, about=material.owner_id)
    return found.filter(fed_back_on__isnull=False) if material.owner_id else found


def opinions_told_to(meeting: Meeting, seat: Seat) -> QuerySet[Opinion]:
    """What was said of this person and passed on to them, in the givers' own words (R03)."""
    return opinions(meeting).filter(about=seat.member, about__isnull=False, fed_back_on__isnull=False)


def closed_boxes(meeting: Meeting) -> QuerySet[OpinionRound]:
    """Rounds with a link whose box has not been opened; how many slips lie in it nobody is told."""
    return meeting.opinion_rounds.filter(link__isnull=False, opened_on__isnull=True)


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
    .prefetch_related(
        Prefetch("reviews", MaterialReview.objects.select_related("reviewer", "settling")),
        "reviews__settling__present",
    ),
)


def materials_of(meeting: Meeting) -> QuerySet[Material]:
    """All materials owed to a meeting, with versions (without their text) and reviews."""
    return meeting.materials.select_related("owner", "meeting__organization").prefetch_related(_VERSIONS)


def materials_visible_to(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> QuerySet[Material]:
    """One's own; the secretary's all; the committee's for it; what group leader and superior read."""
    found = materials_of(meeting)
    if seat.may(P.READ_MATERIAL, meeting):
        return found
    condition = Q(owner=seat.member) if seat.member else Q(pk__in=[])
    if seat.may(P.SETTLE_MATERIAL, meeting):
        condition |= Q(owner__isnull=True)
    if seat.may(P.APPROVE_MATERIAL, meeting):
        condition |= (superior_scope(rulebook) | _come_up()) & ~Q(state=MaterialState.OWED)
    if rulebook.get("materials.group_reviews"):
        led = [post.organization_id for post in seat.posts if post.kind == PostKind.GROUP_LEADER]
        condition |= Q(owner__group__in=led) & ~Q(state=MaterialState.OWED)
    return found.filter(condition)


def _come_up() -> Q:
    """What came to the superior though the scope does not name it: nobody below could review it."""
    reviewed = MaterialReview.objects.filter(version__material=OuterRef("pk"), stage=ReviewStage.SUPERIOR)
    return Q(state=MaterialState.REVIEWED) | Exists(reviewed)


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
