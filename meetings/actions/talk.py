"""Heart-to-heart talks: planned, held, recorded by one and confirmed by the others (R04–R07)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from audit.door import action, changes, record
from core.exceptions import Conflict, Invalid, NotNow
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.enums import TalkMode
from meetings.fingerprint import fingerprint
from meetings.models import Meeting, Talk, TalkParty
from meetings.queries.talk import people_to_cover
from meetings.rulebook import Rulebook
from members.access import require
from members.models import Member, User


@action("talk.plan")
def plan_talk(
    *, by: User, meeting: Meeting, partners: Sequence[Member], on: dt.date, mode: str = TalkMode.FACE,
    place: str = "",
) -> Talk:  # fmt: skip
    """An appointment of the acting member with one partner, or several where the plan allows group talks."""
    meeting = locked(meeting, "organization")
    role = require(by, P.PLAN_TALK, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "约谈心谈话")
    _check_partners(meeting, by.member, partners)
    _check_day(meeting, on, {by.member.pk, *(partner.pk for partner in partners)})
    talk = Talk.objects.create(meeting=meeting, mode=TalkMode(mode), planned_on=on, place=place.strip())
    TalkParty.objects.create(talk=talk, member=by.member, leads=True)
    TalkParty.objects.bulk_create(TalkParty(talk=talk, member=partner) for partner in partners)
    after = {"parties": [by.member.pk, *(p.pk for p in partners)], "planned_on": str(on)}
    record(by=by, role=role, what="talk.plan", on=talk, reach=talk.reach, after=after)
    return talk


def _check_partners(meeting: Meeting, me: Member, partners: Sequence[Member]) -> None:
    if not partners or me in partners:
        raise Invalid("请选择谈话对象（不能是自己）。", field="partners")
    known = {person.id for person in people_to_cover(meeting)}
    strange = [p.name for p in partners if p.pk not in known]
    if strange:
        raise Invalid(f"{'、'.join(strange)}不在这次会议的党员名单上。", field="partners")
    rulebook = Rulebook.of(meeting)
    if len(partners) > 1 and not rulebook.get("talks.group_allowed"):
        clause = rulebook.clause("talks.group_allowed")
        raise Invalid("这次会议的谈心谈话要一对一进行。", field="partners", clause=clause)


def _check_day(meeting: Meeting, on: dt.date, parties: set[int]) -> None:
    """Talks come before the meeting; the same people agree on a day once (a form sent twice is refused)."""
    if meeting.held_on and on > meeting.held_on:
        raise Invalid("谈心谈话应在开会之前，请选会议日期之前的一天。", field="on")
    same_day = Talk.objects.filter(meeting=meeting, planned_on=on, held_on__isnull=True)
    for talk in same_day.defer("thinking", "shortcomings").prefetch_related("parties"):
        if {party.member_id for party in talk.parties.all()} == parties:
            raise Invalid("这几个人这一天已经约过，没有重复登记。", field="on")


@action("talk.rearrange")
def rearrange_talk(*, by: User, talk: Talk, on: dt.date, mode: str, place: str = "") -> Talk:
    """Another day, way or place for a talk that is arranged, by any of its parties."""
    talk, role = _arranged(by, talk, "改约谈心谈话")
    if talk.meeting.held_on and on > talk.meeting.held_on:
        raise Invalid("谈心谈话应在开会之前，请选会议日期之前的一天。", field="on")
    new = {"planned_on": on, "mode": TalkMode(mode).value, "place": place.strip()}
    before, after = changes(talk, new)
    talk.save(update_fields=list(new))
    record(by=by, role=role, what="talk.rearrange", on=talk, reach=talk.reach, before=before, after=after)
    return talk


@action("talk.call_off")
def call_off_talk(*, by: User, talk: Talk) -> None:
    """An arranged talk will not take place. Nothing was said yet, so nothing is kept but the trail."""
    talk, role = _arranged(by, talk, "取消约好的谈话")
    before = {
        "parties": [party.member_id for party in talk.parties.all()],
        "planned_on": str(talk.planned_on),
    }
    record(by=by, role=role, what="talk.call_off", on=talk, reach=talk.reach, before=before)
    talk.delete()


def _arranged(by: User, talk: Talk, doing: str) -> tuple[Talk, str]:
    talk = locked(talk, "meeting__organization")
    role = require(by, P.RECORD_TALK, talk)
    rules.require_phase(talk.meeting, rules.PREPARATION, doing)
    if talk.held_on:
        raise NotNow("这次谈话已经登记，不能再改约或取消。")
    return talk, role


@action("talk.let_read")
def let_secretary_read(*, by: User, talk: Talk, agrees: bool) -> Talk:
    """One party's word that the secretary may read the record; it takes all of them, and can be withdrawn."""
    talk = locked(talk, "meeting__organization")
    role = require(by, P.RECORD_TALK, talk)
    talk.parties.filter(member=by.member).update(secretary_may_read=agrees)
    record(by=by, role=role, what="talk.let_read", on=talk, reach=talk.reach, after={"agrees": agrees})
    return talk


