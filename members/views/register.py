"""The register: the list, one person, and an administrator's changes to it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.context_processors import NavItem
from core.edge import perform
from members import actions
from members import permissions as P
from members.access import Seat
from members.enums import MemberStatus, OrganizationKind, Role
from members.forms.member import DayForm, MemberForm, TransferForm
from members.models import Member
from members.queries import (
    branches_on_register,
    in_register_rows,
    named_like,
    organizations_managed_by,
    register_visible_to,
)
from members.views.reach import form_page, member_or_404, member_trail, posted, trail

PER_PAGE = 50  # rows; a large branch on one page


class RegisterFilter:
    """Name, branch and status from the address; what cannot be meant counts as not asked."""

    def __init__(self, asked: QueryDict, seat: Seat) -> None:
        self.branches = list(branches_on_register(seat).values_list("pk", "short_name"))
        self.statuses = [*MemberStatus.choices, ("left", "已离开")]
        self.text = asked.get("q", "").strip()[:40]
        self.branch = next((pk for pk, _ in self.branches if str(pk) == asked.get("branch")), None)
        self.status = next((code for code, _ in self.statuses if code == asked.get("status")), "")

    @property
    def is_on(self) -> bool:
        return bool(self.text or self.branch or self.status)

    def apply(self, people: QuerySet[Member]) -> QuerySet[Member]:
        """Those who meet every condition; who left shows only when asked for."""
        people = people.filter(left_on__isnull=self.status != "left")
        if self.status in MemberStatus.values:
            people = people.filter(status=self.status)
        if self.branch:
            people = people.filter(branch=self.branch)
        return people.filter(named_like(self.text)) if self.text else people


@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """The people of the registers within reach, by name."""
    narrowed = RegisterFilter(request.GET, request.seat)
    if not narrowed.branches and not _may_manage(request.seat):
        raise Http404
    people = narrowed.apply(register_visible_to(request.seat))
    rows = in_register_rows(people, request.seat.day)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    told = {
        "page": page,
        "filter": narrowed,
        "query": request.GET.urlencode(),
        "may_manage": _may_manage(request.seat),
        "lead": f"{'符合条件的有' if narrowed.is_on else '共'}{page.paginator.count}人。",
    }
    return render(request, "members/member_list.html", told)


def _may_manage(seat: Seat) -> bool:
    return bool(seat.paths_as(Role.ADMINISTRATOR))


def navigation(request: HttpRequest) -> list[NavItem]:
    """党员 for whoever reads a register."""
    seat = request.seat  # type: ignore[attr-defined]
    readers = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
    if seat.posts_as(*readers) or seat.paths_as(Role.OFFICER, Role.ADMINISTRATOR):
        return [NavItem("党员", reverse("members:list"), "person-lines-fill", order=60)]
    return []


@require_safe
def member_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the register says of somebody, and what this person may change of it."""
    member = member_or_404(request, pk, P.SEE_REGISTER)
    seat, here = request.seat, member.left_on is None
    told = {
        "member": member,
        "posts": member.posts.select_related("organization").order_by("-start"),
        "flags": member.key_flags.order_by("-start"),
        "id_number": getattr(getattr(member, "identity", None), "masked", ""),
        "transfers": member.transfers.select_related("from_branch", "to_branch"),
        "may_manage": here and seat.may(P.MANAGE_MEMBERS, member),
        "may_flag": here and seat.may(P.FLAG_KEY_PERSON, member),
        "may_open": here and seat.may(P.MANAGE_ACCOUNTS, member),
        "crumbs": trail((member.name, "")),
    }
    return render(request, "members/member_detail.html", told)


@require_http_methods(["GET", "POST"])
def member_create(request: HttpRequest, branch: int) -> HttpResponse:
    """A new person on a branch's register."""
    branches = organizations_managed_by(request.seat).filter(kind=OrganizationKind.BRANCH)
    place = get_object_or_404(branches, pk=branch)
    form = MemberForm(posted(request), branch=place, cancel_url=reverse("members:organizations"))
    if form.is_valid():
        made = perform(
            form, actions.register_member, by=request.user, branch=place, **_filled(form.cleaned_data)
        )
        if made:
            messages.success(request, f"已登记{made.name}。需要登录的话，接着开通账号。")
            return redirect("members:member", made.pk)
    return form_page(request, form, "登记党员", trail(("登记党员", "")), lead=place.name)


def _filled(data: dict[str, object]) -> dict[str, object]:
    """Without what was left empty, so that the model's own defaults hold."""
    return {name: value for name, value in data.items() if value not in (None, "")}


@require_http_methods(["GET", "POST"])
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the register."""
    member = member_or_404(request, pk, P.MANAGE_MEMBERS)
    back = reverse("members:member", args=[pk])
    known = getattr(member, "identity", None)
    form = MemberForm(
        posted(request), branch=member.branch, cancel_url=back, initial=MemberForm.of(member),
        id_number=known.masked if known else "",
    )  # fmt: skip
    if form.is_valid() and perform(
        form, actions.edit_member, by=request.user, member=member, **form.cleaned_data
    ):
        messages.success(request, "已保存。")
        return redirect(back)
    return form_page(request, form, "修改党员信息", member_trail(member, "修改"))


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Move somebody to another branch within reach."""
    member = member_or_404(request, pk, P.MANAGE_MEMBERS)
    branches = organizations_managed_by(request.seat).filter(kind=OrganizationKind.BRANCH)
    back = reverse("members:member", args=[pk])
    form = TransferForm(
        posted(request),
        branches=branches.exclude(pk=member.branch_id),
        cancel_url=back,
        initial={"on": request.seat.day},
    )
    if form.is_valid() and perform(
        form, actions.transfer_member, by=request.user, member=member, **form.cleaned_data
    ):
        messages.success(request, f"已把{member.name}转到{form.cleaned_data['to'].short_name}。")
        return redirect(back)
    lead = "转出后，原支部的职务和权限随即结束；以前的会议记录留在原支部。"
    return form_page(request, form, f"转接{member.name}的组织关系", member_trail(member, "转接"), lead=lead)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the register."""
    member = member_or_404(request, pk, P.MANAGE_MEMBERS)
    back = reverse("members:member", args=[pk])
    words = {"submit": "从名册移出", "label": "离开日期", "cancel_url": back}
    form = DayForm(posted(request), initial={"on": request.seat.day}, **words)
    if form.is_valid() and perform(
        form, actions.leave_branch, by=request.user, member=member, **form.cleaned_data
    ):
        messages.success(request, f"已把{member.name}从名册移出，以前的记录都保留。")
        return redirect(back)
    lead = "移出后，职务、任命和权限随即结束，身份证号随即删去；以前的记录都保留，可以按“已离开”查到。"
    return form_page(request, form, f"把{member.name}从名册移出", member_trail(member, "移出"), lead=lead)
