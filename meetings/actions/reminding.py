"""Asking people to do what they still owe before the meeting: once a day at most."""

from __future__ import annotations

from collections.abc import Collection

from audit.door import action, record
from core.exceptions import NotNow
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.models import Meeting, Nudge
from meetings.queries.readiness import Behind, people_behind
from meetings.reminding import deliver
from meetings.rulebook import Rulebook
from members.access import require
from members.models import User


@action("preparation.remind")
def remind(*, by: User, meeting: Meeting, members: Collection[int] | None = None) -> int:
    """Tell everybody who is behind, or those of `members` (ids) who are, what they owe. Returns how many.

    Whoever was asked today, by whomever, is left out; a unique row for the day is the lock, so a double click
    reminds once. Raises NotNow where nobody is left to be asked.
    """
    meeting = locked(meeting, "organization")
    role = require(by, P.REMIND, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "提醒")
    behind = people_behind(meeting, Rulebook.of(meeting))
    fresh = _to_ask(meeting, behind, members)
    nudges = [Nudge(meeting=meeting, member=one.member, on=meeting.today, by=by.member) for one in fresh]
    Nudge.objects.bulk_create(nudges)
    for nudge, one in zip(nudges, fresh, strict=True):
        deliver(nudge, "；".join(debt.text for debt in one.owes), one.owes[0].own_page)
    after = {"members": [one.member.pk for one in fresh]}
    record(by=by, role=role, what="preparation.remind", on=meeting, reach=meeting.reach, after=after)
    return len(fresh)


def _to_ask(meeting: Meeting, behind: list[Behind], members: Collection[int] | None) -> list[Behind]:
    wanted = [one for one in behind if members is None or one.member.pk in members]
    if not wanted:
        raise NotNow("没有要提醒的人：要办的事刚刚都办好了。")
    reachable = [one for one in wanted if one.can_be_asked]
    if not reachable:
        raise NotNow("要提醒的人还没有账号，请当面告诉他们。")
    fresh = [one for one in reachable if one.asked_on != meeting.today]
    if not fresh:
        raise NotNow("今天已经提醒过了；同一个人一天只提醒一次，明天可以再提醒。")
    return fresh
