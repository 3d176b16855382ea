"""Campaigns: the list, one campaign, drafting, revising, issuing, extending and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform, sent
from core.forms import Form
from meetings import permissions as P
from meetings import provisions
from meetings.actions import campaign as actions
from meetings.enums import MeetingState
from meetings.forms.campaign import CampaignForm, ExtendForm, ReasonForm, ReviseForm, issuing_organizations
from meetings.models import Campaign, Meeting
from meetings.queries.campaign import campaigns_visible_to, declined_proposals, own_meetings, targets_seen
from meetings.queries.overview import UPPER
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
    """What it asks, of whom, with its files; what an issuer may do next, or a branch's own meeting."""
    campaign = campaign_or_404(request, pk)
    issues = request.seat.may(P.ISSUE_CAMPAIGN, campaign)
    told = {
        "campaign": campaign,
        "issues": issues and campaign.closed_at is None,
        "rules": rules_of(campaign),
        "targets": targets_seen(campaign, request.seat),
        "own": own_meetings(campaign, request.seat),
        "may_start": _may_start(request, campaign),
        "may_follow": campaign.issued_at is not None and bool(request.seat.paths_as(*UPPER)),
        "attachments": campaign.attachments.select_related("added_by"),
        "open_correction": campaign.corrections.filter(sent_at__isnull=True).first() if issues else None,
        "declined": declined_proposals(campaign) if issues else [],
        "corrections": campaign.corrections.filter(sent_at__isnull=False).order_by("-number"),
        "steps": campaign.content.get("steps", []),
        "crumbs": campaign_crumbs((campaign.title, "")),
    }
    return render(request, "meetings/campaign_detail.html", told)


def campaign_or_404(request: HttpRequest, pk: int) -> Campaign:
    return get_object_or_404(campaigns_visible_to(request.seat), pk=pk)


def issued_by_or_404(request: HttpRequest, pk: int) -> Campaign:
    """The campaign, for whoever may issue and change it."""
    campaign = campaign_or_404(request, pk)
    if not request.seat.may(P.ISSUE_CAMPAIGN, campaign):
        raise Http404
    return campaign


def _may_start(request: HttpRequest, campaign: Campaign) -> bool:
    """Does somebody here lead an organisation that it is for and that has no meeting of it yet?"""
    if campaign.issued_at is None or campaign.closed_at:
        return False
    led = organizations_led(request.seat).filter(campaigns_received=campaign)
    have = Meeting.objects.filter(campaign=campaign).exclude(state=MeetingState.CANCELLED)
    return led.exclude(pk__in=have.values("organization")).exists()


def rules_of(campaign: Campaign) -> list[dict[str, Any]]:
    """What it sets, in the order of the registry."""
    rows = {row.key: row for row in campaign.provisions.all()}
    return [rule_words(rows[key]) for key in provisions.PROVISIONS if key in rows]


def rule_words(row: Any) -> dict[str, Any]:
    """A campaign's provision as its pages show it."""
    return {
        "key": row.key,
        "label": provisions.spec(row.key).label,
        "value": provisions.describe(row.key, row.value),
        "clause": row.clause,
        "overridable": row.overridable,
    }


def campaign_crumbs(*trail: tuple[str, str]) -> list[dict[str, str]]:
    places = [("工作部署", reverse("meetings:campaigns")), *trail]
    return [{"label": label, "url": url} for label, url in places]


def crumbs_in(campaign: Campaign, *trail: tuple[str, str]) -> list[dict[str, str]]:
    return campaign_crumbs((campaign.title, reverse("meetings:campaign", args=[campaign.pk])), *trail)


@require_http_methods(["GET", "POST"])
def campaign_draft(request: HttpRequest) -> HttpResponse:
    """A campaign from a template, for organisations below; not yet sent out."""
    if not issuing_organizations(request.seat).exists():
        raise Http404
    form = CampaignForm(request.POST or None, seat=request.seat, cancel_url=reverse("meetings:campaigns"))
    if request.method == "POST" and form.is_valid():
        made = perform(form, actions.draft_campaign, by=request.user, **form.for_action())
        if made:
            messages.success(request, "已存为草案。核对规则、附件无误后下发，支部就能看到。")
            return redirect("meetings:campaign", made.pk)
    told = {"form": form, "crumbs": campaign_crumbs(("新的部署", ""))}
    return render(request, "meetings/campaign_draft.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def campaign_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft's fields and whom it is for. What is out already is corrected, not edited."""
    campaign = issued_by_or_404(request, pk)
    if campaign.issued_at:
        return redirect("meetings:campaign_correct", pk)
    back = reverse("meetings:campaign", args=[pk])
    form = ReviseForm(campaign, sent(request), seat=request.seat, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        told = form.for_action()
        if perform(form, actions.revise_campaign, by=request.user, campaign=campaign, **told):
            messages.success(request, "已保存草案。")
            return redirect(back)
    shown = {"campaign": campaign, "form": form, "crumbs": crumbs_in(campaign, ("修改草案", ""))}
    return render(request, "meetings/campaign_edit.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def campaign_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm, with who gets a draft and who no longer can; then send it out."""
    campaign = issued_by_or_404(request, pk)
    form = Form(sent(request))
    form.full_clean()
    if request.method == "POST" and perform(form, actions.issue_campaign, by=request.user, campaign=campaign):
        messages.success(request, f"已下发“{campaign.title}”，各党组织有了会议草案。")
        return redirect("meetings:campaign", pk)
    reached, left_out = actions.reachable(campaign)
    told = {"campaign": campaign, "form": form, "reached": reached, "left_out": left_out}
    told["crumbs"] = crumbs_in(campaign, ("下发", ""))
    return render(request, "meetings/campaign_issue.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def campaign_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an issued campaign to organisations that were founded or moved in since."""
    campaign = issued_by_or_404(request, pk)
    back = reverse("meetings:campaign", args=[pk])
    form = ExtendForm(campaign, sent(request), seat=request.seat, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        targets = form.cleaned_data["targets"]
        if perform(form, actions.extend_campaign, by=request.user, campaign=campaign, targets=targets):
            messages.success(request, f"已再下发给{len(targets)}个党组织。")
            return redirect(back)
    told = {"campaign": campaign, "form": form, "crumbs": crumbs_in(campaign, ("再下发", ""))}
    told["anybody"] = form.fields["targets"].queryset.exists()
    return render(request, "meetings/campaign_extend.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def campaign_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End it: no meeting is made from it any more."""
    campaign = issued_by_or_404(request, pk)
    form = ReasonForm(sent(request), label="结束的说明")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if perform(form, actions.close_campaign, by=request.user, campaign=campaign, reason=reason):
            messages.success(request, f"“{campaign.title}”已结束，已经建好的会议照常进行。")
            return redirect("meetings:campaign", pk)
    told = {"campaign": campaign, "form": form, "crumbs": crumbs_in(campaign, ("结束", ""))}
    return render(request, "meetings/campaign_close.html", told, status=422 if form.errors else 200)
