"""Supervision's comments: what was said, and the form for those who may (R13)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.edge import perform, sent
from meetings import permissions as P
from meetings import rules
from meetings.actions import supervision as acts
from meetings.enums import MeetingState
from meetings.forms.sitting import CommentForm
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404

_OPEN = rules.PREPARATION | rules.SESSION | rules.AFTERWARDS


@require_http_methods(["GET", "POST"])
def supervision(request: HttpRequest, pk: int) -> HttpResponse:
    """All that supervision said of this meeting, newest first."""
    meeting = meeting_or_404(request, pk, P.SEE_PREPARATION)
    may = request.seat.may(P.SUPERVISE, meeting) and meeting.state in _OPEN
    in_session = meeting.state == MeetingState.IN_SESSION
    form = CommentForm(request.user.username, in_session, sent(request)) if may else None
    if (
        request.method == "POST"
        and form is not None
        and form.is_valid()
        and perform(form, acts.comment, by=request.user, meeting=meeting, **form.cleaned_data)
    ):
        messages.success(request, "督导意见已提交。")
        return redirect("meetings:supervision", pk)
    told = {
        "meeting": meeting,
        "notes": meeting.supervision_notes.select_related("by").order_by("-id"),
        "form": form,
        "tabs": tabs_for(meeting, request.seat, "meetings:supervision"),
        "crumbs": crumbs(meeting, ("督导", "")),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "meetings/supervision_detail.html", told, status=status)
