"""Whose turn it is: order of speaking, stances still owed, speeches to be read for the absent (R14, R16)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from meetings.enums import Capacity, CriticismKind, PresenceState
from meetings.models import Attendance, Criticism, Sitting
from meetings.rulebook import Rulebook
from members.enums import MemberStatus
from members.models import Member
from members.queries import secretary_of

AWAY_WITH_LEAVE = (PresenceState.LEAVE_ASKED, PresenceState.ON_LEAVE)


@dataclass(frozen=True)
class Turn:
    """One participant's turn: self-criticism, others' criticism, the person's stance."""

    member: Member
    read_by: str  # who reads for an absent one, "" for those who are there
    has_spoken: bool
    received: int
    owes_stance: bool


@dataclass(frozen=True)
class Floor:
    """Everybody's turn, in order; `leader` is whom the rules have go first, where they speak here."""

    turns: list[Turn]
    leader: Member | None

    @property
    def next(self) -> Turn | None:
        return next((turn for turn in self.turns if not turn.has_spoken), None)

    @property
    def awaited(self) -> Member | None:
        """Whom the others wait for with their own self-criticism (R16)."""
        return next((t.member for t in self.turns if t.member == self.leader and not t.has_spoken), None)

    @property
    def owing(self) -> list[Member]:
        """Who was criticised and has not taken a stance."""
        return [turn.member for turn in self.turns if turn.owes_stance]


def floor_of(sitting: Sitting, rulebook: Rulebook) -> Floor:
    """Those who speak, in order: the secretary first where the rules say so (R16), then as on the roster."""
    leader = None
    if rulebook.get("criticism.secretary_first"):
        leader = secretary_of(sitting.organization, sitting.meeting.today)
    of: dict[int, list[Criticism]] = defaultdict(list)
    for one in sitting.criticisms.order_by("said_at", "id"):
        of[one.target_id].append(one)
    read = _read(sitting)
    places = sorted(_speakers(sitting), key=lambda place: place.member != leader)
    turns = [
        _turn(place, of[place.member_id], place.member_id in read) for place in places if place.member_id
    ]
    return Floor(turns, leader)


def _read(sitting: Sitting) -> set[int | None]:
    """Ids of those whose written speech the minutes hold as read."""
    return set(sitting.minutes.filter(read_for__isnull=False).values_list("read_for_id", flat=True))


def _speakers(sitting: Sitting) -> QuerySet[Attendance]:
    """Participants who are there, or for whom somebody reads."""
    found = sitting.attendance.filter(Q(state=PresenceState.PRESENT) | Q(delegate__isnull=False))
    found = found.filter(capacity=Capacity.PARTICIPANT, member__isnull=False)
    found = found.exclude(member__status=MemberStatus.ACTIVIST).select_related("member", "delegate")
    return found.order_by("member__name_key", "member_id")


def _turn(place: Attendance, of_them: list[Criticism], was_read: bool) -> Turn:
    assert place.member is not None
    is_here = place.state == PresenceState.PRESENT
    mutual = [one for one in of_them if one.kind == CriticismKind.MUTUAL]
    return Turn(
        place.member,
        place.delegate.name if place.delegate and not is_here else "",
        has_spoken=was_read or any(one.kind == CriticismKind.SELF for one in of_them),
        received=len(mutual),
        owes_stance=is_here and _owes_stance(mutual),
    )


def _owes_stance(of_them: list[Criticism]) -> bool:
    """A stance is the person's, not each criticism's: one after them all answers them all (R16)."""
    taken = max((one.responded_at for one in of_them if one.responded_at), default=None)
    return any(not one.response and (taken is None or one.said_at > taken) for one in of_them)


def absent_with_speech(sitting: Sitting) -> QuerySet[Attendance]:
    """The places of participants who are away and have somebody read their written speech."""
    found = sitting.attendance.filter(member__isnull=False, delegate__isnull=False)
    found = found.exclude(state=PresenceState.PRESENT).select_related("member", "delegate")
    return found.order_by("member__name_key", "member_id")


def absent_members(sitting: Sitting) -> QuerySet[Member]:
    """Whose written speech may be read."""
    places = absent_with_speech(sitting).order_by().values("member")
    return Member.objects.filter(pk__in=places).order_by("name_key", "id")


@dataclass(frozen=True)
class Speech:
    """The written speech of a member on leave: who reads it, and whether the minutes hold that it was."""

    member: Member
    delegate: Member | None
    was_read: bool


def speeches(sitting: Sitting, rulebook: Rulebook) -> list[Speech]:
    """Where the rules want it (R14): one for every participant who asked for leave."""
    if not rulebook.get("leave.written_speech_read"):
        return []
    read = _read(sitting)
    away = sitting.attendance.filter(capacity=Capacity.PARTICIPANT, state__in=AWAY_WITH_LEAVE)
    away = away.filter(member__isnull=False).exclude(member__status=MemberStatus.ACTIVIST)
    places = away.select_related("member", "delegate").order_by("member__name_key", "member_id")
    return [Speech(p.member, p.delegate, p.member_id in read) for p in places if p.member]
