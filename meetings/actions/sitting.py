"""The sitting: who is expected and who came, leave, criticism and stance (R14–R16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from audit.door import action, changes, record
from core.clock import now
from core.exceptions import Conflict, Invalid, NotNow
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.enums import AttendeeRule, Capacity, CriticismKind
from meetings.enums import PresenceState as Presence
from meetings.models import AgendaItem, Attendance, AttendanceLine, Criticism, Meeting, Sitting
from meetings.queries.sitting import current_sitting
from meetings.queries.turns import floor_of
from meetings.rulebook import Rulebook
from members.access import require
from members.enums import MemberStatus
from members.models import KeyPersonFlag, Member, User, holding
from members.queries import committee_of, counted_members, people_of


def plan_sitting(meeting: Meeting) -> Sitting:
    """The sitting to come, with its roster: made once, and anew after a halt. Part of several actions."""
    last = current_sitting(meeting)
    if last and last.halted_at is None:
        return last
    sitting = Sitting.objects.create(meeting=meeting, number=last.number + 1 if last else 1)
    people = dict(_roster(meeting))
    excused = _excused(meeting, list(people))
    Attendance.objects.bulk_create(
        Attendance(
            sitting=sitting, member=member, capacity=capacity,
            state=Presence.EXCUSED if member.pk in excused else Presence.EXPECTED,
        )
        for member, capacity in people.items()
    )  # fmt: skip
    return sitting


def _roster(meeting: Meeting) -> Iterator[tuple[Member, str]]:
    """The people on the register that the plan's lines stand for; the last capacity named wins over none."""
    for line in reversed(list(meeting.attendance_lines.all())):
        for member in _people(meeting, line):
            yield member, line.capacity


def _people(meeting: Meeting, line: AttendanceLine) -> list[Member]:
    home = meeting.organization
    match line.rule:
        case AttendeeRule.ALL_MEMBERS | AttendeeRule.GROUP_MEMBERS:
            return list(counted_members(home))
        case AttendeeRule.COMMITTEE_MEMBERS:
            return committee_of(home, meeting.today)
        case AttendeeRule.ACTIVISTS:
            return list(people_of(home).filter(status=MemberStatus.ACTIVIST))
        case _:
            return []  # people from outside are put on the list by name


def _excused(meeting: Meeting, people: list[Member]) -> set[int]:
    kinds = Rulebook.of(meeting).get("quorum.excused_key_kinds") or ()
    flags = KeyPersonFlag.objects.filter(holding(meeting.today), member__in=people, kind__in=kinds)
    return set(flags.values_list("member_id", flat=True))


_UNTIL_CLOSED = rules.PREPARATION | rules.SESSION
# What was not registered at the meeting is registered before the minutes are sealed, which name it (R17).
MARKABLE = rules.PREPARATION | rules.SESSION | rules.AFTERWARDS


def _for_attendance(by: User, meeting: Meeting, doing: str, phase: frozenset = MARKABLE):  # type: ignore[no-untyped-def]
    meeting = locked(meeting, "organization")
    role = require(by, P.MANAGE_ATTENDANCE, meeting)
    rules.require_phase(meeting, phase, doing)
    sitting = current_sitting(meeting)
    assert sitting is not None  # made when preparation began
    if sitting.is_sealed:
        raise NotNow("会议记录已经封存，到会情况不能再改；需要说明请在会议记录里补充。")
    return meeting, role, sitting


@action("attendance.invite")
def invite_guest(*, by: User, meeting: Meeting, name: str, capacity: str) -> Attendance:
    """Put somebody from outside on the list, by name."""
    meeting, role, sitting = _for_attendance(by, meeting, "增加参会人员", _UNTIL_CLOSED)
    if not name.strip():
        raise Invalid("请填写姓名。", field="name")
    if sitting.attendance.filter(guest_name=name.strip()).exists():
        raise Invalid(f"{name.strip()}已经在名单上。", field="name")
    made = Attendance.objects.create(sitting=sitting, guest_name=name.strip(), capacity=Capacity(capacity))
    record(by=by, role=role, what="attendance.invite", on=made, reach=meeting.reach, after={"name": name})
    return made


@action("attendance.mark")
def mark_attendance(*, by: User, attendance: Attendance, state: str, reason: str = "") -> Attendance:
    """Who came and who did not; leave is decided elsewhere, absence may carry a reason."""
    meeting, role, _ = _for_attendance(by, attendance.meeting, "登记到会情况")
    attendance = locked(attendance, "sitting__meeting__organization")
    if state not in (Presence.PRESENT, Presence.EXPECTED, Presence.ABSENT, Presence.EXCUSED):
        raise Invalid("请假由本人提出、书记或主持人批准。", field="state")
    new = {"state": state, "reason": reason.strip(), "after_opening": False}
    before, after = changes(attendance, new)
    attendance.save()
    record(
        by=by,
        role=role,
        what="attendance.mark",
        on=attendance,
        reach=meeting.reach,
        before=before,
        after=after,
    )
    return attendance


