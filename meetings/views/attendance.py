"""Who is expected, who came, who is on leave, and who was told afterwards (R14)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.edge import perform, sent
from meetings import permissions as P
from meetings import rules
from meetings.actions import sitting as acts
from meetings.enums import Capacity, PresenceState
from meetings.forms.people import of_meeting
from meetings.forms.sitting import GrantForm, GuestForm, LeaveForm
from meetings.models import Attendance, Meeting
from meetings.queries.sitting import attendance_count, attendance_of, current_sitting
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404

_TONES = {
    PresenceState.PRESENT: "ok",
    PresenceState.ABSENT: "bad",
    PresenceState.LEAVE_ASKED: "warn",
    PresenceState.ON_LEAVE: "neutral",
}
_OPEN = rules.PREPARATION | rules.SESSION


def place_or_404(request: HttpRequest, pk: int, place: int) -> Attendance:
    """A line of the roster: for those who keep it, or one's own."""
    meeting = meeting_or_404(request, pk)
    rows = Attendance.objects.filter(sitting__meeting=meeting).select_related(
        "member__user", "sitting__meeting__organization", "delegate"
    )
    if not (request.seat.may(P.MANAGE_ATTENDANCE, meeting) or request.seat.may(P.DECIDE_LEAVE, meeting)):
        rows = rows.filter(member=request.seat.member)
    return get_object_or_404(rows, pk=place)


@require_safe
def attendance_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The roster with its counts; marks for those who keep it, leave for oneself."""
    meeting = meeting_or_404(request, pk, P.SEE_PLAN)
    sitting = current_sitting(meeting)
    places = list(attendance_of(sitting)) if sitting else []
    keeps = request.seat.may(P.MANAGE_ATTENDANCE, meeting)
    told = {
        "meeting": meeting,
        "groups": _groups(request, meeting, places, keeps),
        "count": attendance_count(sitting) if sitting else None,
        "quorum": _quorum(meeting, sitting),
        "keeps": keeps and meeting.state in _OPEN,
        "mine": _mine(request, meeting, places),
        "tabs": tabs_for(meeting, request.seat, "meetings:attendance"),
        "crumbs": crumbs(meeting, ("到会", "")),
    }
    return render(request, "meetings/attendance_list.html", told)


def _groups(request: HttpRequest, meeting: Meeting, places: list[Attendance], keeps: bool) -> list[dict]:
    decides = request.seat.may(P.DECIDE_LEAVE, meeting)
    tells = request.seat.may(P.RUN_MEETING, meeting) and meeting.state in rules.AFTERWARDS
    rows = [_row(place, keeps and meeting.state in _OPEN, decides, tells) for place in places]
    found = [{"title": c.label, "rows": [r for r in rows if r["place"].capacity == c]} for c in Capacity]
    return [group for group in found if group["rows"]]


def _row(place: Attendance, keeps: bool, decides: bool, tells: bool) -> dict[str, Any]:
    state = PresenceState(place.state)
    away = place.member_id and state != PresenceState.PRESENT and place.capacity == Capacity.PARTICIPANT
    return {
        "place": place,
        "tone": _TONES.get(state, "neutral"),
        "may_mark": keeps,
        "may_decide": decides and keeps and state in (PresenceState.LEAVE_ASKED, PresenceState.EXPECTED),
        "may_tell": tells and away and place.told_on is None,
    }


def _quorum(meeting: Meeting, sitting: Any) -> dict[str, Any] | None:
    """How the count stands against the hard and the advisory share, each with its clause."""
    if sitting is None:
        return None
    rulebook, count = Rulebook.of(meeting), attendance_count(sitting)
    hard, advisory = rulebook.get("quorum.hard"), rulebook.get("quorum.advisory")
    if count.share_present < hard:
        return {"tone": "warn", "text": f"到会不足{hard.numerator}/{hard.denominator}，还不能开会。",
                "clause": rulebook.clause("quorum.hard")}  # fmt: skip
    if count.share_present < advisory:
        short = f"到会不足{advisory.numerator}/{advisory.denominator}，可以开会，建议再催一催。"
        return {"tone": "info", "text": short, "clause": rulebook.clause("quorum.advisory")}
    return {"tone": "ok", "text": "到会人数符合规定。", "clause": rulebook.clause("quorum.hard")}


def _mine(request: HttpRequest, meeting: Meeting, places: list[Attendance]) -> Attendance | None:
    """One's own line, while leave may be asked for."""
    if meeting.state not in rules.PREPARATION or request.seat.member is None:
        return None
    own = [p for p in places if p.member_id == request.seat.member.pk]
    return own[0] if own and own[0].state == PresenceState.EXPECTED else None


@require_POST
def mark(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Mark one person as here, absent, or not yet known."""
    found = place_or_404(request, pk, place)
    acts.mark_attendance(by=request.user, attendance=found, state=request.POST.get("state", ""))
    return redirect(f"{reverse('meetings:attendance', args=[pk])}#place-{place}")


@require_POST
def mark_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark everyone who is still expected as here."""
    meeting = meeting_or_404(request, pk, P.MANAGE_ATTENDANCE)
    count = acts.mark_all_present(by=request.user, meeting=meeting)
    messages.success(request, f"已登记{count}人到会。")
    return redirect("meetings:attendance", pk)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a guest on the list."""
    meeting = meeting_or_404(request, pk, P.MANAGE_ATTENDANCE)
    form = GuestForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = {"by": request.user, "meeting": meeting, **form.cleaned_data}
        if made := perform(form, acts.invite_guest, **given):
            messages.success(request, f"已把{made.name}加入名单。")
            return redirect("meetings:attendance", pk)
    return _form_page(request, meeting, form, "增加列席、邀请人员")


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Ask for leave for oneself; or, for who decides, grant it."""
    found = place_or_404(request, pk, place)
    meeting = found.meeting
    own = request.seat.member is not None and found.is_own(request.seat.member)
    if own:
        people = of_meeting(meeting).exclude(pk=found.member_id)
        form: Any = LeaveForm(people, sent(request))
    else:
        form = GrantForm(sent(request), initial={"reason": found.reason})
    if request.method == "POST" and form.is_valid():
        given = {"by": request.user, "attendance": found, **form.cleaned_data}
        act = acts.ask_leave if own else acts.decide_leave
        if perform(form, act, **given, **({} if own else {"grant": "refuse" not in request.POST})):
            messages.success(
                request, "请假已提交，等书记或主持人批准。" if own else f"已登记{found.name}的请假。"
            )
            return redirect("meetings:attendance", pk)
    return _form_page(request, meeting, form, "请假" if own else f"{found.name}请假", refusable=not own)


def _form_page(
    request: HttpRequest, meeting: Meeting, form: Any, title: str, refusable: bool = False
) -> HttpResponse:
    told = {
        "meeting": meeting, "form": form, "title": title, "refusable": refusable,
        "back": reverse("meetings:attendance", args=[meeting.pk]),
        "crumbs": crumbs(meeting, ("到会", reverse("meetings:attendance", args=[meeting.pk])), (title, "")),
    }  # fmt: skip
    return render(request, "meetings/attendance_form.html", told, status=422 if form.errors else 200)


@require_POST
def tell(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """That an absent member was told what happened (R14)."""
    found = place_or_404(request, pk, place)
    acts.tell_absent(by=request.user, attendance=found)
    messages.success(request, f"已登记向{found.name}转告会议情况。")
    return redirect("meetings:attendance", pk)
