"""A meeting with opinions to follow: gathered, passed on, answered in a material, taken up at the meeting."""

from __future__ import annotations

from typing import Any

from core import clock
from meetings.actions import material as materials
from meetings.actions import opinion as opinions
from meetings.actions import opinion_thread as ties
from meetings.actions import sitting as sittings
from meetings.models import Attendance, Criticism, Material, Meeting, Opinion, Sitting
from meetings.queries.preparation import all_opinions
from tests.casting import Cast
from tests.meetings.preparation import preparing, rule

SAID = "值班时间常常找不到人"
GIVER = "老街王大妈"
PASSAGE = "一是值班时间我常常找不到人，五月有三次提前离岗。"
OTHER = "二是学习不够，笔记断断续续。"
TEXT = f"一、存在的问题\n{OTHER}\n{PASSAGE}\n二、产生问题的原因\n放松了要求。"
REWRITTEN = TEXT.replace(PASSAGE, "一是工作作风不实。")
CRITICISM = "五月十八日值班时间找不到人，事后没有说明"


class Ground:
    """Everything by the actions; what only surrounds them (a roster, a state) by rows."""

    def __init__(self, cast: Cast, **rules: Any) -> None:
        self.cast, self.meeting = cast, preparing(cast)
        for key, value in ({"materials.committee_form": "full"} | rules).items():
            rule(self.meeting, key, value)
        materials.owe_materials(self.meeting)
        day = clock.today()
        self.round = opinions.open_round(
            by=self.by("committee"), meeting=self.meeting, channel="visit", starts_on=day, ends_on=day,
            audience="群众",
        )  # fmt: skip

    def by(self, who: str) -> Any:
        return self.cast.who[who]

    def opinion(self, about: str = "", text: str = SAID, *, fed_back: bool = True, **more: Any) -> Opinion:
        """One that is sorted; about the committee unless a person is named."""
        whom = self.cast.member(about) if about else None
        made = opinions.enter_opinion(
            by=self.by("committee"), round=self.round, text=text, about=whom, **more
        )
        if fed_back:
            opinions.feed_back(by=self.by("secretary"), opinion=made)
        return self.fresh(made)

    def opinion_at_meeting(self, text: str) -> Opinion:
        """One more about comrade, as a row: at the meeting none is gathered any more."""
        day, about = clock.today(), self.cast.member("comrade")
        told = {"entered_on": day, "sorted_on": day, "fed_back_on": day}
        return Opinion.objects.create(round=self.round, text=text, about=about, **told)

    def fresh(self, one: Opinion) -> Opinion:
        return all_opinions(self.meeting).get(pk=one.pk)

    def material(self, who: str = "") -> Material:
        return self.meeting.materials.get(owner=self.cast.member(who) if who else None)

    def hand_in(self, who: str = "", text: str = TEXT) -> Material:
        found = self.material(who)
        materials.submit_material(by=self.by(who or "secretary"), material=found, text=text)
        return found

    def tie(self, one: Opinion, who: str = "", quote: str = PASSAGE, version: int = 1) -> Opinion:
        ties.tie_to_passage(
            by=self.by(who or "secretary"), material=self.material(who), opinion=one, version=version,
            quote=quote,
        )  # fmt: skip
        return self.fresh(one)

    def state(self, state: str) -> None:
        Meeting.objects.filter(pk=self.meeting.pk).update(state=state, held_on=clock.today())
        self.meeting.refresh_from_db()

    def open(self) -> Sitting:
        """The meeting in session, with the branch there; who speaks first is another test's matter."""
        self.state("in_session")
        rule(self.meeting, "criticism.secretary_first", False)
        sitting = Sitting.objects.create(meeting=self.meeting, opened_at=clock.now())
        Attendance.objects.bulk_create(
            Attendance(sitting=sitting, member=self.cast.member(who), capacity="participant", state="present")
            for who in ("secretary", "deputy", "committee", "member", "comrade")
        )
        return sitting

    def criticize(self, speaker: str, target: str, text: str = CRITICISM) -> Criticism:
        return sittings.criticize(
            by=self.by(speaker), meeting=self.meeting, target=self.cast.member(target), text=text
        )
