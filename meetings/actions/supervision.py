"""Supervision's comments (R13); postponing and halting are moves of the meeting."""

from __future__ import annotations

from audit.door import action, record
from core.clock import now
from core.exceptions import Invalid
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.enums import SupervisionKind
from meetings.models import Meeting, SupervisionNote
from members.access import require
from members.models import User


@action("supervision.comment")
def comment(*, by: User, meeting: Meeting, text: str, final: bool = False) -> SupervisionNote:
    """A comment on the preparation, or the final comments while the meeting is in session."""
    meeting = locked(meeting, "organization")
    role = require(by, P.SUPERVISE, meeting)
    phase = rules.SESSION if final else rules.PREPARATION | rules.SESSION | rules.AFTERWARDS
    rules.require_phase(meeting, phase, "点评" if final else "提出督导意见")
    if not text.strip():
        raise Invalid("请写明督导意见。", field="text")
    kind = SupervisionKind.FINAL if final else SupervisionKind.COMMENT
    note = SupervisionNote.objects.create(meeting=meeting, kind=kind, text=text.strip(), by=by, at=now())
    record(by=by, role=role, what="supervision.comment", on=note, reach=note.reach, after={"kind": kind})
    return note
