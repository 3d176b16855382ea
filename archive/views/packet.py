"""Pages of the archive: a meeting's packet, the packets, the catalogue."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive import actions
from archive import permissions as P
from archive.exports import year_catalogue
from archive.forms import PacketForm
from archive.models import Packet
from archive.queries import catalogue_of, catalogue_years, checklist, entries_of, packets_visible_to
from core.context_processors import NavItem
from core.edge import perform
from core.jobs import OVER, JobState
from core.limits import EXPORT, limited, spend, who_asks
from core.uploads import attachment_response
from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404
from members.enums import Role
from members.models import Organization
from members.queries import organizations_visible_to

PER_PAGE = 30  # rows; two screens on an office PC
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def packet_or_404(request: HttpRequest, pk: int) -> Packet:
    return get_object_or_404(packets_visible_to(request.seat), pk=pk)


@require_http_methods(["GET", "POST"])
@limited(EXPORT, "POST")
def meeting_packet(request: HttpRequest, pk: int) -> HttpResponse:
    """What goes into a meeting's packet, what is missing, and the packets made; POST asks for one."""
    meeting = meeting_or_404(request, pk, P.EXPORT_PACKET)
    rows = checklist(meeting)
    missing = [row for row in rows if row.is_missing]
    packets = list(packets_visible_to(request.seat).filter(meeting=meeting))
    form = _form(request, meeting, missing, packets)
    if request.method == "POST" and form and form.is_valid():
        given = {"by": request.user, "meeting": meeting, "gaps": form.gaps}
        if packet := perform(form, actions.request_packet, **given):
            messages.success(request, "已开始生成归档包，可以离开本页，稍后回来下载。")
            return redirect("archive:packet", packet.pk)
    told = {
        "meeting": meeting,
        "rows": rows,
        "missing": missing,
        "packets": packets,
        "form": form,
        "lead": _lead(meeting, rows, missing),
        "tabs": tabs_for(meeting, request.seat, "archive:meeting"),
        "crumbs": crumbs(meeting, ("归档", "")),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "archive/meeting_packet.html", told, status=status)


def _form(request: HttpRequest, meeting: Meeting, missing: list, packets: list[Packet]) -> PacketForm | None:
    """The form, unless a packet is under way or the meeting is not there yet."""
    under_way = any(not packet.is_over for packet in packets)
    if under_way or meeting.state not in (MeetingState.REPORTED, MeetingState.ARCHIVED):
        return None
    given = (request.POST,) if request.method == "POST" else ()
    return PacketForm(missing, *given, supplement=meeting.state == MeetingState.ARCHIVED)


def _lead(meeting: Meeting, rows: list, missing: list) -> str:
    if meeting.state not in (MeetingState.REPORTED, MeetingState.ARCHIVED):
        return "会议情况上报之后才能生成归档包；现在可以先看看还缺什么。"
    return f"共{len(rows)}类材料，缺{len(missing)}类。" if missing else f"共{len(rows)}类材料，已经齐全。"


@require_safe
def packet_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One packet: how far it is, then its self-check and its catalogue. HTMX asks for the progress alone."""
    packet = packet_or_404(request, pk)
    told = {"packet": packet, "job": _job(packet), "meeting": packet.meeting}
    if request.htmx and not packet.is_over:
        return render(request, "archive/_progress.html", told)
    if request.htmx:  # it is over: the whole page has more to say
        return HttpResponse(headers={"HX-Redirect": reverse("archive:packet", args=[pk])})
    told["entries"] = entries_of(packet)
    told["crumbs"] = crumbs(
        packet.meeting, ("归档", reverse("archive:meeting", args=[packet.meeting_id])), (str(packet), "")
    )
    return render(request, "archive/packet_detail.html", told)


def _job(packet: Packet) -> dict[str, Any]:
    """The packet as the progress component takes it."""
    return {
        "label": str(packet),
        "status": packet.state,
        "url": reverse("archive:packet", args=[packet.pk]),
        "done": packet.progress,
        "total": 100,
        "message": packet.error if packet.state == JobState.FAILED else packet.step,
        "result_url": reverse("archive:download", args=[packet.pk]) if packet.is_done else "",
        "cancel_url": "" if packet.state in OVER else reverse("archive:cancel", args=[packet.pk]),
    }


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a packet that is queued or being made."""
    packet = actions.cancel_packet(by=request.user, packet=packet_or_404(request, pk))
    messages.success(request, "已请求取消，不会留下半成品。")
    return redirect("archive:packet", packet.pk)


@require_POST
@limited(EXPORT)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a failed or cancelled packet once more."""
    packet = actions.retry_packet(by=request.user, packet=packet_or_404(request, pk))
    messages.success(request, "已重新开始生成。")
    return redirect("archive:packet", packet.pk)


@require_safe
@limited(EXPORT)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The zip; that it was taken out is in the trail."""
    packet = actions.download_packet(by=request.user, packet=packet_or_404(request, pk))
    return attachment_response(packet.file, packet.file_name)


@require_safe
def packet_list(request: HttpRequest) -> HttpResponse:
    """The packets this person may download, newest first."""
    _keepers_alone(request)
    page = Paginator(packets_visible_to(request.seat), PER_PAGE).get_page(request.GET.get("page"))
    told = {
        "page": page,
        "years": catalogue_years(request.seat),
        "may_batch": bool(request.seat.paths_as(Role.ARCHIVIST)),
    }
    return render(request, "archive/packet_list.html", told)


@require_safe
def catalogue(request: HttpRequest, year: int) -> HttpResponse:
    """A year's catalogue of what one may read, as a page or as .xlsx (`?format=xlsx`)."""
    _keepers_alone(request)
    home = _home(request)
    entries = catalogue_of(request.seat, home, year) if home else Packet.objects.none()
    if home and request.GET.get("format") == "xlsx":
        spend(EXPORT, who_asks(request))
        name = f"{home.short_name}{year}年归档文件目录.xlsx"
        body = year_catalogue(entries, home.name, year)
        return HttpResponse(
            body,
            content_type=XLSX,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
        )
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    told = {"page": page, "year": year, "home": home, "years": catalogue_years(request.seat)}
    return render(request, "archive/catalogue.html", told)


def _home(request: HttpRequest) -> Organization | None:
    """The organisation that the address names (`?o=`), else the highest within reach."""
    visible = organizations_visible_to(request.seat)
    asked = request.GET.get("o", "")
    if not asked:
        return visible.first()
    return get_object_or_404(visible, pk=int(asked) if asked.isdecimal() else 0)


def _keeps(request: HttpRequest) -> bool:
    seat = request.seat  # type: ignore[attr-defined]
    return bool(seat.leads or seat.paths_as(Role.ARCHIVIST))


def _keepers_alone(request: HttpRequest) -> None:
    """For everybody else there is no archive (404)."""
    if not _keeps(request):
        raise Http404


def navigation(request: HttpRequest) -> list[NavItem]:
    """归档, for those who keep packets; its settings, for those above who set them and keep none."""
    if _keeps(request):
        return [NavItem("归档", reverse("archive:list"), icon="archive", order=60)]
    if request.seat.paths_as(Role.ADMINISTRATOR, Role.OFFICER):  # type: ignore[attr-defined]
        return [NavItem("归档设置", reverse("archive:settings"), icon="archive", order=66)]
    return []
