"""Minutes: taken down in agenda order, sealed by host and recorder, amended only by appending (R17)."""

from __future__ import annotations

from audit.door import action, record
from core.clock import now
from core.exceptions import Invalid, NotNow
from core.locks import locked
from meetings import minutes, rules
from meetings import permissions as P
from meetings.models import AgendaItem, Meeting, MinutesAmendment, MinutesEntry, Sitting
from meetings.queries.minutes_fields import lacking_fields
from meetings.queries.sitting import current_sitting, minutes_of
from meetings.queries.turns import absent_with_speech
from meetings.rulebook import Rulebook
from members.access import require
from members.models import Member, User


def _open_sitting(meeting: Meeting, doing: str) -> Sitting:
    rules.require_phase(meeting, rules.SESSION | rules.AFTERWARDS, doing)
    sitting = current_sitting(meeting)
    assert sitting is not None
    if sitting.is_sealed:
        raise NotNow("会议记录已经封存，不能再改；需要补充请用“补充说明”。")
    return sitting


@action("minutes.take")
def take_minutes(
    *, by: User, meeting: Meeting, text: str, item: AgendaItem | None = None, speaker: Member | None = None,
    speaker_name: str = "", read_for: Member | None = None,
) -> MinutesEntry:  # fmt: skip
    """One entry: what was said, by whom, under which item of the agenda.

    `read_for` is the absent member whose written speech was read, by the delegate or by who is named (R14).
    """
    meeting = locked(meeting, "organization")
    role = require(by, P.TAKE_MINUTES, meeting)
    sitting = _open_sitting(meeting, "记录")
    if not text.strip():
        raise Invalid("请写下记录的内容。", field="text")
    if item and item.meeting_id != meeting.pk:
        raise Invalid("这项议程不属于这次会议。", field="item")
    speaker = _reader(sitting, read_for, speaker) if read_for else speaker
    _unsign(sitting)
    entry = MinutesEntry.objects.create(
        sitting=sitting, item=item or sitting.current_item, speaker=speaker, read_for=read_for,
        speaker_name=speaker.name if speaker else speaker_name.strip(), text=text.strip(), taken_by=by,
        taken_at=now(),
    )  # fmt: skip
    record(by=by, role=role, what="minutes.take", on=sitting, reach=meeting.reach, after={"entry": entry.pk})
    return entry


def _reader(sitting: Sitting, read_for: Member, speaker: Member | None) -> Member:
    """Who read: the speaker who is named, else the delegate."""
    place = absent_with_speech(sitting).filter(member=read_for).first()
    if place is None:
        raise Invalid(f"{read_for.name}没有请假或者没有委托代读，不能记为代读。", field="read_for")
    reader = speaker or place.delegate
    assert reader is not None  # a place with a speech has a delegate
    if reader == read_for:
        raise Invalid("代读人不能是请假的本人。", field="speaker")
    return reader


@action("minutes.correct")
def correct_entry(*, by: User, entry: MinutesEntry, text: str) -> MinutesEntry:
    """Correct an entry before sealing. The trail keeps that it was corrected, not the words."""
    meeting = locked(entry.meeting, "organization")
    role = require(by, P.TAKE_MINUTES, meeting)
    sitting = _open_sitting(meeting, "修改记录")
    if entry.sitting_id != sitting.pk:
        raise NotNow("这是被叫停的那次会的记录，不能再改。")
    if not text.strip():
        raise Invalid("请写下记录的内容。", field="text")
    _unsign(sitting)
    entry.text = text.strip()
    entry.save()
    record(
        by=by, role=role, what="minutes.correct", on=sitting, reach=meeting.reach, after={"entry": entry.pk}
    )
    return entry


def _unsign(sitting: Sitting) -> None:
    """Whoever signed has not seen what is written now."""
    sitting.host_signed_at = sitting.recorder_signed_at = None
    sitting.save()


@action("minutes.sign")
def sign_minutes(*, by: User, meeting: Meeting, as_host: bool) -> Sitting:
    """Sign as host or as recorder after the meeting; with the second signature the minutes are sealed.

    Raises NotNow, naming them, while fields lack that the rules want in the minutes (R17).
    """
    meeting = locked(meeting, "organization")
    role = require(by, P.SIGN_AS_HOST if as_host else P.SIGN_AS_RECORDER, meeting)
    rules.require_phase(meeting, rules.AFTERWARDS, "签认会议记录")
    sitting = _open_sitting(meeting, "签认会议记录")
    entries = list(minutes_of(sitting))
    if not entries:
        raise NotNow("会议记录还是空的，不能签认。")
    rulebook = Rulebook.of(meeting)
    if lacking := lacking_fields(sitting, rulebook, entries):
        words = "；".join(lacking)
        raise NotNow(f"会议记录要素不全，还不能签认：{words}。", clause=rulebook.clause("minutes.fields"))
    if as_host:
        sitting.host_signed_at = now()
    else:
        sitting.recorder_signed_at = now()
    if sitting.host_signed_at and sitting.recorder_signed_at:
        sitting.seal, sitting.sealed_at = minutes.chain(entries)[-1], now()
    sitting.save()
    after = {"sealed": sitting.is_sealed, "seal": sitting.seal}
    record(by=by, role=role, what="minutes.sign", on=sitting, reach=meeting.reach, after=after)
    return sitting


@action("minutes.amend")
def amend_minutes(*, by: User, meeting: Meeting, text: str, reason: str) -> MinutesAmendment:
    """Append to sealed minutes, with author and reason; the sealed text stays as it is."""
    meeting = locked(meeting, "organization")
    role = require(by, P.AMEND_MINUTES, meeting)
    rules.require_phase(meeting, rules.AFTERWARDS, "补充会议记录")
    sitting = current_sitting(meeting)
    if sitting is None or not sitting.is_sealed:
        raise NotNow("会议记录还没有封存，直接修改即可。")
    if not text.strip() or not reason.strip():
        raise Invalid("请写明补充的内容和原因。", field="text" if not text.strip() else "reason")
    last = sitting.amendments.order_by("-id").first()
    made = MinutesAmendment(sitting=sitting, text=text.strip(), reason=reason.strip(), by=by, at=now())
    made.digest = minutes.amendment_digest(last.digest if last else sitting.seal, made)
    made.save()
    record(by=by, role=role, what="minutes.amend", on=sitting, reach=meeting.reach, reason=reason.strip())
    return made
