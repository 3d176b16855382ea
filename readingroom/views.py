"""Pages of the reading room: the shelf, a packet, its documents and minutes. Nothing in it can be changed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from core.context_processors import NavItem
from core.edge import perform, sent
from core.uploads import LIMITS, file_response
from members.enums import Role
from readingroom import actions, queries
from readingroom.forms import OpenForm
from readingroom.intake import inspect
from readingroom.models import OpenedDocument, OpenedPacket
from readingroom.queries import Wanted, documents_visible_to, packets_visible_to
from readingroom.shelf import content_of, minutes_of, preview_of

PER_PAGE = 30  # rows; two screens on an office PC


@require_safe
def shelf_list(request: HttpRequest) -> HttpResponse:
    """All packets that were opened, by year and branch; with words asked for, the documents with them."""
    _keepers_alone(request)
    wanted = Wanted.of(request.GET)
    rows = queries.found_documents if wanted.words else queries.shelf
    told = {
        "page": Paginator(rows(request.seat, wanted), PER_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "years": queries.years(request.seat),
        "branches": queries.branches(request.seat),
    }
    return render(request, "readingroom/list.html", told)


@require_http_methods(["GET", "POST"])
def open_packet(request: HttpRequest) -> HttpResponse:
    """Take a packet in: verified first, kept whole, read only."""
    _keepers_alone(request)
    form = OpenForm(queries.keepers_of(request.seat), sent(request), request.FILES or None)
    if form.is_valid() and (packet := _opened(request, form)):
        messages.success(request, f"“{packet}”核对无误，可以查阅。")
        return redirect("readingroom:packet", packet.pk)
    told = {"form": form, "crumbs": _crumbs(("放入归档包", ""))}
    return render(request, "readingroom/open.html", told, status=422 if form.errors else 200)


def _opened(request: HttpRequest, form: OpenForm) -> OpenedPacket | None:
    upload: UploadedFile = form.cleaned_data["files"]
    if (upload.size or 0) > LIMITS.bytes:
        form.add_error("files", form.fields["files"].help_text)
        return None
    with _on_disk(upload) as path:
        found = perform(form, inspect, file=path, name=upload.name or "归档包.zip")
        given = {"by": request.user, "keeper": form.cleaned_data["keeper"], "found": found}
        return perform(form, actions.open_packet, **given) if found else None


@contextmanager
def _on_disk(upload: UploadedFile) -> Iterator[Path]:
    """The upload as a file with a path, which is what verification reads; gone afterwards."""
    handle, path = tempfile.mkstemp(prefix="opened-", suffix=".part", dir=settings.FILE_UPLOAD_TEMP_DIR)
    try:
        with os.fdopen(handle, "wb") as target:
            for block in upload.chunks():
                target.write(block)
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


def packet_or_404(request: HttpRequest, pk: int) -> OpenedPacket:
    return get_object_or_404(packets_visible_to(request.seat), pk=pk)


@require_safe
def packet_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the packet says of itself: the meeting, its documents, gaps, and the packets that go with it."""
    packet = packet_or_404(request, pk)
    first, later = queries.related(packet, request.seat)
    told = {
        "packet": packet,
        "about": packet.description,
        "facts": _facts(packet),
        "filing": _filing(packet),
        "documents": list(packet.documents.all()),
        "first": first,
        "later": later,
        "crumbs": _crumbs((str(packet), "")),
    }
    return render(request, "readingroom/packet.html", told)


def _facts(packet: OpenedPacket) -> list[dict[str, Any]]:
    """The meeting as pairs of words, in the order in which somebody asks."""
    held = packet.description["meeting"]
    pairs = {
        "党组织": held["organization"],
        "上级党组织": "、".join(held["superiors"]) or "无",
        "类别": f"{held['kind']}（{held['form']}）" if held["form"] else held["kind"],
        "主题": held["theme"],
        "日期": packet.held_on and f"{packet.held_on.year}年{packet.held_on.month}月{packet.held_on.day}日",
        "地点": held["place"],
        "主持人": held["host"],
        "记录人": held["recorder"],
        "到会": _attendance(held["attendance"]),
    }
    return [{"label": label, "value": value} for label, value in pairs.items()]


def _attendance(count: dict[str, int] | None) -> str:
    if not count:
        return ""
    words = {
        "expected": "应到",
        "present": "实到",
        "on_leave": "请假",
        "excused": "免于到会",
        "absent": "缺席",
    }
    return "，".join(f"{word}{count[key]}人" for key, word in words.items() if count[key] or key == "present")


def _filing(packet: OpenedPacket) -> list[dict[str, Any]]:
    filing = packet.description["filing"]
    return [
        {"label": "全宗号", "value": filing["fonds"]},
        {"label": "年度", "value": f"{filing['year']}年"},
        {"label": "机构", "value": f"{filing['unit_name']}（{filing['unit']}）"},
        {"label": "归档人", "value": packet.description["archived_by"]},
    ]


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they were sealed, with whether the chain still fits."""
    packet = packet_or_404(request, pk)
    told = {
        "packet": packet,
        "sittings": minutes_of(packet).sittings,
        "crumbs": _crumbs((str(packet), reverse("readingroom:packet", args=[pk])), ("会议记录", "")),
    }
    return render(request, "readingroom/minutes.html", told)


def document_or_404(request: HttpRequest, pk: int, ordinal: int) -> OpenedDocument:
    return get_object_or_404(documents_visible_to(request.seat), packet=pk, ordinal=ordinal)


@require_safe
def document(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    """A document as sheets of paper; what cannot be drawn says so beside its download."""
    found = document_or_404(request, pk, ordinal)
    told = {
        "document": found,
        "packet": found.packet,
        # meetings/preview.py escapes every word and writes fixed markup only
        "pages": [{"wide": p.wide, "html": mark_safe(p.html)} for p in preview_of(found)],  # noqa: S308
        "crumbs": _crumbs((str(found.packet), reverse("readingroom:packet", args=[pk])), (found.kind, "")),
    }
    return render(request, "readingroom/document.html", told)


@require_safe
def document_download(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    """A document as it was archived; that it was taken out is in the trail."""
    found = document_or_404(request, pk, ordinal)
    content = content_of(found)
    actions.take_document(by=request.user, document=found)
    return file_response(content, PurePath(found.path).name)


def _crumbs(*trail: tuple[str, str]) -> list[dict[str, str]]:
    places = [("阅览室", reverse("readingroom:list")), *trail]
    return [{"label": label, "url": url} for label, url in places]


def _keeps(request: HttpRequest) -> bool:
    return bool(request.seat.paths_as(Role.ARCHIVIST))  # type: ignore[attr-defined]


def _keepers_alone(request: HttpRequest) -> None:
    """For everybody else there is no reading room (404)."""
    if not _keeps(request):
        raise Http404


def navigation(request: HttpRequest) -> list[NavItem]:
    """阅览室, for archivists."""
    return [NavItem("阅览室", reverse("readingroom:list"), icon="book", order=65)] if _keeps(request) else []
