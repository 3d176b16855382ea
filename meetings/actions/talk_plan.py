"""The fair plan of talks, adopted by the secretary at once and moved by hand afterwards (R04, R05)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from audit.door import action, record
from core.exceptions import Invalid, NotNow
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.enums import TalkMode
from meetings.models import Meeting, Talk, TalkParty
from meetings.queries.talk import board_of, days_left
from meetings.talk_adoption import Line, leader_of, lines_of, still_wanted
from meetings.talk_schedule import schedule
from members.access import require
from members.models import User


@action("talk.adopt")
def adopt_schedule(*, by: User, meeting: Meeting, lines: Sequence[Line] | None = None) -> int:
    """Arrange the whole fair plan, or the `lines` of it that were chosen, in person. Returns how many talks.

    Only what is still missing is arranged: the same form sent twice, or again after going back, arranges
    nothing more and says so. The parties find their invitations among their own things.
    """
    meeting = locked(meeting, "organization")
    role = require(by, P.ARRANGE_TALKS, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "采用谈话安排")
    board, days = board_of(meeting), days_left(meeting)
    if not days:
        raise NotNow("没有剩下的日子可以安排：谈话的期限已经过了，或者会议日期还没有定。")
    if lines is None:
        lines = lines_of(schedule(board.wants, days, board.arranged))
    elif any(line.on not in days for line in lines):
        raise Invalid("选的日子不在剩下的工作日里，安排已经变了。请看过现在的安排再选。")
    wanted = still_wanted(board, lines)
    if not wanted:
        raise NotNow("这些谈话都已经约好或谈过了，没有重复安排。")
    _arrange(meeting, wanted, {person.id: person for person in board.people})
    after = {"count": len(wanted), "talks": [[line.one, line.other, str(line.on)] for line in wanted]}
    record(by=by, role=role, what="talk.adopt", on=meeting, reach=meeting.reach, after=after)
    return len(wanted)


def _arrange(meeting: Meeting, lines: Sequence[Line], people: dict) -> None:
    talks = Talk.objects.bulk_create(
        Talk(meeting=meeting, mode=TalkMode.FACE, planned_on=line.on) for line in lines
    )
    TalkParty.objects.bulk_create(
        TalkParty(talk=talk, member_id=who, leads=who == leader_of(line, people))
        for talk, line in zip(talks, lines, strict=True)
        for who in (line.one, line.other)
    )


@action("talk.move")
def move_talk(*, by: User, talk: Talk, on: dt.date) -> Talk:
    """Another day for an arranged talk, by the secretary; its parties move it themselves (talk.rearrange)."""
    talk = locked(talk, "meeting__organization")
    role = require(by, P.ARRANGE_TALKS, talk.meeting)
    rules.require_phase(talk.meeting, rules.PREPARATION, "改谈话日期")
    if talk.held_on:
        raise NotNow("这次谈话已经登记，不能再改日期。")
    if on not in days_left(talk.meeting):
        raise Invalid("请选剩下的工作日中的一天。", field="on")
    before, talk.planned_on = str(talk.planned_on), on
    talk.save(update_fields=["planned_on"])
    record(
        by=by, role=role, what="talk.move", on=talk, reach=talk.reach, before={"planned_on": before},
        after={"planned_on": str(on)},
    )  # fmt: skip
    return talk
