"""The archive's settings of one organisation: its codes, retention periods, and what that names people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from archive import actions
from archive import permissions as P
from archive.forms import CodesForm, ConfidentialityForm, RetentionForm
from archive.queries.setting import codes_of, places_to_set
from core.edge import perform
from members.access import Permission
from members.models import Organization


@dataclass(frozen=True)
class Table:
    """One of the tables: its name, what it decides, who may set it, and its form."""

    label: str
    lead: str
    permission: Permission
    form: Any


TABLES: dict[str, Table] = {
    "codes": Table(
        "档号", "档号由全宗号、门类、年度、保管期限、机构代码和件号组成；编过号以后不能再改。",
        P.SET_CODES, CodesForm,
    ),
    "retention": Table(
        "保管期限", "每种材料保管多久。不另设的，用上级的规定；改了只影响以后的归档包。",
        P.SET_RETENTION, RetentionForm,
    ),
    "confidentiality": Table(
        "保密", "写明谁说了什么的材料，是否放入归档包。谈话内容默认只有谈话双方可见，放入以前须双方同意。",
        P.SET_CONFIDENTIALITY, ConfidentialityForm,
    ),
}  # fmt: skip


@require_safe
def settings_page(request: HttpRequest) -> HttpResponse:
    """One table (`?part=`) of the organisation asked for (`?o=`), else of the highest within reach."""
    places = places_to_set(request.seat)
    asked = request.GET.get("o", "")
    home = places.first() if not asked else places.filter(pk=int(asked) if asked.isdecimal() else 0).first()
    parts = _parts(request, home) if home else []
    if home is None or not parts:
        raise Http404
    part = request.GET.get("part", "")
    return _page(request, home, part if part in parts else parts[0])


def _parts(request: HttpRequest, home: Organization) -> list[str]:
    """The tables that this person may set there."""
    seat = request.seat  # type: ignore[attr-defined]
    return [name for name, table in TABLES.items() if seat.may(table.permission, home)]


def _page(request: HttpRequest, home: Organization, part: str, refused: Any = None) -> HttpResponse:
    """The table as it stands, or with what was typed when it was refused."""
    places = places_to_set(request.seat)  # type: ignore[attr-defined]
    told = {
        "home": home,
        "part": part,
        "table": TABLES[part],
        "form": refused or TABLES[part].form(home),
        "places": [(place.pk, place.short_name) for place in places],
        "codes": codes_of(home) if part == "codes" else None,
        "tabs": [
            {"label": TABLES[name].label, "url": f"{_address(home)}&part={name}", "active": name == part}
            for name in _parts(request, home)
        ],
    }
    return render(request, "archive/settings.html", told, status=422 if refused else 200)


def _address(home: Organization) -> str:
    return f"{reverse('archive:settings')}?o={home.pk}"


def _place_or_404(request: HttpRequest, pk: int, name: str) -> Organization:
    home = get_object_or_404(places_to_set(request.seat), pk=pk)  # type: ignore[attr-defined]
    if not request.seat.may(TABLES[name].permission, home):  # type: ignore[attr-defined]
        raise Http404
    return home


def _saved(home: Organization, part: str) -> HttpResponse:
    return redirect(f"{_address(home)}&part={part}")


@require_POST
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Fonds number and unit code; each only where something was entered."""
    home = _place_or_404(request, pk, "codes")
    form = CodesForm(home, request.POST)
    if form.is_valid() and perform(form, actions.set_codes, by=request.user, organization=home, **form.codes):
        messages.success(request, "编号已经保存。")
        return _saved(home, "codes")
    return _page(request, home, "codes", form)


@require_POST
def retention(request: HttpRequest, pk: int) -> HttpResponse:
    """How long each kind is kept."""
    home = _place_or_404(request, pk, "retention")
    form = RetentionForm(home, request.POST)
    given = {"by": request.user, "organization": home}
    if form.is_valid() and perform(form, actions.set_retention_table, **given, periods=form.changed):
        messages.success(request, "保管期限表已经保存；以前的归档包不受影响。")
        return _saved(home, "retention")
    return _page(request, home, "retention", form)


@require_POST
def confidentiality(request: HttpRequest, pk: int) -> HttpResponse:
    """Which documents that name people go into packets."""
    home = _place_or_404(request, pk, "confidentiality")
    form = ConfidentialityForm(home, request.POST)
    given = {"by": request.user, "organization": home}
    if form.is_valid() and perform(form, actions.set_confidentiality_table, **given, enters=form.changed):
        messages.success(request, "已经保存；以前的归档包不受影响。")
        return _saved(home, "confidentiality")
    return _page(request, home, "confidentiality", form)
