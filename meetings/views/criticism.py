"""Criticisms as somebody may see them, and the opinions that each takes up (R03, R15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.edge import perform, sent
from meetings import permissions as P
from meetings.actions import opinion_thread as acts
from meetings.enums import CriticismKind, MeetingState
from meetings.forms.sitting import RaiseForm
from meetings.models import Criticism, Meeting, Sitting
from meetings.queries.opinion_raised import (
    RAISING,
    is_own,
    raisable,
    raised_by,
    with_opinions,
)
from meetings.queries.sitting import criticisms_of, current_sitting
from meetings.views.reach import crumbs, meeting_or_404


def visible_criticisms(request: HttpRequest, meeting: Meeting, sitting: Sitting) -> QuerySet[Criticism]:
    """All for who records and runs; for others what they said and what was said of them. The newest first."""
    found = criticisms_of(sitting).order_by("-said_at", "-id")
    if request.seat.may(P.RECORD_CRITICISM, meeting):
        return found
    me = request.seat.member
    return found.filter(speaker=me) | found.filter(target=me)


def rows_of(
    request: HttpRequest, meeting: Meeting, sitting: Sitting, criticisms: Sequence[Criticism]
) -> list[dict[str, Any]]:
    """Criticisms with their opinions, and what this person may do. The number of queries stays the same."""
    raised = raised_by(criticisms, meeting, request.seat)
    is_open = not sitting.is_sealed and meeting.state in RAISING
    concerned = with_opinions(meeting, request.seat) if is_open and criticisms else set()
    return [_row(request, one, raised.get(one.pk, []), one.target_id in concerned) for one in criticisms]


def _row(request: HttpRequest, one: Criticism, opinions: list[Any], may_raise: bool) -> dict[str, Any]:
    responds = not one.response and request.seat.may(P.RESPOND, one) and one.kind == CriticismKind.MUTUAL
    raises = may_raise and _may_raise(request, one)
    args = [one.meeting.pk, one.pk]
    return {
        "one": one,
        "opinions": opinions,
        "respond_url": reverse("meetings:respond", args=args) if responds else "",
        "raise_url": reverse("meetings:criticism_opinions", args=args) if raises else "",
    }


def _may_raise(request: HttpRequest, one: Criticism) -> bool:
    return request.seat.may(P.to_raise(is_own(one, request.seat.member)), one.meeting)


@require_http_methods(["GET", "POST"])
def criticism_opinions(request: HttpRequest, pk: int, criticism: int) -> HttpResponse:
    """Which opinions about the person criticised this criticism takes up."""
    meeting = meeting_or_404(request, pk, P.READ_RECORD)
    sitting = current_sitting(meeting)
    visible = visible_criticisms(request, meeting, sitting) if sitting else Criticism.objects.none()
    one = get_object_or_404(visible, pk=criticism)
    if sitting is None or sitting.is_sealed or meeting.state not in RAISING or not _may_raise(request, one):
        raise Http404
    form = RaiseForm(one, raisable(one, request.seat), sent(request))
    given = {"by": request.user, "criticism": one}
    if form.is_valid() and perform(form, acts.raise_opinions, **given, **form.cleaned_data) is not None:
        messages.success(request, "已记下对应的意见。")
        return redirect(_back(meeting))
    told = {
        "meeting": meeting, "form": form, "one": one, "back": _back(meeting),
        "crumbs": crumbs(meeting, (_WHERE[_page(meeting)], _back(meeting)), ("对应的意见", "")),
    }  # fmt: skip
    return render(request, "meetings/criticism_opinions.html", told, status=422 if form.errors else 200)


_WHERE = {"run": "开会", "minutes": "记录"}


def _page(meeting: Meeting) -> str:
    return "run" if meeting.state == MeetingState.IN_SESSION else "minutes"


def _back(meeting: Meeting) -> str:
    return reverse(f"meetings:{_page(meeting)}", args=[meeting.pk])
