"""The planning page: one page of sections, each saved on its own; and moving the meeting's day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from core import clock
from core.edge import perform
from core.forms import Form
from meetings import permissions as P
from meetings import rules
from meetings.actions import plan, plan_parts
from meetings.forms.plan import RescheduleForm
from meetings.forms.step import AddStepForm
from meetings.models import Meeting
from meetings.queries.plan import moved_days, open_values_of
from meetings.views.plan_page import SECTIONS, Section, plan_page
from meetings.views.reach import crumbs, meeting_or_404, plan_or_404, step_or_404


@require_http_methods(["GET", "POST"])
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan in sections. POST saves the one named in `section`; with HTMX only that one comes back.

    With `autosave` the answer is JSON: what was saved, or why not; nothing on the page is drawn anew.
    """
    meeting = plan_or_404(request, pk)
    name = request.POST.get("section", "")
    if request.method == "GET" or name not in SECTIONS:
        return render(request, "meetings/plan_detail.html", plan_page(meeting, request.seat))
    section = SECTIONS[name](meeting, request.POST)
    saved = section.is_valid() and _saved(request, meeting, section)
    if "autosave" in request.POST:
        return _told(request, pk, section, saved)
    if saved:
        messages.success(request, f"已保存{section.label}。")
        return _answer(request, pk, name)
    told = plan_page(meeting, request.seat, {name: section})
    if not section.is_open:  # drawn without its form, so the refusal needs another place
        for error in section.errors:
            messages.error(request, error)
    return _draw(request, name, told, status=422)


def _saved(request: HttpRequest, meeting: Meeting, section: Section) -> bool:
    # The action compares revisions under its lock: one that can never be stands for a stale section.
    revision = 0 if section.is_stale else meeting.revision
    return perform(section, section.save, by=request.user, meeting=meeting, revision=revision) is not None


def _told(request: HttpRequest, pk: int, section: Section, saved: bool) -> JsonResponse:
    """What the page needs to know after saving by itself: new stamps and rows, days that moved."""
    if not saved:
        stale = section.is_stale
        said = (
            "别人刚刚改了这一部分，您写的还在页面上、没有保存。请按“保存”对照两边的内容。"
            if stale
            else f"还没有保存：{'；'.join(section.errors) or '有的内容没有填对，请按“保存”查看'}"
        )
        return JsonResponse({"ok": False, "said": said, "stop": stale})
    meeting = plan_or_404(request, pk)
    now = SECTIONS[section.name](meeting)
    section.meeting = meeting
    values = {f"stamp-{section.name}": now.stamp} | section.saved_keys()
    steps = now if section.name == "steps" else SECTIONS["steps"](meeting)
    texts = {f"day-{line['step'].pk}": line["day_words"] for line in steps.shown}
    said = f"已自动保存（{localtime(clock.now()):%H:%M}）"
    left = {"meeting": meeting, "open_values": open_values_of(meeting, steps.steps)}
    shown = render_to_string("meetings/plan_open_list.html", left, request)
    return JsonResponse({"ok": True, "said": said, "values": values, "texts": texts, "open": shown})


def _answer(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    if not request.htmx:
        return redirect(reverse("meetings:plan", args=[pk]) + f"#{name}")
    told = plan_page(plan_or_404(request, pk), request.seat)
    return _draw(request, name, told, status=200)


def _draw(request: HttpRequest, name: str, told: dict[str, Any], status: int) -> HttpResponse:
    """The section alone for HTMX, the whole page for everybody else."""
    if request.htmx:
        told |= {"section": told["sections"][name], "part": name}
        return render(request, "meetings/plan_part.html", told, status=status)
    return render(request, "meetings/plan_detail.html", told, status=status)


@require_http_methods(["GET", "POST"])
def step_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A further duty of the branch's own."""
    meeting = meeting_or_404(request, pk, P.PLAN_MEETING)
    form = AddStepForm(meeting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = perform(form, plan.add_step, by=request.user, meeting=meeting, **form.cleaned_data)
        if added:
            messages.success(request, f"已增加环节“{added.title}”。")
            return redirect(reverse("meetings:plan", args=[pk]) + "#steps")
    told = {"meeting": meeting, "form": form, "crumbs": crumbs(meeting, ("增加环节", ""))}
    return render(request, "meetings/plan_step_add.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def step_remove(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Take a step out of the plan, after a page that says which."""
    found = step_or_404(request, pk, step, P.PLAN_MEETING)
    form = Form(request.POST if request.method == "POST" else None)
    form.full_clean()
    if request.method == "POST" and perform(form, plan_parts.remove_step, by=request.user, step=found):
        messages.success(request, f"已删去环节“{found.title}”。")
        return redirect(reverse("meetings:plan", args=[pk]) + "#steps")
    told = {"meeting": found.meeting, "step": found, "form": form}
    told["crumbs"] = crumbs(found.meeting, (found.title, ""))
    return render(request, "meetings/plan_step_remove.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """New day, time or place: first what moves with it, then, confirmed, the change."""
    meeting = meeting_or_404(request, pk, P.PLAN_MEETING)
    form = RescheduleForm(meeting, request.POST or None)
    told: dict[str, Any] = {"meeting": meeting, "form": form, "may": meeting.state in rules.PREPARATION}
    if request.method == "POST" and form.is_valid():
        if "confirm" in request.POST and _moved(request, meeting, form):
            return redirect("meetings:detail", pk)
        told["preview"] = None if form.errors else moved_days(meeting, form.cleaned_data["held_on"])
        told["shown"] = form.cleaned_data
    told["crumbs"] = crumbs(meeting, ("改时间地点", ""))
    return render(request, "meetings/plan_reschedule.html", told, status=422 if form.errors else 200)


def _moved(request: HttpRequest, meeting: Meeting, form: RescheduleForm) -> bool:
    moved = perform(form, plan.reschedule, by=request.user, meeting=meeting, **form.cleaned_data)
    if moved:
        messages.success(request, "已改好会议安排，各环节期限随着调整，有关人员会收到一次通知。")
    return moved is not None
