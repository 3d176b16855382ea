"""What a meeting starts from, the form that makes it, and saving a meeting's plan as a template."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from meetings import permissions as P
from meetings import plan_from_reading, plan_schema, plan_sources
from meetings.actions import plan
from meetings.actions.template import save_template
from meetings.forms.reading import ReadForm
from meetings.forms.template import CreateForm, SaveTemplateForm, people_named
from meetings.plan_schema import PlanContent, PlanFileError
from meetings.queries.campaign import campaigns_to_plan_from, drafts_from_campaigns
from meetings.queries.template import organizations_led, templates_for
from meetings.reading import PlanReading, SourceText, read_plan
from meetings.views.reach import crumbs, meeting_or_404

SALT = "meetings.read"
_LIST = ("组织生活会", "meetings:list")


def _leads_or_404(request: HttpRequest) -> None:
    if not request.seat.leads:
        raise Http404


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Everything a new meeting can start from, each with what sets it apart."""
    _leads_or_404(request)
    led = organizations_led(request.seat)
    earlier = plan_sources.earlier_meetings(request.seat)[: plan_sources.SHOWN_MEETINGS]
    told = {
        "drafts": drafts_from_campaigns(request.seat, led),
        "campaigns": campaigns_to_plan_from(request.seat, led),
        "earlier": earlier,
        "shipped": plan_schema.shipped(),
        "saved": templates_for(request.seat),
        "crumbs": _crumbs(("新建", "")),
    }
    return render(request, "meetings/template_choose.html", told)


def _crumbs(*trail: tuple[str, str]) -> list[dict[str, str]]:
    places = [(_LIST[0], reverse(_LIST[1])), *trail]
    return [{"label": label, "url": url} for label, url in places]


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new meeting from the source that `from` names."""
    _leads_or_404(request)
    source = plan_sources.find(request.GET.get("from", "blank"), request.seat)
    if source is None:
        raise Http404
    form = CreateForm(
        request.POST or None, seat=request.seat, content=source.content, campaign=source.campaign
    )
    if request.method == "POST" and form.is_valid():
        made = make(request, form, source.content, source.campaign)
        if made:
            return made
    told = {
        "form": form,
        "source": source,
        "open_values": source.content.open_values(),
        "crumbs": _crumbs(("新建", reverse("meetings:new")), (source.label, "")),
    }
    return render(request, "meetings/template_create.html", told, status=422 if form.errors else 200)


def make(request: HttpRequest, form: CreateForm, content: Any, campaign: Any) -> HttpResponse | None:
    """Create the meeting from a valid form and go to its plan; None when the action refused."""
    fields = form.for_action()
    made = perform(form, plan.create_meeting, by=request.user, content=content, campaign=campaign, **fields)
    if made is None:
        return None
    messages.success(request, f"已建好“{made.title}”。请接着核对方案，把空着的补上。")
    return redirect("meetings:plan", made.pk)


@require_http_methods(["GET", "POST"])
def read(request: HttpRequest) -> HttpResponse:
    """Read a notice; show each value beside its sentence over the prefilled form; POST of that form makes it.

    The file is not kept: its text travels in the form, signed.
    """
    _leads_or_404(request)
    if "content" in request.POST:
        return _create_from_reading(request)
    form = ReadForm(request.POST or None, request.FILES or None, cancel_url=reverse("meetings:new"))
    if request.method == "POST" and form.is_valid():
        shown = _read(request, form)
        if shown:
            return shown
    told = {"form": form, "crumbs": _crumbs(("新建", reverse("meetings:new")), ("读取通知、方案", ""))}
    return render(request, "meetings/template_read.html", told, status=422 if form.errors else 200)


def _read(request: HttpRequest, form: ReadForm) -> HttpResponse | None:
    reading = read_plan(form.source)
    if not reading.is_plan:
        form.add_error(None, f"{reading.refusal}如果它确实是方案，请从模板开始，对照着填。")
        return None
    try:
        return _show_reading(request, reading)
    except PlanFileError as error:
        form.add_error(
            None, f"这份方案里有读不准的地方，不能直接用：{error.reason}。请从模板开始，对照着填。"
        )
        return None


def _show_reading(request: HttpRequest, reading: PlanReading) -> HttpResponse:
    content = plan_from_reading.content_of(reading)
    found = plan_from_reading.initial(reading) | people_named(plan_from_reading.names(reading), request.seat)
    form = CreateForm(seat=request.seat, content=content, found=found)
    return _draw_reading(request, form, content, reading)


def _create_from_reading(request: HttpRequest) -> HttpResponse:
    try:
        text, name = signing.loads(request.POST["content"], salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    reading = read_plan(SourceText(text, name))
    content = plan_from_reading.content_of(reading)
    form = CreateForm(request.POST, seat=request.seat, content=content)
    made = make(request, form, content, None) if form.is_valid() else None
    return made or _draw_reading(request, form, content, reading, status=422)


def _draw_reading(
    request: HttpRequest, form: CreateForm, content: PlanContent, reading: PlanReading, status: int = 200
) -> HttpResponse:
    signed = signing.dumps([reading.source.text, reading.source.name], salt=SALT, compress=True)
    told = {"form": form, "content": content, "signed": signed, "open_values": content.open_values()}
    told |= {"rows": plan_from_reading.rows(reading), "lines": plan_from_reading.lines(reading)}
    told["crumbs"] = _crumbs(("新建", reverse("meetings:new")), ("读取通知、方案", ""))
    return render(request, "meetings/template_read_result.html", told, status=status)


@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a meeting's plan as a template of its organisation."""
    meeting = meeting_or_404(request, pk, P.PLAN_MEETING)
    form = SaveTemplateForm(request.POST or None, cancel_url=reverse("meetings:detail", args=[pk]))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        if perform(form, save_template, by=request.user, meeting=meeting, name=name):
            messages.success(request, f"已存为模板“{name}”，新建会议时可以选用。")
            return redirect("meetings:detail", pk)
    told = {"meeting": meeting, "form": form, "crumbs": crumbs(meeting, ("存为模板", ""))}
    return render(request, "meetings/template_save.html", told, status=422 if form.errors else 200)
