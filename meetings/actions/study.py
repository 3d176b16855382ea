"""Study: sessions with attendance, make-up, notes and reflections (R12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from audit.door import action, changes, record
from core.exceptions import Conflict, Invalid, NotNow
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.enums import MeetingForm, StudyKind
from meetings.fingerprint import fingerprint
from meetings.models import Meeting, StudyAttendance, StudyNote, StudySession
from meetings.queries.preparation import works_read
from members.access import require
from members.models import Member, User
from members.queries import committee_of, counted_members


@action("study.record")
def record_session(
    *, by: User, meeting: Meeting, kind: str, held_on: dt.date, works: str, present: Iterable[Member],
    place: str = "", summary: str = "",
) -> StudySession:  # fmt: skip
    """A group study or discussion with who was there; whoever was not is to make it up (R12)."""
    meeting = locked(meeting, "organization")
    role = require(by, P.RECORD_STUDY, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "登记学习情况")
    if held_on > meeting.today:
        raise Invalid("学习日期不能晚于今天。", field="held_on")
    if not works.strip():
        raise Invalid("请写明学习内容。", field="works")
    due = learners(meeting)
    came = {member.pk for member in present} & {member.pk for member in due}
    if not came:
        raise Invalid("请勾选参加的人；没有人参加就不算开展了学习。", field="present")
    _refuse_twice(meeting, kind, held_on, works.strip())
    session = StudySession.objects.create(
        meeting=meeting, kind=StudyKind(kind), held_on=held_on, place=place, works=works.strip(),
        summary=summary.strip(), recorded_by=by.member,
    )  # fmt: skip
    StudyAttendance.objects.bulk_create(
        StudyAttendance(session=session, member=m, present=m.pk in came) for m in due
    )
    after = {"kind": str(kind), "held_on": str(held_on), "present": len(came)}
    record(by=by, role=role, what="study.record", on=session, reach=session.reach, after=after)
    return session


def _refuse_twice(meeting: Meeting, kind: str, held_on: dt.date, works: str) -> None:
    """A form that is sent twice leaves one session."""
    if meeting.study_sessions.filter(kind=kind, held_on=held_on, works=works).exists():
        raise Invalid("这一天的这次学习已经登记过，没有重复登记。", field="held_on")


def learners(meeting: Meeting) -> list[Member]:
    """Those whom a meeting's study concerns: its members, or the committee for its own meeting."""
    if meeting.form == MeetingForm.COMMITTEE:
        return committee_of(meeting.organization, meeting.today)
    return list(counted_members(meeting.organization))


@action("study.make_up")
def record_make_up(*, by: User, attendance: StudyAttendance, on: dt.date, note: str) -> StudyAttendance:
    """That an absent member made a session up, when and how (R12)."""
    meeting = locked(attendance.session.meeting, "organization")
    role = require(by, P.RECORD_STUDY, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "登记补学")
    attendance = locked(attendance, "session")
    if attendance.made_up_on:
        raise NotNow("这次补学刚刚已经有人登记了。")
    if attendance.present:
        raise Invalid("这名党员参加了这次学习，不用补学。", field="attendance")
    if not attendance.session.held_on <= on <= meeting.today:
        raise Invalid("补学日期应在学习当天之后、今天之前。", field="on")
    before, after = changes(attendance, {"made_up_on": on, "make_up_note": note.strip()})
    attendance.save()
    record(
        by=by, role=role, what="study.make_up", on=attendance, reach=meeting.reach, before=before, after=after
    )
    return attendance


@action("study.write_note")
def write_note(*, by: User, meeting: Meeting, kind: str, text: str, seen: str | None = None) -> StudyNote:
    """The member's own note or reflection; a reflection is one per meeting and can be written anew.

    `seen` is the fingerprint of the reflection that was opened for rewriting: Conflict when it changed since.
    """
    meeting = locked(meeting, "organization")
    role = require(by, P.WRITE_NOTE, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "提交学习心得")
    if not text.strip():
        raise Invalid("请写好内容再提交。", field="text")
    values = {"text": text.strip(), "written_on": meeting.today}
    _check_own(meeting.study_notes.filter(member=by.member, kind=kind), kind, text.strip(), seen)
    if kind == StudyNote.Kind.REFLECTION:
        note, _ = StudyNote.objects.update_or_create(
            meeting=meeting, member=by.member, kind=kind, defaults=values
        )
    else:
        note = StudyNote.objects.create(meeting=meeting, member=by.member, kind=StudyNote.Kind.NOTE, **values)
    record(by=by, role=role, what="study.write_note", on=note, reach=meeting.reach, after={"kind": kind})
    return note


@action("study.self")
def record_self_study(*, by: User, meeting: Meeting, works: Sequence[str], on: dt.date) -> StudyNote:
    """What a member has read alone, by their own word; a work that was told already is not told again."""
    meeting = locked(meeting, "organization")
    role = require(by, P.WRITE_NOTE, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "登记自学")
    if on > meeting.today:
        raise Invalid("自学日期不能晚于今天。", field="on")
    known = set(works_read(meeting, by.member))
    fresh = [work for work in dict.fromkeys(one.strip() for one in works if one.strip()) if work not in known]
    if not fresh:
        raise Invalid("请勾选或写明自学的篇目；登记过的不用再登记。", field="works")
    note = StudyNote.objects.create(
        meeting=meeting, member=by.member, kind=StudyNote.Kind.SELF, text="\n".join(fresh), written_on=on
    )
    after = {"works": len(fresh), "on": str(on)}
    record(by=by, role=role, what="study.self", on=note, reach=meeting.reach, after=after)
    return note


def _check_own(notes: QuerySet[StudyNote], kind: str, text: str, seen: str | None) -> None:
    """A note is handed in once; a reflection is not written over by a page that was opened earlier."""
    if kind == StudyNote.Kind.NOTE and notes.filter(text=text).exists():
        raise Invalid("这篇笔记已经交过，没有重复提交。", field="text")
    if seen is not None and seen != wording(notes.first()):
        raise Conflict("这篇心得在别的页面上已经改过。请先复制下面的内容，重新打开再改。")


def wording(note: StudyNote | None) -> str:
    """Which wording of a reflection somebody has opened; of none, too."""
    return fingerprint(note.text if note else "")
