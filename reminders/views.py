"""The to-do page: what is this person's to do now, and what the program has to tell."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.clock import today
from core.context_processors import NavItem
from reminders.actions import mark_read
from reminders.models import Notice
from reminders.queries import grouped, open_notices, todos_for

SHOWN = 5  # notices on the home page; their own page has all


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everyone's first page: my to-dos, soonest first, and the newest notices."""
    day = today()
    groups = grouped(todos_for(request.user, request.seat), day)
    notices = list(open_notices(request.user)[: SHOWN + 1])
    return render(
        request,
        "reminders/home.html",
        {
            "groups": groups, "today": day, "notices": notices[:SHOWN], "more": len(notices) > SHOWN,
            "leads": bool(request.seat.leads), "offices": request.seat.appointments,
        },
    )  # fmt: skip


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """All notices not read yet."""
    return render(request, "reminders/notices.html", {"notices": open_notices(request.user)[:100]})


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's own notice as seen and go on to what it speaks of, or back to the list."""
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    mark_read(by=request.user, notice=notice)
    return redirect(notice.url if "go" in request.POST else "reminders:notices")


def navigation(request: HttpRequest) -> list[NavItem]:
    return [NavItem("我的事项", reverse("reminders:home"), icon="check2-square", order=10)]
