"""The files that go out with a campaign: added by the issuer, read by whoever sees the campaign."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform, sent
from core.forms import Form
from core.uploads import attachment_response
from meetings.actions.campaign import attach, detach
from meetings.forms.campaign import AttachForm
from meetings.views.campaign import campaign_or_404, crumbs_in, issued_by_or_404


@require_http_methods(["GET", "POST"])
def campaign_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file."""
    campaign = issued_by_or_404(request, pk)
    back = reverse("meetings:campaign", args=[pk])
    form = AttachForm(sent(request), request.FILES or None, cancel_url=back)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        if made := perform(form, attach, by=request.user, campaign=campaign, upload=upload):
            messages.success(request, f"已加上附件“{made.name}”。")
            return redirect(back)
    told = {"campaign": campaign, "form": form, "crumbs": crumbs_in(campaign, ("加附件", ""))}
    return render(request, "meetings/campaign_attach.html", told, status=422 if form.errors else 200)


@require_safe
def campaign_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """One file, as an attachment, for whoever may see the campaign."""
    campaign = campaign_or_404(request, pk)
    found = get_object_or_404(campaign.attachments, pk=file)
    try:
        return attachment_response(found.file, found.name)
    except FileNotFoundError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def campaign_detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a file off a draft, after a page that says which."""
    campaign = issued_by_or_404(request, pk)
    found = get_object_or_404(campaign.attachments, pk=file)
    form = Form(sent(request))
    form.full_clean()
    if request.method == "POST" and perform(form, detach, by=request.user, attachment=found):
        messages.success(request, f"已撤下附件“{found.name}”。")
        return redirect("meetings:campaign", pk)
    told = {
        "campaign": campaign,
        "file": found,
        "form": form,
        "crumbs": crumbs_in(campaign, ("撤下附件", "")),
    }
    return render(request, "meetings/campaign_detach.html", told, status=422 if form.errors else 200)
