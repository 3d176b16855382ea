"""Minutes: read, corrected before sealing, signed, verified, amended (R17)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.edge import perform, sent
from meetings import minutes as chain
from meetings import permissions as P
from meetings import rules
from meetings.actions import minutes as acts
from meetings.forms.people import of_meeting
from meetings.forms.sitting import AmendForm, CorrectForm, EntryForm
from meetings.models import Meeting, MinutesEntry, Sitting
from meetings.queries.minutes_fields import lacking_fields
from meetings.queries.sitting import current_sitting, minutes_of
from meetings.queries.turns import absent_members
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.criticism import rows_of, visible_criticisms
from meetings.views.reach import crumbs, meeting_or_404

_WRITABLE = rules.SESSION | rules.AFTERWARDS


@require_http_methods(["GET", "POST"])
def minutes_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes in agenda order, whether the seal holds, and what this person may do. POST adds to them."""
    meeting = meeting_or_404(request, pk, P.READ_RECORD)
    sittings = list(meeting.sittings.order_by("number"))
    latest = sittings[-1] if sittings else None
    form = _form(request, meeting, latest)
    if request.method == "POST" and form is not None and form.is_valid():
        act = acts.amend_minutes if isinstance(form, AmendForm) else acts.take_minutes
        if perform(form, act, by=request.user, meeting=meeting, **form.cleaned_data):
            messages.success(request, "已记下。")
            return redirect("meetings:minutes", pk)
    lacking = _lacking(meeting, latest)
    told = {
        "meeting": meeting,
        "sittings": [_shown(request, meeting, s) for s in reversed(sittings) if s.opened_at],
        "criticisms": _criticisms(request, meeting, latest),
        "form": form,
        "is_amendment": isinstance(form, AmendForm),
        "signs": [] if lacking else _signs(request, meeting, latest),
        "lacking": lacking,
        "tabs": tabs_for(meeting, request.seat, "meetings:minutes"),
        "crumbs": crumbs(meeting, ("记录", "")),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "meetings/minutes_detail.html", told, status=status)


def _criticisms(request: HttpRequest, meeting: Meeting, sitting: Sitting | None) -> list[dict[str, Any]]:
    """Criticisms that take up an opinion, or may: as far as this person sees both."""
    if sitting is None or sitting.opened_at is None:
        return []
    rows = rows_of(request, meeting, sitting, list(visible_criticisms(request, meeting, sitting)))
    return [row for row in rows if row["opinions"] or row["raise_url"]]


def _form(request: HttpRequest, meeting: Meeting, sitting: Sitting | None) -> AmendForm | EntryForm | None:
    """Amend what is sealed, take down what is not; nothing before the meeting or after it is archived."""
    if sitting is None or meeting.state not in _WRITABLE:
        return None
    given = (request.POST,) if request.method == "POST" else ()
    if sitting.is_sealed:
        return AmendForm(*given) if request.seat.may(P.AMEND_MINUTES, meeting) else None
    if request.seat.may(P.TAKE_MINUTES, meeting):
        absent = absent_members(sitting)
        return EntryForm(meeting, of_meeting(meeting), request.user.username, *given, absent=absent)
    return None


def _shown(request: HttpRequest, meeting: Meeting, sitting: Sitting) -> dict[str, Any]:
    entries = list(minutes_of(sitting))
    is_last = sitting.number == meeting.sittings.count()
    may_correct = is_last and not sitting.is_sealed and meeting.state in _WRITABLE
    return {
        "sitting": sitting,
        "entries": entries,
        "may_correct": may_correct and request.seat.may(P.TAKE_MINUTES, meeting),
        "seal_holds": sitting.is_sealed and bool(entries) and chain.chain(entries)[-1] == sitting.seal,
        "amendments": list(sitting.amendments.select_related("by")),
    }


def _lacking(meeting: Meeting, sitting: Sitting | None) -> dict[str, str] | None:
    """What the minutes still lack before they can be signed, with the rule (R17)."""
    if sitting is None or sitting.is_sealed or meeting.state not in rules.AFTERWARDS:
        return None
    rulebook = Rulebook.of(meeting)
    found = lacking_fields(sitting, rulebook, minutes_of(sitting))
    if not found:
        return None
    return {"text": f"{'；'.join(found)}。", "clause": rulebook.clause("minutes.fields")}


def _signs(request: HttpRequest, meeting: Meeting, sitting: Sitting | None) -> list[dict[str, str]]:
    """The signatures that are this person's to give now."""
    if sitting is None or sitting.is_sealed or meeting.state not in rules.AFTERWARDS:
        return []
    found = []
    if not sitting.host_signed_at and request.seat.may(P.SIGN_AS_HOST, meeting):
        found.append({"label": "以主持人身份签认", "value": "host"})
    if not sitting.recorder_signed_at and request.seat.may(P.SIGN_AS_RECORDER, meeting):
        found.append({"label": "以记录人身份签认", "value": "recorder"})
    return found


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign as host or as recorder; the second signature seals."""
    meeting = meeting_or_404(request, pk, P.READ_RECORD)
    sitting = acts.sign_minutes(by=request.user, meeting=meeting, as_host=request.POST.get("as") == "host")
    messages.success(
        request, "双方已签认，会议记录已封存。" if sitting.is_sealed else "已签认，等另一方签认后封存。"
    )
    return redirect("meetings:minutes", pk)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Correct an entry before sealing."""
    meeting = meeting_or_404(request, pk, P.TAKE_MINUTES)
    sitting = current_sitting(meeting)
    found = get_object_or_404(MinutesEntry.objects.select_related("sitting__meeting__organization", "item"),
                              pk=entry, sitting=sitting)  # fmt: skip
    form = CorrectForm(sent(request), initial={"text": found.text})
    if (
        request.method == "POST"
        and form.is_valid()
        and perform(form, acts.correct_entry, by=request.user, entry=found, **form.cleaned_data)
    ):
        messages.success(request, "已保存修改。")
        return redirect("meetings:minutes", pk)
    back = reverse("meetings:minutes", args=[pk])
    told = {
        "meeting": meeting, "form": form, "title": "修改记录", "back": back,
        "crumbs": crumbs(meeting, ("记录", back), ("修改", "")),
    }  # fmt: skip
    return render(request, "meetings/attendance_form.html", told, status=422 if form.errors else 200)