@action("attendance.mark_all")
def mark_all_present(*, by: User, meeting: Meeting) -> int:
    """Everyone still expected is here; returns how many. One row in the trail."""
    meeting, role, sitting = _for_attendance(by, meeting, "登记到会情况", _UNTIL_CLOSED)
    count = sitting.attendance.filter(state=Presence.EXPECTED).update(state=Presence.PRESENT)
    after = {"present": count}
    record(by=by, role=role, what="attendance.mark_all", on=sitting, reach=meeting.reach, after=after)
    return count


@action("attendance.ask_leave")
def ask_leave(*, by: User, attendance: Attendance, reason: str, delegate: Member | None = None) -> Attendance:
    """The person's own request for leave (R14); a delegate may read the speech, or has to by the rules.

    Once the meeting has begun it is taken down as late where the rules want leave asked for in advance.
    """
    attendance = locked(attendance, "sitting__meeting__organization")
    role = require(by, P.ASK_LEAVE, attendance)
    rules.require_phase(attendance.meeting, _UNTIL_CLOSED, "请假")
    if attendance.state in (Presence.PRESENT, Presence.ON_LEAVE):
        raise NotNow(
            f"您现在登记的是“{attendance.get_state_display()}”，不用再请假；登记有误请找会议记录人。"
        )
    if not reason.strip():
        raise Invalid("请写明请假事由。", field="reason")
    rulebook = Rulebook.of(attendance.meeting)
    _check_leave_allowed(attendance, rulebook)
    _check_delegate(attendance, delegate, rulebook)
    new = {
        "state": Presence.LEAVE_ASKED, "reason": reason.strip(), "delegate": delegate,
        "after_opening": _comes_late(attendance, rulebook),
    }  # fmt: skip
    before, after = changes(attendance, new)
    attendance.save()
    record(
        by=by, role=role, what="attendance.ask_leave", on=attendance, reach=attendance.reach, before=before,
        after=after,
    )  # fmt: skip
    return attendance


def _check_leave_allowed(attendance: Attendance, rulebook: Rulebook) -> None:
    meeting = attendance.meeting
    committee = committee_of(meeting.organization, meeting.today)
    if rulebook.get("leave.forbidden_for_committee") and attendance.member in committee:
        clause = rulebook.clause("leave.forbidden_for_committee")
        raise NotNow("委员一般不得请假；确有特殊情况，请直接向书记说明，由书记登记。", clause=clause)


def _check_delegate(attendance: Attendance, delegate: Member | None, rulebook: Rulebook) -> None:
    if delegate and delegate == attendance.member:
        raise Invalid("代读人不能是请假的本人。", field="delegate")
    if delegate is None and rulebook.get("leave.written_speech_read"):
        clause = rulebook.clause("leave.written_speech_read")
        raise Invalid("不能到会的要交书面发言，请选择由谁代读。", field="delegate", clause=clause)


def _comes_late(attendance: Attendance, rulebook: Rulebook) -> bool:
    """Whether this leave was not asked for in advance though the rules want it so (R14)."""
    if attendance.state == Presence.LEAVE_ASKED:
        return attendance.after_opening
    return attendance.sitting.opened_at is not None and bool(rulebook.get("leave.in_advance"))


@action("attendance.decide_leave")
def decide_leave(
    *, by: User, attendance: Attendance, grant: bool, reason: str = "", delegate: Member | None = None
) -> Attendance:
    """Grant leave, also on the host's own knowledge, or refuse it; nobody decides on their own (R14).

    Granted again it names another delegate. Who reads the speech may be left open until the meeting.
    """
    attendance = locked(attendance, "sitting__meeting__organization")
    role = require(by, P.DECIDE_LEAVE, attendance)
    rules.require_phase(attendance.meeting, _UNTIL_CLOSED, "审批请假")
    if not grant and attendance.state != Presence.LEAVE_ASKED:
        raise NotNow("没有等待审批的请假。")
    given = reason.strip() or attendance.reason
    if grant and not given:
        raise Invalid("请写明请假事由。", field="reason")
    if delegate and delegate == attendance.member:
        raise Invalid("代读人不能是请假的本人。", field="delegate")
    before, after = changes(attendance, _decided(attendance, grant, given, delegate))
    attendance.save()
    record(
        by=by, role=role, what="attendance.decide_leave", on=attendance, reach=attendance.reach,
        before=before, after=after, reason=reason,
    )  # fmt: skip
    return attendance


def _decided(attendance: Attendance, grant: bool, reason: str, delegate: Member | None) -> dict[str, object]:
    if not grant:
        return {"state": Presence.EXPECTED, "reason": "", "delegate": None, "after_opening": False}
    late = attendance.after_opening
    if attendance.state != Presence.ON_LEAVE:
        late = _comes_late(attendance, Rulebook.of(attendance.meeting))
    delegate = delegate or attendance.delegate
    return {
        "state": Presence.ON_LEAVE, "reason": reason, "delegate": delegate, "after_opening": late,
    }  # fmt: skip


