"""The open form: anybody with the link may put a slip into the box, and nothing is kept of who did.

The middleware has stripped the request before it comes here (core.nameless): there is no account, no session,
no address. docs/adr/0040-nameless-opinions.md says what that keeps from whom.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from core.nameless import buckets
from meetings import rules
from meetings.actions.opinion_box import give_opinion
from meetings.forms.opinion import OpenForm
from meetings.models import OpinionRound

AN_HOUR = 60  # slips from one address: a whole office may share one; a script would need more
_DONE = object()  # what the action returns is None, as a refusal


def round_or_404(link: str) -> OpinionRound:
    """The round with this link, its meeting at hand."""
    return get_object_or_404(OpinionRound.objects.select_related("meeting__organization"), link=link)


# There is nobody whose rights a forged request could use, and a token would set a cookie.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_form(request: HttpRequest, link: str) -> HttpResponse:
    """Who asks, about what, until when, and a place to write; after the last day only that it is over."""
    found = round_or_404(link)
    stand = _stand(found)
    form = OpenForm(request.POST or None)
    if request.method == "POST":
        if stand == "open" and form.is_valid() and _give(request, found, form):
            return redirect("meetings:open_form_sent", link)
        stand = _stand(found)
    told = {"round": found, "meeting": found.meeting, "stand": stand, "form": form}
    return render(request, "meetings/opinion_open.html", told, status=_status(request, form, stand))


def _stand(found: OpinionRound) -> str:
    """`open`, `early` before the first day, or `over`."""
    today = found.meeting.today
    if found.meeting.state in rules.PREPARATION and found.takes_slips(today):
        return "open"
    return "early" if today < found.starts_on and found.opened_on is None else "over"


def _status(request: HttpRequest, form: OpenForm, stand: str) -> int:
    if getattr(form, "is_too_fast", False):
        return 429
    return 422 if request.method == "POST" else 200


def _give(request: HttpRequest, found: OpinionRound, form: OpenForm) -> bool:
    if not buckets.take(request.bucket, AN_HOUR):  # type: ignore[attr-defined]
        form.is_too_fast = True  # type: ignore[attr-defined]
        form.add_error(None, "从您这里的网络提交得太多了，请过一小时再投；写好的内容还在下面，没有丢。")
        return False
    given = {"text": form.cleaned_data["text"], "once": form.cleaned_data["once"]}
    return perform(form, lambda: give_opinion(round=found, **given) or _DONE) is _DONE


@login_not_required
@require_safe
def open_form_sent(request: HttpRequest, link: str) -> HttpResponse:
    """That the slip is in the box; looking at it again sends nothing."""
    found = round_or_404(link)
    told = {"round": found, "meeting": found.meeting, "may_again": _stand(found) == "open"}
    return render(request, "meetings/opinion_sent.html", told)
