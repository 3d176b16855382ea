"""The documents that a meeting's record yields: the list, each one as pages in the browser, and as a file."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from core.limits import EXPORT, limited
from core.templatetags.ui import cn_date
from meetings import permissions as P
from meetings.documents import Produced
from meetings.models import Meeting
from meetings.preview import NoPreviewError, pages_of
from meetings.queries.document import documents_visible_to
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404

ONLY = "-"  # stands in addresses for the one document of a kind
_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}


@require_safe
def document_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the record yields that this person may see, in the catalogue's order."""
    meeting = meeting_or_404(request, pk, P.SEE_PREPARATION)
    found = documents_visible_to(meeting, request.seat)
    told = {
        "meeting": meeting,
        "documents": [_row(one) for one in found],
        "tabs": tabs_for(meeting, request.seat, "meetings:documents"),
        "crumbs": crumbs(meeting, ("文件", "")),
    }
    return render(request, "meetings/document_list.html", told)


def _row(document: Produced) -> dict[str, object]:
    return {
        "kind": document.kind,
        "slug": document.slug or ONLY,
        "label": document.kind.label,
        "title": document.title,
        "author": document.author,
        "day": cn_date(document.dated),
        "confidential": document.confidential,
        "previews": document.suffix == ".docx",
        "suffix": document.suffix.removeprefix("."),
    }


@require_safe
def document_preview(request: HttpRequest, pk: int, kind: str, slug: str) -> HttpResponse:
    """One document as sheets of paper; what cannot be drawn says so beside its download."""
    meeting, document = _document_or_404(request, pk, kind, slug)
    try:
        pages = pages_of(document.render()) if document.suffix == ".docx" else []
    except NoPreviewError:
        pages = []
    told = {
        "meeting": meeting,
        "document": _row(document),
        # preview.py escapes every word and writes fixed markup only
        "pages": [{"wide": page.wide, "html": mark_safe(page.html)} for page in pages],  # noqa: S308
        "crumbs": crumbs(
            meeting, ("文件", reverse("meetings:documents", args=[pk])), (document.kind.label, "")
        ),
    }
    return render(request, "meetings/document_preview.html", told)


@require_safe
@limited(EXPORT)
def document_download(request: HttpRequest, pk: int, kind: str, slug: str) -> HttpResponse:
    """One document as an attachment, never shown by the browser itself."""
    _, document = _document_or_404(request, pk, kind, slug)
    return sent_as_file(document.render(), document.file_name)


def sent_as_file(data: bytes, name: str) -> HttpResponse:
    """Bytes as an attachment called `name`; its ending says what it is."""
    suffix = PurePath(name).suffix
    answer = HttpResponse(data, content_type=_TYPES.get(suffix, "application/octet-stream"))
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _document_or_404(request: HttpRequest, pk: int, kind: str, slug: str) -> tuple[Meeting, Produced]:
    meeting = meeting_or_404(request, pk, P.SEE_PREPARATION)
    for document in documents_visible_to(meeting, request.seat, kind):
        if (document.slug or ONLY) == slug:
            return meeting, document
    raise Http404
