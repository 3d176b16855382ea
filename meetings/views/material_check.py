"""The check of a material (材料体检) and the comparison of two versions, for author and reviewers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from meetings.checkup.check import check
from meetings.checkup.compare import compare
from meetings.checkup.findings import Finding, Reference, Severity
from meetings.models import Material, MaterialVersion
from meetings.queries.checkup import context_of, draft_of, without_hidden
from meetings.queries.material_text import paragraph_at
from meetings.rulebook import Rulebook
from meetings.views.material import material_or_404
from meetings.views.reach import crumbs

_QUOTED = 400  # characters of a passage that are shown
_TONES = {Severity.NOTE: "neutral", Severity.HINT: "warn", Severity.LOOK: "bad"}
_WORDS = {Severity.NOTE: "留意", Severity.HINT: "建议看看", Severity.LOOK: "请先看"}


@never_cache
@require_safe
def material_check(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """Every hint about the latest version, with its passage; nothing here is a verdict."""
    found = material_or_404(request, pk, material)
    version = found.versions.order_by("-number").first()
    if version is None:
        raise Http404
    text = MaterialVersion.objects.values_list("text", flat=True).get(pk=version.pk)
    context = context_of(found, text, Rulebook.of(found.meeting), request.seat)
    findings = [without_hidden(one) for one in check(draft_of(found, text), context)]
    told = {
        "meeting": found.meeting,
        "material": found,
        "version": version,
        "lead": f"第{version.number}稿，{len(findings)}处提示。" if findings else "没有要提示的地方。",
        "findings": [_shown(one, text) for one in findings],
        "crumbs": _crumbs(found, "体检"),
    }
    return render(request, "meetings/material_check.html", told)


def _shown(one: Finding, text: str) -> dict[str, Any]:
    """A finding as the page shows it; `paragraph` is the number of the one it points at, 0 for none."""
    other = one.other if isinstance(one.other, Reference) else None
    return {
        "message": one.message,
        "word": _WORDS[one.severity],
        "tone": _TONES[one.severity],
        "passage": _quote(text, one.span),
        "paragraph": paragraph_at(text, one.span[0]) if one.span else 0,
        "other": _quote(other.text, one.other_span) if other else "",
        "label": other.label if other else "",
        "clause": one.clause,
    }


def _quote(text: str, span: tuple[int, int] | None) -> str:
    if span is None:
        return ""
    passage = text[span[0] : span[1]]
    return passage if len(passage) <= _QUOTED else f"{passage[:_QUOTED]}……"


def _crumbs(one: Material, label: str) -> list[dict[str, str]]:
    meeting = one.meeting
    places = (
        ("材料", reverse("meetings:materials", args=[meeting.pk])),
        (one.whose, reverse("meetings:material", args=[meeting.pk, one.pk])),
    )
    return crumbs(meeting, *places, (label, ""))


@never_cache
@require_safe
def material_compare(request: HttpRequest, pk: int, material: int, number: int) -> HttpResponse:
    """A version beside the one before it: what was added, what was taken out."""
    found = material_or_404(request, pk, material)
    rows = MaterialVersion.objects.filter(material=found)
    new = get_object_or_404(rows, number=number)
    old = get_object_or_404(rows, number=number - 1)
    segments = [{"op": str(one.kind), "text": one.text} for one in compare(old.text, new.text)]
    told = {
        "meeting": found.meeting,
        "material": found,
        "old_label": f"第{old.number}稿",
        "new_label": f"第{new.number}稿",
        "segments": segments,
        "is_same": all(one["op"] == "same" for one in segments),
        "crumbs": _crumbs(found, "两稿对比"),
    }
    return render(request, "meetings/material_compare.html", told)
