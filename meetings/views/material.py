"""Materials: who owes one, one's own with its versions, and the reviewer's desk (R08, R09)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from core.exceptions import NotNow
from core.uploads import attachment_response
from meetings import permissions as P
from meetings import rules
from meetings.actions import material as acts
from meetings.enums import MaterialState, StepKind
from meetings.forms.material import ReviewForm, UploadForm
from meetings.models import Material, MaterialVersion
from meetings.queries.material_text import paragraphs, remarks_on
from meetings.queries.opinion_answers import asked_of, may_answer
from meetings.queries.preparation import due_of, materials_visible_to
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404

LIMITS = "只收 .docx 文件，不超过 20 MB；旧的 .doc 请先在 Word 里另存为 .docx。"
_TONES = {
    MaterialState.OWED: "neutral",
    MaterialState.SUBMITTED: "warn",
    MaterialState.RETURNED: "bad",
    MaterialState.REVIEWED: "warn",
    MaterialState.APPROVED: "ok",
}


def material_or_404(request: HttpRequest, pk: int, material: int) -> Material:
    """A material this person may read, its meeting at hand; else 404."""
    meeting = meeting_or_404(request, pk)
    visible = materials_visible_to(meeting, request.seat, Rulebook.of(meeting))
    found = get_object_or_404(visible, pk=material)
    found.meeting = meeting
    return found


@require_safe
def material_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The materials this person may see, their own first."""
    meeting = meeting_or_404(request, pk, P.SEE_PLAN)
    rulebook = Rulebook.of(meeting)
    found = list(materials_visible_to(meeting, request.seat, rulebook))
    found.sort(key=lambda m: (m.owner_id != getattr(request.seat.member, "pk", None), m.owner_id is not None))
    told = {
        "meeting": meeting,
        "rows": [_row(m) for m in found],
        "lead": _counts(found),
        "to_write": _to_write(found, request),
        "due": due_of(meeting, StepKind.MATERIALS),
        "today": meeting.today,
        "tabs": tabs_for(meeting, request.seat, "meetings:materials"),
        "crumbs": crumbs(meeting, ("材料", "")),
    }
    return render(request, "meetings/material_list.html", told)


def _row(one: Material) -> dict[str, Any]:
    versions = list(one.versions.all())
    return {
        "whose": one.whose,
        "form": one.get_form_display(),
        "state": one.get_state_display(),
        "tone": _TONES[MaterialState(one.state)],
        "version": versions[-1] if versions else None,
        "url": reverse("meetings:material", args=[one.meeting_id, one.pk]),
    }


_OWN = {MaterialState.OWED: "写", MaterialState.RETURNED: "按审核意见修改"}


def _to_write(found: list[Material], request: HttpRequest) -> dict[str, str] | None:
    """What this person has to write themselves now: the page's first thing to do."""
    for one in found:
        if request.seat.member and one.owner_id == request.seat.member.pk and one.state in _OWN:
            words = f"{_OWN[MaterialState(one.state)]}{one.get_form_display()}"
            return {"label": words, "url": reverse("meetings:material", args=[one.meeting_id, one.pk])}
    return None


def _counts(found: list[Material]) -> str:
    if len(found) < 2:
        return ""
    passed = sum(m.state == MaterialState.APPROVED for m in found)
    waiting = sum(m.state in (MaterialState.SUBMITTED, MaterialState.REVIEWED) for m in found)
    return f"应交{len(found)}份，审核通过{passed}份，待审核{waiting}份。"


