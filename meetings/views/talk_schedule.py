"""Who should talk to whom next: a fair plan of the missing talks over the working days left (R04, R05)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.edge import perform, sent
from core.exceptions import Invalid
from meetings import permissions as P
from meetings import rules
from meetings.actions import talk_plan as acts
from meetings.deadlines import WorkCalendar, unknown_note
from meetings.forms.talk import MoveTalkForm
from meetings.models import Meeting, Talk
from meetings.queries.talk import arranged_talks, board_of, days_left
from meetings.sections import tabs_for
from meetings.talk_adoption import Line
from meetings.talk_board import Board
from meetings.talk_schedule import Day, most_a_day, schedule
from meetings.views.reach import crumbs, meeting_or_404

_TO_SEE = (
    "这是按剩下的工作日平均分的建议：书记同重点对象的在最前，谁的担子都不过重。各人在自己的谈心谈话页照着约，"
    "约好一次，其余的自动重新分。"
)
_TO_ARRANGE = (
    "这是按剩下的工作日平均分的建议：书记同重点对象的在最前，谁的担子都不过重。可以全部照这样约好，"
    "也可以一天一天地约、去掉不合适的；约好以后还能改日子，没有约的自动重新分。都是当面谈。"
)


@require_safe
def talk_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Day by day, for those who see the coverage; the secretary adopts it, at once or in part."""
    meeting = meeting_or_404(request, pk, P.SEE_COVERAGE)
    board, days = board_of(meeting), days_left(meeting)
    plan = schedule(board.wants, days, board.arranged)
    may_arrange = meeting.state in rules.PREPARATION and request.seat.may(P.ARRANGE_TALKS, meeting)
    told = {
        "meeting": meeting,
        "days": [_day(day) for day in plan],
        "count": sum(len(day.meets) for day in plan),
        "arranged": _by_day(arranged_talks(meeting)) if may_arrange else [],
        "may_arrange": may_arrange,
        "told": _TO_ARRANGE if may_arrange else _TO_SEE,
        "lead": _lead(board, plan, days),
        "is_late": not days and any(not want.requirement.is_met for want in board.wants),
        "calendar_note": _calendar_note(days),
        "tabs": tabs_for(meeting, request.seat, "meetings:talks"),
        "crumbs": _crumbs(meeting, "谈话安排"),
    }
    return render(request, "meetings/talk_schedule.html", told)


def _crumbs(meeting: Meeting, label: str) -> list[dict[str, str]]:
    return crumbs(meeting, ("谈心谈话", reverse("meetings:talks", args=[meeting.pk])), (label, ""))


def _day(day: Day) -> dict[str, Any]:
    pairs = [
        {
            "names": f"{m.one.name}—{m.other.name}",
            "is_key": m.is_key,
            "value": f"{m.one.id}-{m.other.id}",
        }
        for m in day.meets
    ]
    return {"on": day.on, "pairs": pairs, "count": len(pairs)}


def _names(talk: Talk) -> str:
    return "—".join(party.member.name for party in talk.parties.all())


def _by_day(talks: Iterable[Talk]) -> list[dict[str, Any]]:
    """The arranged talks: who with whom on which day, and where each is moved."""
    found: dict[dt.date, list[dict[str, str]]] = {}
    for talk in talks:
        url = reverse("meetings:talk_move", args=[talk.meeting_id, talk.pk])
        found.setdefault(talk.planned_on, []).append({"names": _names(talk), "url": url})
    return [{"on": on, "pairs": pairs} for on, pairs in found.items()]


def _lead(board: Board, plan: list[Day], days: list[dt.date]) -> str:
    if not plan:
        return (
            "没有还要安排的谈话。" if days or not board.wants else "谈话的期限已经过了，或会议日期还没有定。"
        )
    count = sum(len(day.meets) for day in plan)
    return f"还有{count}次没有约，分在{len(plan)}个工作日，每人每天最多{most_a_day(plan)}次。"


def _calendar_note(days: list[dt.date]) -> str:
    """That a day rests on a calendar which is not published yet."""
    return unknown_note() if any(not WorkCalendar().is_known(day) for day in days) else ""


@require_POST
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole plan, or the lines of one day that were ticked."""
    meeting = meeting_or_404(request, pk, P.ARRANGE_TALKS)
    lines = _lines(request) if "on" in request.POST else None
    count = acts.adopt_schedule(by=request.user, meeting=meeting, lines=lines)
    messages.success(request, f"约好了{count}次谈话，各人在“我的事项”里看到邀请。")
    return redirect("meetings:talk_schedule", pk)


def _lines(request: HttpRequest) -> list[Line]:
    try:
        on = parse_date(request.POST["on"])
    except ValueError:
        on = None
    found = [re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", line) for line in request.POST.getlist("line")]
    if on is None or not all(found):
        raise Invalid("没有读懂选了哪些谈话，请从这一页重新选。")
    if not found:
        raise Invalid("请勾选要约在这一天的谈话。")
    return [Line(int(one[1]), int(one[2]), on) for one in found if one]


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int, talk: int) -> HttpResponse:
    """Another day for a talk that is arranged, by the secretary: who with whom, and nothing else of it."""
    meeting = meeting_or_404(request, pk, P.ARRANGE_TALKS)
    found = get_object_or_404(arranged_talks(meeting), pk=talk)
    back = reverse("meetings:talk_schedule", args=[pk])
    form = MoveTalkForm(found, days_left(meeting), back, sent(request))
    if request.method == "POST" and form.is_valid():
        done = perform(form, acts.move_talk, by=request.user, talk=found, **form.cleaned_data)
        if done:
            messages.success(request, "日子改了，各人的事项里也改了。")
            return redirect(back)
    told = {
        "meeting": meeting,
        "form": form,
        "names": _names(found),
        "crumbs": _crumbs(meeting, "改日子"),
    }
    return render(request, "meetings/talk_move.html", told, status=422 if form.errors else 200)
