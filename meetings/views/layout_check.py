"""Has the layout of any document measured against GB/T 9704: upload in, a list out, nothing kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.limits import IMPORT, limited
from gongwen.checker import FAIL, PASS, STATUS_WORDS, UNVERIFIED, WARN, Finding
from meetings.forms.layout_check import LayoutCheckForm

_TONES = {FAIL: "bad", WARN: "warn", PASS: "ok", UNVERIFIED: "neutral"}


@never_cache
@require_http_methods(["GET", "POST"])
@limited(IMPORT, "POST")
def layout_check(request: HttpRequest) -> HttpResponse:
    """The form, and under it what was found: what to mend first, then everything clause by clause."""
    form = LayoutCheckForm(request.POST or None, request.FILES or None)
    told: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        told |= _told(form.findings) | {"name": form.cleaned_data["file"].name}
    return render(request, "meetings/layout_check.html", told, status=422 if form.errors else 200)


def _told(findings: list[Finding]) -> dict[str, Any]:
    counts = Counter(finding.status for finding in findings)
    rows = [_row(finding) for finding in findings]
    return {
        "verdict": _verdict(counts),
        "tone": "bad" if counts[FAIL] else "ok",
        "to_mend": [row for row in rows if row["status"] == FAIL],
        "clauses": [(clause, list(own)) for clause, own in groupby(_by_clause(rows), _clause)],
    }


def _row(finding: Finding) -> dict[str, str]:
    return finding.as_dict() | {"word": STATUS_WORDS[finding.status], "tone": _TONES[finding.status]}


def _clause(row: dict[str, str]) -> str:
    return row["clause"]


def _by_clause(rows: list[dict[str, str]]) -> Iterable[dict[str, str]]:
    """What was measured on the page comes last; here it stands with its clause."""
    order = list(dict.fromkeys(map(_clause, rows)))
    return sorted(rows, key=lambda row: order.index(row["clause"]))


def _verdict(counts: Counter[str]) -> str:
    """What came of it, in a sentence. What was not seen is not claimed."""
    parts = [f"{word}{counts[status]}项" for status, word in STATUS_WORDS.items() if counts[status]]
    if counts[FAIL]:
        return f"有{counts[FAIL]}项不符合，请先改这些。共检查{sum(counts.values())}项：{'，'.join(parts)}。"
    return f"没有发现不符合的地方。共检查{sum(counts.values())}项：{'，'.join(parts)}；未验证的不能当作符合。"
