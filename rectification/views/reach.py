"""What every page of rectification begins with: what is within reach, and the parts of the work as tabs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core.forms import Form
from meetings.models import Meeting
from meetings.sections import tabs_for
from meetings.views.reach import crumbs
from rectification.models import RectificationItem
from rectification.queries import items_visible_to

_PARTS = (
    ("整改清单", "rectification:list"),
    ("整改承诺", "rectification:commitments"),
    ("公示", "rectification:publications"),
    ("上次整改情况", "rectification:previous"),
)


def item_or_404(request: HttpRequest, pk: int) -> RectificationItem:
    """An item this person may read: of a branch's list by right, or one's own; else 404."""
    return get_object_or_404(items_visible_to(request.seat), pk=pk)


def frame(request: HttpRequest, meeting: Meeting, here: str) -> dict[str, Any]:
    """What the four pages of a meeting share: the meeting, its tabs, the parts, the way back."""
    label = next(label for label, name in _PARTS if name == here)
    parts = [
        {"label": words, "url": reverse(name, args=[meeting.pk]), "active": name == here}
        for words, name in _PARTS
    ]
    return {
        "meeting": meeting,
        "today": meeting.today,
        "parts": parts,
        "tabs": tabs_for(meeting, request.seat, "rectification:list"),
        "crumbs": crumbs(meeting, (label, "")),
    }


def trail(meeting: Meeting, *places: tuple[str, str]) -> list[dict[str, str]]:
    """组织生活会 / the meeting / 整改清单 / …."""
    return crumbs(meeting, ("整改清单", reverse("rectification:list", args=[meeting.pk])), *places)


def form_page(request: HttpRequest, meeting: Meeting, form: Form, title: str, **told: Any) -> HttpResponse:
    """A page that holds one form; 422 when it was refused."""
    told = {"crumbs": trail(meeting, (title, ""))} | told | {"meeting": meeting, "form": form, "title": title}
    return render(request, "rectification/form_page.html", told, status=422 if form.errors else 200)
