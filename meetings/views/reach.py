"""What every page of a meeting begins with: the meeting within reach, and the way back."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from meetings.models import Meeting, Step
from meetings.plan_readers import may_read_plan
from meetings.queries.meeting import meetings_visible_to
from members.access import Permission


def meeting_or_404(request: HttpRequest, pk: int, wanted: Permission | None = None) -> Meeting:
    """The meeting if this person may know of it (and holds `wanted` there); else 404, whatever the reason."""
    meeting = get_object_or_404(meetings_visible_to(request.seat), pk=pk)
    if wanted and not request.seat.may(wanted, meeting):
        raise Http404
    return meeting


def plan_or_404(request: HttpRequest, pk: int) -> Meeting:
    """The meeting if this person reads its plan."""
    meeting = meeting_or_404(request, pk)
    if not may_read_plan(request.seat, meeting):
        raise Http404
    return meeting


def step_or_404(request: HttpRequest, pk: int, step: int, wanted: Permission) -> Step:
    """A step of a meeting within reach, its meeting at hand."""
    meeting = meeting_or_404(request, pk, wanted)
    found = get_object_or_404(meeting.steps.select_related("responsible", "done_by"), pk=step)
    found.meeting = meeting
    return found


def crumbs(meeting: Meeting, *trail: tuple[str, str]) -> list[dict[str, str]]:
    """组织生活会 / the meeting / …; each further place is (label, address)."""
    places = [
        ("组织生活会", reverse("meetings:list")),
        (meeting.title, reverse("meetings:detail", args=[meeting.pk])),
        *trail,
    ]
    return [{"label": label, "url": url} for label, url in places]
