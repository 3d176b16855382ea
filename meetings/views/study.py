"""Study: what is to be read, who was there, who makes up, and one's own notes and reflection (R12)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from meetings import permissions as P
from meetings import rules
from meetings.actions import study as acts
from meetings.enums import StepKind
from meetings.forms.study import MakeUpForm, NoteForm, SelfStudyForm, SessionForm
from meetings.models import Meeting, StudyAttendance, StudyNote
from meetings.queries import preparation as read
from meetings.rulebook import Rulebook
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404
from members.access import Seat


@require_safe
def study_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The works, the sessions, one's own part; for those who prepare, who is still behind."""
    meeting = meeting_or_404(request, pk)
    seat = request.seat
    prepares, writes = seat.may(P.SEE_PREPARATION, meeting), seat.may(P.WRITE_NOTE, meeting)
    if not (prepares or writes):
        raise Http404
    rulebook = Rulebook.of(meeting)
    steps = list(meeting.steps.filter(kind=StepKind.STUDY).order_by("ordinal", "id"))
    sessions = list(read.study_sessions(meeting))
    is_open = meeting.state in rules.PREPARATION
    told = {
        "meeting": meeting,
        "works": _works(meeting, works_of(steps), prepares),
        "due": min((step.due_on for step in steps if step.due_on and not step.is_done), default=None),
        "today": meeting.today,
        "sessions": sessions,
        "lead": _lead(sessions),
        "own": _own(meeting, seat, rulebook) if writes else None,
        "prepares": prepares,
        "behind": read.not_made_up(meeting) if prepares else [],
        "owing": read.owing_reflection(meeting, rulebook, acts.learners(meeting)) if prepares else [],
        "clauses": {
            key: rulebook.clause(f"study.{key}") for key in ("make_up_required", "reflection_required")
        },
        "may_record": is_open and seat.may(P.RECORD_STUDY, meeting),
        "may_write": is_open and writes,
        "tabs": tabs_for(meeting, seat, "meetings:studies"),
        "crumbs": crumbs(meeting, ("学习", "")),
    }
    return render(request, "meetings/study_list.html", told)


def works_of(steps: list[Any]) -> list[str]:
    """What the plan wants read, each work once, in its order."""
    return list(dict.fromkeys(work for step in steps for work in step.details.get("works", [])))


def _works(meeting: Meeting, works: list[str], prepares: bool) -> list[dict[str, Any]]:
    """The works with how many have read each alone, which those who prepare are told."""
    readers = read.readers_of(meeting) if prepares else {}
    return [{"title": work, "readers": readers.get(work, 0)} for work in works]


def _lead(sessions: list[Any]) -> str:
    if not sessions:
        return "还没有登记集体学习。"
    away = sum(one.expected_count - one.present_count - one.made_up_count for one in sessions)
    behind = f"还有{away}人次没有补学。" if away else "缺席的都补学了。"
    return f"已登记{len(sessions)}次学习，{behind}"


def _own(meeting: Meeting, seat: Seat, rulebook: Rulebook) -> dict[str, Any]:
    """One's own notes and reflection, and the sessions one has yet to make up."""
    notes = list(meeting.study_notes.filter(member=seat.member))
    return {
        "reflection": next((note for note in notes if note.kind == StudyNote.Kind.REFLECTION), None),
        "notes": [note for note in notes if note.kind == StudyNote.Kind.NOTE],
        "read": [w for note in notes if note.kind == StudyNote.Kind.SELF for w in note.text.splitlines()],
        "missed": read.not_made_up(meeting).filter(member=seat.member),
        "reflection_required": rulebook.get("study.reflection_required"),
        "notes_required": rulebook.get("study.notes_required"),
    }


def _back(meeting: Meeting) -> str:
    return reverse("meetings:studies", args=[meeting.pk])


def _crumbs(meeting: Meeting, label: str) -> list[dict[str, str]]:
    return crumbs(meeting, ("学习", _back(meeting)), (label, ""))


