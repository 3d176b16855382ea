"""The state of every earlier item, told as the first thing of the next meeting (R27)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from core.templatetags.ui import cn_date
from meetings import rules
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from meetings.views.reach import meeting_or_404
from rectification import actions
from rectification import permissions as P
from rectification.enums import ItemState, PreviousState
from rectification.forms.previous import PreviousForm
from rectification.models import PreviousReport, RectificationItem
from rectification.queries import earlier_items, previous_reports
from rectification.views.reach import form_page, frame, trail

_TONES = {PreviousState.DONE: "ok", PreviousState.IN_PROGRESS: "neutral", PreviousState.NOT_DONE: "warn"}


@require_safe
def previous_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every earlier item with what this meeting says of it; what is not said yet comes first."""
    meeting = meeting_or_404(request, pk, P.SEE_LIST)
    rows = _rows(meeting)
    waiting = sum(row["report"] is None for row in rows)
    told = frame(request, meeting, "rectification:previous") | {
        "rows": rows,
        "lead": _lead(rows, waiting),
        "may_report": may_report(request, meeting),
        "rule": _rule(meeting) if waiting else None,
    }
    return render(request, "rectification/previous_list.html", told)


def _rule(meeting: Meeting) -> dict[str, str] | None:
    """What the meeting's rules ask of items whose state is not told yet (R27)."""
    rulebook = Rulebook.of(meeting)
    if rulebook.get("gate.previous_reported"):
        words = "开会时先逐项通报；没有写明情况的，会议不能开。"
        return {"text": words, "clause": rulebook.clause("gate.previous_reported")}
    if not rulebook.get("rectification.report_at_next_meeting"):
        return None
    words = "开会时先逐项通报每一项的情况。"
    return {"text": words, "clause": rulebook.clause("rectification.report_at_next_meeting")}


def may_report(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether this person may say now how earlier items stand."""
    return meeting.state in rules.PREPARATION and request.seat.may(P.REPORT_PREVIOUS, meeting)


def _rows(meeting: Meeting) -> list[dict[str, Any]]:
    reports = {report.item_id: report for report in previous_reports(meeting)}
    told_of = {pk: report.item for pk, report in reports.items()}
    items = {item.pk: item for item in earlier_items(meeting)}
    rows = [_row(item, reports.get(pk)) for pk, item in (told_of | items).items()]
    return sorted(rows, key=lambda row: row["report"] is not None)


def _row(item: RectificationItem, report: PreviousReport | None) -> dict[str, Any]:
    tone = _TONES[PreviousState(report.state)] if report else "warn"
    return {"item": item, "report": report, "tone": tone}


def _lead(rows: list[dict[str, Any]], waiting: int) -> str:
    if not rows:
        return ""
    return (
        f"共{len(rows)}项，还有{waiting}项没有写明情况。" if waiting else f"共{len(rows)}项，都已写明情况。"
    )


@require_http_methods(["GET", "POST"])
def previous_report(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Say how one earlier item stands."""
    meeting = meeting_or_404(request, pk, P.REPORT_PREVIOUS)
    found = get_object_or_404(earlier_items(meeting), pk=item)
    back = reverse("rectification:previous", args=[pk])
    form = PreviousForm(meeting, found, back, request.POST or None, initial=_first_words(meeting, found))
    if request.method == "POST" and form.is_valid():
        given = {"by": request.user, "meeting": meeting, "item": found, **form.given()}
        if perform(form, actions.report_previous, **given):
            messages.success(request, "已写明这一项的整改情况。")
            return redirect(back)
    told = {
        "facts": _facts(found),
        "facts_title": found.matter,
        "closed": "" if may_report(request, meeting) else "会前准备期间才能写明上次整改情况。",
        "crumbs": trail(meeting, ("上次整改情况", back), (f"第{found.number}项", "")),
    }
    return form_page(request, meeting, form, "写明整改情况", **told)


def _first_words(meeting: Meeting, item: RectificationItem) -> dict[str, Any]:
    """What was said before, else what the ledger says."""
    said = meeting.previous_reports.filter(item=item).first()
    if said:
        return {"state": said.state, "text": said.text, "person": said.person_id, "new_limit": said.new_limit}
    done = item.state == ItemState.VERIFIED
    state = PreviousState.DONE if done else PreviousState.IN_PROGRESS
    return {"state": state, "text": "已经完成并核实销号。" if done else ""}


def _facts(item: RectificationItem) -> list[dict[str, str]]:
    latest = item.progress.order_by("-id").first()
    return [
        {"label": "整改措施", "value": item.measure},
        {"label": "责任人和时限", "value": f"{item.responsible.name}，{cn_date(item.due_on)}"},
        {"label": "现在", "value": item.get_state_display()},
        {"label": "最近的进展", "value": latest.text if latest else "还没有登记进展"},
    ]
