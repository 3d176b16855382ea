"""Opinions: rounds by channel, words as they were said, feedback and answers (R03)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.edge import perform
from meetings import permissions as P
from meetings import rules
from meetings.actions import opinion as acts
from meetings.enums import StepKind
from meetings.forms.opinion import AnswerForm, OpinionForm, RoundForm
from meetings.models import Meeting, Opinion
from meetings.queries import preparation as read
from meetings.queries.opinion_orphans import NAMES, orphans, waiting_for, without_item
from meetings.queries.opinion_thread import thread
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404

_A_PAGE = 50


@require_safe
def opinion_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The rounds with their counts, and the opinions; `?show=…` leaves those that wait for one thing.

    Members are led to what was said of themselves.
    """
    meeting = meeting_or_404(request, pk)
    if not request.seat.may(P.SEE_OPINIONS, meeting):
        return _to_own(request, meeting)
    shown, counts = request.GET.get("show", ""), read.opinion_counts(meeting)
    views = _views(request, meeting, shown, counts)
    told = {
        "meeting": meeting,
        "rounds": _rounds(meeting),
        "page": Paginator(_shown(meeting, shown), _A_PAGE).get_page(request.GET.get("page")),
        "counts": counts,
        "lead": _lead(counts),
        "show": shown,
        "views": views,
        "rule": _rule(meeting, counts),
        "due": read.due_of(meeting, StepKind.OPINIONS),
        "today": meeting.today,
        "may_gather": meeting.state in rules.PREPARATION and request.seat.may(P.GATHER_OPINIONS, meeting),
        "may_feed_back": shown == "feedback" and _may_feed_back(request, meeting),
        "tabs": tabs_for(meeting, request.seat, "meetings:opinions"),
        "crumbs": crumbs(meeting, ("意见", "")),
    }
    return render(request, "meetings/opinion_list.html", told)


def _rule(meeting: Meeting, counts: dict[str, int]) -> dict[str, str] | None:
    """That each opinion about the committee is answered, as long as one is not (R03)."""
    rulebook = Rulebook.of(meeting)
    if not counts["answer"] or not rulebook.get("opinions.answer_each"):
        return None
    words = "涉及班子的意见要逐条回应；没有回应完的，会议情况不能上报。"
    return {"text": words, "clause": rulebook.clause("opinions.answer_each")}


def _may_feed_back(request: HttpRequest, meeting: Meeting) -> bool:
    return meeting.state in rules.PREPARATION and request.seat.may(P.ANSWER_OPINION, meeting)


