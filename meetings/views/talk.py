"""Talks: one's own, what was said (for the parties alone), and the coverage that others may see (R04–R07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.bound_text import ALTERED
from core.edge import perform
from core.limits import EXPORT, limited
from core.templatetags.ui import cn_date, cn_weekday
from meetings import permissions as P
from meetings import rules
from meetings.actions import talk as acts
from meetings.enums import StepKind
from meetings.exports.preparation import talk_record as talk_record_of
from meetings.forms.talk import PlanTalkForm, RecordTalkForm
from meetings.models import Meeting, Talk, TalkParty
from meetings.queries.preparation import due_of
from meetings.queries.talk import agreed_talks, board_of, days_left, not_of_account, own_talks
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.talk_board import MISSING, Board
from meetings.talk_schedule import own_days, schedule
from meetings.views.document import attached
from meetings.views.reach import crumbs, meeting_or_404
from meetings.views.talk_coverage import coverage_page
from members.models import Member


@require_safe
def talk_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own talks and whom one still has to talk to; those without any are shown the coverage."""
    meeting = meeting_or_404(request, pk)
    covers = request.seat.may(P.SEE_COVERAGE, meeting)
    if not request.seat.may(P.PLAN_TALK, meeting):
        if not covers:
            raise Http404
        return redirect("meetings:talk_coverage", pk)
    found = list(own_talks(meeting, request.seat).defer(*_TEXT).order_by("held_on", "planned_on", "id"))
    rulebook = Rulebook.of(meeting)
    board, afar = board_of(meeting, rulebook), not_of_account(found, meeting, rulebook)
    me = request.seat.member.pk
    line = board.line_of(me)
    told = {
        "meeting": meeting,
        "rows": [_row(talk, me) | {"afar": talk.pk in afar} for talk in found],
        "line": line,
        "lead": _lead(line),
        "wanted": _by_day(meeting, board, me) or _wanted(meeting, line, me),
        "agreed": [_agreed_row(talk) for talk in agreed_talks(meeting, request.seat).defer(*_TEXT)],
        "due": due_of(meeting, StepKind.TALKS),
        "today": meeting.today,
        "covers": covers,
        "may_plan": meeting.state in rules.PREPARATION,
        "tabs": tabs_for(meeting, request.seat, "meetings:talks"),
        "crumbs": crumbs(meeting, ("谈心谈话", "")),
    }
    return render(request, "meetings/talk_list.html", told)


def _lead(line: Any) -> str:
    if line is None or not line.total:
        return "方案没有指定您必须同谁谈，可以主动约。"
    if not line.open:
        return f"您应谈的{line.total}次都谈过了。"
    return f"您应谈{line.total}次，已谈{line.done}次，还有{len(line.open)}次。"


_TEXT = ("thinking", "shortcomings")


def _by_day(meeting: Meeting, board: Board, me: int) -> list[dict[str, Any]]:
    """Whom to talk to on which of the days left, by the fair plan; empty where nothing can be planned."""
    url = reverse("meetings:talk_plan", args=[meeting.pk])
    plan = schedule(board.wants, days_left(meeting), board.arranged)
    return [
        {
            "label": f"{cn_date(on)} {cn_weekday(on)}",
            "people": [{"name": one.name, "url": f"{url}?with={one.id}&on={on}"} for one in partners],
        }
        for on, partners in own_days(plan, me)
    ]


def _wanted(meeting: Meeting, line: Any, me: int) -> list[dict[str, Any]]:
    """Whom to talk to next, by class of pairs; only what is not arranged yet. Key persons come first."""
    missing = [want for want in (line.open if line else []) if want.state == MISSING]
    missing.sort(key=lambda want: not (want.partner_of(me) and want.partner_of(me).key_kinds))
    url = reverse("meetings:talk_plan", args=[meeting.pk])
    groups: dict[str, list[dict[str, str]]] = {}
    for want in missing:
        other = want.partner_of(me)
        person = {"name": want.told_to(me), "url": f"{url}?with={other.id}" if other else url}
        groups.setdefault(want.pair_class.label, []).append(person)
    return [{"label": label, "people": people} for label, people in groups.items()]


def _agreed_row(talk: Talk) -> dict[str, Any]:
    """A talk of others whose record the secretary may read."""
    return {
        "names": "、".join(party.member.name for party in talk.parties.all()),
        "day": talk.held_on,
        "url": reverse("meetings:talk", args=[talk.meeting_id, talk.pk]),
    }


def partners_of(talk: Talk, me: int) -> str:
    """The other parties by name."""
    return "、".join(party.member.name for party in talk.parties.all() if party.member_id != me)


def _row(talk: Talk, me: int) -> dict[str, Any]:
    state, tone, action = _stand(talk, me)
    return {
        "with": partners_of(talk, me),
        "day": talk.held_on or talk.planned_on,
        "mode": talk.get_mode_display(),
        "state": state,
        "tone": tone,
        "action": action,
        "url": reverse("meetings:talk", args=[talk.meeting_id, talk.pk]),
    }


