"""The upper level's page over all meetings below, and the page of one organisation's meetings."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.limits import EXPORT, limited
from meetings import permissions as P
from meetings.exports.overview import workbook
from meetings.forms.overview import OverviewFilter
from meetings.queries.meeting import in_list_order, meetings_visible_to, overdue_steps
from meetings.queries.overview import UPPER, Overview
from meetings.views.meeting import PER_PAGE
from meetings.views.meeting_page import list_rows
from members.queries import organizations_visible_to

PAGE = 50  # rows of the table; an upper level has hundreds of branches
SHOWN_LATE = 100  # late steps on the page; the workbook has all
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Who is stuck at which clause, who has no meeting yet, and then every meeting below."""
    narrowed, found = _asked(request)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    told = {
        "filter": narrowed,
        "asked": narrowed.narrowing,
        "lead": _lead(found),
        "late": found.late[:SHOWN_LATE],
        "late_total": len(found.late),
        "without": found.without,
        "page": page,
        "rows": list_rows(page),
        "today": request.seat.day,
    }
    return render(request, "meetings/overview_detail.html", told)


def _lead(found: Overview) -> str:
    counts = (len(found.rows), len(found.late), len(found.without))
    return "{}次会议，{}个环节过期，{}个党组织还没有建会。".format(*counts)


@require_safe
@limited(EXPORT)
def overview_export(request: HttpRequest) -> HttpResponse:
    """The same as an .xlsx, under the same conditions."""
    _, found = _asked(request)
    answer = HttpResponse(workbook(found.late, found.rows), content_type=_XLSX)
    answer["Content-Disposition"] = "attachment; filename*=UTF-8''%E8%BF%9B%E5%B1%95%E6%80%BB%E8%A7%88.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _asked(request: HttpRequest) -> tuple[OverviewFilter, Overview]:
    if not request.seat.paths_as(*UPPER):
        raise Http404
    narrowed = OverviewFilter(request.GET, request.seat)
    return narrowed, Overview(request.seat, narrowed.narrowing)


@require_safe
def branch_meetings(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation's meetings and what is late in them."""
    organization = get_object_or_404(organizations_visible_to(request.seat), pk=pk)
    if not request.seat.may(P.SEE_PLAN, organization) and not request.seat.paths_as(*UPPER):
        raise Http404
    own = meetings_visible_to(request.seat).filter(organization=organization)
    page = Paginator(in_list_order(own), PER_PAGE).get_page(request.GET.get("page"))
    prepares = request.seat.may(P.SEE_PREPARATION, organization)
    told = {
        "organization": organization,
        "page": page,
        "rows": list_rows(page),
        "late": list(overdue_steps(own.order_by(), organization.today)) if prepares else [],
        "may_create": organization in request.seat.leads,
        "today": organization.today,
        "crumbs": [
            {"label": "组织生活会", "url": reverse("meetings:list")},
            {"label": organization.short_name, "url": ""},
        ],
    }
    return render(request, "meetings/overview_branch.html", told)