def _to_own(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    if not request.seat.may(P.WRITE_NOTE, meeting):
        raise Http404
    return redirect("meetings:opinions_mine", meeting.pk)


@require_safe
def opinion_orphans(request: HttpRequest, pk: int) -> HttpResponse:
    """Opinions that wait for somebody, by what they wait for, with who has to act."""
    meeting = meeting_or_404(request, pk, P.SEE_OPINIONS)
    told = {
        "meeting": meeting,
        "waiting": orphans(meeting, request.seat),
        "has_any": read.opinions(meeting).exists(),
        "tabs": tabs_for(meeting, request.seat, "meetings:opinions"),
        "crumbs": trail(meeting, "没有下文的意见"),
    }
    return render(request, "meetings/opinion_orphans.html", told)


def _shown(meeting: Meeting, shown: str) -> QuerySet[Opinion]:
    return waiting_for(meeting, shown) if shown in NAMES else read.opinions(meeting)


def _rounds(meeting: Meeting) -> Any:
    standing = Q(opinions__isnull=False, opinions__corrected_by__isnull=True)
    return meeting.opinion_rounds.annotate(received=Count("opinions", filter=standing))


_WAITING = (
    ("sort", "还没归类"),
    ("feedback", "还没反馈"),
    ("receipt", "还没签收"),
    ("answer", "还没回应"),
    ("passage", "材料没回应"),
)


def _lead(counts: dict[str, int]) -> str:
    if not counts["all"]:
        return "还没有登记意见。"
    waiting = "，".join(f"{label}{counts[name]}条" for name, label in _WAITING if counts[name])
    return f"共{counts['all']}条，{waiting or '都反馈了，涉及班子的都回应了'}。"


def _views(
    request: HttpRequest, meeting: Meeting, shown: str, counts: dict[str, int]
) -> list[dict[str, Any]]:
    """The ways to look at the list."""
    table = [("", "全部", counts["all"]), *((name, label, counts[name]) for name, label in _WAITING)]
    if meeting.state in rules.AFTERWARDS:
        table.append(("item", "没有列入整改", without_item(meeting).count()))
    return [
        {"label": label, "url": f"?show={name}" if name else "?", "active": name == shown, "count": count}
        for name, label, count in table
    ]


def back_to(meeting: Meeting) -> str:
    return reverse("meetings:opinions", args=[meeting.pk])


def trail(meeting: Meeting, label: str) -> list[dict[str, str]]:
    return crumbs(meeting, ("意见", back_to(meeting)), (label, ""))


@require_http_methods(["GET", "POST"])
def round_open(request: HttpRequest, pk: int) -> HttpResponse:
    """A round through one channel."""
    meeting = meeting_or_404(request, pk, P.GATHER_OPINIONS)
    initial = {"starts_on": meeting.today, "ends_on": meeting.today, "channel": _next_channel(meeting)}
    form = RoundForm(back_to(meeting), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = perform(form, acts.open_round, by=request.user, meeting=meeting, **form.cleaned_data)
        if made:
            messages.success(request, "已登记，可以逐条记下听到的意见了。")
            return redirect("meetings:opinion_enter", pk, made.pk)
    told = {"meeting": meeting, "form": form, "crumbs": trail(meeting, "登记征求意见")}
    return render(request, "meetings/opinion_round.html", told, status=422 if form.errors else 200)


def _next_channel(meeting: Meeting) -> str | None:
    """The first channel the plan names that has no round yet."""
    used = set(meeting.opinion_rounds.values_list("channel", flat=True))
    return next((one for one in Rulebook.of(meeting).get("opinions.channels") or () if one not in used), None)


@require_http_methods(["GET", "POST"])
def opinion_enter(request: HttpRequest, pk: int, round: int) -> HttpResponse:
    """Enter what was said in a round, one opinion after the other."""
    meeting = meeting_or_404(request, pk, P.GATHER_OPINIONS)
    found = get_object_or_404(_rounds(meeting), pk=round)
    form = OpinionForm(meeting, back_to(meeting), request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = perform(form, acts.enter_opinion, by=request.user, round=found, **form.cleaned_data)
        if made:
            messages.success(request, "已登记一条，可以接着记下一条。")
            return redirect("meetings:opinion_enter", pk, round)
    told = {
        "meeting": meeting,
        "round": found,
        "form": form,
        "recent": read.opinions(meeting).filter(round=found).order_by("-id")[:10],
        "is_open": meeting.state in rules.PREPARATION,
        "takes_paper": found.takes_paper,
        "crumbs": trail(meeting, found.get_channel_display()),
    }
    return render(request, "meetings/opinion_enter.html", told, status=422 if form.errors else 200)


def opinion_or_404(request: HttpRequest, pk: int, opinion: int, wanted: Any) -> Opinion:
    """An opinion of a meeting within reach; those that were corrected too, for they stay in the record."""
    meeting = meeting_or_404(request, pk, wanted)
    return get_object_or_404(read.all_opinions(meeting).select_related("corrects"), pk=opinion)


@require_http_methods(["GET", "POST"])
def opinion_detail(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """One opinion on its way: fed back, answered; whoever may answers here."""
    found = opinion_or_404(request, pk, opinion, P.SEE_OPINIONS)
    meeting = found.meeting
    newer = Opinion.objects.filter(corrects=found).first()
    prepares = meeting.state in rules.PREPARATION
    answers = meeting.state in acts.ANSWERABLE and request.seat.may(P.ANSWER_OPINION, meeting)
    answers = answers and newer is None and found.sorted_on is not None
    form = AnswerForm(found, request.user.username, request.POST or None) if answers else None
    if request.method == "POST" and form is not None and form.is_valid() and _answer(request, found, form):
        return redirect("meetings:opinion", pk, opinion)
    told = {
        "meeting": meeting,
        "opinion": found,
        "newer": newer,
        "form": form,
        "stations": thread(found, request.seat),
        "may_feed_back": form is not None and prepares and found.fed_back_on is None,
        "may_gather": newer is None and prepares and request.seat.may(P.GATHER_OPINIONS, meeting),
        "crumbs": trail(meeting, "意见"),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "meetings/opinion_detail.html", told, status=status)


def _answer(request: HttpRequest, opinion: Opinion, form: AnswerForm) -> bool:
    done = perform(form, acts.answer, by=request.user, opinion=opinion, **form.cleaned_data)
    if done:
        messages.success(request, "回应已保存。")
    return done is not None


@require_http_methods(["GET", "POST"])
def opinion_correct(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """A new entry that points at the one it replaces; the old one stays readable (R03)."""
    old = opinion_or_404(request, pk, opinion, P.GATHER_OPINIONS)
    here = reverse("meetings:opinion", args=[pk, opinion])
    initial = {"text": old.text, "about": old.about_id, "aspect": old.aspect_id, "giver": old.giver}
    form = OpinionForm(old.meeting, here, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {"round": old.round, "corrects": old} | form.cleaned_data
        made = perform(form, acts.enter_opinion, by=request.user, **given)
        if made:
            messages.success(request, "已另记一条更正，原来那条保留备查。")
            return redirect("meetings:opinion", pk, made.pk)
    told = {"meeting": old.meeting, "old": old, "form": form, "crumbs": trail(old.meeting, "更正")}
    return render(request, "meetings/opinion_correct.html", told, status=422 if form.errors else 200)


@require_POST
def opinion_feed_back(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """That it was passed on word for word to those it concerns."""
    found = opinion_or_404(request, pk, opinion, P.ANSWER_OPINION)
    acts.feed_back(by=request.user, opinion=found)
    messages.success(request, "已登记反馈。")
    return redirect("meetings:opinion", pk, opinion)


@require_POST
def opinions_feed_back(request: HttpRequest, pk: int) -> HttpResponse:
    """That all which the page showed were passed on, word for word; those that were already are left."""
    meeting = meeting_or_404(request, pk, P.ANSWER_OPINION)
    shown = set(request.POST.getlist("opinion"))
    waiting = read.opinions(meeting).filter(read.OPEN_OPINIONS["feedback"])
    chosen = [one for one in waiting if str(one.pk) in shown]
    for one in chosen:
        acts.feed_back(by=request.user, opinion=one)
    messages.success(request, f"已登记反馈{len(chosen)}条。" if chosen else "这些意见已经登记过反馈。")
    return redirect(back_to(meeting))
