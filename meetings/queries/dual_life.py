"""双重组织生活: leading cadres at their branch's meeting, as ordinary members who have to come (R18)."""

from __future__ import annotations

from meetings.enums import Capacity, MeetingForm, PresenceState
from meetings.models import Attendance, Sitting
from meetings.rulebook import Rulebook
from members.queries import leading_cadres

# Where no word has come yet, somebody is missing only once the meeting has begun.
_AWAY = (PresenceState.ABSENT, PresenceState.ON_LEAVE, PresenceState.LEAVE_ASKED)


def cadres_at(sitting: Sitting, rulebook: Rulebook) -> list[Attendance]:
    """The places of leading cadres among the participants, by name; none where the rules do not ask for it.

    A committee's own meeting is nobody's second one.
    """
    if not rulebook.get("attendance.dual_life") or sitting.meeting.form == MeetingForm.COMMITTEE:
        return []
    places = sitting.attendance.filter(capacity=Capacity.PARTICIPANT, member__isnull=False)
    found = list(places.select_related("member__branch").order_by("member__name_key", "member_id"))
    cadres = leading_cadres([place.member for place in found if place.member], sitting.meeting.today)
    return [place for place in found if place.member_id in cadres]


def missing_cadres(cadres: list[Attendance], *, begun: bool) -> list[Attendance]:
    """Those of them who do not come; who is excused by rule is not missing."""
    away = (*_AWAY, PresenceState.EXPECTED) if begun else _AWAY
    return [place for place in cadres if place.state in away]
