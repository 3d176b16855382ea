"""A campaign's progress on one page, and as a workbook."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from core.limits import EXPORT, limited
from meetings.exports.progress import workbook
from meetings.forms.progress import ProgressFilter
from meetings.models import Campaign
from meetings.queries.overview import UPPER
from meetings.queries.progress import CampaignProgress
from meetings.views.campaign import campaign_or_404, crumbs_in

PAGE = 50  # rows of the table
SHOWN_STUCK = 100  # exceptions on the page; the workbook has all
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def campaign_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is stuck at which clause, then each kind of step, then every organisation."""
    campaign, narrowed, found = _asked(request, pk)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    told = {
        "campaign": campaign,
        "filter": narrowed,
        "asked": narrowed.narrowing,
        "lead": _lead(found),
        "stuck": found.stuck[:SHOWN_STUCK],
        "stuck_total": len(found.stuck),
        "counts": found.counts,
        "page": page,
        "today": request.seat.day,
        "crumbs": crumbs_in(campaign, ("进展", "")),
    }
    return render(request, "meetings/campaign_progress.html", told)


def _lead(found: CampaignProgress) -> str:
    held = found.stages["after"] + found.stages["over"]
    waiting = sum(1 for row in found.all_rows if row.stuck)
    return f"{len(found.all_rows)}个党组织，{held}个已经开会，{waiting}个有过期的事项。"


@require_safe
@limited(EXPORT)
def campaign_progress_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as an .xlsx, under the same conditions."""
    campaign, _, found = _asked(request, pk)
    answer = HttpResponse(workbook(found), content_type=_XLSX)
    name = iri_to_uri(f"{campaign.title}进展.xlsx".replace("/", "／"))
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _asked(request: HttpRequest, pk: int) -> tuple[Campaign, ProgressFilter, CampaignProgress]:
    campaign = campaign_or_404(request, pk)
    if not request.seat.paths_as(*UPPER) or campaign.issued_at is None:
        raise Http404
    narrowed = ProgressFilter(request.GET, campaign, request.seat)
    return campaign, narrowed, CampaignProgress(campaign, request.seat, narrowed.narrowing)
