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
from meetings.actions import material_review as reviewing
from meetings.enums import MaterialState, ReviewStage, ReviewVerdict, StepKind
from meetings.forms.material import ReviewForm, SettleForm, UploadForm
from meetings.material_stages import WAITING, Case, stages_of
from meetings.models import Material, MaterialReview, MaterialVersion
from meetings.queries.material_stage import Desks
from meetings.queries.material_text import paragraphs, remarks_on
from meetings.queries.opinion_answers import asked_of, may_answer
from meetings.queries.preparation import due_of, materials_visible_to
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404

LIMITS = "只收 .docx 文件，不超过 20 MB；旧的 .doc 请先在 Word 里另存为 .docx。"
_TONES = {
    MaterialState.OWED: "neutral",
    MaterialState.RETURNED: "bad",
    MaterialState.HANDED_IN: "ok",
    MaterialState.APPROVED: "ok",
} | dict.fromkeys(WAITING, "warn")


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
    owed = sum(m.state in (MaterialState.OWED, MaterialState.RETURNED) for m in found)
    waiting = sum(m.state in WAITING for m in found)
    told = [f"应交{len(found)}份", f"已交{len(found) - owed}份"]
    return "，".join(told + ([f"其中待审核{waiting}份"] if waiting else [])) + "。"


@require_http_methods(["GET", "POST"])
def material_detail(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """One material: its state, versions and remarks; the form that this person may use now."""
    found = material_or_404(request, pk, material)
    forms = _forms_for(request, found)
    sent = forms.get(request.POST.get("do", "submit")) if request.method == "POST" else None
    if request.method == "POST":
        if sent is None:
            raise NotNow("这份材料的状态刚刚变了，请看看现在的情况。")
        if sent.is_valid() and _do(request, found, sent):
            return redirect("meetings:material", pk, material)
    status = 422 if sent is not None and sent.errors else 200
    return render(request, "meetings/material_detail.html", _told(request, found, forms), status=status)


def _forms_for(request: HttpRequest, one: Material) -> dict[str, UploadForm | ReviewForm]:
    """`submit` for whoever writes it, `review` for whoever reviews it at its stage, with what was sent."""
    found: dict[str, UploadForm | ReviewForm] = {}
    do = request.POST.get("do", "submit")
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    if may_submit(request, one):
        found["submit"] = UploadForm(submit_words(one), *(given if do == "submit" else ()))
    if may_review(request, one):
        kind = reviewing.stage_of(one).kind
        made = SettleForm if kind == ReviewStage.COMMITTEE else ReviewForm
        latest = list(one.versions.all())[-1]
        mine = given if do == "review" else ()
        found["review"] = made(one, request.user.username, *mine, initial={"version": latest.number})
    return found


def submit_words(one: Material) -> str:
    """What the button says: is anybody to review it?"""
    return "提交审核" if stages_of(_case(one)) else "提交"


def handed_in_words(one: Material) -> str:
    """What became of a material that was just handed in."""
    one.refresh_from_db(fields=["state"])
    if one.state == MaterialState.HANDED_IN:
        return "已提交。这次会议不要求审核，开会以前还可以再改。"
    return f"已提交，{one.get_state_display()}。"


def _case(one: Material) -> Case:
    return Desks(one.meeting, Rulebook.of(one.meeting)).case(one)


def may_submit(request: HttpRequest, one: Material) -> bool:
    """May this person write and hand it in now?"""
    wanted = P.to_submit(one.owner_id)
    is_time = one.meeting.state in rules.PREPARATION
    return is_time and request.seat.may(wanted, one) and acts.is_open(one)


def may_review(request: HttpRequest, one: Material) -> bool:
    """May this person review it, and remark on its passages, at the stage it is in?"""
    stage = WAITING.get(MaterialState(one.state))
    is_time = one.meeting.state in rules.PREPARATION
    return stage is not None and is_time and request.seat.may(stage.permission, one)


def _do(request: HttpRequest, one: Material, form: UploadForm | ReviewForm) -> bool:
    given = {"by": request.user, "material": one} | form.cleaned_data
    if isinstance(form, UploadForm):
        done = perform(form, acts.submit_material, **given)
    else:
        done = perform(form, reviewing.review_material, **given)
    if done:
        words = "审核结论已提交。" if isinstance(form, ReviewForm) else handed_in_words(one)
        messages.success(request, words)
    return done is not None


def _road(one: Material, latest: MaterialVersion | None) -> list[dict[str, Any]]:
    """The reviews of the latest version: done, the one it waits for, and those ahead."""
    given = {review.stage: review for review in latest.reviews.all()} if latest else {}
    passed = {stage for stage, review in given.items() if review.verdict == ReviewVerdict.APPROVE}
    kinds = [stage.kind for stage in stages_of(_case(one))]
    now = WAITING[MaterialState(one.state)].kind if one.state in WAITING else None
    return [
        {"label": kind.label, "done": kind in passed, "now": kind == now}
        for kind in ReviewStage
        if kind in kinds or kind in passed or kind == now
    ]


def _told(request: HttpRequest, one: Material, forms: dict[str, UploadForm | ReviewForm]) -> dict[str, Any]:
    versions = list(one.versions.all())
    latest = versions[-1] if versions else None
    text = MaterialVersion.objects.values_list("text", flat=True).get(pk=latest.pk) if latest else ""
    problems = one.meeting.problems.filter(owner=one.owner_id)
    shown, changed = paragraphs(text, remarks_on(one), problems)
    asked = asked_of(one, request.seat, latest.number if latest else 0, text, shown)
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
        "road": _road(one, latest),
        "may_answer": _writes(request, one),
        "lists_problem": _lists_problem(request, one),
        "reviews": [review for version in reversed(versions) for review in version.reviews.all()],
        "returned": returned_by(one),
        "form": forms.get("submit"),
        "review": forms.get("review"),
        "review_title": "登记支委会审定结果" if isinstance(forms.get("review"), SettleForm) else "审核",
        "limits": LIMITS,
        "crumbs": crumbs(
            one.meeting, ("材料", reverse("meetings:materials", args=[one.meeting_id])), (one.whose, "")
        ),
    }


def returned_by(one: Material) -> MaterialReview | None:
    """The review that sent the material back; None unless it waits to be mended. Reviews are at hand."""
    if one.state != MaterialState.RETURNED:
        return None
    found = (review for version in one.versions.all() for review in version.reviews.all())
    sent_back = [review for review in found if review.verdict == ReviewVerdict.RETURN]
    return max(sent_back, key=lambda review: review.at, default=None)


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
