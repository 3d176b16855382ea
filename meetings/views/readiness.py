"""What is still missing before the meeting: by step, and by person (every gate of readiness in one place)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from meetings import permissions as P
from meetings import rules
from meetings.actions import reminding as acts
from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.queries.meeting import readiness as missing_of
from meetings.queries.readiness import Behind, people_behind
from meetings.queries.sitting import current_sitting
from meetings.queries.turns import speeches
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.meeting_page import gate_rows, step_rows
from meetings.views.reach import crumbs, meeting_or_404
from members.access import Seat


@require_safe
def readiness(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for the secretary: the gates that do not hold, the steps not done, and who owes what."""
    meeting = meeting_or_404(request, pk, P.SEE_PREPARATION)
    rulebook = Rulebook.of(meeting)
    lacking = missing_of(meeting, rulebook)
    with_talks = request.seat.may(P.SEE_COVERAGE, meeting)
    people = [_row(one, meeting) for one in people_behind(meeting, rulebook, with_talks=with_talks)]
    reminds = meeting.state in rules.PREPARATION and request.seat.may(P.REMIND, meeting)
    steps = [row for row in step_rows(meeting, request.seat) if row["status"] in ("open", "overdue")]
    told = {
        "meeting": meeting,
        "lead": _lead(len(lacking), len(people)),
        "ready_url": "" if lacking else _ready_url(meeting, request.seat),
        "gates": gate_rows(meeting, lacking, request.seat, rulebook),
        "steps": steps,
        "people": people,
        "speeches": _speeches(meeting, rulebook),
        "may_remind": reminds,
        "may_remind_all": reminds and any(one["has_account"] and not one["asked_today"] for one in people),
        "today": meeting.today,
        "tabs": tabs_for(meeting, request.seat, "meetings:readiness"),
        "crumbs": crumbs(meeting, ("还缺什么", "")),
    }
    return render(request, "meetings/readiness_detail.html", told)


def _ready_url(meeting: Meeting, seat: Seat) -> str:
    """Where this person says that all is ready; "" for whoever may not, and outside of the preparation."""
    if meeting.state != MeetingState.PREPARING or not seat.may(P.PLAN_MEETING, meeting):
        return ""
    return reverse("meetings:move", args=[meeting.pk, "declare_ready"])


def _speeches(meeting: Meeting, rulebook: Rulebook) -> dict[str, Any] | None:
    """Whose written speech is to be read at the meeting, and by whom (R14)."""
    sitting = current_sitting(meeting)
    found = speeches(sitting, rulebook) if sitting else []
    return {"rows": found, "clause": rulebook.clause("leave.written_speech_read")} if found else None


def _lead(gates: int, people: int) -> str:
    if not gates:
        return "开会前要办的都办好了。"
    whom = f"，涉及{people}人" if people else ""
    return f"还有{gates}项没有办好{whom}。"


def _row(one: Behind, meeting: Meeting) -> dict[str, Any]:
    return {
        "pk": one.member.pk,
        "name": one.member.name,
        "owes": [{"text": debt.text, "url": debt.page} for debt in one.owes],
        "asked_on": one.asked_on,
        "asked_today": one.asked_on == meeting.today,
        "has_account": one.can_be_asked,
    }


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one person (`member`), or everybody who is behind; nobody twice on one day."""
    meeting = meeting_or_404(request, pk, P.REMIND)
    chosen = request.POST.getlist("member")
    members = {int(one) for one in chosen if one.isdecimal()} if chosen else None
    count = acts.remind(by=request.user, meeting=meeting, members=members)
    messages.success(request, f"已提醒{count}人，会出现在他们的“我的事项”里。")
    return redirect("meetings:readiness", pk)
