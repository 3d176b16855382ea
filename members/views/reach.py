"""What pages about people begin with: somebody or something within reach, the way back, a page for a form."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from members.access import Permission
from members.models import Member
from members.queries import register_visible_to

Row = TypeVar("Row", bound=models.Model)


def within(request: HttpRequest, rows: QuerySet[Row], pk: int, wanted: Permission) -> Row:
    """The row if it is among those within reach and the right is held on it; else 404 whatever the reason."""
    found = get_object_or_404(rows, pk=pk)
    if not request.seat.may(wanted, found):
        raise Http404
    return found


def member_or_404(request: HttpRequest, pk: int, wanted: Permission) -> Member:
    """Somebody on a register that this person may read, the right held there."""
    return within(request, register_visible_to(request.seat), pk, wanted)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, or None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def trail(*places: tuple[str, str]) -> list[dict[str, str]]:
    """党员 / …; each further place is (label, address)."""
    listed = [("党员", reverse("members:list")), *places]
    return [{"label": label, "url": url} for label, url in listed]


def member_trail(member: Member, title: str) -> list[dict[str, str]]:
    return trail((member.name, reverse("members:member", args=[member.pk])), (title, ""))


def form_page(
    request: HttpRequest, form: forms.BaseForm, title: str, crumbs: list[dict[str, str]], **more: Any
) -> HttpResponse:
    """A page with one form; 422 when it came back with errors. `lead` and `notice` are further sentences."""
    told = {"form": form, "title": title, "crumbs": crumbs, **more}
    return render(request, "members/form.html", told, status=422 if form.errors else 200)
