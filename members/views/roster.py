"""Lists of people: template, upload, preview, writing, codes; and the register as a table."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.edge import perform
from core.jobs import OVER, JobState
from core.limits import CODES, EXPORT, IMPORT, limited
from members import exports
from members.actions import roster as actions
from members.actions.roster import with_codes
from members.enums import OrganizationKind, RowOutcome
from members.forms.roster import ConfirmForm, UploadForm
from members.models import Organization, Roster
from members.queries import organizations_managed_by, register_visible_to, rosters_visible_to
from members.views.reach import posted, trail
from members.views.register import RegisterFilter

PER_PAGE = 50  # rows
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {"new": "ok", "moved": "info", "changed": "info", "same": "neutral", "refused": "bad"}


def _workbook(body: bytes, name: str) -> HttpResponse:
    """A table as a download that no browser keeps."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(body, content_type=XLSX, headers=headers)


def _branches_or_404(request: HttpRequest) -> Any:
    managed = organizations_managed_by(request.seat)
    if not managed:
        raise Http404
    return managed.filter(kind=OrganizationKind.BRANCH)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty list to fill in, with the branches that one may import into."""
    return _workbook(exports.template_workbook(_branches_or_404(request)), "党员名册模板.xlsx")


@never_cache
@require_http_methods(["GET", "POST"])
@limited(IMPORT, "POST")
def upload(request: HttpRequest) -> HttpResponse:
    """Take a list, read it, and go to its preview."""
    branches = _branches_or_404(request)
    form = UploadForm(
        posted(request), request.FILES or None, branches=branches, today=request.seat.day,
        cancel_url=reverse("members:list"), initial={"branch": _sole(branches)},
    )  # fmt: skip
    if form.is_valid():
        given = {"listed": form.listed, "file_name": form.file_name, "default": form.cleaned_data["branch"]}
        if roster := perform(form, actions.keep_roster, by=request.user, **given):
            return redirect("members:roster", roster.pk)
    told = {"form": form, "recent": rosters_visible_to(request.seat)[:5], "crumbs": trail(("导入名单", ""))}
    return render(request, "members/roster_upload.html", told, status=422 if form.errors else 200)


def _sole(branches: Any) -> Organization | None:
    """The one branch there is to import into, if it is one."""
    first = list(branches[:2])
    return first[0] if len(first) == 1 else None


def _roster_or_404(request: HttpRequest, pk: int) -> Roster:
    return get_object_or_404(rosters_visible_to(request.seat), pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Each row's outcome, before and after; POST has the list written. HTMX asks for the progress alone."""
    kept = _roster_or_404(request, pk)
    writing = getattr(kept, "writing", None)
    if request.htmx and request.method == "GET" and writing:
        return _progress(request, kept)
    form = None if writing else ConfirmForm(kept, posted(request))
    if form and form.is_valid() and _confirmed(request, form, kept):
        messages.success(request, "已开始写入，可以离开本页，稍后回来看结果。")
        return redirect("members:roster", pk)
    told = {"form": form, "job": _job(kept), **_rows_told(request, kept)}
    return render(request, "members/roster_detail.html", told, status=422 if form and form.errors else 200)


def _confirmed(request: HttpRequest, form: ConfirmForm, kept: Roster) -> Any:
    return perform(form, actions.confirm_roster, by=request.user, roster=kept, **form.chosen)


def _progress(request: HttpRequest, kept: Roster) -> HttpResponse:
    if kept.writing.is_over:  # the whole page has more to say
        return HttpResponse(headers={"HX-Redirect": reverse("members:roster", args=[kept.pk])})
    return render(request, "members/_roster_progress.html", {"job": _job(kept)})


def _rows_told(request: HttpRequest, kept: Roster) -> dict[str, Any]:
    asked = request.GET.get("outcome", "")
    shown = next((one for one in RowOutcome if one == asked), None)
    rows = kept.rows.select_related("branch").filter(**({"outcome": shown} if shown else {}))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.tone = TONES[row.outcome]
    writing = getattr(kept, "writing", None)
    return {
        "roster": kept,
        "writing": writing,
        "page": page,
        "shown": shown,
        "tiles": _tiles(kept, shown),
        "refused": kept.rows.filter(outcome=RowOutcome.REFUSED).count(),
        "unused_told": f"没有用到的列：{'、'.join(kept.unused)}。",
        "codes": with_codes(kept).count() if writing else 0,
        "lead": _lead(kept, writing),
        "crumbs": trail(("导入名单", reverse("members:import")), (kept.file_name, "")),
    }


def _tiles(kept: Roster, shown: RowOutcome | None) -> list[dict[str, Any]]:
    counts = getattr(getattr(kept, "writing", None), "written", None) or kept.counts
    tiles = []
    for one in RowOutcome:
        count = counts.get(one, 0)
        tile: dict[str, Any] = {"label": one.label, "value": count, "unit": "行"}
        if count:
            tile["url"] = f"?outcome={one}"
        if one == RowOutcome.REFUSED and count:
            tile["tone"] = "bad"
        tiles.append(tile)
    return tiles


def _lead(kept: Roster, writing: Any) -> str:
    total = sum(kept.counts.values())
    if writing is None:
        return f"共{total}行，还没有写入。请先核对，再确认。"
    if writing.state == JobState.DONE:
        opened = writing.written.get("accounts", 0)
        return f"已写入名册{f'，开通{opened}个账号' if opened else ''}。"
    return f"共{total}行。{writing.get_state_display()}。"


def _job(kept: Roster) -> dict[str, Any] | None:
    """The writing as the progress component takes it."""
    writing = getattr(kept, "writing", None)
    if writing is None:
        return None
    return {
        "label": f"写入“{kept.file_name}”",
        "status": writing.state,
        "url": reverse("members:roster", args=[kept.pk]),
        "done": writing.progress,
        "total": 100,
        "message": writing.error if writing.state == JobState.FAILED else writing.step,
        "cancel_url": "" if writing.state in OVER else reverse("members:roster_cancel", args=[kept.pk]),
    }


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the writing; nothing of the list is kept."""
    kept = _roster_or_404(request, pk)
    if not hasattr(kept, "writing"):
        raise Http404
    actions.cancel_roster(by=request.user, roster=kept)
    messages.success(request, "已请求取消，名册不会有任何改动。")
    return redirect("members:roster", pk)


@require_safe
def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were not taken, as a table to work through."""
    rows = _roster_or_404(request, pk).rows.filter(outcome=RowOutcome.REFUSED)
    return _workbook(exports.refused_workbook(rows), "不能导入的行.xlsx")


@require_POST
@limited(CODES)
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """The one-time codes, once; a POST, because it cannot be repeated."""
    rows = actions.take_codes(by=request.user, roster=_roster_or_404(request, pk))
    return _workbook(exports.codes_workbook(rows), "一次性密码.xlsx")


@require_safe
@limited(EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """The register as a table: who the same conditions show on the page."""
    narrowed = RegisterFilter(request.GET, request.seat)
    if not narrowed.branches:
        raise Http404
    people = list(narrowed.apply(register_visible_to(request.seat)).select_related("identity"))
    actions.export_register(by=request.user, people=people)
    place = dict(narrowed.branches).get(narrowed.branch, "党员")
    heading = f"{place}名册（{request.seat.day:%Y年%-m月%-d日}）"
    return _workbook(exports.register_workbook(people, heading), f"{heading}.xlsx")
