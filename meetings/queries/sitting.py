"""The sitting of a meeting: who is there, what was said, how the agenda goes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import F, QuerySet

from meetings.enums import Capacity, PresenceState
from meetings.models import Attendance, Criticism, Meeting, MinutesEntry, Sitting
from members.enums import MemberStatus
from members.models import Member


def current_sitting(meeting: Meeting) -> Sitting | None:
    """The latest sitting: the one that is planned, open, or was held last."""
    return meeting.sittings.select_related("meeting__organization").order_by("-number").first()


@dataclass(frozen=True)
class AttendanceCount:
    """How many were expected, came, are on leave, are excused, stayed away (participants who are members).

    `late` of the absent asked for leave after the opening where the rules want it in advance (R14).
    """

    expected: int
    present: int
    on_leave: int
    excused: int
    absent: int
    late: int = 0

    @property
    def share_present(self) -> Fraction:
        """Present of expected; those excused by rule are not expected."""
        return Fraction(self.present, self.expected) if self.expected else Fraction(0)


def attendance_of(sitting: Sitting) -> QuerySet[Attendance]:
    return sitting.attendance.select_related(
        "member", "delegate", "told_by", "sitting__meeting__organization"
    ).order_by("-capacity", "member__name_key", "id")


def attendance_count(sitting: Sitting) -> AttendanceCount:
    """Counts over participants on the register; guests, observers and activists do not count."""
    rows = sitting.attendance.filter(capacity=Capacity.PARTICIPANT, member__isnull=False)
    found = list(rows.exclude(member__status=MemberStatus.ACTIVIST).values_list("state", "after_opening"))
    states = [state for state, is_late in found if not is_late]
    excused, late = states.count(PresenceState.EXCUSED), len(found) - len(states)
    return AttendanceCount(
        expected=len(found) - excused,
        present=states.count(PresenceState.PRESENT),
        on_leave=states.count(PresenceState.ON_LEAVE),
        excused=excused,
        absent=states.count(PresenceState.ABSENT) + late,
        late=late,
    )


def minutes_of(sitting: Sitting) -> QuerySet[MinutesEntry]:
    """Entries in agenda order; what belongs to no item comes first."""
    return sitting.minutes.select_related("item", "speaker", "read_for", "taken_by").order_by(
        F("item__ordinal").asc(nulls_first=True), "taken_at", "id"
    )


def criticisms_of(sitting: Sitting) -> QuerySet[Criticism]:
    return sitting.criticisms.select_related("speaker", "target", "sitting__meeting__organization")


def members_at(sitting: Sitting) -> QuerySet[Member]:
    """The register's people on a sitting's roster, by name."""
    return Member.objects.filter(attendances__sitting=sitting).order_by("name_key", "id")
