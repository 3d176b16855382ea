"""Who should talk to whom next: a fair plan of the missing talks over the working days left (R04, R05)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from meetings import permissions as P
from meetings.deadlines import WorkCalendar, unknown_note
from meetings.queries.talk import board_of, days_left
from meetings.sections import tabs_for
from meetings.talk_board import Board
from meetings.talk_schedule import Day, most_a_day, schedule
from meetings.views.reach import crumbs, meeting_or_404


@require_safe
def talk_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Day by day, for those who see the coverage. It is a proposal: everybody arranges their own talks."""
    meeting = meeting_or_404(request, pk, P.SEE_COVERAGE)
    board, days = board_of(meeting), days_left(meeting)
    plan = schedule(board.wants, days)
    told = {
        "meeting": meeting,
        "days": [_day(day) for day in plan],
        "lead": _lead(board, plan, days),
        "is_late": not days and any(not want.requirement.is_met for want in board.wants),
        "calendar_note": _calendar_note(days),
        "tabs": tabs_for(meeting, request.seat, "meetings:talks"),
        "crumbs": crumbs(meeting, ("谈心谈话", reverse("meetings:talks", args=[pk])), ("谈话安排", "")),
    }
    return render(request, "meetings/talk_schedule.html", told)


def _day(day: Day) -> dict[str, Any]:
    pairs = [{"names": f"{m.one.name}—{m.other.name}", "is_key": m.is_key} for m in day.meets]
    return {"on": day.on, "pairs": pairs, "count": len(pairs)}


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
