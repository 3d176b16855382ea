"""A meeting of the cast's first branch that was held ten days ago, and what was raised before and at it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core import clock
from meetings.models import (
    Criticism,
    Meeting,
    Opinion,
    OpinionRound,
    Problem,
    Sitting,
    SupervisionNote,
)
from rectification import actions
from rectification.models import RectificationItem
from tests.casting import TODAY, Cast

HELD_ON = TODAY - dt.timedelta(days=10)
LIMIT = TODAY + dt.timedelta(days=20)
SECRET = "当面说他收了礼"  # what a criticism says; not for those who may not read the record
OPINION = "村里的路灯坏了半年"
OWN_PROBLEM = "我半年没有学习"


class Held:
    """The meeting and its sources, and items made through the actions."""

    def __init__(self, cast: Cast, meeting: Meeting) -> None:
        self.cast, self.meeting = cast, meeting
        self.problem = Problem.objects.create(meeting=meeting, manifestation="支部很少走访", source="self")
        self.own_problem = Problem.objects.create(
            meeting=meeting, manifestation=OWN_PROBLEM, source="self", owner=cast.member("member")
        )
        sitting = Sitting.objects.create(meeting=meeting, number=1)
        self.criticism = Criticism.objects.create(
            sitting=sitting, kind="mutual", speaker=cast.member("comrade"), target=cast.member("member"),
            text=SECRET,
        )  # fmt: skip
        asked = OpinionRound.objects.create(
            meeting=meeting, channel="forum", audience="群众", starts_on=HELD_ON, ends_on=HELD_ON
        )
        self.opinion = Opinion.objects.create(round=asked, text=OPINION, entered_on=HELD_ON)
        self.note = SupervisionNote.objects.create(
            meeting=meeting, kind="comment", text="整改要具体", by=cast.who["supervisor"]
        )

    def item(self, responsible: str = "committee", owner: str = "", **fields: Any) -> RectificationItem:
        """An item as the secretary lists it; the branch's own unless `owner` names a member."""
        source = {
            name: fields.pop(name)
            for name in ("problem", "criticism", "opinion", "supervision")
            if name in fields
        }
        given = {
            "matter": "走访太少", "measure": "每月走访两户", "due_on": LIMIT,
            "owner": self.cast.member(owner) if owner else None,
            **(source or {"problem": self.own_problem if owner else self.problem}),
        } | fields  # fmt: skip
        return actions.list_item(
            by=self.cast.who["secretary"],
            meeting=self.meeting,
            responsible=self.cast.member(responsible),
            **given,
        )

    def progress(
        self, item: RectificationItem, by: str = "committee", text: str = "走了两户", **fields: Any
    ) -> Any:
        return actions.report_progress(by=self.cast.who[by], item=item, text=text, **fields)

    def claimed(self, item: RectificationItem | None = None, by: str = "committee") -> RectificationItem:
        item = item or self.item(by)
        self.progress(item, by, "都做完了", done=True)
        item.refresh_from_db()
        return item

    def verified(self, item: RectificationItem | None = None, by: str = "secretary") -> RectificationItem:
        item = self.claimed(item)
        actions.verify_item(by=self.cast.who[by], item=item, passed=True, text="看过现场")
        item.refresh_from_db()
        return item

    def rule(self, key: str, value: Any) -> None:
        self.meeting.provisions.update_or_create(key=key, defaults={"value": value, "clause": "方案第五条"})

    def next_meeting(self, **fields: Any) -> Meeting:
        """The same branch's next meeting, being prepared."""
        given = {"state": "preparing", "held_on": TODAY + dt.timedelta(days=30), "title": "下一次组织生活会"}
        return self.cast.meeting(**(given | fields))

    def later(self, days: int) -> Any:
        """A block in which so many days have passed."""
        return clock.at(TODAY + dt.timedelta(days=days))


def build(cast: Cast) -> Held:
    return Held(cast, cast.meeting(state="rectifying", held_on=HELD_ON))
