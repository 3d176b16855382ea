"""Posts, appointments and reasons for a talk in person: giving and ending them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from members import actions
from members import permissions as P
from members.access import Seat
from members.enums import OrganizationKind
from members.forms.member import DayForm
from members.forms.term import AppointForm, FlagForm, PostForm
from members.models import Member, Organization
from members.queries import accounts_managed_by, appointments_managed_by, organizations_managed_by
from members.views.reach import form_page, member_or_404, member_trail, posted, trail

PER_PAGE = 50  # rows


@require_http_methods(["GET", "POST"])
def give_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat somebody in a committee: the own branch's, one above, or a party group of it."""
    member = member_or_404(request, pk, P.MANAGE_MEMBERS)
    back = reverse("members:member", args=[pk])
    places = _places_for(member, request.seat)
    given = {"organization": member.branch, "start": request.seat.day}
    form = PostForm(posted(request), places=places, cancel_url=back, initial=given)
    if form.is_valid() and perform(
        form, actions.give_post, by=request.user, member=member, **form.cleaned_data
    ):
        messages.success(request, "已登记任职。")
        return redirect(back)
    return form_page(request, form, f"{member.name}任职", member_trail(member, "任职"))


def _places_for(member: Member, seat: Seat) -> QuerySet[Organization]:
    above = [int(step) for step in member.branch.path.strip("/").split("/")]
    groups = Q(parent=member.branch_id, kind=OrganizationKind.GROUP)
    return organizations_managed_by(seat).filter(Q(pk__in=above) | groups)


@require_http_methods(["GET", "POST"])
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why the secretary talks to somebody in person."""
    member = member_or_404(request, pk, P.FLAG_KEY_PERSON)
    back = reverse("members:member", args=[pk])
    form = FlagForm(posted(request), cancel_url=back, initial={"start": request.seat.day})
    if form.is_valid() and perform(
        form, actions.flag_key_person, by=request.user, member=member, **form.cleaned_data
    ):
        messages.success(request, "已标记。")
        return redirect(back)
    lead = "标记以后，每次组织生活会前都由书记本人与其谈心谈话。"
    return form_page(
        request, form, f"标记重点谈话对象：{member.name}", member_trail(member, "标记"), lead=lead
    )


@require_http_methods(["GET", "POST"])
def end_post(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """The last day of a post."""
    member = member_or_404(request, pk, P.MANAGE_MEMBERS)
    held = get_object_or_404(member.posts, pk=post)
    return _end(request, member, f"结束任期：{held}", actions.end_post, post=held)


@require_http_methods(["GET", "POST"])
def end_flag(request: HttpRequest, pk: int, flag: int) -> HttpResponse:
    """The last day on which a reason for a talk in person holds."""
    member = member_or_404(request, pk, P.FLAG_KEY_PERSON)
    held = get_object_or_404(member.key_flags, pk=flag)
    return _end(request, member, f"取消标记：{held}", actions.end_flag, flag=held)


def _end(
    request: HttpRequest, member: Member, title: str, act: Callable[..., Any], **held: Any
) -> HttpResponse:
    back = reverse("members:member", args=[member.pk])
    words = {"submit": "确认结束", "label": "最后一天", "cancel_url": back}
    form = DayForm(posted(request), initial={"on": request.seat.day}, **words)
    if form.is_valid() and perform(form, act, by=request.user, **held, **form.cleaned_data):
        messages.success(request, "已登记结束日期。")
        return redirect(back)
    return form_page(request, form, title, member_trail(member, "结束"))


@require_safe
def appointments(request: HttpRequest) -> HttpResponse:
    """Who holds which role at the organisations one administers."""
    _managed_or_404(request.seat)
    page = Paginator(appointments_managed_by(request.seat), PER_PAGE).get_page(request.GET.get("page"))
    told = {"page": page, "today": request.seat.day, "crumbs": trail(("任命", ""))}
    return render(request, "members/appointment_list.html", told)


def _managed_or_404(seat: Seat) -> QuerySet[Organization]:
    places = organizations_managed_by(seat)
    if not places:
        raise Http404
    return places


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest) -> HttpResponse:
    """Give a role to somebody who has an account."""
    places = _managed_or_404(request.seat)
    form = AppointForm(
        posted(request),
        places=places,
        people=accounts_managed_by(request.seat).exclude(pk=request.user.pk),
        cancel_url=reverse("members:appointments"),
        initial={"start": request.seat.day},
    )
    if form.is_valid() and perform(form, actions.appoint, by=request.user, **form.cleaned_data):
        messages.success(request, "已任命。")
        return redirect("members:appointments")
    crumbs = trail(("任命", reverse("members:appointments")), ("新的任命", ""))
    lead = "对方还没有账号时，请回到任命页，用“开通账号并任命”。"
    return form_page(request, form, "新的任命", crumbs, lead=lead)


@require_http_methods(["GET", "POST"])
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of an appointment."""
    held = get_object_or_404(appointments_managed_by(request.seat), pk=pk)
    back = reverse("members:appointments")
    words = {"submit": "确认结束", "label": "最后一天", "cancel_url": back}
    form = DayForm(posted(request), initial={"on": request.seat.day}, **words)
    if form.is_valid() and perform(
        form, actions.end_appointment, by=request.user, appointment=held, **form.cleaned_data
    ):
        messages.success(request, "已登记结束日期。")
        return redirect(back)
    return form_page(request, form, f"结束任命：{held}", trail(("任命", back), ("结束", "")))
