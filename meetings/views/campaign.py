"""Campaigns: the list, one campaign with where its organisations stand, drafting and issuing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from core.forms import Form
from meetings import permissions as P
from meetings import provisions
from meetings.actions.campaign import draft_campaign, issue_campaign
from meetings.forms.campaign import CampaignForm, issuing_organizations
from meetings.models import Campaign
from meetings.queries.campaign import campaigns_visible_to, target_rows
from meetings.queries.template import organizations_led


@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """The campaigns this person may know of, latest first."""
    told = {
        "campaigns": campaigns_visible_to(request.seat),
        "may_draft": issuing_organizations(request.seat).exists(),
        "today": request.seat.day,
    }
    return render(request, "meetings/campaign_list.html", told)


@require_safe
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What it asks, of whom, and where those whom this person may see stand."""
    campaign = get_object_or_404(campaigns_visible_to(request.seat), pk=pk)
    issues = request.seat.may(P.ISSUE_CAMPAIGN, campaign)
    mine = organizations_led(request.seat).filter(campaigns_received=campaign).exists()
    told = {
        "campaign": campaign,
        "rules": [_rule(row) for row in campaign.provisions.all()],
        "targets": target_rows(campaign, request.seat),
        "may_issue": issues and campaign.issued_at is None,
        "may_start": mine and campaign.issued_at is not None and campaign.closed_at is None,
        "steps": campaign.content.get("steps", []),
        "crumbs": _crumbs((campaign.title, "")),
    }
    return render(request, "meetings/campaign_detail.html", told)


def _rule(row: Any) -> dict[str, Any]:
    return {
        "label": provisions.spec(row.key).label,
        "value": provisions.describe(row.key, row.value),
        "clause": row.clause,
        "overridable": row.overridable,
    }


def _crumbs(*trail: tuple[str, str]) -> list[dict[str, str]]:
    places = [("工作部署", reverse("meetings:campaigns")), *trail]
    return [{"label": label, "url": url} for label, url in places]


@require_http_methods(["GET", "POST"])
def campaign_draft(request: HttpRequest) -> HttpResponse:
    """A campaign from a template, for organisations below; not yet sent out."""
    if not issuing_organizations(request.seat).exists():
        raise Http404
    form = CampaignForm(request.POST or None, seat=request.seat, cancel_url=reverse("meetings:campaigns"))
    if request.method == "POST" and form.is_valid():
        made = perform(form, draft_campaign, by=request.user, **form.for_action())
        if made:
            messages.success(request, "已存为草案。核对无误后下发，支部就能看到。")
            return redirect("meetings:campaign", made.pk)
    told = {"form": form, "crumbs": _crumbs(("新的部署", ""))}
    return render(request, "meetings/campaign_draft.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def campaign_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm, then send a campaign out."""
    campaign = _issuable_or_404(request, pk)
    form = Form(request.POST if request.method == "POST" else None)
    form.full_clean()
    if request.method == "POST" and perform(form, issue_campaign, by=request.user, campaign=campaign):
        messages.success(request, f"已下发“{campaign.title}”。")
        return redirect("meetings:campaign", pk)
    told = {"campaign": campaign, "form": form, "crumbs": _crumbs((campaign.title, ""))}
    return render(request, "meetings/campaign_issue.html", told, status=422 if form.errors else 200)


def _issuable_or_404(request: HttpRequest, pk: int) -> Campaign:
    campaign = get_object_or_404(campaigns_visible_to(request.seat), pk=pk)
    if not request.seat.may(P.ISSUE_CAMPAIGN, campaign):
        raise Http404
    return campaign
