"""Pages about batches: what a year holds, how far a batch is, what is left and why."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive import actions
from archive.forms import BatchForm, ReasonsForm
from archive.models import BatchItem, PacketBatch
from archive.queries import batch as queries
from archive.queries import what_is_missing
from core.edge import perform, sent
from core.jobs import OVER, JobState

PER_PAGE = 30  # rows; two screens on an office PC


def batch_or_404(request: HttpRequest, pk: int) -> PacketBatch:
    return get_object_or_404(queries.batches_visible_to(request.seat), pk=pk)


@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    """The batches so far, the latest first."""
    _keepers_alone(request)
    page = Paginator(queries.batches_visible_to(request.seat), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "archive/batch_list.html", {"page": page, "crumbs": _crumbs(("成批归档", ""))})


@require_http_methods(["GET", "POST"])
def batch_new(request: HttpRequest) -> HttpResponse:
    """Choose a year and organisations, see what each meeting lacks, and start."""
    _keepers_alone(request)
    form = BatchForm(request.seat, sent(request) or request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else None
    if request.method == "POST" and chosen:
        given = {"organization": chosen["organization"], "year": chosen["year"], "bodies": chosen["bodies"]}
        if batch := perform(form, actions.start_batch, by=request.user, **given):
            messages.success(request, "已开始成批归档，可以离开本页，稍后回来看结果。")
            return redirect("archive:batch", batch.pk)
    told: dict[str, Any] = {
        "form": form,
        "crumbs": _crumbs(("成批归档", reverse("archive:batches")), ("新的一批", "")),
    }
    if chosen:
        told |= _year(request, chosen)
    return render(request, "archive/batch_new.html", told, status=422 if form.errors else 200)


def _year(request: HttpRequest, chosen: dict[str, Any]) -> dict[str, Any]:
    """The meetings of the year that could be archived, a page of them with what each lacks."""
    asked = (request.seat, chosen["organization"], chosen["year"], chosen["bodies"])  # type: ignore[attr-defined]
    page = Paginator(queries.meetings_to_archive(*asked), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"meeting": meeting, "missing": what_is_missing(meeting)} for meeting in page]
    return {"page": page, "rows": rows, "numbers": queries.year_in_numbers(*asked), "chosen": chosen}


@require_safe
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch is, and what became of each meeting. HTMX asks for the progress alone."""
    batch = batch_or_404(request, pk)
    told = {"batch": batch, "job": _job(batch)}
    if request.htmx and not batch.is_over:
        return render(request, "archive/_progress.html", told)
    if request.htmx:  # it is over: the whole page has more to say
        return HttpResponse(headers={"HX-Redirect": reverse("archive:batch", args=[pk])})
    return render(request, "archive/batch_detail.html", told | _told(request, batch))


def _told(request: HttpRequest, batch: PacketBatch, form: ReasonsForm | None = None) -> dict[str, Any]:
    count = queries.counted(batch)
    may_resume = batch.is_over and count[BatchItem.State.DONE] < sum(count.values())
    form = form or (ReasonsForm(queries.lacking_kinds(batch)) if may_resume else None)
    tiles = [{"label": BatchItem.State(state).label, "value": n} for state, n in count.items()]
    return {
        "tiles": tiles,
        "form": form,
        "page": Paginator(queries.items_of(batch), PER_PAGE).get_page(request.GET.get("page")),
        "crumbs": _crumbs(("成批归档", reverse("archive:batches")), (str(batch), "")),
    }


def _job(batch: PacketBatch) -> dict[str, Any]:
    """The batch as the progress component takes it."""
    return {
        "label": str(batch),
        "status": batch.state,
        "url": reverse("archive:batch", args=[batch.pk]),
        "done": batch.progress,
        "total": 100,
        "message": batch.error if batch.state == JobState.FAILED else batch.step,
        "result_url": "",
        "cancel_url": "" if batch.state in OVER else reverse("archive:batch_cancel", args=[batch.pk]),
    }


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a batch; what is finished stays."""
    actions.cancel_batch(by=request.user, batch=batch_or_404(request, pk))
    messages.success(request, "已请求停止；已经归档的不受影响，以后可以继续。")
    return redirect("archive:batch", pk)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with what is left, with the reasons given for what is missing."""
    batch = batch_or_404(request, pk)
    form = ReasonsForm(queries.lacking_kinds(batch), request.POST)
    if form.is_valid() and perform(form, actions.resume_batch, by=request.user, batch=batch, gaps=form.gaps):
        messages.success(request, "已接着归档。")
        return redirect("archive:batch", pk)
    told = {"batch": batch, "job": _job(batch)} | _told(request, batch, form)
    return render(request, "archive/batch_detail.html", told, status=422)


def _crumbs(*trail: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in [("归档", reverse("archive:list")), *trail]]


def _keepers_alone(request: HttpRequest) -> None:
    """For whoever keeps no archive there are no batches (404)."""
    if not queries.bodies_of(request.seat).exists():  # type: ignore[attr-defined]
        raise Http404
