"""The box of a round, for those who gather opinions: link and QR code, printable form, the opening."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import qr
from core.limits import EXPORT, limited
from meetings import permissions as P
from meetings import rules
from meetings.actions import opinion_box as acts
from meetings.exports.opinion_form import opinion_form
from meetings.models import Meeting, OpinionRound
from meetings.views.document import sent_as_file
from meetings.views.opinion import back_to, trail
from meetings.views.reach import meeting_or_404


def _round_or_404(request: HttpRequest, pk: int, round: int) -> tuple[Meeting, OpinionRound]:
    meeting = meeting_or_404(request, pk, P.GATHER_OPINIONS)
    found = get_object_or_404(meeting.opinion_rounds, pk=round)
    found.meeting = meeting
    return meeting, found


def _address(request: HttpRequest, found: OpinionRound) -> str:
    """The open form's full address. Raises Http404 for a round without a link."""
    if not found.link:
        raise Http404
    return request.build_absolute_uri(reverse("meetings:open_form", args=[found.link]))


@require_POST
def link_issue(request: HttpRequest, pk: int, round: int) -> HttpResponse:
    """Open a round to whoever has the link."""
    _, found = _round_or_404(request, pk, round)
    acts.issue_link(by=request.user, round=found)
    messages.success(request, "链接和二维码可以用了。")
    return redirect("meetings:opinion_sheet", pk, round)


@require_safe
def sheet(request: HttpRequest, pk: int, round: int) -> HttpResponse:
    """The printable form: what is asked, the QR code, and lines to write by hand."""
    meeting, found = _round_or_404(request, pk, round)
    address = _address(request, found)
    told = {
        "meeting": meeting,
        "round": found,
        "address": address,
        "code": qr.svg(address, "征求意见表的二维码"),
        "crumbs": trail(meeting, "征求意见表"),
    }
    return render(request, "meetings/opinion_sheet.html", told)


@require_safe
@limited(EXPORT)
def sheet_file(request: HttpRequest, pk: int, round: int) -> HttpResponseBase:
    """The same form for Word."""
    _, found = _round_or_404(request, pk, round)
    data = opinion_form(found, _address(request, found)).to_bytes()
    return sent_as_file(data, f"{found.meeting.title}征求意见表.docx")


@require_http_methods(["GET", "HEAD", "POST"])
def box_open(request: HttpRequest, pk: int, round: int) -> HttpResponse:
    """Take all slips out at once; asked before, because it happens once."""
    meeting, found = _round_or_404(request, pk, round)
    if not found.link:
        raise Http404
    if request.method == "POST":
        count = acts.open_box(by=request.user, round=found)
        messages.success(
            request,
            f"意见箱已经打开，取出{count}条意见，请逐条归类。" if count else "意见箱已经打开，里面没有意见。",
        )
        return redirect("meetings:opinion_sort", pk) if count else redirect(back_to(meeting))
    return render(request, "meetings/opinion_box.html", _box(meeting, found))


def _box(meeting: Meeting, found: OpinionRound) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "round": found,
        "today": meeting.today,
        "may_open": found.opened_on is None
        and meeting.today > found.ends_on
        and meeting.state in rules.PREPARATION,
        "crumbs": trail(meeting, "打开意见箱"),
    }