def _stand(talk: Talk, me: int) -> tuple[str, str, str]:
    """Where a talk stands in words, its tone, and what this party does next."""
    if talk.held_on is None:
        return "已约定", "neutral", "登记"
    if against := _against(talk):
        return f"{against.member.name}退回修改", "warn", "修改记录"
    waiting = [party.member_id for party in talk.parties.all() if party.confirmed_on is None]
    if me in waiting:
        return "等您确认", "warn", "看记录并确认"
    return ("等对方确认", "neutral", "看记录") if waiting else ("双方已确认", "ok", "看记录")


def _against(talk: Talk) -> TalkParty | None:
    """Whoever does not stand by the record and has sent it back."""
    return next((party for party in talk.parties.all() if party.sent_back_on), None)


def talk_or_404(request: HttpRequest, pk: int, talk: int) -> Talk:
    """A talk of which this person is a party; for everybody else there is none (R06)."""
    meeting = meeting_or_404(request, pk)
    found = get_object_or_404(own_talks(meeting, request.seat), pk=talk)
    found.meeting = meeting
    return found


@never_cache
@require_safe
def talk_detail(request: HttpRequest, pk: int, talk: int) -> HttpResponse:
    """The record, for its parties; the way to write it, and to confirm what another wrote.

    The secretary reads it too where all its parties have agreed, and can do nothing to it.
    """
    meeting = meeting_or_404(request, pk)
    if own_talks(meeting, request.seat).filter(pk=talk).exists():
        return _own_talk(request, talk_or_404(request, pk, talk))
    found = get_object_or_404(agreed_talks(meeting, request.seat), pk=talk)
    parties = list(found.parties.all())
    told = {
        "meeting": meeting,
        "talk": found,
        "heading": f"{'、'.join(party.member.name for party in parties)}谈心谈话",
        "parties": parties,
        "unread": _unread(found),
        "crumbs": trail(meeting, "谈话记录"),
    }
    return render(request, "meetings/talk_detail.html", told)


def _unread(talk: Talk) -> str:
    """Why the words of a record cannot be shown here, and what to do; "" where they can."""
    if talk.is_readable:
        return ""
    if ALTERED in (talk.thinking, talk.shortcomings):
        return (
            "这份记录的密文被改动过，或者是从别的记录移来的，所以没有显示。请告诉管理员核查数据库，"
            "从备份恢复这份记录；在这以前不能修改、确认。"
        )
    return (
        "这份记录的密文还在，可是加密它的密钥不在这台服务器上。请告诉管理员把原来的密钥文件恢复到位"
        "（备份时同数据库分开存放的那一份）；恢复以前不能修改、确认，也不要重新登记。"
    )


def _afar(talk: Talk) -> dict[str, str] | None:
    """That a talk from afar does not count with these partners, and the clause (R05); None where it does."""
    rulebook = Rulebook.of(talk.meeting)
    names = not_of_account([talk], talk.meeting, rulebook).get(talk.pk)
    if not names:
        return None
    put_right = "请再当面谈一次" if talk.held_on else "请改约当面谈"
    whom = f"{'、'.join(names)}不是可以用{talk.get_mode_display()}谈的对象"
    return {
        "text": f"{whom}，这一次不计入应谈的次数，{put_right}。",
        "clause": rulebook.clause("talks.remote_counts_for"),
    }


def _own_talk(request: HttpRequest, found: Talk) -> HttpResponse:
    me = request.seat.member.pk
    parties = list(found.parties.all())
    mine = next(party for party in parties if party.member_id == me)
    unread = _unread(found)
    is_open = found.meeting.state in rules.PREPARATION and not unread
    others_agreed = any(party.confirmed_on for party in parties if party.member_id != me)
    told = {
        "meeting": found.meeting,
        "talk": found,
        "heading": f"同{partners_of(found, me)}谈心谈话",
        "parties": parties,
        "mine": mine,
        "unread": unread,
        "afar": _afar(found),
        "stand": dict(zip(("label", "tone", "action"), _stand(found, me), strict=True)),
        "may_record": is_open and not others_agreed,
        "may_confirm": is_open and found.held_on is not None and mine.confirmed_on is None,
        "may_send_back": is_open and found.held_on is not None and not _against(found),
        "may_rearrange": is_open and found.held_on is None,
        "seen": acts.wording(found),
        "crumbs": trail(found.meeting, "谈话记录"),
    }
    return render(request, "meetings/talk_detail.html", told)


@require_safe
@limited(EXPORT)
def talk_document(request: HttpRequest, pk: int, talk: int) -> HttpResponseBase:
    """谈心谈话记录 on paper, for its parties alone (R06); one that has not taken place has none yet."""
    found = talk_or_404(request, pk, talk)
    if found.held_on is None:
        return redirect("meetings:talk", pk, talk)
    return attached(talk_record_of(found, found.meeting))


