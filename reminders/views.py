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
from reminders.queries import grouped, is_news, open_notices, todos_for

SHOWN, LISTED = 5, 100  # notices on the home page, and on their own


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everyone's first page: what has moved, and my to-dos, soonest first."""
    day = today()
    groups = grouped(todos_for(request.user, request.seat), day)
    waiting = list(open_notices(request.user)[:LISTED])
    news = [notice for notice in waiting if is_news(notice)]
    told = {"groups": groups, "today": day, "notices": news[:SHOWN], "waiting": len(waiting)}
    return render(request, "reminders/home.html", told)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """All notices not read yet."""
    return render(request, "reminders/notices.html", {"notices": open_notices(request.user)[:LISTED]})


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's own notice as seen and go on to what it speaks of, or back to the list."""
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    mark_read(by=request.user, notice=notice)
    return redirect(notice.url if "go" in request.POST else "reminders:notices")


def navigation(request: HttpRequest) -> list[NavItem]:
    return [NavItem("我的事项", reverse("reminders:home"), icon="check2-square", order=10)]
