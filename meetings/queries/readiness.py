"""Who still owes what before a meeting: the page of readiness shows it, and reminding goes by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max
from django.urls import reverse

from meetings.enums import AFTER_MEETING, MaterialState, StepKind
from meetings.models import Meeting
from meetings.queries import preparation as read
from meetings.queries.sitting import current_sitting
from meetings.queries.talk import board_of, talks_unconfirmed
from meetings.queries.turns import speeches
from meetings.rulebook import Rulebook
from meetings.talk_board import PersonLine
from members.models import Member

_LATER = AFTER_MEETING | {StepKind.MEETING}
_SPELLED_OUT = 4  # names in one line; the page behind the link lists them all


@dataclass(frozen=True)
class Debt:
    """One thing a person still has to do. `page` shows it to the committee, `own_page` to the person."""

    text: str
    page: str
    own_page: str


@dataclass(frozen=True)
class Behind:
    """A person who still owes something, and the day on which they were last asked."""

    member: Member
    owes: list[Debt]
    asked_on: dt.date | None = None

    @property
    def can_be_asked(self) -> bool:
        """Reminders reach people with an account; the others have to be told in person."""
        return self.member.user_id is not None


Found = Iterator[tuple[int, Debt]]


def people_behind(meeting: Meeting, rulebook: Rulebook, *, with_talks: bool = True) -> list[Behind]:
    """Everybody who still owes something, by name. `with_talks`: for whoever may see the coverage of talks.

    The number of queries does not depend on how many people there are.
    """
    owed: dict[int, list[Debt]] = {}
    sources = [_steps, _studies, _reflections, _receipts, _materials, _speeches]
    sources += [_talks] if with_talks else []
    for source in sources:
        for member_id, debt in source(meeting, rulebook):
            owed.setdefault(member_id, []).append(debt)
    asked = dict(meeting.nudges.order_by().values_list("member_id").annotate(last=Max("on")))
    people = Member.objects.filter(pk__in=owed).order_by("name_key", "id")
    return [Behind(member, owed[member.pk], asked.get(member.pk)) for member in people]


def _debt(meeting: Meeting, text: str, page: str, own: str = "", args: tuple[int, ...] = ()) -> Debt:
    where = [meeting.pk, *args]
    return Debt(text, reverse(f"meetings:{page}", args=where), reverse(f"meetings:{own or page}", args=where))


def _steps(meeting: Meeting, rulebook: Rulebook) -> Found:
    """Duties before the meeting that somebody by name has to see to."""
    for step in meeting.steps.all():
        if step.responsible_id and step.required and not step.is_done and step.kind not in _LATER:
            yield step.responsible_id, _debt(meeting, f"办好“{step.title}”", "step", args=(step.pk,))


def _studies(meeting: Meeting, rulebook: Rulebook) -> Found:
    if rulebook.get("study.make_up_required"):
        for one in read.not_made_up(meeting):
            yield one.member_id, _debt(meeting, f"补学{_day(one.session.held_on)}的学习", "studies")


def _reflections(meeting: Meeting, rulebook: Rulebook) -> Found:
    """Whoever owes a material owes the reflection, as the gate counts it."""
    owners = [one.owner for one in meeting.materials.filter(owner__isnull=False).select_related("owner")]
    for member in read.owing_reflection(meeting, rulebook, owners):
        yield member.pk, _debt(meeting, "交学习心得", "studies")


def _receipts(meeting: Meeting, rulebook: Rulebook) -> Found:
    waiting = read.opinions(meeting).filter(read.OPEN_OPINIONS["receipt"]).order_by("about_id")
    for member_id in waiting.values_list("about_id", flat=True).distinct():
        yield member_id, _debt(meeting, "签收反馈的意见", "opinions", "opinions_mine")


_OWES = {MaterialState.OWED: "提交材料", MaterialState.RETURNED: "修改被退回的材料"}


def _materials(meeting: Meeting, rulebook: Rulebook) -> Found:
    for one in meeting.materials.filter(owner__isnull=False, state__in=_OWES):
        if one.owner_id:
            yield one.owner_id, _debt(meeting, _OWES[MaterialState(one.state)], "materials")


def _speeches(meeting: Meeting, rulebook: Rulebook) -> Found:
    """Who asked for leave and has named nobody yet to read the written speech (R14)."""
    sitting = current_sitting(meeting)
    for one in speeches(sitting, rulebook) if sitting else ():
        if one.delegate is None:
            yield one.member.pk, _debt(meeting, "写书面发言，定下由谁代读", "attendance")


def _talks(meeting: Meeting, rulebook: Rulebook) -> Found:
    """Required talks that have not taken place, and records that wait for a word."""
    board = board_of(meeting, rulebook)
    for line in board.lines():
        if line.open:
            yield line.person.id, _debt(meeting, _talk_words(line), "talk_coverage", "talks")
    here = {person.id for person in board.people}  # nobody is asked who has left or died since
    unconfirmed = talks_unconfirmed(meeting)
    for member_id in here & unconfirmed.keys():
        count = unconfirmed[member_id]
        yield member_id, _debt(meeting, f"确认{count}次谈话的记录", "talk_coverage", "talks")


def _talk_words(line: PersonLine) -> str:
    names = [want.told_to(line.person.id) for want in line.open]
    more = f"等{len(names)}人" if len(names) > _SPELLED_OUT else ""
    return f"同{'、'.join(names[:_SPELLED_OUT])}{more}谈心谈话"


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"
