"""Who is expected, who came, who is on leave, and who was told afterwards (R14)."""

from __future__ import annotations

from collections.abc import Iterator
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
from meetings.models import Attendance, Meeting, Sitting
from meetings.queries.dual_life import cadres_at, missing_cadres
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
    rulebook = Rulebook.of(meeting)
    places = list(attendance_of(sitting)) if sitting else []
    cadres = cadres_at(sitting, rulebook) if sitting else []
    keeps = request.seat.may(P.MANAGE_ATTENDANCE, meeting)
    is_open = keeps and meeting.state in _OPEN
    marks = keeps and sitting is not None and not sitting.is_sealed and meeting.state in acts.MARKABLE
    told = {
        "meeting": meeting,
        "groups": _groups(request, meeting, places, cadres, marks),
        "count": attendance_count(sitting) if sitting else None,
        "quorum": _quorum(sitting, rulebook),
        "dual_life": _dual_life(sitting, cadres, rulebook),
        "in_advance": _in_advance(places, rulebook),
        "keeps": is_open,
        "mine": _mine(request, meeting, places),
        "tabs": tabs_for(meeting, request.seat, "meetings:attendance"),
        "crumbs": crumbs(meeting, ("到会", "")),
    }
    return render(request, "meetings/attendance_list.html", told)


def _groups(
    request: HttpRequest, meeting: Meeting, places: list[Attendance], cadres: list[Attendance], marks: bool
) -> list[dict]:
    decides = request.seat.may(P.DECIDE_LEAVE, meeting) and meeting.state in _OPEN
    tells = request.seat.may(P.RUN_MEETING, meeting) and meeting.state in rules.AFTERWARDS
    rows = [_row(place, place in cadres, marks, decides, tells) for place in places]
    found = [{"title": c.label, "rows": [r for r in rows if r["place"].capacity == c]} for c in Capacity]
    return [group for group in found if group["rows"]]


_DECIDABLE = (PresenceState.LEAVE_ASKED, PresenceState.EXPECTED, PresenceState.ABSENT, PresenceState.ON_LEAVE)


def _row(place: Attendance, is_cadre: bool, marks: bool, decides: bool, tells: bool) -> dict[str, Any]:
    state = PresenceState(place.state)
    away = place.member_id and state != PresenceState.PRESENT and place.capacity == Capacity.PARTICIPANT
    return {
        "place": place,
        "tone": _TONES.get(state, "neutral"),
        "is_cadre": is_cadre,
        "may_mark": marks,
        "may_decide": decides and marks and state in _DECIDABLE,
        "decide": "改请假" if state == PresenceState.ON_LEAVE else "请假",
        "may_tell": tells and away and place.told_on is None,
    }


def _quorum(sitting: Sitting | None, rulebook: Rulebook) -> dict[str, Any] | None:
    """How the count stands against the hard and the advisory share, each with its clause."""
    if sitting is None:
        return None
    count = attendance_count(sitting)
    hard, advisory = rulebook.get("quorum.hard"), rulebook.get("quorum.advisory")
    if count.share_present < hard:
        return {"tone": "warn", "text": f"到会不足{hard.numerator}/{hard.denominator}，还不能开会。",
                "clause": rulebook.clause("quorum.hard")}  # fmt: skip
    if count.share_present < advisory:
        short = f"到会不足{advisory.numerator}/{advisory.denominator}，可以开会，建议再催一催。"
        return {"tone": "info", "text": short, "clause": rulebook.clause("quorum.advisory")}
    return {"tone": "ok", "text": "到会人数符合规定。", "clause": rulebook.clause("quorum.hard")}


def _dual_life(
    sitting: Sitting | None, cadres: list[Attendance], rulebook: Rulebook
) -> dict[str, Any] | None:
    """Leading cadres come as ordinary members (R18); who does not is named, and nobody is ranked."""
    if sitting is None or not cadres:
        return None
    clause = rulebook.clause("attendance.dual_life")
    if missing := missing_cadres(cadres, begun=sitting.opened_at is not None):
        names = "、".join(f"{place.name}（{place.get_state_display()}）" for place in missing)
        return {"tone": "warn", "text": f"党员领导干部应以普通党员身份参加：{names}。", "clause": clause}
    names = "、".join(place.name for place in cadres)
    return {"tone": "info", "text": f"党员领导干部{names}以普通党员身份参加。", "clause": clause}


def _in_advance(places: list[Attendance], rulebook: Rulebook) -> dict[str, str] | None:
    """Leave that was asked for after the meeting began counts as absence (R14)."""
    late = [place.name for place in places if place.after_opening]
    if not late:
        return None
    words = f"{'、'.join(late)}开会后才补假，不算会前请假，按缺席计。"
    return {"text": words, "clause": rulebook.clause("leave.in_advance")}


def _mine(request: HttpRequest, meeting: Meeting, places: list[Attendance]) -> Attendance | None:
    """One's own line, while leave may be asked for, or asked for otherwise."""
    if meeting.state not in _OPEN or request.seat.member is None:
        return None
    own = [p for p in places if p.member_id == request.seat.member.pk]
    asks = (PresenceState.EXPECTED, PresenceState.ABSENT, PresenceState.LEAVE_ASKED)
    return own[0] if own and own[0].state in asks else None


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
    rulebook = Rulebook.of(meeting)
    people = of_meeting(meeting).exclude(pk=found.member_id)
    first = {"reason": found.reason, "delegate": found.delegate_id}
    if own:
        owes_speech = rulebook.get("leave.written_speech_read")
        form: Any = LeaveForm(people, sent(request), owes_speech=owes_speech, initial=first)
    else:
        form = GrantForm(people, sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        given = {"by": request.user, "attendance": found, **form.cleaned_data}
        act = acts.ask_leave if own else acts.decide_leave
        if perform(form, act, **given, **({} if own else {"grant": "refuse" not in request.POST})):
            messages.success(
                request, "请假已提交，等书记或主持人批准。" if own else f"已登记{found.name}的请假。"
            )
            return redirect("meetings:attendance", pk)
    refusable = not own and found.state == PresenceState.LEAVE_ASKED
    told = {"refusable": refusable, "notices": list(_leave_rules(found, rulebook))}
    return _form_page(request, meeting, form, "请假" if own else f"{found.name}请假", **told)


def _leave_rules(place: Attendance, rulebook: Rulebook) -> Iterator[dict[str, str]]:
    """What the rules say of this leave, before it is asked for or granted (R14)."""
    begun = place.sitting.opened_at is not None
    if begun and rulebook.get("leave.in_advance") and place.state != PresenceState.LEAVE_ASKED:
        words = "会议已经开始。现在提出的记为“开会后补假”，不算会前请假，按缺席计。"
        yield {"text": words, "clause": rulebook.clause("leave.in_advance"), "tone": "warn"}
    if rulebook.get("leave.written_speech_read"):
        words = "不能到会的要交书面发言，由代读人在会上宣读，会议记录里注明代读。"
        yield {"text": words, "clause": rulebook.clause("leave.written_speech_read"), "tone": "info"}


def _form_page(request: HttpRequest, meeting: Meeting, form: Any, title: str, **more: Any) -> HttpResponse:
    told = more | {
        "meeting": meeting, "form": form, "title": title,
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
