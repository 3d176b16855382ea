"""Problems searched out: one's own and the branch's, by aspect (R01, R02)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from meetings import permissions as P
from meetings import rules
from meetings.actions import problem as acts
from meetings.forms.problem import ProblemForm
from meetings.models import Aspect, MaterialVersion, Meeting, Problem
from meetings.queries.material_text import aspect_at, numbered
from meetings.queries.preparation import materials_visible_to, problems_visible_to
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404

_OPEN = rules.PREPARATION | rules.SESSION


@require_safe
def problem_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own and the branch's problems by aspect; whoever reviews materials sees everybody's by person."""
    meeting = meeting_or_404(request, pk)
    seat = request.seat
    adds = {own: seat.may(wanted, meeting) for own, wanted in _ADD.items()}
    if not any(adds.values()):
        raise Http404
    aspects = list(meeting.aspects.all())
    found = list(problems_visible_to(meeting, seat))
    me = seat.member.pk if seat.member else None
    own = [one for one in found if one.owner_id == me and me]
    branch = [one for one in found if one.owner_id is None]
    is_open = meeting.state in _OPEN
    told = {
        "meeting": meeting,
        "own": _by_aspect(own, aspects, Aspect.Scope.MEMBER),
        "branch": _by_aspect(branch, aspects, Aspect.Scope.BRANCH),
        "others": _by_person([one for one in found if one.owner_id not in (None, me)]),
        "lead": f"本人列出{len(own)}个，支部列出{len(branch)}个。",
        "may_add_own": is_open and adds[True],
        "may_add_branch": is_open and adds[False],
        "tabs": tabs_for(meeting, seat, "meetings:problems"),
        "crumbs": crumbs(meeting, ("问题", "")),
    }
    return render(request, "meetings/problem_list.html", told)


_ADD = {True: P.LIST_OWN_PROBLEM, False: P.LIST_BRANCH_PROBLEM}


def _by_aspect(problems: list[Problem], aspects: Iterable[Aspect], scope: str) -> list[dict[str, Any]]:
    """Every aspect of the list with its problems, those without any too; what has no aspect comes last."""
    rows: list[dict[str, Any]] = [
        {
            "title": aspect.title,
            "help": aspect.manifestations,
            "problems": [one for one in problems if one.aspect_id == aspect.pk],
        }
        for aspect in aspects
        if aspect.scope == scope
    ]
    loose = [one for one in problems if one.aspect_id is None]
    if loose:
        rows.append({"title": "没有归类的" if rows else "", "help": [], "problems": loose})
    return rows


def _by_person(problems: list[Problem]) -> list[dict[str, Any]]:
    """Each person's problems, people by name."""
    problems.sort(key=lambda one: (one.owner.name_key, one.owner_id, one.pk))
    grouped = groupby(problems, key=lambda one: one.owner)
    return [{"name": owner.name, "problems": list(found)} for owner, found in grouped]


@require_http_methods(["GET", "POST"])
def problem_add(request: HttpRequest, pk: int, own: bool) -> HttpResponse:
    """List a problem of one's own, or of the branch; the aspects' manifestations stand beside as help."""
    meeting = meeting_or_404(request, pk, _ADD[own])
    back = reverse("meetings:problems", args=[pk])
    picked = _picked(request, meeting, own)
    initial = {"aspect": request.GET.get("aspect"), "source": "self" if own else None} | picked
    form = ProblemForm(meeting, own, request.user.username, back, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"meeting": meeting, "own": own}
        if perform(form, acts.list_problem, by=request.user, **given):
            messages.success(request, "已列出这个问题。")
            return redirect(_from_material(request, meeting) if picked else back)
    told = {
        "meeting": meeting,
        "title": "列出本人的问题" if own else "列出支部的问题",
        "form": form,
        "aspects": meeting.aspects.filter(scope=acts.scope_of(own)),
        "is_open": meeting.state in _OPEN,
        "is_picked": bool(picked),
        "crumbs": crumbs(meeting, ("问题", back), ("列出问题", "")),
    }
    return render(request, "meetings/problem_add.html", told, status=422 if form.errors else 200)


def _picked(request: HttpRequest, meeting: Meeting, own: bool) -> dict[str, Any]:
    """What a paragraph of the author's own material fills in: its words, and the aspect it stands under."""
    material, number = request.GET.get("material", ""), request.GET.get("paragraph", "")
    if not (material.isdecimal() and number.isdecimal()):
        return {}
    one = get_object_or_404(materials_visible_to(meeting, request.seat, Rulebook.of(meeting)), pk=material)
    is_authors = (
        one.owner_id == request.seat.member.pk if own and request.seat.member else one.owner_id is None
    )
    latest = MaterialVersion.objects.filter(material=one).order_by("-number").first()
    quote = numbered(latest.text, int(number)) if latest and is_authors else ""
    if not quote:
        raise Http404
    aspects = list(meeting.aspects.filter(scope=acts.scope_of(own)))
    return {"manifestation": quote, "aspect": aspect_at(latest.text, quote, aspects)}


def _from_material(request: HttpRequest, meeting: Meeting) -> str:
    page = reverse("meetings:material", args=[meeting.pk, request.GET["material"]])
    return f"{page}#p{request.GET['paragraph']}"