@action("talk.record")
def record_talk(
    *,
    by: User,
    talk: Talk,
    held_on: dt.date,
    thinking: str,
    shortcomings: str,
    mode: str = "",
    place: str = "",
) -> Talk:
    """What was raised, by one of the parties; the text is theirs alone and stays out of the trail (R06).

    An ordinary chat is no heart-to-heart talk (R07): both fields are wanted where the rules say so.
    """
    talk = locked(talk, "meeting__organization")
    role = require(by, P.RECORD_TALK, talk)
    rules.require_phase(talk.meeting, rules.PREPARATION, "登记谈心谈话")
    _check_readable(talk)
    if held_on > talk.meeting.today:
        raise Invalid("谈话日期不能晚于今天。", field="held_on")
    if talk.parties.filter(confirmed_on__isnull=False).exclude(member=by.member).exists():
        raise NotNow("对方已经认可现在的记录，不能直接改；不同意的，请点“不同意，退回修改”。")
    _check_substance(talk.meeting, thinking, shortcomings)
    new = {"held_on": held_on, "mode": mode or talk.mode, "place": place.strip() or talk.place}
    before, after = changes(talk, new)
    talk.thinking, talk.shortcomings, talk.recorded_by = thinking.strip(), shortcomings.strip(), by.member
    talk.save()
    talk.parties.update(sent_back_on=None)
    talk.parties.filter(member=by.member).update(confirmed_on=talk.meeting.today)
    # Others agreed to let the secretary read another text.
    talk.parties.exclude(member=by.member).update(secretary_may_read=False)
    record(by=by, role=role, what="talk.record", on=talk, reach=talk.reach, before=before, after=after)
    return talk


def _check_readable(talk: Talk) -> None:
    """Nobody confirms what cannot be read, and nothing is written over it."""
    if not talk.is_readable:
        raise NotNow(
            "这份记录的密文在这台服务器上打不开。请管理员恢复密钥文件，或从备份恢复这份记录，然后再办；"
            "原来的密文还在，没有改动。"
        )


def _check_substance(meeting: Meeting, thinking: str, shortcomings: str) -> None:
    rulebook = Rulebook.of(meeting)
    if not rulebook.get("talks.record_needs_substance"):
        return
    clause = rulebook.clause("talks.record_needs_substance")
    if not thinking.strip():
        raise Invalid(
            "请写明交流了哪些思想情况；一般聊天、只谈工作不算谈心谈话。", field="thinking", clause=clause
        )
    if not shortcomings.strip():
        raise Invalid("请写明相互指出了哪些不足。", field="shortcomings", clause=clause)


@action("talk.confirm")
def confirm_talk(*, by: User, talk: Talk, seen: str | None = None) -> Talk:
    """The other party confirms the record.

    `seen` is the `wording` of the record that was read: Conflict when it was rewritten since.
    """
    talk = locked(talk, "meeting__organization")
    role = require(by, P.RECORD_TALK, talk)
    rules.require_phase(talk.meeting, rules.PREPARATION, "确认谈话记录")
    if talk.held_on is None:
        raise NotNow("对方还没有登记这次谈话。")
    _check_readable(talk)
    if seen not in (None, wording(talk)):
        raise Conflict("对方刚刚改过这份记录，请看过现在的内容再确认。")
    mine = talk.parties.filter(member=by.member, confirmed_on__isnull=True)
    mine.update(confirmed_on=talk.meeting.today, sent_back_on=None)
    record(by=by, role=role, what="talk.confirm", on=talk, reach=talk.reach)
    return talk


@action("talk.send_back")
def send_back_talk(*, by: User, talk: Talk) -> Talk:
    """A party does not stand by the record, or no longer: all words are off, and any party writes it anew.

    Until then the talk counts as arranged. Why is said to each other; no reason is written down (R06).
    """
    talk = locked(talk, "meeting__organization")
    role = require(by, P.RECORD_TALK, talk)
    rules.require_phase(talk.meeting, rules.PREPARATION, "退回谈话记录")
    if talk.held_on is None:
        raise NotNow("对方还没有登记这次谈话。")
    if talk.parties.filter(sent_back_on__isnull=False).exists():
        raise NotNow("这份记录已经退回，等着修改；您也可以直接修改。")
    talk.parties.update(confirmed_on=None)
    talk.parties.filter(member=by.member).update(sent_back_on=talk.meeting.today)
    record(by=by, role=role, what="talk.send_back", on=talk, reach=talk.reach)
    return talk


def wording(talk: Talk) -> str:
    """Which wording of the record somebody has read; for its parties only."""
    return fingerprint(talk.pk, talk.held_on, talk.mode, talk.place, talk.thinking, talk.shortcomings)
