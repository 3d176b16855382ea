"""The opinion box: a link that needs no account, slips without a name, opened once after the last day (R03).

docs/adr/0040-nameless-opinions.md says what this keeps from whom, and what it cannot keep.
"""

from __future__ import annotations

import secrets
from hashlib import blake2b

from cryptography.fernet import InvalidToken
from django.conf import settings

from audit.door import action, record
from core.exceptions import Invalid, NotNow
from core.fields import seal, unseal
from core.locks import locked
from meetings import permissions as P
from meetings import rules
from meetings.actions.opinion import _add_nameless
from meetings.models import Meeting, OpinionRound, OpinionSlip
from meetings.rulebook import Rulebook
from members.access import require
from members.models import User

HOLDS = 2000  # slips in one box; stirring them takes some tenths of a second, and a branch gathers dozens
_KEY_BYTES = 18  # of a link: 144 bits, 24 characters
_shuffle = secrets.SystemRandom().shuffle


@action("opinion.issue_link")
def issue_link(*, by: User, round: OpinionRound) -> OpinionRound:
    """Open the round to whoever has its link; a second call gives the same one."""
    meeting = locked(round.meeting, "organization")
    role = require(by, P.GATHER_OPINIONS, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "发放意见表链接")
    round = locked(round)
    _check_link(meeting, round)
    round.link = round.link or secrets.token_urlsafe(_KEY_BYTES)
    round.save(update_fields=["link"])
    record(by=by, role=role, what="opinion.issue_link", on=round, reach=meeting.reach)
    return round


def _check_link(meeting: Meeting, round: OpinionRound) -> None:
    rulebook, key = Rulebook.of(meeting), "opinions.anonymous_allowed"
    if not rulebook.get(key):
        raise Invalid("这次会议要求署名提意见，不能发放不署名的意见表。", clause=rulebook.clause(key))
    if round.ends_on < meeting.today:
        raise NotNow("这一轮已经截止，请另登记一轮再发链接。")
    if meeting.held_on and round.ends_on >= meeting.held_on:
        raise NotNow("截止日期要在开会之前：截止以后才能开箱，意见还要归类、反馈和回应。")


@action("opinion.give", untraced="a row with its time would tell who gave it to whoever saw them at it")
def give_opinion(*, round: OpinionRound, text: str, once: str) -> None:
    """A slip into the box, by nobody. `once` is the number that the form carried: one form is one slip.

    The box is stirred: all its slips are written anew in random order, so that neither the order of the rows
    nor the transaction that wrote them tells which came last.
    """
    meeting = locked(round.meeting, "organization")
    round = locked(round)
    if not (round.takes_slips(meeting.today) and meeting.state in rules.PREPARATION):
        raise NotNow("这次征求意见已经截止。")
    if not text.strip():
        raise Invalid("请写下您的意见。", field="text")
    box = list(round.slips.all())
    slip = OpinionSlip(id=_slip_key(round, text.strip(), once), round=round, sealed=seal(text.strip()))
    if any(one.pk == slip.pk for one in box):
        return
    if len(box) >= HOLDS:
        raise NotNow("这个意见箱已经满了，请把意见当面交给支部委员。")
    round.slips.all().delete()
    box.append(slip)
    _shuffle(box)
    OpinionSlip.objects.bulk_create(box)


def _slip_key(round: OpinionRound, text: str, once: str) -> int:
    """63 bits that mean nothing without the site's key."""
    words = f"{round.pk}\0{once}\0{text}".encode()
    return int.from_bytes(blake2b(words, key=settings.SECRET_KEY.encode()[:64], digest_size=8).digest()) >> 1


@action("opinion.open_box")
def open_box(*, by: User, round: OpinionRound) -> int:
    """Take out all slips at once, in random order, as opinions of this day to be sorted. Returns how many."""
    meeting = locked(round.meeting, "organization")
    role = require(by, P.GATHER_OPINIONS, meeting)
    rules.require_phase(meeting, rules.PREPARATION, "打开意见箱")
    round = locked(round)
    _check_opening(meeting, round)
    texts = [_read(slip) for slip in round.slips.all()]
    _shuffle(texts)
    round.slips.all().delete()
    _add_nameless(round, texts, meeting.today)
    round.opened_on = meeting.today
    round.save(update_fields=["opened_on"])
    after = {"count": len(texts)}
    record(by=by, role=role, what="opinion.open_box", on=round, reach=meeting.reach, after=after)
    return len(texts)


def _check_opening(meeting: Meeting, round: OpinionRound) -> None:
    if not round.link:
        raise NotNow("这一轮没有发放链接，没有意见箱。")
    if round.opened_on:
        raise NotNow("这个意见箱已经打开过了。")
    if meeting.today <= round.ends_on:
        raise NotNow("过了截止日期才能开箱：中途开箱，就可能看出哪条意见是谁刚投的。")


def _read(slip: OpinionSlip) -> str:
    try:
        return unseal(slip.sealed)
    except InvalidToken:
        raise NotNow("意见箱打不开：密钥不在本机。请管理员恢复密钥文件以后再试，意见还在箱里。") from None