@action("attendance.tell")
def tell_absent(*, by: User, attendance: Attendance, on: dt.date | None = None) -> Attendance:
    """That an absent member was told what happened and what was said about them (R14)."""
    attendance = locked(attendance, "sitting__meeting__organization")
    meeting = attendance.meeting
    role = require(by, P.RUN_MEETING, meeting)
    rules.require_phase(meeting, rules.AFTERWARDS, "登记会后转告")
    day = on or meeting.today
    if day > meeting.today:
        raise Invalid("转告日期不能晚于今天。", field="on")
    before, after = changes(attendance, {"told_on": day, "told_by": by.member})
    attendance.save()
    record(
        by=by,
        role=role,
        what="attendance.tell",
        on=attendance,
        reach=meeting.reach,
        before=before,
        after=after,
    )
    return attendance


@action("sitting.go_to")
def go_to_item(*, by: User, meeting: Meeting, item: AgendaItem) -> Sitting:
    """The agenda item the meeting is now at."""
    meeting = locked(meeting, "organization")
    role = require(by, P.RUN_MEETING, meeting)
    rules.require_phase(meeting, rules.SESSION, "进行议程")
    sitting = current_sitting(meeting)
    assert sitting is not None
    if item.meeting_id != meeting.pk:
        raise Invalid("这项议程不属于这次会议。", field="item")
    sitting.current_item = item
    sitting.save()
    record(
        by=by, role=role, what="sitting.go_to", on=sitting, reach=meeting.reach, after={"item": item.title}
    )
    return sitting


@action("criticism.make")
def criticize(
    *, by: User, meeting: Meeting, target: Member, text: str, speaker: Member | None = None
) -> Criticism:
    """A criticism while the meeting is in session: the acting member's own, or one that is taken down.

    `speaker` is given by whoever records for others. The text stays out of the trail. Raises NotNow for a
    self-criticism before the secretary's where the rules have the secretary go first (R16).
    """
    meeting = locked(meeting, "organization")
    own = getattr(by, "member", None)
    who = speaker or own
    role = require(by, P.SPEAK if who == own else P.RECORD_CRITICISM, meeting)
    assert who is not None  # whoever may speak is on the register
    rules.require_phase(meeting, rules.SESSION, "提出批评意见")
    if not text.strip():
        raise Invalid("请写明批评的具体问题。", field="text")
    sitting = current_sitting(meeting)
    assert sitting is not None
    _check_present(sitting, who, target)
    kind = CriticismKind.SELF if who == target else CriticismKind.MUTUAL
    rulebook = Rulebook.of(meeting)
    if kind == CriticismKind.SELF:
        _check_turn(sitting, who, rulebook)
    unnamed = kind == CriticismKind.MUTUAL and rulebook.get("criticism.recorded_without_names")
    made = Criticism.objects.create(
        sitting=sitting, kind=kind, speaker=None if unnamed else who, target=target, text=text.strip(),
        said_at=now(),
    )  # fmt: skip
    record(by=by, role=role, what="criticism.make", on=sitting, reach=meeting.reach, after={"kind": kind})
    return made


def _check_turn(sitting: Sitting, speaker: Member, rulebook: Rulebook) -> None:
    awaited = floor_of(sitting, rulebook).awaited
    if awaited and awaited != speaker:
        clause = rulebook.clause("criticism.secretary_first")
        raise NotNow(f"书记带头：请先记下{awaited.name}的自我批评，其他同志再逐个发言。", clause=clause)


def _check_present(sitting: Sitting, speaker: Member, target: Member) -> None:
    """The speaker is there (or spoken for by a delegate); the criticised may be absent and is told later."""
    places = {a.member_id: a for a in sitting.attendance.filter(member__in=[speaker, target])}
    if target.pk not in places:
        raise Invalid(f"{target.name}不在这次会议的名单上。", field="target")
    place = places.get(speaker.pk)
    if place is None or (place.state != Presence.PRESENT and place.delegate_id is None):
        raise Invalid(f"{speaker.name}没有签到，也没有委托代读，不能发言。", field="speaker")


@action("criticism.respond")
def respond(*, by: User, criticism: Criticism, text: str) -> Criticism:
    """The stance of the person criticised (表态), given once."""
    criticism = locked(criticism, "sitting__meeting__organization")
    role = require(by, P.RESPOND, criticism)
    rules.require_phase(criticism.meeting, rules.SESSION, "表态")
    if not text.strip():
        raise Invalid("请写明表态的内容。", field="text")
    if criticism.response:
        raise Conflict("已经表过态了。")
    criticism.response, criticism.responded_at = text.strip(), now()
    criticism.save()
    record(by=by, role=role, what="criticism.respond", on=criticism.sitting, reach=criticism.reach)
    return criticism
