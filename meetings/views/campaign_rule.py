"""A campaign's provisions: all of them as they are now; one at a time to set or leave to the default."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.edge import perform, sent
from core.forms import Form
from meetings import provisions
from meetings.actions.campaign import drop_campaign_provision, set_campaign_provision
from meetings.forms.campaign import CampaignRuleForm
from meetings.models import Campaign
from meetings.rulebook import PLATFORM
from meetings.views.campaign import crumbs_in, issued_by_or_404


@require_safe
def campaign_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Every provision by group: what this campaign sets, and the default where it sets nothing."""
    campaign = issued_by_or_404(request, pk)
    told = {
        "campaign": campaign,
        "groups": _groups(campaign),
        "may_set": campaign.closed_at is None,
        "crumbs": crumbs_in(campaign, ("规则", "")),
    }
    return render(request, "meetings/campaign_rules.html", told)


def _groups(campaign: Campaign) -> list[dict[str, Any]]:
    rows = {row.key: row for row in campaign.provisions.all()}
    gathered = _gathered(campaign)
    shown = [_shown(spec, rows.get(spec.key), gathered) for spec in provisions.PROVISIONS.values()]
    by_group = groupby(shown, key=lambda rule: rule["key"].split(".")[0])
    return [{"label": provisions.GROUPS[name], "rules": list(found)} for name, found in by_group]


def _gathered(campaign: Campaign) -> dict[str, Any]:
    waiting = campaign.corrections.filter(sent_at__isnull=True).first()
    return waiting.changes if waiting else {}


def _shown(spec: provisions.ProvisionSpec, row: Any, gathered: dict[str, Any]) -> dict[str, Any]:
    line = gathered.get(spec.key)
    return {
        "key": spec.key,
        "label": spec.label,
        "value": provisions.describe(spec.key, row.value if row else spec.default),
        "becomes": provisions.describe(spec.key, line["value"]) if line else "",
        "clause": row.clause if row else spec.source,
        "origin": "这项部署" if row else PLATFORM,
        "overridable": row.overridable if row else spec.overridable,
        "is_set": row is not None,
        "fixed": spec.fixed,
    }


@require_http_methods(["GET", "POST"])
def campaign_rule(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Set one provision: its value, its clause, and whether a branch may differ."""
    campaign = issued_by_or_404(request, pk)
    if key not in provisions.PROVISIONS or provisions.spec(key).fixed:
        raise Http404
    back = reverse("meetings:campaign_rules", args=[pk])
    form = CampaignRuleForm(sent(request), key=key, now=_now(campaign, key), cancel_url=back)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("value", "clause", "overridable")}
        if perform(form, set_campaign_provision, by=request.user, campaign=campaign, key=key, **told):
            messages.success(request, _said(campaign, form.spec.label))
            return redirect(f"{back}#{key}")
    row = campaign.provisions.filter(key=key).first()
    shown = {
        "campaign": campaign, "form": form, "rule": _shown(form.spec, row, _gathered(campaign)),
        "crumbs": crumbs_in(campaign, ("规则", back), (form.spec.label, "")),
    }  # fmt: skip
    return render(request, "meetings/campaign_rule.html", shown, status=422 if form.errors else 200)


def _now(campaign: Campaign, key: str) -> dict[str, Any]:
    """What the form starts from: the gathered change, else the campaign's row, else the default."""
    spec, line = provisions.spec(key), _gathered(campaign).get(key)
    if line:
        return line
    row = campaign.provisions.filter(key=key).first()
    if row:
        return {"value": row.value, "clause": row.clause, "overridable": row.overridable}
    return {"value": spec.default, "clause": "", "overridable": spec.overridable}


def _said(campaign: Campaign, label: str) -> str:
    if campaign.issued_at:
        return f"已加入更正：{label}。改完以后在部署的页面上一并发出。"
    return f"已保存“{label}”。"


@require_POST
def campaign_rule_drop(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Leave it to the default (a draft), or take the change back out of the correction."""
    campaign = issued_by_or_404(request, pk)
    form = Form(request.POST)
    form.full_clean()
    if perform(form, drop_campaign_provision, by=request.user, campaign=campaign, key=key):
        messages.success(request, "已撤回这一条改动。" if campaign.issued_at else "这一条改为按平台默认。")
    for error in form.non_field_errors():
        messages.error(request, error)
    back = "meetings:campaign_correct" if campaign.issued_at else "meetings:campaign_rules"
    return redirect(back, pk)
