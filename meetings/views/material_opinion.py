"""The author says how a material answers one opinion: by a paragraph, or otherwise (R03, R10)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.edge import perform, sent
from meetings.actions import opinion_thread as acts
from meetings.forms.material import OpinionAnswerForm
from meetings.models import Material, MaterialVersion, Opinion
from meetings.queries.material_text import numbered, paragraphs
from meetings.queries.opinion_answers import Asked, asked_of, latest_version, may_answer
from meetings.queries.preparation import opinions_for
from meetings.views.material import material_or_404
from meetings.views.reach import crumbs


@never_cache
@require_http_methods(["GET", "POST"])
def material_opinion(request: HttpRequest, pk: int, material: int, opinion: int) -> HttpResponse:
    """Choose the paragraph that answers an opinion, or say how it is answered otherwise; or take it back."""
    one = material_or_404(request, pk, material)
    if not may_answer(one, request.seat):
        raise Http404
    found = get_object_or_404(opinions_for(one), pk=opinion)
    back = f"{reverse('meetings:material', args=[pk, material])}#opinions"
    if request.POST.get("do") == "untie":
        acts.untie(by=request.user, material=one, opinion=found)
        messages.success(request, "已撤回，这条意见又列为还没回应。")
        return redirect(back)
    latest = latest_version(one)
    text, number = (latest.text, latest.number) if latest else ("", 0)
    shown, _ = paragraphs(text)
    asked = next(each for each in asked_of(one, request.seat, number, text, shown) if each.opinion == found)
    form = OpinionAnswerForm(one, latest, shown, asked, sent(request))
    if form.is_valid() and _say(request, form, one, found, latest):
        messages.success(request, "已记下这条意见怎样回应。")
        return redirect(back)
    told = _told(one, asked, latest, form, back) | {"paragraphs": _rows(form, shown)}
    return render(request, "meetings/material_opinion.html", told, status=422 if form.errors else 200)


def _say(
    request: HttpRequest,
    form: OpinionAnswerForm,
    one: Material,
    found: Opinion,
    latest: MaterialVersion | None,
) -> bool:
    given = {"by": request.user, "material": one, "opinion": found}
    if form.is_otherwise or latest is None:
        return bool(perform(form, acts.answer_otherwise, **given, text=form.cleaned_data["why"]))
    quote = numbered(latest.text, form.number)
    return bool(perform(form, acts.tie_to_passage, **given, version=latest.number, quote=quote))


def _rows(form: OpinionAnswerForm, shown: list[Any]) -> list[dict[str, Any]]:
    """Each paragraph with its radio button; headings stand between without one."""
    buttons = {str(button.data["value"]): button for button in form["paragraph"]}
    return [{"paragraph": one, "button": buttons.get(form.value_of(one.number))} for one in shown]


def _told(
    one: Material, asked: Asked, latest: MaterialVersion | None, form: OpinionAnswerForm, back: str
) -> dict[str, Any]:
    material = reverse("meetings:material", args=[one.meeting_id, one.pk])
    places = (("材料", reverse("meetings:materials", args=[one.meeting_id])), (one.whose, material))
    return {
        "meeting": one.meeting,
        "material": one,
        "asked": asked,
        "latest": latest,
        "form": form,
        "back": back,
        "otherwise": next((b for b in form["paragraph"] if b.data["value"] == form.OTHERWISE), None),
        "crumbs": crumbs(one.meeting, *places, ("回应意见", "")),
    }
