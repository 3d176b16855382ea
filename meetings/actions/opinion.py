"""Opinions: gathered verbatim, fed back, answered (R03)."""

from __future__ import annotations

import datetime as dt

from audit.door import action, changes, record
from core.exceptions import Invalid, NotNow
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.enums import OpinionChannel
from meetings.models import Aspect, Meeting, Opinion, OpinionRound
from members.access import require
from members.models import Member, User


@action("opinion.open_round")
def open_round(
    *, by: User, meeting: Meeting, channel: str, starts_on: dt.date, ends_on: dt.date, audience: str,
    asked: int = 0,
) -> OpinionRound:  # fmt: skip
    """A round through one channel, from–to, and whom it asks."""
    meeting = locked(meeting, "organization")
    role = require(by, P.GATHER_OPINIONS, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "征求意见")
    if ends_on < starts_on:
        raise Invalid("结束日期早于开始日期。", field="ends_on")
    made = OpinionRound.objects.create(
        meeting=meeting, channel=OpinionChannel(channel), starts_on=starts_on, ends_on=ends_on,
        audience=audience.strip(), asked=asked,
    )  # fmt: skip
    record(by=by, role=role, what="opinion.open_round", on=made, reach=made.reach, after={"channel": channel})
    return made


@action("opinion.enter")
def enter_opinion(
    *, by: User, round: OpinionRound, text: str, about: Member | None = None, aspect: Aspect | None = None,
    giver: str = "", corrects: Opinion | None = None,
) -> Opinion:  # fmt: skip
    """An opinion in the giver's own words. It is never edited: `corrects` points at the one it replaces.

    Without `giver` nothing about the giver is kept, nor does the trail hold the text.
    """
    meeting = locked(round.meeting, "organization")
    role = require(by, P.GATHER_OPINIONS, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "登记意见")
    if not text.strip():
        raise Invalid("请按原话记下意见。", field="text")
    if corrects and Opinion.objects.filter(corrects=corrects).exists():
        raise NotNow("这条意见已经更正过，请更正最新的那一条。")
    made = Opinion.objects.create(
        round=round, text=text.strip(), about=about, aspect=aspect, giver=giver.strip(), corrects=corrects,
        entered_on=meeting.today,
    )  # fmt: skip
    record(by=by, role=role, what="opinion.enter", on=made, reach=made.reach)
    return made


@action("opinion.feed_back")
def feed_back(*, by: User, opinion: Opinion, on: dt.date | None = None) -> Opinion:
    """That an opinion was passed on, word for word, to those it concerns (R03)."""
    meeting = locked(opinion.meeting, "organization")
    role = require(by, P.ANSWER_OPINION, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "反馈意见")
    day = on or meeting.today
    if not opinion.entered_on <= day <= meeting.today:
        raise Invalid("反馈日期应在登记之后、今天之前。", field="on")
    before, after = changes(opinion, {"fed_back_on": day})
    opinion.save()
    record(
        by=by,
        role=role,
        what="opinion.feed_back",
        on=opinion,
        reach=opinion.reach,
        before=before,
        after=after,
    )
    return opinion


@action("opinion.answer")
def answer(*, by: User, opinion: Opinion, text: str) -> Opinion:
    """The committee's answer to an opinion (R03)."""
    meeting = locked(opinion.meeting, "organization")
    role = require(by, P.ANSWER_OPINION, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "回应意见")
    if not text.strip():
        raise Invalid("请写明怎样回应。", field="text")
    _, after = changes(opinion, {"answer": text.strip(), "answered_on": meeting.today})
    opinion.save()
    after = {"answered_on": str(meeting.today)}
    record(by=by, role=role, what="opinion.answer", on=opinion, reach=opinion.reach, after=after)
    return opinion