@require_http_methods(["GET", "POST"])
def material_detail(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """One material: its state, versions and remarks; the form that this person may use now."""
    found = material_or_404(request, pk, material)
    form = _form_for(request, found)
    if request.method == "POST":
        if form is None:
            raise NotNow("这份材料的状态刚刚变了，请看看现在的情况。")
        if form.is_valid() and _do(request, found, form):
            return redirect("meetings:material", pk, material)
    status = 422 if form is not None and form.errors else 200
    return render(request, "meetings/material_detail.html", _told(request, found, form), status=status)


def _form_for(request: HttpRequest, one: Material) -> UploadForm | ReviewForm | None:
    """Hand in for whoever writes it, review for whoever reviews it at its stage; one form a page."""
    account = request.user.username
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    if request.POST.get("do") != "review" and may_submit(request, one):
        return UploadForm(*given)
    if may_review(request, one):
        latest = one.versions.all()[len(one.versions.all()) - 1]
        return ReviewForm(one, account, *given, initial={"version": latest.number})
    return None


def may_submit(request: HttpRequest, one: Material) -> bool:
    """May this person write and hand it in now?"""
    wanted = P.to_submit(one.owner_id)
    is_open = one.state in (MaterialState.OWED, MaterialState.RETURNED) or (
        one.state == MaterialState.SUBMITTED and one.owner_id is not None
    )
    return is_open and one.meeting.state in rules.PREPARATION and request.seat.may(wanted, one)


def may_review(request: HttpRequest, one: Material) -> bool:
    """May this person review it, and remark on its passages, at the stage it is in?"""
    try:
        _, wanted = acts.stage_of(one, Rulebook.of(one.meeting))
    except NotNow:
        return False
    return one.meeting.state in rules.PREPARATION and request.seat.may(wanted, one)


def _do(request: HttpRequest, one: Material, form: UploadForm | ReviewForm) -> bool:
    if isinstance(form, UploadForm):
        done = perform(form, acts.submit_material, by=request.user, material=one, **form.cleaned_data)
        words = "已提交，等待审核。"
    else:
        done = perform(form, acts.review_material, by=request.user, material=one, **form.cleaned_data)
        words = "审核结论已提交。"
    if done:
        messages.success(request, words)
    return done is not None


def _told(request: HttpRequest, one: Material, form: UploadForm | ReviewForm | None) -> dict[str, Any]:
    versions = list(one.versions.all())
    latest = versions[-1] if versions else None
    text = MaterialVersion.objects.values_list("text", flat=True).get(pk=latest.pk) if latest else ""
    problems = one.meeting.problems.filter(owner=one.owner_id)
    shown, changed = paragraphs(text, remarks_on(one), problems)
    asked = asked_of(one, request.seat, latest.number if latest else 0, text, shown)
    may_write = may_submit(request, one)
    return {
        "meeting": one.meeting,
        "material": one,
        "tone": _TONES[MaterialState(one.state)],
        "due": due_of(one.meeting, StepKind.MATERIALS),
        "today": one.meeting.today,
        "versions": list(reversed(versions)),
        "latest": latest,
        "paragraphs": shown,
        "changed": changed,
        "asked": asked,
        "answered": sum(each.opinion.is_answered for each in asked),
        "may_tie": may_answer(one, request.seat),
        "may_write": may_write,
        "may_remark": bool(latest) and may_review(request, one),
        "may_answer": _writes(request, one),
        "lists_problem": _lists_problem(request, one),
        "reviews": [review for version in reversed(versions) for review in version.reviews.all()],
        "form": form,
        "is_review": isinstance(form, ReviewForm),
        "limits": LIMITS,
        "crumbs": crumbs(
            one.meeting, ("材料", reverse("meetings:materials", args=[one.meeting_id])), (one.whose, "")
        ),
    }


def _writes(request: HttpRequest, one: Material) -> bool:
    """Is it this person's to answer for, while the preparation runs?"""
    return one.meeting.state in rules.PREPARATION and request.seat.may(P.to_submit(one.owner_id), one)


def _lists_problem(request: HttpRequest, one: Material) -> str:
    """The address where a paragraph of it is put into the list of problems; "" for whoever may not."""
    is_own = one.owner_id is not None
    is_open = one.meeting.state in rules.PREPARATION | rules.SESSION
    if is_open and request.seat.may(P.to_submit(one.owner_id), one):
        return reverse(f"meetings:problem_add_{'own' if is_own else 'branch'}", args=[one.meeting_id])
    return ""


@require_safe
def material_file(request: HttpRequest, pk: int, material: int, number: int) -> HttpResponse:
    """A version's file as it was handed in."""
    found = material_or_404(request, pk, material)
    version = get_object_or_404(found.versions, number=number)
    if not version.file:
        raise Http404
    return attachment_response(version.file, version.file_name)
