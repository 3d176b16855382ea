"""One record more of everything that documents tell of, for a meeting of the cast."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from meetings.enums import MeetingState
from meetings.models import (
    AgendaItem,
    Aspect,
    Attendance,
    AttendanceLine,
    Criticism,
    Material,
    MaterialVersion,
    Meeting,
    MinutesAmendment,
    MinutesEntry,
    Opinion,
    OpinionRound,
    Problem,
    Sitting,
    Step,
    StudyAttendance,
    StudySession,
    SupervisionNote,
    Talk,
    TalkParty,
)
from members.models import Member
from rectification.models import Commitment, PreviousReport, ProgressEntry, RectificationItem
from tests.casting import TODAY, Cast

MORNING = dt.datetime(2026, 5, 20, 1, tzinfo=dt.UTC)  # nine in the morning where the product runs


class Record:
    """The record of one held meeting; `grow` adds a row of every kind, with new people."""

    def __init__(self, cast: Cast, **fields: Any) -> None:
        self.cast, self.user, self.ordinals = cast, cast.who["secretary"], count(1)
        self.earlier = cast.meeting(title="去年的会", held_on=TODAY - dt.timedelta(days=300))
        self.meeting: Meeting = cast.meeting(state=MeetingState.RECTIFYING, **fields)
        self.sitting = Sitting.objects.create(meeting=self.meeting, opened_at=MORNING, closed_at=MORNING)

    def grow(self, word: str = "事情", name: str = "") -> None:
        """One row more of everything; `word` is what every free text says."""
        n = next(self.ordinals)
        member = Member.objects.create(name=name or f"新人{n}", branch=self.cast.branch)
        aspect = self._plan(n, word)
        opinion = self._preparation(n, word, member, aspect)
        self._sitting(n, word, member)
        self._afterwards(n, word, member, opinion, aspect)

    def _plan(self, n: int, word: str) -> Aspect:
        meeting = self.meeting
        AgendaItem.objects.create(meeting=meeting, ordinal=n, kind="other", title=word[:300], text=word)
        AttendanceLine.objects.create(
            meeting=meeting, ordinal=n, capacity="participant", rule="named", text=word[:200]
        )
        details = {"works": [word]}
        for kind in ("study", "circular"):
            Step.objects.create(
                meeting=meeting, ordinal=n, key=f"{kind}{n}", kind=kind, title=word[:100], text=word,
                details=details, due_on=TODAY, responsible=self.user.member, responsible_role="secretary",
            )  # fmt: skip
        return Aspect.objects.create(
            meeting=meeting, ordinal=n, scope="branch", title=f"{n}{word}"[:200], manifestations=[word]
        )

    def _preparation(self, n: int, word: str, member: Member, aspect: Aspect) -> Opinion:
        meeting = self.meeting
        session = StudySession.objects.create(
            meeting=meeting, kind="group", held_on=TODAY, works=word, summary=word, place=word[:100],
            recorded_by=member,
        )  # fmt: skip
        StudyAttendance.objects.create(
            session=session, member=member, made_up_on=TODAY, make_up_note=word[:200]
        )
        asked = OpinionRound.objects.create(
            meeting=meeting, channel="box", starts_on=TODAY, ends_on=TODAY, audience=word[:200]
        )
        opinion = Opinion.objects.create(
            round=asked, text=word, about=member, giver=word[:40], entered_on=TODAY, sorted_on=TODAY, answer=word,
            answered_on=TODAY, fed_back_on=TODAY,
        )  # fmt: skip
        talk = Talk.objects.create(meeting=meeting, mode="face", held_on=TODAY)
        for party in (member, self.user.member):
            TalkParty.objects.create(talk=talk, member=party, leads=party == member, confirmed_on=TODAY)
        talk.thinking = "谈话里说的话"
        talk.save()
        for owner in (None, member):
            Problem.objects.create(
                meeting=meeting, owner=owner, aspect=aspect, manifestation=word, source="self", cause=word
            )
        material = Material.objects.create(meeting=meeting, owner=member, form="outline")
        MaterialVersion.objects.create(material=material, number=1, text=word, submitted_by=self.user)
        return opinion

    def _sitting(self, n: int, word: str, member: Member) -> None:
        sitting, user = self.sitting, self.user
        Attendance.objects.create(
            sitting=sitting, member=member, capacity="participant", state="on_leave", reason=word[:200],
            told_on=TODAY, told_by=user.member,
        )  # fmt: skip
        item = self.meeting.agenda.get(ordinal=n)
        MinutesEntry.objects.create(
            sitting=sitting, item=item, speaker=member, speaker_name=member.name, text=word, taken_by=user
        )
        MinutesAmendment.objects.create(sitting=sitting, text=word, reason=word, by=user, digest="0" * 64)
        for kind, target in (("self", member), ("mutual", user.member)):
            Criticism.objects.create(
                sitting=sitting, kind=kind, speaker=member, target=target, text=word, response=word,
                responded_at=MORNING,
            )  # fmt: skip
        SupervisionNote.objects.create(meeting=self.meeting, kind="comment", text=word, by=user)

    def _afterwards(self, n: int, word: str, member: Member, opinion: Opinion, aspect: Aspect) -> None:
        fields: dict[str, Any] = {"matter": word, "measure": word, "responsible": member, "due_on": TODAY}
        for owner, number in ((None, 2 * n), (member, 2 * n + 1)):
            item = RectificationItem.objects.create(
                meeting=self.meeting, number=number, owner=owner, source="problem",
                problem=aspect.problems.first(), **fields,
            )  # fmt: skip
            ProgressEntry.objects.create(item=item, kind="note", text=word, by=self.user)
        earlier = RectificationItem.objects.create(
            meeting=self.earlier, number=n, source="opinion", opinion=opinion, **fields
        )
        PreviousReport.objects.create(
            meeting=self.meeting, item=earlier, state="not_done", text=word, person=member, new_limit=TODAY
        )
        Commitment.objects.create(
            meeting=self.meeting, member=member, text=word, made_on=TODAY, report=word, reported_on=TODAY
        )
