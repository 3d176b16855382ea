"""The list of meetings, one meeting's page, and what happened to it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings import permissions as P
from meetings.forms.meeting import MeetingFilter
from meetings.queries.meeting import history_of, in_list_order, meetings_visible_to
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.meeting_page import list_rows, meeting_page
from meetings.views.reach import crumbs, meeting_or_404

PER_PAGE = 20  # rows; two screens on an office PC


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings this person may know of, newest first, narrowed by year, state and organisation."""
    visible = meetings_visible_to(request.seat)
    narrowed = MeetingFilter(request.GET, visible, request.seat)
    page = Paginator(in_list_order(narrowed.apply(visible)), PER_PAGE).get_page(request.GET.get("page"))
    told = {
        "page": page,
        "rows": list_rows(page),
        "filter": narrowed,
        "lead": narrowed.summary(page.paginator.count),
        "may_create": bool(request.seat.leads),
        "show_organization": narrowed.spans_organizations or len(request.seat.posts) > 1,
    }
    return render(request, "meetings/meeting_list.html", told)


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a meeting stands, what is missing, and what this person may do next."""
    meeting = meeting_or_404(request, pk)
    told = meeting_page(meeting, request.seat, Rulebook.of(meeting))
    told |= {"crumbs": crumbs(meeting), "tabs": tabs_for(meeting, request.seat)}
    return render(request, "meetings/meeting_detail.html", told)


@require_safe
def meeting_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The moves of a meeting and the gates that were let pass, newest first."""
    meeting = meeting_or_404(request, pk, P.SEE_PREPARATION)
    told = {
        "meeting": meeting,
        "entries": history_of(meeting),
        "tabs": tabs_for(meeting, request.seat, "meetings:history"),
        "crumbs": crumbs(meeting, ("经过", "")),
    }
    return render(request, "meetings/meeting_history.html", told)
