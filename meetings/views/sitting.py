"""Run mode: the agenda, the current item, criticism and stance, minutes at hand (R15, R16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.clock import now
from core.edge import perform, sent
from meetings import permissions as P
from meetings.actions import minutes as taking
from meetings.actions import sitting as acts
from meetings.enums import MeetingState
from meetings.forms.sitting import CriticismForm, EntryForm, ResponseForm
from meetings.models import AgendaItem, Criticism, Meeting, Sitting
from meetings.queries.dual_life import cadres_at, missing_cadres
from meetings.queries.sitting import criticisms_of, current_sitting, members_at, minutes_of
from meetings.queries.turns import Floor, Turn, absent_members, floor_of, speeches
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.criticism import rows_of, visible_criticisms
from meetings.views.reach import crumbs, meeting_or_404

RECENT = 12  # entries shown while the meeting runs; the minutes' own page has all


@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The page on which a meeting is held, on one shared screen and on everyone's phone.

    POST enters a criticism (`do=criticism`) or an entry of the minutes (`do=entry`). HTMX asks for the part
    that others fill in.
    """
    meeting = meeting_or_404(request, pk, P.READ_RECORD)
    sitting = current_sitting(meeting)
    if request.htmx and request.method == "GET" and sitting:
        return render(request, "meetings/_sitting_live.html", _live(request, meeting, sitting))
    if meeting.state != MeetingState.IN_SESSION or sitting is None:
        return render(request, "meetings/sitting_closed.html", _frame(request, meeting))
    rulebook = Rulebook.of(meeting)
    forms = _forms(request, meeting, sitting, rulebook)
    filled = forms.get(request.POST.get("do", ""))
    if filled and filled.is_valid() and _do(request, meeting, request.POST["do"], filled):
        return redirect("meetings:run", pk)
    told = _frame(request, meeting) | _live(request, meeting, sitting) | {"forms": forms}
    told |= _order(request, meeting, sitting) | _turns(request, meeting, sitting, rulebook)
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "meetings/sitting_run.html", told, status=status)


def _frame(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "tabs": tabs_for(meeting, request.seat, "meetings:run"),
        "crumbs": crumbs(meeting, ("开会", "")),
    }


def _forms(request: HttpRequest, meeting: Meeting, sitting: Sitting, rulebook: Rulebook) -> dict[str, Any]:
    """The forms open to this person now; the one that was sent is bound."""
    seat, account, people = request.seat, request.user.username, members_at(sitting)
    do = request.POST.get("do") if request.method == "POST" else None
    found: dict[str, Any] = {}
    records = seat.may(P.RECORD_CRITICISM, meeting)
    if records or seat.may(P.SPEAK, meeting):
        given = (request.POST,) if do == "criticism" else ()
        found["criticism"] = CriticismForm(people, account, rulebook, *given, may_record=records)
    if seat.may(P.TAKE_MINUTES, meeting):
        given = (request.POST,) if do == "entry" else ()
        found["entry"] = EntryForm(meeting, people, account, *given, absent=absent_members(sitting))
    return found


def _do(request: HttpRequest, meeting: Meeting, do: str, form: Any) -> bool:
    data = {name: value for name, value in form.cleaned_data.items() if name != "hinted"}
    act = acts.criticize if do == "criticism" else taking.take_minutes
    done = perform(form, act, by=request.user, meeting=meeting, **data)
    if done:
        messages.success(request, "已记下。")
    return done is not None


