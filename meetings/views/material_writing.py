"""Writing a material in the browser with a draft on the server, and remarks on paragraphs (R08, R09)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.edge import perform, sent
from meetings.actions.material import MAX_TEXT, SKELETON, submit_material
from meetings.actions.material_remark import answer_remark, remark_on_passage
from meetings.actions.material_writing import save_draft
from meetings.forms.material import AnswerForm, RemarkForm, WriteForm
from meetings.models import Material, MaterialDraft, MaterialVersion
from meetings.queries.material_text import counts, numbered, remarks_on
from meetings.queries.preparation import opinions_for
from meetings.views.material import (
    handed_in_words,
    material_or_404,
    may_review,
    may_submit,
    returned_by,
    submit_words,
)
from meetings.views.reach import crumbs

OWN_LEAD = "自己动手写。草稿只有您看得到，提交以后别人才看得到。"
BRANCH_LEAD = "由书记主持起草。草稿只有书记和受委托的副书记看得到，提交以后委员才看得到。"


@never_cache
@require_http_methods(["GET", "POST"])
def material_write(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """Write, be saved meanwhile, hand in. Somebody else's later draft is shown beside one's own."""
    one = material_or_404(request, pk, material)
    if not may_submit(request, one):
        raise Http404
    if request.htmx and request.POST.get("do") == "count":
        told = {"counts": counts(request.POST.get("text", "")[:MAX_TEXT])}
        return render(request, "meetings/material_counts.html", told)
    draft = MaterialDraft.objects.filter(material=one).select_related("saved_by").first()
    form = WriteForm(one, request.user.username, sent(request), initial=_begun(one, draft))
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "submit":
            if perform(form, submit_material, by=request.user, material=one, text=form.cleaned_data["text"]):
                messages.success(request, handed_in_words(one))
                return redirect("meetings:material", pk, material)
        elif saved := _saved(request, one, draft, form):
            return _kept(request, one, saved)
    page = "meetings/material_kept.html" if request.htmx else "meetings/material_write.html"
    return render(request, page, _writing(request, one, draft, form), status=422 if form.errors else 200)


def _begun(one: Material, draft: MaterialDraft | None) -> dict[str, Any]:
    """What the page begins with: the draft, else the latest version, else the headings alone."""
    if draft:
        return {"text": draft.text, "revision": draft.revision}
    latest = MaterialVersion.objects.filter(material=one).order_by("-number").first()
    return {"text": latest.text if latest else SKELETON, "revision": 0}


def _saved(
    request: HttpRequest, one: Material, draft: MaterialDraft | None, form: WriteForm
) -> MaterialDraft | None:
    """The draft with what was typed; one that holds it already is left alone."""
    given = form.cleaned_data
    if draft and draft.text == given["text"]:
        return draft
    return perform(form, save_draft, by=request.user, material=one, **given)


def _kept(request: HttpRequest, one: Material, saved: MaterialDraft) -> HttpResponse:
    if request.htmx:
        told = {"draft": saved, "revision": saved.revision}
        return render(request, "meetings/material_kept.html", told)
    messages.success(request, "草稿已保存，还没有提交。")
    return redirect("meetings:material_write", one.meeting_id, one.pk)


def _writing(
    request: HttpRequest, one: Material, draft: MaterialDraft | None, form: WriteForm
) -> dict[str, Any]:
    text = form["text"].value() or ""
    is_stale = bool(form.errors and draft and draft.text != text)
    return {
        "meeting": one.meeting,
        "material": one,
        "form": form,
        "lead": OWN_LEAD if one.owner_id else BRANCH_LEAD,
        "submit": submit_words(one),
        "draft": draft,
        "counts": counts(text),
        "theirs": draft.text if draft and is_stale else "",
        # Whoever has the other draft before their eyes saves over it next time.
        "revision": form["revision"].value() if request.htmx else draft.revision if draft else 0,
        "returned": returned_by(one),
        "remarks": [remark for remark in remarks_on(one) if not remark.answer],
        "opinions": opinions_for(one),
        "crumbs": _crumbs(one, "在线写"),
    }


def _crumbs(one: Material, label: str) -> list[dict[str, str]]:
    places = (
        ("材料", reverse("meetings:materials", args=[one.meeting_id])),
        (one.whose, reverse("meetings:material", args=[one.meeting_id, one.pk])),
    )
    return crumbs(one.meeting, *places, (label, ""))


@never_cache
@require_http_methods(["GET", "POST"])
def material_remark(request: HttpRequest, pk: int, material: int, paragraph: int) -> HttpResponse:
    """A remark on one paragraph of the version that waits for review."""
    one = material_or_404(request, pk, material)
    latest = MaterialVersion.objects.filter(material=one).order_by("-number").first()
    quote = numbered(latest.text, paragraph) if latest else ""
    if latest is None or not quote or not may_review(request, one):
        raise Http404
    back = reverse("meetings:material", args=[pk, material])
    key = f"remark-{material}-{paragraph}-{request.user.username}"
    form = RemarkForm(key, back, sent(request), initial={"version": latest.number, "quote": quote})
    given = {"by": request.user, "material": one}
    if form.is_valid() and perform(form, remark_on_passage, **given, **form.cleaned_data):
        messages.success(request, "批注已写下，作者看得到。")
        return redirect(f"{back}#p{paragraph}")
    told = {"title": "批注这一段", "quote": quote, "lead": f"{one}第{latest.number}稿"}
    return _page(request, one, form, told)


@never_cache
@require_http_methods(["GET", "POST"])
def material_answer(request: HttpRequest, pk: int, material: int, remark: int) -> HttpResponse:
    """The author's answer to one remark."""
    one = material_or_404(request, pk, material)
    found = get_object_or_404(remarks_on(one), pk=remark)
    if not may_submit(request, one):
        raise Http404
    back = reverse("meetings:material", args=[pk, material])
    form = AnswerForm(f"answer-{remark}-{request.user.username}", back, sent(request))
    given = {"by": request.user, "remark": found}
    if form.is_valid() and perform(form, answer_remark, **given, **form.cleaned_data):
        messages.success(request, "已回应。")
        return redirect(back)
    told = {"title": "回应批注", "quote": found.quote, "remark": found, "lead": str(one)}
    return _page(request, one, form, told)


def _page(request: HttpRequest, one: Material, form: Any, told: dict[str, Any]) -> HttpResponse:
    shown = told | {"meeting": one.meeting, "form": form, "crumbs": _crumbs(one, told["title"])}
    return render(request, "meetings/material_passage.html", shown, status=422 if form.errors else 200)