@require_safe
def study_detail(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    """One session with who was there and who made up."""
    meeting = meeting_or_404(request, pk, P.SEE_PREPARATION)
    found = get_object_or_404(read.study_sessions(meeting), pk=session)
    told = {
        "meeting": meeting,
        "session": found,
        "attendance": found.attendance.select_related("member"),
        "may_record": meeting.state in rules.PREPARATION and request.seat.may(P.RECORD_STUDY, meeting),
        "crumbs": _crumbs(meeting, found.get_kind_display()),
    }
    return render(request, "meetings/study_detail.html", told)


@require_http_methods(["GET", "POST"])
def study_record(request: HttpRequest, pk: int) -> HttpResponse:
    """A session that was held, with who was there."""
    meeting = meeting_or_404(request, pk, P.RECORD_STUDY)
    works = works_of(list(meeting.steps.filter(kind=StepKind.STUDY)))
    initial = {"held_on": meeting.today, "place": meeting.place, "works": "\n".join(works)}
    form = SessionForm(acts.learners(meeting), _back(meeting), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = perform(form, acts.record_session, by=request.user, meeting=meeting, **form.cleaned_data)
        if made:
            messages.success(request, "已登记这次学习，没有参加的人已列入补学名单。")
            return redirect("meetings:studies", pk)
    told = {"meeting": meeting, "form": form, "crumbs": _crumbs(meeting, "登记学习")}
    return render(request, "meetings/study_record.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def study_make_up(request: HttpRequest, pk: int, attendance: int) -> HttpResponse:
    """That somebody made a session up (R12)."""
    meeting = meeting_or_404(request, pk, P.RECORD_STUDY)
    missed = StudyAttendance.objects.filter(session__meeting=meeting, present=False)
    found = get_object_or_404(missed.select_related("member", "session"), pk=attendance)
    form = MakeUpForm(_back(meeting), request.POST or None, initial={"on": meeting.today})
    if request.method == "POST" and form.is_valid():
        done = perform(form, acts.record_make_up, by=request.user, attendance=found, **form.cleaned_data)
        if done:
            messages.success(request, f"已登记{found.member.name}补学。")
            return redirect("meetings:studies", pk)
    told = {"meeting": meeting, "missed": found, "form": form, "crumbs": _crumbs(meeting, "登记补学")}
    return render(request, "meetings/study_make_up.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def study_note(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One's own note, or the reflection, which may be written anew."""
    meeting = meeting_or_404(request, pk, P.WRITE_NOTE)
    label = StudyNote.Kind(kind).label
    form = _note_form(request, meeting, kind)
    if request.method == "POST" and form.is_valid():
        given = {"kind": kind, "text": form.cleaned_data["text"], "seen": _seen(form, kind)}
        if perform(form, acts.write_note, by=request.user, meeting=meeting, **given):
            messages.success(request, f"{label}已提交。")
            return redirect("meetings:studies", pk)
    told = {
        "meeting": meeting,
        "label": label,
        "form": form,
        "is_open": meeting.state in rules.PREPARATION,
        "crumbs": _crumbs(meeting, label),
    }
    return render(request, "meetings/study_note.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def study_self(request: HttpRequest, pk: int) -> HttpResponse:
    """What one has read alone."""
    meeting = meeting_or_404(request, pk, P.WRITE_NOTE)
    read_already = set(read.works_read(meeting, request.seat.member))
    steps = meeting.steps.filter(kind=StepKind.STUDY).order_by("ordinal", "id")
    unread = [work for work in works_of(list(steps)) if work not in read_already]
    form = SelfStudyForm(unread, _back(meeting), request.POST or None, initial={"on": meeting.today})
    if request.method == "POST" and form.is_valid():
        done = perform(form, acts.record_self_study, by=request.user, meeting=meeting, **form.for_action())
        if done:
            messages.success(request, "已登记自学。")
            return redirect("meetings:studies", pk)
    told = {
        "meeting": meeting,
        "label": "登记自学",
        "form": form,
        "is_open": meeting.state in rules.PREPARATION,
        "crumbs": _crumbs(meeting, "登记自学"),
    }
    return render(request, "meetings/study_note.html", told, status=422 if form.errors else 200)


def _note_form(request: HttpRequest, meeting: Meeting, kind: str) -> NoteForm:
    before = None
    if kind == StudyNote.Kind.REFLECTION:
        before = meeting.study_notes.filter(member=request.seat.member, kind=kind).first()
    initial = {"text": before.text if before else "", "seen": acts.wording(before)}
    key = f"{kind}-{meeting.pk}-{request.user.username}"
    return NoteForm(key, _back(meeting), request.POST or None, initial=initial)


def _seen(form: NoteForm, kind: str) -> str | None:
    return form.cleaned_data["seen"] if kind == StudyNote.Kind.REFLECTION else None