def _order(request: HttpRequest, meeting: Meeting, sitting: Sitting) -> dict[str, Any]:
    """The agenda with where the meeting is."""
    items = list(meeting.agenda.all())
    at = next((n for n, item in enumerate(items) if item.pk == sitting.current_item_id), 0)
    return {
        "agenda": [
            {"title": item.title, "status": "done" if n < at else "current" if n == at else "todo"}
            for n, item in enumerate(items)
        ],
        "current": items[at] if items else None,
        "following": items[at + 1] if at + 1 < len(items) else None,
        "runs": request.seat.may(P.RUN_MEETING, meeting),
        "supervises": request.seat.may(P.SUPERVISE, meeting),
        "elapsed": max(0, int((now() - sitting.opened_at).total_seconds() // 60)) if sitting.opened_at else 0,
    }


def _turns(request: HttpRequest, meeting: Meeting, sitting: Sitting, rulebook: Rulebook) -> dict[str, Any]:
    """Who speaks in which order, and what the rules still want before the meeting may be closed."""
    floor = floor_of(sitting, rulebook)
    records = request.seat.may(P.RECORD_CRITICISM, meeting)
    return {
        "turns": [_turn(turn, floor, records or turn.member == request.seat.member) for turn in floor.turns],
        "next": floor.next.member.name if floor.next else "",
        "speeches": speeches(sitting, rulebook),
        "reminders": list(_reminders(floor, sitting, rulebook, records)),
    }


def _turn(turn: Turn, floor: Floor, in_full: bool) -> dict[str, str]:
    """A turn as the agenda shows its items; criticism is the person's matter, and of who records."""
    owes = in_full and turn.owes_stance
    notes = [
        f"{turn.read_by}代读" if turn.read_by else "",
        "下一位" if turn == floor.next else "",
        f"收到批评{turn.received}条" if in_full and turn.received else "",
        "还没有表态" if owes else "",
    ]
    status = "done" if turn.has_spoken and not owes else "todo"
    return {"title": turn.member.name, "status": status, "note": "，".join(filter(None, notes))}


def _reminders(floor: Floor, sitting: Sitting, rulebook: Rulebook, records: bool) -> Iterator[dict[str, str]]:
    """What the rules want now, a sentence and its clause each; stances are told to who runs the meeting."""
    if floor.awaited:
        words = f"书记带头：{floor.awaited.name}先作自我批评，其他同志再逐个发言。"
        yield {"text": words, "clause": rulebook.clause("criticism.secretary_first")}
    if records and floor.owing and rulebook.get("criticism.response_required"):
        names = "、".join(member.name for member in floor.owing)
        words = f"{names}受到批评后还没有表态；散会前要表态。"
        yield {"text": words, "clause": rulebook.clause("criticism.response_required")}
    if missing := missing_cadres(cadres_at(sitting, rulebook), begun=True):
        names = "、".join(place.name for place in missing)
        words = f"党员领导干部{names}应以普通党员身份参加，没有到会。"
        yield {"text": words, "clause": rulebook.clause("attendance.dual_life")}


def _live(request: HttpRequest, meeting: Meeting, sitting: Sitting) -> dict[str, Any]:
    """What others enter meanwhile: the newest entries, and the criticisms this person may see."""
    return {
        "meeting": meeting,
        "entries": list(minutes_of(sitting).order_by("-taken_at", "-id")[:RECENT]),
        "criticisms": rows_of(
            request, meeting, sitting, list(visible_criticisms(request, meeting, sitting)[:RECENT])
        ),
    }


@require_POST
def go_to(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Go to an item of the agenda."""
    meeting = meeting_or_404(request, pk, P.RUN_MEETING)
    acts.go_to_item(
        by=request.user, meeting=meeting, item=get_object_or_404(AgendaItem, pk=item, meeting=meeting)
    )
    return redirect("meetings:run", pk)


@require_http_methods(["GET", "POST"])
def respond(request: HttpRequest, pk: int, criticism: int) -> HttpResponse:
    """The stance of the person criticised."""
    meeting = meeting_or_404(request, pk, P.READ_RECORD)
    sitting = current_sitting(meeting)
    visible = criticisms_of(sitting) if sitting else Criticism.objects.none()
    if not request.seat.may(P.RECORD_CRITICISM, meeting):
        visible = visible.filter(target=request.seat.member)
    one = get_object_or_404(visible, pk=criticism)
    form = ResponseForm(sent(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and perform(form, acts.respond, by=request.user, criticism=one, **form.cleaned_data)
    ):
        messages.success(request, "表态已记下。")
        return redirect("meetings:run", pk)
    told = {
        "meeting": meeting, "form": form, "one": one, "title": f"{one.target.name}表态",
        "back": reverse("meetings:run", args=[pk]),
        "crumbs": crumbs(meeting, ("开会", reverse("meetings:run", args=[pk])), ("表态", "")),
    }  # fmt: skip
    return render(request, "meetings/sitting_respond.html", told, status=422 if form.errors else 200)
