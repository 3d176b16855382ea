"""Templates as files: those that an organisation keeps, taking one in, handing one out, dropping one."""

from __future__ import annotations

import json
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform, sent
from core.forms import Form
from core.limits import EXPORT, IMPORT, limited
from meetings.actions.template import drop_template, import_template
from meetings.forms.template import TemplateFileForm, keeping_organizations
from meetings.models import PlanTemplate
from meetings.plan_schema import PlanFileError


def _keeps_or_404(request: HttpRequest) -> None:
    if not keeping_organizations(request.seat).exists():
        raise Http404


def _kept_or_404(request: HttpRequest, pk: int) -> PlanTemplate:
    """A template of an organisation whose templates this person keeps."""
    kept = PlanTemplate.objects.filter(organization__in=keeping_organizations(request.seat))
    return get_object_or_404(kept.select_related("organization", "saved_by"), pk=pk)


def _crumbs(*trail: tuple[str, str]) -> list[dict[str, str]]:
    places = [("方案模板", reverse("meetings:templates")), *trail]
    return [{"label": label, "url": url} for label, url in places]


@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """What the organisations that one leads or serves keep."""
    _keeps_or_404(request)
    kept = PlanTemplate.objects.filter(organization__in=keeping_organizations(request.seat))
    told = {"templates": kept.select_related("organization", "saved_by"), "crumbs": _crumbs()}
    return render(request, "meetings/template_list.html", told)


@require_http_methods(["GET", "POST"])
@limited(IMPORT, "POST")
def template_upload(request: HttpRequest) -> HttpResponse:
    """Take a template file in; a wrong one is told by file, key and reason, all of them at once."""
    _keeps_or_404(request)
    form = TemplateFileForm(
        sent(request), request.FILES or None, seat=request.seat, cancel_url=reverse("meetings:templates")
    )
    wrong: PlanFileError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = perform(form, import_template, by=request.user, **form.for_action())
        except PlanFileError as error:
            made, wrong = None, error
        if made:
            messages.success(request, f"已导入模板“{made.name}”，新建会议时可以选用。")
            return redirect("meetings:templates")
    told = {"form": form, "wrong": wrong, "crumbs": _crumbs(("导入", ""))}
    status = 422 if form.errors or wrong else 200
    return render(request, "meetings/template_upload.html", told, status=status)


@require_safe
@limited(EXPORT)
def template_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept template as a file that can be changed and taken in again."""
    row = _kept_or_404(request, pk)
    text = json.dumps(row.content | {"title": row.name}, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name.replace('/', '／'))}.json"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "POST"])
def template_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template off the list, after a page that says which."""
    row = _kept_or_404(request, pk)
    form = Form(sent(request))
    form.full_clean()
    if request.method == "POST" and perform(form, _drop, by=request.user, template=row):
        messages.success(request, f"已删去模板“{row.name}”。")
        return redirect("meetings:templates")
    told = {"template": row, "form": form, "crumbs": _crumbs((row.name, ""))}
    return render(request, "meetings/template_drop.html", told, status=422 if form.errors else 200)


def _drop(**given: object) -> bool:
    drop_template(**given)
    return True
