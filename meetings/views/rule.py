"""The rules that hold for a meeting, each with where it comes from; setting one."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from meetings import permissions as P
from meetings import provisions, rules
from meetings.actions import plan
from meetings.forms.rule import RuleForm
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404
from members.access import Seat


@require_safe
def rule_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every provision in words, by group; `?all=1` shows those left at their defaults too."""
    meeting = meeting_or_404(request, pk, P.SEE_PLAN)
    shows_all = request.GET.get("all") == "1"
    told = {
        "meeting": meeting,
        "groups": _groups(Rulebook.of(meeting), shows_all),
        "shows_all": shows_all,
        "may_set": may_set(meeting, request.seat),
        "tabs": tabs_for(meeting, request.seat, "meetings:rules"),
        "crumbs": crumbs(meeting, ("规则", "")),
    }
    return render(request, "meetings/rule_list.html", told)


def _groups(book: Rulebook, shows_all: bool) -> list[dict]:
    shown = [rule for rule in book.rules() if shows_all or rule.origin != provisions.HOUSE]
    by_group = groupby(shown, key=lambda rule: rule.key.split(".")[0])
    return [{"label": provisions.GROUPS[name], "rules": list(found)} for name, found in by_group]


def may_set(meeting: Meeting, seat: Seat) -> bool:
    """May this person set a rule now?"""
    return seat.may(P.PLAN_MEETING, meeting) and meeting.state in rules.PLANNING | rules.PREPARATION


@require_http_methods(["GET", "POST"])
def rule_set(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Set one provision of the meeting, with the reason. What the superior fixed is refused by the action."""
    meeting = meeting_or_404(request, pk, P.PLAN_MEETING)
    rule = next((one for one in Rulebook.of(meeting).rules() if one.key == key), None)
    if rule is None:
        raise Http404
    back = reverse("meetings:rules", args=[pk])
    form = RuleForm(
        request.POST or None, spec=provisions.spec(key), now=_stored(meeting, key), cancel_url=back
    )
    if request.method == "POST" and form.is_valid():
        told = {"value": form.cleaned_data["value"], "reason": form.cleaned_data["reason"]}
        if perform(form, plan.set_provision, by=request.user, meeting=meeting, key=key, **told):
            messages.success(request, f"已调整“{rule.label}”。")
            return redirect(f"{back}#{key}")
    shown = {
        "meeting": meeting,
        "rule": rule,
        "form": form,
        "may_set": rule.overridable and may_set(meeting, request.seat),
        "crumbs": crumbs(meeting, ("规则", back), (rule.label, "")),
    }
    return render(request, "meetings/rule_set.html", shown, status=422 if form.errors else 200)


def _stored(meeting: Meeting, key: str) -> object:
    row = meeting.provisions.filter(key=key).first()
    return row.value if row else provisions.spec(key).default
