"""Corrections: the issuer gathers and sends them; the secretary of each meeting decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.edge import perform, sent
from meetings import corrections
from meetings import permissions as P
from meetings.actions.campaign import correct_fields
from meetings.actions.correction import decide_proposal, send_correction
from meetings.forms.campaign import CorrectFieldsForm, ReasonForm
from meetings.forms.correction import DecideForm
from meetings.models import Campaign
from meetings.queries.campaign import concerned_meetings
from meetings.views.campaign import crumbs_in, issued_by_or_404
from meetings.views.reach import crumbs, meeting_or_404


@require_http_methods(["GET", "POST"])
def campaign_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What is gathered, old and new, and whom it concerns; POST sends it with its reason."""
    campaign = issued_by_or_404(request, pk)
    if campaign.issued_at is None:
        return redirect("meetings:campaign_edit", pk)
    form = ReasonForm(sent(request), label="更正说明")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if made := perform(form, send_correction, by=request.user, campaign=campaign, reason=reason):
            messages.success(request, f"已发出更正，{made.proposals.count()}次会议的书记会看到改了什么。")
            return redirect("meetings:campaign", pk)
    waiting = campaign.corrections.filter(sent_at__isnull=True).first()
    told = {
        "campaign": campaign,
        "changes": corrections.changes_of(campaign, waiting.changes) if waiting else [],
        "concerned": concerned_meetings(campaign),
        "form": form,
        "crumbs": crumbs_in(campaign, ("更正", "")),
    }
    return render(request, "meetings/campaign_correct.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def campaign_correct_fields(request: HttpRequest, pk: int) -> HttpResponse:
    """Theme and window of an issued campaign, into the correction."""
    campaign = _issued_or_404(request, pk)
    back = reverse("meetings:campaign_correct", args=[pk])
    form = CorrectFieldsForm(campaign, sent(request), cancel_url=back)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if perform(form, correct_fields, by=request.user, campaign=campaign, **told):
            messages.success(request, "已加入更正，还没有发出。")
            return redirect(back)
    shown = {
        "campaign": campaign,
        "form": form,
        "crumbs": crumbs_in(campaign, ("更正", back), ("主题、时间", "")),
    }
    return render(request, "meetings/campaign_correct_fields.html", shown, status=422 if form.errors else 200)


def _issued_or_404(request: HttpRequest, pk: int) -> Campaign:
    campaign = issued_by_or_404(request, pk)
    if campaign.issued_at is None:
        raise Http404
    return campaign


@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
    """A correction as this meeting sees it: each value old and new, taken over or declined with a reason."""
    meeting = meeting_or_404(request, pk, P.PLAN_MEETING)
    found = get_object_or_404(
        meeting.proposals.select_related("correction__campaign", "decided_by"), pk=proposal
    )
    found.meeting = meeting
    lines = corrections.lines_of(found)
    form = DecideForm(lines, sent(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if perform(form, decide_proposal, by=request.user, proposal=found, **told):
            messages.success(request, "已处理这次更正。")
            return redirect("meetings:detail", pk)
    may = found.decided_at is None and corrections.may_change_now(meeting) and corrections.concerns(meeting)
    shown = {"meeting": meeting, "proposal": found, "lines": lines, "form": form, "may_decide": may}
    shown["in_session"] = not corrections.may_change_now(meeting)
    shown["crumbs"] = crumbs(meeting, ("上级更正", ""))
    return render(request, "meetings/proposal_detail.html", shown, status=422 if form.errors else 200)
