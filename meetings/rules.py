"""Is this the moment? One answer per kind of write, as a sentence a branch secretary understands."""

from __future__ import annotations

from core.exceptions import NotNow
from meetings.enums import MeetingState as S
from meetings.models import Meeting

PLANNING = frozenset({S.DRAFT, S.RETURNED})
PREPARATION = frozenset({S.PREPARING, S.READY, S.POSTPONED})
SESSION = frozenset({S.IN_SESSION})
AFTERWARDS = frozenset({S.RECTIFYING, S.REPORTED})
ENDED = frozenset({S.ARCHIVED, S.CANCELLED})

_WHEN = {
    PLANNING: "方案还在起草或退回修改时",
    PREPARATION: "会前准备期间",
    SESSION: "会议进行当中",
    AFTERWARDS: "会议结束之后、归档之前",
    PREPARATION | SESSION: "会前准备期间或会议进行当中",
    SESSION | AFTERWARDS: "会议进行当中或结束之后、归档之前",
    PREPARATION | AFTERWARDS: "会前准备期间或会议结束之后、归档之前",
    PREPARATION | SESSION | AFTERWARDS: "会议归档之前",
    PLANNING | PREPARATION: "开会之前",
    PLANNING | PREPARATION | AFTERWARDS: "开会之前，或会议结束之后、归档之前",
    PLANNING | PREPARATION | SESSION | AFTERWARDS: "方案起草、会前准备、开会和整改期间",
}


def require_phase(meeting: Meeting, phase: frozenset[S], doing: str) -> None:
    """Raise NotNow unless the meeting is in one of the phase's states; `doing` completes "…才能<doing>"."""
    if meeting.state in phase:
        return
    when = _WHEN[phase]
    raise NotNow(f"{when}才能{doing}；这次会议现在是“{meeting.get_state_display()}”。")
