"""A meeting's moves, each with its own page before it is made; and letting a gate pass."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.edge import perform
from meetings import gates
from meetings.actions import lifecycle
from meetings.enums import MeetingState
from meetings.forms.move import MoveForm, WaiveForm
from meetings.models import Meeting
from meetings.plan_readers import role_for
from meetings.rulebook import Rulebook
from meetings.views.meeting_page import gate_rows, may_waive
from meetings.views.reach import crumbs, meeting_or_404
from meetings.workflow import MEETING, Offer, offers

# What a move brings with it, said before it is made.
BRINGS = {
    "submit": "方案报上级审核；审核期间不能修改，需要修改时可以撤回。",
    "begin": "方案定稿，按规定列出每个人应交的材料，排出应到人员名单，各人在“我的事项”里看到要办的事。",
    "withdraw": "方案回到起草状态，可以修改后再报送。",
    "approve_plan": "方案定稿，支部开始会前准备：列出应交的材料，排出应到人员名单。",
    "return_plan": "方案退回支部修改，支部会看到您写的理由。",
    "declare_ready": "确认会前各项准备已经完成，等候会议日期到来。",
    "unready": "会议回到会前准备，可以补做和修改。",
    "postpone": "会议推迟召开；您写的理由作为督导意见记入会议，支部按意见重新准备。",
    "resume": "会议回到会前准备，按新的日期推算各环节期限。",
    "open": "会议开始，计时并打开会议记录；开会后不能再改方案。",
    "halt": "会议立即停止；您写的理由作为督导意见记入会议，支部须重新准备后再次召开。",
    "rehold": "会议回到会前准备，另排一次会；上一次的记录保留不动。",
    "close": "会议结束，转入整改落实；主持人和记录人随后签认会议记录。",
    "report": "会议情况报上级；记录和清单不能再改，只能补充。",
    "archive": "会议归档封存；以后的变动只能另作补充归档。",
    "cancel": "会议取消，不再提醒；已有的记录保留，取消的理由记入会议。",
}


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Confirm a move: what it brings, what is missing, a reason where one is needed; POST makes it."""
    meeting = meeting_or_404(request, pk)
    rulebook = Rulebook.of(meeting)
    offer = _offer(meeting, request, rulebook, name)
    form = MoveForm(request.POST or None, move=MEETING[name])
    if request.method == "POST" and form.is_valid() and _make(request, meeting, name, form):
        return redirect("meetings:detail", pk)
    told = {
        "meeting": meeting,
        "move": MEETING[name],
        "form": form,
        "brings": BRINGS[name],
        "missing": gate_rows(meeting, offer.missing, request.seat, rulebook) if offer else [],
        "is_open": offer is not None and offer.is_open,
        "tone": "bad" if MEETING[name].target in (MeetingState.CANCELLED, MeetingState.HALTED) else "warn",
        "crumbs": crumbs(meeting, (MEETING[name].label, "")),
    }
    return render(request, "meetings/meeting_move.html", told, status=422 if form.errors else 200)


def _offer(meeting: Meeting, request: HttpRequest, rulebook: Rulebook, name: str) -> Offer | None:
    """The move as it is offered to this person now; 404 for one that is not theirs to make at any time."""
    known = {row.name: row for row in MEETING}
    if name not in known or not role_for(request.seat, known[name].permission, meeting, rulebook):
        raise Http404
    return next((o for o in offers(meeting, request.seat, rulebook) if o.move.name == name), None)


def _make(request: HttpRequest, meeting: Meeting, name: str, form: MoveForm) -> bool:
    reason = form.cleaned_data["reason"]
    made = perform(form, lifecycle.move, by=request.user, meeting=meeting, name=name, reason=reason)
    if made:
        messages.success(request, f"已{MEETING[name].label}。会议现在是“{made.get_state_display()}”。")
    return made is not None


@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, pk: int, gate: str) -> HttpResponse:
    """Let one gate pass, with a reason for the record; only for the role that the rules name."""
    meeting = meeting_or_404(request, pk)
    rulebook = Rulebook.of(meeting)
    if gate not in gates.GATES or not may_waive(meeting, request.seat, rulebook):
        raise Http404
    form = WaiveForm(request.POST or None, cancel_url=reverse("meetings:detail", args=[pk]))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if perform(form, lifecycle.waive_gate, by=request.user, meeting=meeting, gate=gate, reason=reason):
            messages.success(request, f"已放行“{gates.GATES[gate].label}”，理由已记入会议档案。")
            return redirect("meetings:detail", pk)
    told = {
        "meeting": meeting,
        "gate": gates.GATES[gate],
        "clause": rulebook.clause(gate) if gates.GATES[gate].is_provision else "",
        "form": form,
        "crumbs": crumbs(meeting, ("放行关口", "")),
    }
    return render(request, "meetings/meeting_waive.html", told, status=422 if form.errors else 200)
