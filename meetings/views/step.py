"""One step of a meeting: what it asks, who answers for it, until when, and that it was done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.edge import perform
from core.forms import Form
from meetings import permissions as P
from meetings import rules
from meetings.enums import StepKind
from meetings.forms.step import CompleteForm, ReopenForm, SetStepForm
from meetings.models import Step
from meetings.plan_lines import DeadlineLine
from meetings.provisions import spec
from meetings.queries.meeting import reported_to
from meetings.rulebook import Rulebook
from meetings.views.meeting_page import step_status
from meetings.views.reach import crumbs, step_or_404
from members.access import Seat

_DOABLE = rules.PREPARATION | rules.SESSION | rules.AFTERWARDS
_SETTABLE = rules.PLANNING | rules.PREPARATION | rules.AFTERWARDS
# Where the work of a step is entered.
_WORKPLACE = {
    StepKind.STUDY: ("studies", "去学习"),
    StepKind.OPINIONS: ("opinions", "去征求意见"),
    StepKind.TALKS: ("talks", "去谈心谈话"),
    StepKind.PROBLEM_SEARCH: ("problems", "去查摆问题"),
    StepKind.MATERIALS: ("materials", "去材料"),
    StepKind.MEETING: ("run", "去开会"),
    StepKind.INFORM_ABSENT: ("attendance", "去到会情况"),
}

_WHOM = {StepKind.REPORT: "report.to", StepKind.CIRCULAR: "circular.scope"}


@require_http_methods(["GET", "POST"])
def step_detail(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """A step with the forms that this person may use now; POST names one of them in `do`."""
    found = step_or_404(request, pk, step, P.SEE_PREPARATION)
    open_forms = _forms(found, request.seat)
    chosen = open_forms.get(request.POST.get("do", ""))
    if request.method == "POST" and chosen:
        open_forms[request.POST["do"]] = form = chosen(found, request.POST)
        if form.is_valid() and _do(request, found, form):
            return redirect("meetings:step", pk, step)
    forms = {name: form if isinstance(form, Form) else form(found) for name, form in open_forms.items()}
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "meetings/step_detail.html", _told(found, forms, request.seat), status=status)


def _forms(step: Step, seat: Seat) -> dict[str, Any]:
    """The forms open to this person: name → class."""
    meeting, found = step.meeting, {}
    if seat.may(P.COMPLETE_STEP, meeting) and meeting.state in _DOABLE:
        found["reopen" if step.is_done else "complete"] = ReopenForm if step.is_done else CompleteForm
    if seat.may(P.PLAN_MEETING, meeting) and meeting.state in _SETTABLE and not step.is_done:
        found["set"] = SetStepForm
    return found


def _do(request: HttpRequest, step: Step, form: Any) -> bool:
    done = perform(form, form.action, by=request.user, step=step, **form.cleaned_data)
    if done:
        messages.success(request, form.told)
    return done is not None


def _rule(step: Step) -> dict[str, str] | None:
    """What the meeting's rules say of a step beside its deadline: to whom it goes."""
    key = _WHOM.get(StepKind(step.kind))
    if key is None:
        return None
    rulebook = Rulebook.of(step.meeting)
    told = {
        "report.to": reported_to(step.meeting, rulebook),
        "circular.scope": rulebook.get("circular.scope"),
    }
    return {"label": spec(key).label, "text": told[key] or "没有写明", "clause": rulebook.clause(key)}


def _told(step: Step, forms: dict[str, Form], seat: Seat) -> dict[str, Any]:
    meeting = step.meeting
    where = _WORKPLACE.get(StepKind(step.kind))
    return {
        "meeting": meeting,
        "step": step,
        "status": step_status(step, meeting, meeting.today),
        "deadline": DeadlineLine(**step.deadline).as_deadline().in_words() if step.deadline else "",
        "forms": forms,
        "rule": _rule(step),
        "work": {"url": reverse(f"meetings:{where[0]}", args=[meeting.pk]), "label": where[1]}
        if where
        else None,
        "today": meeting.today,
        "crumbs": crumbs(meeting, (step.title, "")),
    }
