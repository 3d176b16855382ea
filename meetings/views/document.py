"""The documents that a meeting's record yields: the list, each one as pages in the browser, and as a file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, TypeVar
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from core.limits import EXPORT, limited
from core.templatetags.ui import cn_date
from meetings import permissions as P
from meetings import sheets
from meetings.bundle import bundle_of
from meetings.documents import Produced
from meetings.models import Meeting
from meetings.preview import NoPreviewError, pages_of
from meetings.queries.document import documents_visible_to
from meetings.sections import tabs_for
from meetings.views.reach import crumbs, meeting_or_404

R = TypeVar("R", bound=HttpResponseBase)

ONLY = "-"  # stands in addresses for the one document of a kind
_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".ics": "text/calendar; charset=utf-8",
}


@require_safe
def document_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the record yields that this person may see, in the catalogue's order, and blank forms."""
    meeting = meeting_or_404(request, pk, P.SEE_PREPARATION)
    rows = [_row(one) for one in documents_visible_to(meeting, request.seat)]
    told = {
        "meeting": meeting,
        "documents": [row for row in rows if not row["blank"]],
        "blanks": [row for row in rows if row["blank"]],
        "tabs": tabs_for(meeting, request.seat, "meetings:documents"),
        "crumbs": crumbs(meeting, ("文件", "")),
    }
    return render(request, "meetings/document_list.html", told)


def _row(document: Produced) -> dict[str, object]:
    return {
        "kind": document.kind,
        "slug": document.slug or ONLY,
        "choice": _choice(document),
        "label": document.kind.label,
        "title": document.title,
        "author": document.author,
        "day": cn_date(document.dated),
        "confidential": document.confidential,
        "blank": document.blank,
        "previews": document.suffix == ".docx",
        "suffix": document.suffix.removeprefix("."),
    }


def _choice(document: Produced) -> str:
    """How the form that downloads several names one of them."""
    return f"{document.kind.value}/{document.slug or ONLY}"


@require_safe
def document_preview(request: HttpRequest, pk: int, kind: str, slug: str) -> HttpResponse:
    """One document as sheets of paper: drawn by LibreOffice (`view=sheets`) or as text of their shape.

    What cannot be drawn says so beside its download. A confidential document is never turned into pictures:
    they would be kept for a while.
    """
    meeting, document = _document_or_404(request, pk, kind, slug)
    data = document.render()
    told = {
        "meeting": meeting,
        "document": _row(document),
        "drawn": [],
        "may_draw": _may_draw(document),
        "crumbs": crumbs(
            meeting, ("文件", reverse("meetings:documents", args=[pk])), (document.kind.label, "")
        ),
    }
    if request.htmx and "beside" in request.GET:  # the text alone, on the planning page
        told["pages"] = _as_text(document, data)
        return _kept_nowhere(render(request, "meetings/document_pages.html", told))
    if request.GET.get("view") == "sheets" and told["may_draw"]:
        told |= _drawn(data)
    if not told["drawn"]:
        told["pages"] = _as_text(document, data)
    return _kept_nowhere(render(request, "meetings/document_preview.html", told))


def _may_draw(document: Produced) -> bool:
    return document.suffix == ".docx" and not document.confidential and sheets.can_draw()


def _drawn(data: bytes) -> dict[str, Any]:
    """The numbers of the sheets, and what the machine's fonts mean for them; or why there are none."""
    try:
        numbers = range(1, len(sheets.of(data)) + 1)
        return {"drawn": numbers, "fonts_in_words": "、".join(sheets.absent_fonts(data))}
    except sheets.CannotRender as error:
        return {"drawn": [], "not_drawn": str(error)}


def _as_text(document: Produced, data: bytes) -> list[dict[str, Any]]:
    try:
        pages = pages_of(data) if document.suffix == ".docx" else []
    except NoPreviewError:
        return []
    # preview.py escapes every word and writes fixed markup only
    return [{"wide": page.wide, "html": mark_safe(page.html)} for page in pages]  # noqa: S308


@require_safe
def document_sheet(request: HttpRequest, pk: int, kind: str, slug: str, number: int) -> HttpResponse:
    """One sheet of a document as a picture; where none can be drawn, the way back to the text."""
    _, document = _document_or_404(request, pk, kind, slug)
    try:
        found = sheets.of(document.render()) if _may_draw(document) else []
    except sheets.CannotRender:
        found = []
    if not 1 <= number <= len(found):
        return redirect("meetings:document", pk, kind, slug)
    return _kept_nowhere(HttpResponse(found[number - 1], content_type="image/png"))


@require_safe
@limited(EXPORT)
def document_download(request: HttpRequest, pk: int, kind: str, slug: str) -> HttpResponseBase:
    """One document as an attachment, never shown by the browser itself."""
    _, document = _document_or_404(request, pk, kind, slug)
    return attached(document)


def attached(document: Produced) -> HttpResponseBase:
    """The document's bytes as an attachment that is kept nowhere."""
    return sent_as_file(document.render(), document.file_name)


def sent_as_file(data: bytes, name: str) -> HttpResponseBase:
    """Bytes as an attachment called `name`; its ending says what it is."""
    kind = _TYPES.get(PurePath(name).suffix, "application/octet-stream")
    return _attachment(HttpResponse(data, content_type=kind), name)


@require_safe
@limited(EXPORT)
def document_bundle(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The ticked documents as a zip, or all that are not confidential; those must be ticked one by one."""
    meeting = meeting_or_404(request, pk, P.SEE_PREPARATION)
    wanted = set(request.GET.getlist("d"))
    found = [
        one
        for one in documents_visible_to(meeting, request.seat)
        if (_choice(one) in wanted if wanted else not one.confidential and not one.blank)
    ]
    if not found:
        messages.warning(request, "没有可以下载的文件。请先勾选。")
        return redirect("meetings:documents", pk)
    answer = FileResponse(bundle_of(found), content_type="application/zip")
    return _attachment(answer, f"{meeting.title}文件.zip")


def _attachment(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return _kept_nowhere(answer)


def _kept_nowhere(answer: R) -> R:
    """Documents change with the record, and some are confidential."""
    answer["Cache-Control"] = "private, no-store"
    return answer


def _document_or_404(request: HttpRequest, pk: int, kind: str, slug: str) -> tuple[Meeting, Produced]:
    meeting = meeting_or_404(request, pk, P.SEE_PREPARATION)
    for document in documents_visible_to(meeting, request.seat, kind):
        if (document.slug or ONLY) == slug:
            return meeting, document
    raise Http404
