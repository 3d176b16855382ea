"""What is still missing before the meeting: by step, and by person (every gate of readiness in one place)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from meetings import permissions as P
from meetings.enums import MaterialState
from meetings.models import Meeting
from meetings.queries import preparation as read
from meetings.queries.meeting import readiness as missing_of
from meetings.queries.talk import coverage_state, talks_unconfirmed
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.talk_board import Board
from meetings.views.meeting_page import gate_rows, step_rows
from meetings.views.reach import crumbs, meeting_or_404
from members.access import Seat
from members.models import Member

_SPELLED_OUT = 4  # names in one line; the page behind the link lists them all


@require_safe
def readiness(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for the secretary: the gates that do not hold, the steps not done, and who owes what."""
    meeting = meeting_or_404(request, pk, P.SEE_PREPARATION)
    rulebook = Rulebook.of(meeting)
    lacking = missing_of(meeting, rulebook)
    people = people_behind(meeting, request.seat, rulebook)
    steps = [row for row in step_rows(meeting, request.seat) if row["status"] in ("open", "overdue")]
    told = {
        "meeting": meeting,
        "lead": _lead(len(lacking), len(people)),
        "gates": gate_rows(meeting, lacking, request.seat, rulebook),
        "steps": steps,
        "people": people,
        "today": meeting.today,
        "tabs": tabs_for(meeting, request.seat, "meetings:readiness"),
        "crumbs": crumbs(meeting, ("还缺什么", "")),
    }
    return render(request, "meetings/readiness_detail.html", told)


def _lead(gates: int, people: int) -> str:
    if not gates:
        return "开会前要办的都办好了。"
    whom = f"，涉及{people}人" if people else ""
    return f"还有{gates}项没有办好{whom}。"


def people_behind(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> list[dict[str, Any]]:
    """Everybody who still owes something, by name, each with what and where."""
    owed: dict[int, list[dict[str, str]]] = {}
    for source in (_studies, _reflections, _materials, _talks):
        for member_id, item in source(meeting, seat, rulebook):
            owed.setdefault(member_id, []).append(item)
    people = Member.objects.filter(pk__in=owed).order_by("name_key", "id")
    return [{"name": member.name, "owes": owed[member.pk]} for member in people]


Items = list[tuple[int, dict[str, str]]]


def _item(meeting: Meeting, text: str, page: str, *more: int) -> dict[str, str]:
    return {"text": text, "url": reverse(f"meetings:{page}", args=[meeting.pk, *more])}


def _studies(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> Items:
    if not rulebook.get("study.make_up_required"):
        return []
    return [
        (one.member_id, _item(meeting, f"补学{_day(one.session.held_on)}的学习", "studies"))
        for one in read.not_made_up(meeting)
    ]


def _reflections(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> Items:
    """Whoever owes a material owes the reflection, as the gate counts it."""
    owners = [one.owner for one in meeting.materials.filter(owner__isnull=False).select_related("owner")]
    owing = read.owing_reflection(meeting, rulebook, owners)
    return [(member.pk, _item(meeting, "交学习心得", "studies")) for member in owing]


_OWES = {MaterialState.OWED: "提交材料", MaterialState.RETURNED: "修改被退回的材料"}


def _materials(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> Items:
    waiting = meeting.materials.filter(owner__isnull=False, state__in=_OWES)
    return [
        (one.owner_id, _item(meeting, _OWES[MaterialState(one.state)], "materials"))
        for one in waiting
        if one.owner_id
    ]


def _talks(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> Items:
    """Required talks that have not taken place, records that wait for a word; for whoever sees coverage."""
    if not seat.may(P.SEE_COVERAGE, meeting):
        return []
    state = coverage_state(meeting, rulebook)
    lines = Board(state.people, state.held, state.planned, state.requirements).lines()
    found = [
        (line.person.id, _item(meeting, _talk_words(line), "talk_coverage")) for line in lines if line.open
    ]
    waiting = talks_unconfirmed(meeting)
    return found + [
        (one, _item(meeting, f"确认{count}次谈话的记录", "talk_coverage")) for one, count in waiting.items()
    ]


def _talk_words(line: Any) -> str:
    names = [want.told_to(line.person.id) for want in line.open]
    more = f"等{len(names)}人" if len(names) > _SPELLED_OUT else ""
    return f"同{'、'.join(names[:_SPELLED_OUT])}{more}谈心谈话"


def _day(day: Any) -> str:
    return f"{day.month}月{day.day}日"