def trail(meeting: Meeting, label: str) -> list[dict[str, str]]:
    return crumbs(meeting, ("谈心谈话", reverse("meetings:talks", args=[meeting.pk])), (label, ""))


@require_http_methods(["GET", "POST"])
def talk_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Arrange a talk; one that has taken place already goes on to its record."""
    meeting = meeting_or_404(request, pk, P.PLAN_TALK)
    form = _plan_form(request, meeting)
    if request.method == "POST" and form.is_valid():
        made = perform(form, acts.plan_talk, by=request.user, meeting=meeting, **form.for_action())
        if made and (afar := _afar(made)):
            messages.warning(request, afar["text"])
        if made and made.planned_on <= meeting.today:
            return redirect("meetings:talk_record", pk, made.pk)
        if made:
            messages.success(request, "已约好。谈过以后请在这里登记，再请对方确认。")
            return redirect("meetings:talks", pk)
    told = {
        "meeting": meeting,
        "form": form,
        "is_open": meeting.state in rules.PREPARATION,
        "crumbs": trail(meeting, "约谈心谈话"),
    }
    return render(request, "meetings/talk_plan.html", told, status=422 if form.errors else 200)


def _plan_form(request: HttpRequest, meeting: Meeting) -> PlanTalkForm:
    me = request.seat.member.pk
    board = board_of(meeting)
    line = board.line_of(me)
    wanted = [other.id for want in (line.open if line else []) if (other := want.partner_of(me))]
    ids = [person.id for person in board.people if person.id != me]
    people = Member.objects.filter(pk__in=ids).order_by("name_key", "id")
    several = bool(Rulebook.of(meeting).get("talks.group_allowed"))
    chosen = request.GET.get("with", "")
    on = _asked_day(request) or meeting.today
    initial = {"partners": ([chosen] if several else chosen) or None, "on": on}
    back = reverse("meetings:talks", args=[meeting.pk])
    return PlanTalkForm(people, wanted, several, back, request.POST or None, initial=initial)


def _asked_day(request: HttpRequest) -> dt.date | None:
    """The day that the address proposes; None for what is no day."""
    try:
        return parse_date(request.GET.get("on", ""))
    except ValueError:
        return None


@never_cache
@require_http_methods(["GET", "POST"])
def talk_record(request: HttpRequest, pk: int, talk: int) -> HttpResponse:
    """What was raised in a talk, written by one of its parties."""
    found = talk_or_404(request, pk, talk)
    here = reverse("meetings:talk", args=[pk, talk])
    form = RecordTalkForm(found, request.user.username, here, request.POST or None)
    if request.method == "POST" and form.is_valid() and _record(request, found, form):
        return redirect(here)
    told = {
        "meeting": found.meeting,
        "talk": found,
        "form": form,
        "crumbs": trail(found.meeting, "登记谈话"),
    }
    return render(request, "meetings/talk_record.html", told, status=422 if form.errors else 200)


def _record(request: HttpRequest, talk: Talk, form: RecordTalkForm) -> bool:
    done = perform(form, acts.record_talk, by=request.user, talk=talk, **form.cleaned_data)
    if done:
        messages.success(request, "已登记，等对方确认。")
    return done is not None


@require_POST
def talk_confirm(request: HttpRequest, pk: int, talk: int) -> HttpResponse:
    """The other party agrees with the record that was read."""
    found = talk_or_404(request, pk, talk)
    acts.confirm_talk(by=request.user, talk=found, seen=request.POST.get("seen", ""))
    messages.success(request, "已确认这次谈话的记录。")
    return redirect("meetings:talk", pk, talk)


@require_POST
def talk_send_back(request: HttpRequest, pk: int, talk: int) -> HttpResponse:
    """A party does not stand by the record: it is written anew, by either side."""
    acts.send_back_talk(by=request.user, talk=talk_or_404(request, pk, talk))
    messages.success(request, "已退回。请同对方说清楚哪里不对，由一方改好，另一方再确认；改好以前不算谈过。")
    return redirect("meetings:talk", pk, talk)


@require_safe
def talk_coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has talked to whom and who has yet to: that talks took place, never their text."""
    meeting = meeting_or_404(request, pk, P.SEE_COVERAGE)
    rulebook = Rulebook.of(meeting)
    told = coverage_page(board_of(meeting), rulebook) | {
        "meeting": meeting,
        "due": due_of(meeting, StepKind.TALKS),
        "today": meeting.today,
        "may_talk": request.seat.may(P.PLAN_TALK, meeting),
        "tabs": tabs_for(meeting, request.seat, "meetings:talks"),
        "crumbs": crumbs(meeting, ("谈心谈话", reverse("meetings:talks", args=[pk])), ("覆盖情况", "")),
    }
    return render(request, "meetings/talk_coverage.html", told)
