"""Opinions: gathered verbatim, fed back, answered (R03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from audit.door import action, changes, record
from core.exceptions import Conflict, Invalid, NotNow
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.enums import OpinionChannel
from meetings.fingerprint import fingerprint
from meetings.models import Aspect, MaterialAnswer, Meeting, Opinion, OpinionRound
from meetings.rulebook import Rulebook
from members.access import require
from members.models import Member, User
from members.queries import committee_of, people_of


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
    if not audience.strip():
        raise Invalid("请写明向哪些人征求意见。", field="audience")
    same = meeting.opinion_rounds.filter(channel=channel, starts_on=starts_on, ends_on=ends_on)
    if same.filter(audience=audience.strip()).exists():
        raise Invalid("这次征求意见已经登记过，没有重复登记。", field="audience")
    made = OpinionRound.objects.create(
        meeting=meeting, channel=OpinionChannel(channel), starts_on=starts_on, ends_on=ends_on,
        audience=audience.strip(), asked=asked,
    )  # fmt: skip
    record(by=by, role=role, what="opinion.open_round", on=made, reach=made.reach, after={"channel": channel})
    return made


@action("opinion.enter")
def enter_opinion(
    *, by: User, round: OpinionRound, text: str, about: Member | None = None, aspect: Aspect | None = None,
    giver: str = "", corrects: Opinion | None = None, again: bool = False,
) -> Opinion:  # fmt: skip
    """An opinion in the giver's own words. It is never edited: `corrects` points at the one it replaces.

    Without `giver` nothing about the giver is kept, nor does the trail hold the text. The same words a second
    time in one round are refused as sent twice, unless `again` says that somebody else said them too.
    """
    meeting = locked(round.meeting, "organization")
    role = require(by, P.GATHER_OPINIONS, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "登记意见")
    if not text.strip():
        raise Invalid("请按原话记下意见。", field="text")
    if corrects:
        _check_correction(corrects, round)
    elif not again and round.opinions.filter(text=text.strip()).exists():
        raise Invalid("这一轮里已经有一字不差的意见。确实另有人这样说的，请勾选下面的一项。", field="again")
    _check_concerns(meeting, about, aspect)
    _check_giver(meeting, giver)
    made = Opinion.objects.create(
        round=round, text=text.strip(), about=about, aspect=aspect, giver=giver.strip(), corrects=corrects,
        entered_on=meeting.today, sorted_on=meeting.today,
    )  # fmt: skip
    record(by=by, role=role, what="opinion.enter", on=made, reach=made.reach)
    return made


def _check_correction(old: Opinion, round: OpinionRound) -> None:
    if old.round_id != round.pk:
        raise Invalid("更正要记在原来那一轮征求意见里。")
    if Opinion.objects.filter(corrects=old).exists():
        raise NotNow("这条意见已经更正过，请更正最新的那一条。")


def _check_concerns(meeting: Meeting, about: Member | None, aspect: Aspect | None) -> None:
    if aspect and aspect.meeting_id != meeting.pk:
        raise Invalid("这个方面不属于这次会议。", field="aspect")
    organization = meeting.organization
    if about is None or people_of(organization).filter(pk=about.pk).exists():
        return
    if about not in committee_of(organization, meeting.today):
        raise Invalid(f"{about.name}不在这个支部的名册上。", field="about")


def _check_giver(meeting: Meeting, giver: str) -> None:
    rulebook, key = Rulebook.of(meeting), "opinions.anonymous_allowed"
    if not giver.strip() and not rulebook.get(key):
        raise Invalid("这次会议要求署名提意见。", field="giver", clause=rulebook.clause(key))


def current_opinion(opinion: Opinion) -> tuple[Opinion, Meeting]:
    """The opinion read afresh and its meeting, both locked. Raises NotNow when it was corrected since."""
    meeting = locked(opinion.meeting, "organization")
    fresh = locked(opinion, "round__meeting__organization")
    if Opinion.objects.filter(corrects=fresh).exists():
        raise NotNow("这条意见已经更正过，请办理最新的那一条。")
    return fresh, meeting


@action("opinion.enter_forms")
def enter_forms(*, by: User, round: OpinionRound, texts: Sequence[str], again: bool = False) -> int:
    """A pile of paper forms typed in, each verbatim and nameless, to be sorted afterwards. Returns how many.

    A pile all of whose texts are there already is refused as sent twice, unless `again`.
    """
    meeting = locked(round.meeting, "organization")
    role = require(by, P.GATHER_OPINIONS, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "登记意见")
    words = [text.strip() for text in texts if text.strip()]
    if not words:
        raise Invalid("请把意见表上的原话录进来。", field="texts")
    _check_giver(meeting, "")
    there = set(round.opinions.filter(text__in=words).values_list("text", flat=True))
    if not again and set(words) <= there:
        raise Invalid(
            "这些意见都已经录过，没有重复登记。确实是另外的人提的，请勾选下面的一项。", field="again"
        )
    _add_nameless(round, words, meeting.today)
    record(
        by=by,
        role=role,
        what="opinion.enter_forms",
        on=round,
        reach=meeting.reach,
        after={"count": len(words)},
    )
    return len(words)


def _add_nameless(round: OpinionRound, words: Sequence[str], day: dt.date) -> None:
    Opinion.objects.bulk_create(Opinion(round=round, text=text, entered_on=day) for text in words)


@action("opinion.sort")
def sort_opinion(
    *, by: User, opinion: Opinion, about: Member | None, aspect: Aspect | None = None
) -> Opinion:
    """Whom an opinion concerns (the committee where `about` is None), its aspect.

    Until it is fed back, or a material or a criticism has taken it up.
    """
    opinion, meeting = current_opinion(opinion)
    role = require(by, P.GATHER_OPINIONS, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "给意见归类")
    if opinion.fed_back_on:
        raise NotNow("这条意见已经反馈给本人，不能再改归类。")
    if MaterialAnswer.objects.filter(opinion=opinion).exists() or opinion.raised.exists():
        raise NotNow("这条意见已经在材料里或会上有了回应，不能再改归类。")
    _check_concerns(meeting, about, aspect)
    new = {"about_id": about and about.pk, "aspect_id": aspect and aspect.pk, "sorted_on": meeting.today}
    before, after = changes(opinion, new)
    opinion.save()
    record(by=by, role=role, what="opinion.sort", on=opinion, reach=meeting.reach, before=before, after=after)
    return opinion


@action("opinion.feed_back")
def feed_back(*, by: User, opinion: Opinion, on: dt.date | None = None) -> Opinion:
    """That an opinion was passed on, word for word, to those it concerns (R03)."""
    opinion, meeting = current_opinion(opinion)
    role = require(by, P.ANSWER_OPINION, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "反馈意见")
    _require_sorted(opinion)
    if opinion.fed_back_on:
        raise NotNow("这条意见已经登记过反馈。")
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


def _require_sorted(opinion: Opinion) -> None:
    if opinion.sorted_on is None:
        raise NotNow("这条意见还没有归类，请先写明涉及班子还是哪位同志。")


@action("opinion.receive")
def receive(*, by: User, opinion: Opinion) -> Opinion:
    """The person concerned has read the opinion that was fed back (R03)."""
    opinion, meeting = current_opinion(opinion)
    role = require(by, P.RECEIVE_OPINION, opinion)
    if opinion.fed_back_on is None:
        raise NotNow("这条意见还没有反馈给您。")
    if opinion.received_on is None:
        opinion.received_on = meeting.today
        opinion.save(update_fields=["received_on"])
    record(by=by, role=role, what="opinion.receive", on=opinion, reach=meeting.reach)
    return opinion


# At the meeting and after it too: the report waits for the answers where the rules want every one (R03).
ANSWERABLE = rules.PREPARATION | rules.SESSION | rules.AFTERWARDS


@action("opinion.answer")
def answer(*, by: User, opinion: Opinion, text: str, seen: str | None = None) -> Opinion:
    """The committee's answer to an opinion (R03).

    `seen` is the fingerprint of the answer that the form was opened on: Conflict when it changed since.
    """
    opinion, meeting = current_opinion(opinion)
    role = require(by, P.ANSWER_OPINION, meeting)
    rules.require_phase(meeting, ANSWERABLE, "回应意见")
    _require_sorted(opinion)
    if not text.strip():
        raise Invalid("请写明怎样回应。", field="text")
    if seen not in (None, fingerprint(opinion.answer)):
        raise Conflict("这条意见刚刚有人作了答复。请先看过现在的答复，再决定要不要改。")
    changes(opinion, {"answer": text.strip(), "answered_on": meeting.today})
    opinion.save()
    after = {"answered_on": str(meeting.today)}
    record(by=by, role=role, what="opinion.answer", on=opinion, reach=opinion.reach, after=after)
    return opinion
