"""Sorting opinions, typing in paper forms, and what the person concerned reads and signs for (R03)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.edge import perform
from meetings import permissions as P
from meetings import rules
from meetings.actions import opinion as acts
from meetings.forms.opinion import PaperForm, SortForm
from meetings.forms.people import of_meeting
from meetings.models import Meeting
from meetings.queries import preparation as read
from meetings.queries.opinion_thread import thread
from meetings.sections import tabs_for
from meetings.views.opinion import back_to, trail
from meetings.views.reach import crumbs, meeting_or_404
from members.models import User

_AT_ONCE = 20  # opinions on one page of sorting


@require_http_methods(["GET", "HEAD", "POST"])
def sort(request: HttpRequest, pk: int) -> HttpResponse:
    """Unsorted opinions, each with two choices; those left open come again."""
    meeting = meeting_or_404(request, pk, P.GATHER_OPINIONS)
    forms = _forms(request, meeting)
    if request.method == "POST" and all(form.is_valid() for form in forms):
        count = sum(_sort(request.user, form) for form in forms if form.is_sorted)
        messages.success(request, f"已归类{count}条。" if count else "没有选择归类，什么都没有改。")
        left = read.opinion_counts(meeting)["sort"]
        return redirect("meetings:opinion_sort", pk) if left else redirect(back_to(meeting))
    told = {
        "meeting": meeting,
        "forms": forms,
        "left": read.opinion_counts(meeting)["sort"],
        "is_open": meeting.state in rules.PREPARATION,
        "crumbs": trail(meeting, "归类"),
    }
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, "meetings/opinion_sort.html", told, status=status)


def _forms(request: HttpRequest, meeting: Meeting) -> list[SortForm]:
    """One form for each unsorted opinion; of a sent page, for those it spoke of that are unsorted still."""
    waiting = list(read.opinions(meeting).filter(read.OPEN_OPINIONS["sort"]).order_by("id"))
    if request.method == "POST":
        sent = {name.split("-")[0] for name in request.POST if name.endswith("-whom")}
        waiting = [one for one in waiting if f"o{one.pk}" in sent]
    people = [(str(member.pk), f"{member.name}（{member.initials}）") for member in of_meeting(meeting)]
    aspects = list(meeting.aspects.all())
    data = request.POST if request.method == "POST" else None
    return [SortForm(one, people, aspects, data) for one in waiting[:_AT_ONCE]]


def _sort(user: User, form: SortForm) -> int:
    about = of_meeting(form.opinion.meeting).get(pk=form.about_id) if form.about_id else None
    acts.sort_opinion(by=user, opinion=form.opinion, about=about, aspect=form.cleaned_data["aspect"])
    return 1


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, pk: int, round: int) -> HttpResponse:
    """A pile of paper forms typed in at once."""
    meeting = meeting_or_404(request, pk, P.GATHER_OPINIONS)
    found = get_object_or_404(meeting.opinion_rounds, pk=round)
    found.meeting = meeting
    form = PaperForm(f"papers-{round}-{request.user.username}", back_to(meeting), request.POST or None)
    if request.method == "POST" and form.is_valid():
        count = perform(form, acts.enter_forms, by=request.user, round=found, **form.cleaned_data)
        if count:
            messages.success(request, f"已登记{count}条，请逐条归类。")
            return redirect("meetings:opinion_sort", pk)
    told = {
        "meeting": meeting,
        "round": found,
        "form": form,
        "is_open": meeting.state in rules.PREPARATION,
        "crumbs": trail(meeting, "录入纸质意见表"),
    }
    return render(request, "meetings/opinion_papers.html", told, status=422 if form.errors else 200)


@require_safe
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said of me and passed on, word for word, without who said it; I sign that I have read it."""
    meeting = meeting_or_404(request, pk, P.WRITE_NOTE)
    told = {
        "meeting": meeting,
        "opinions": read.opinions_told_to(meeting, request.seat).order_by("id"),
        "sees_all": request.seat.may(P.SEE_OPINIONS, meeting),
        "tabs": tabs_for(meeting, request.seat, "meetings:opinions"),
        "crumbs": crumbs(meeting, ("对我的意见", "")),
    }
    return render(request, "meetings/opinion_mine.html", told)


@require_safe
def mine_one(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """What became of one opinion that was passed on to me: its stations, nothing of who gave it or how."""
    meeting = meeting_or_404(request, pk, P.WRITE_NOTE)
    found = get_object_or_404(read.opinions_told_to(meeting, request.seat), pk=opinion)
    told = {
        "meeting": meeting,
        "opinion": found,
        "stations": thread(found, request.seat),
        "crumbs": crumbs(
            meeting, ("对我的意见", reverse("meetings:opinions_mine", args=[pk])), ("来龙去脉", "")
        ),
    }
    return render(request, "meetings/opinion_mine_one.html", told)


@require_POST
def receive(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """I have read it."""
    meeting = meeting_or_404(request, pk, P.WRITE_NOTE)
    found = get_object_or_404(read.opinions_told_to(meeting, request.seat), pk=opinion)
    acts.receive(by=request.user, opinion=found)
    messages.success(request, "已签收。")
    return redirect(reverse("meetings:opinions_mine", args=[pk]))
