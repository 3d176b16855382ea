"""An arranged talk: its calendar entry, another day for it, or none; and who else may read what was said."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.edge import perform
from core.limits import EXPORT, limited
from meetings.actions import talk as acts
from meetings.exports.talk_calendar import talk_entry
from meetings.forms.talk import RearrangeForm
from meetings.models import Talk
from meetings.views.document import sent_as_file
from meetings.views.talk import partners_of, talk_or_404, trail


@never_cache
@require_safe
@limited(EXPORT)
def calendar_file(request: HttpRequest, pk: int, talk: int) -> HttpResponseBase:
    """The entry for one's own calendar; for the parties, as the talk's page is."""
    found = _arranged_or_404(request, pk, talk)
    url = request.build_absolute_uri(reverse("meetings:talk", args=[pk, talk]))
    data = talk_entry(found, partners_of(found, request.seat.member.pk), url, request.get_host())
    return sent_as_file(data, "谈心谈话.ics")


def _arranged_or_404(request: HttpRequest, pk: int, talk: int) -> Talk:
    found = talk_or_404(request, pk, talk)
    if found.held_on or not found.planned_on:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def rearrange(request: HttpRequest, pk: int, talk: int) -> HttpResponse:
    """Another day, way or place."""
    found = _arranged_or_404(request, pk, talk)
    here = reverse("meetings:talk", args=[pk, talk])
    form = RearrangeForm(found, here, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = perform(form, acts.rearrange_talk, by=request.user, talk=found, **form.cleaned_data)
        if done:
            messages.success(request, "已改约，对方的事项里也改了。")
            return redirect(here)
    told = {
        "meeting": found.meeting,
        "talk": found,
        "partners": partners_of(found, request.seat.member.pk),
        "form": form,
        "crumbs": trail(found.meeting, "改约"),
    }
    return render(request, "meetings/talk_rearrange.html", told, status=422 if form.errors else 200)


@require_POST
def call_off(request: HttpRequest, pk: int, talk: int) -> HttpResponse:
    """The talk will not take place; the pair is missing again."""
    acts.call_off_talk(by=request.user, talk=talk_or_404(request, pk, talk))
    messages.success(request, "已取消约好的谈话。")
    return redirect("meetings:talks", pk)


@require_POST
def let_read(request: HttpRequest, pk: int, talk: int) -> HttpResponse:
    """My word that the secretary may read the record, given or taken back."""
    found = talk_or_404(request, pk, talk)
    agrees = request.POST.get("agrees") == "yes"
    acts.let_secretary_read(by=request.user, talk=found, agrees=agrees)
    messages.success(
        request, "已同意书记查看这份记录；要各方都同意，书记才看得到。" if agrees else "已收回同意。"
    )
    return redirect("meetings:talk", pk, talk)
