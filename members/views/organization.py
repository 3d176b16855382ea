"""The tree of party organisations."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.edge import perform
from members import actions
from members import permissions as P
from members.actions.organization import kinds_below
from members.enums import MemberStatus, OrganizationKind
from members.forms.organization import OrganizationForm
from members.models import Organization
from members.queries import organizations_managed_by, organizations_visible_to
from members.views.reach import form_page, posted, trail

_COUNTED = Q(members__left_on__isnull=True) & ~Q(members__status=MemberStatus.ACTIVIST)


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """The organisations within reach, each with its members counted and what may be added below it."""
    visible = organizations_visible_to(request.seat).annotate(counted=Count("members", _COUNTED))
    rows = [_row(request, one) for one in visible if request.seat.may(P.SEE_REGISTER, one)]
    if not rows:
        raise Http404
    told = {"rows": rows, "crumbs": trail(("党组织", ""))}
    return render(request, "members/organization_list.html", told)


def _row(request: HttpRequest, one: Organization) -> dict[str, object]:
    is_branch = one.kind == OrganizationKind.BRANCH
    return {
        "organization": one,
        "indent": "　" * max(one.path.strip("/").count("/"), 0),
        "counted": one.counted if is_branch else None,
        "may_add": bool(kinds_below(one.kind)) and request.seat.may(P.MANAGE_ORGANIZATIONS, one),
        "may_require": one.kind != OrganizationKind.GROUP and request.seat.may(P.MANAGE_ACCOUNTS, one),
        "may_register": is_branch and request.seat.may(P.MANAGE_MEMBERS, one),
    }


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new organisation below another."""
    parent = get_object_or_404(organizations_managed_by(request.seat), pk=pk)
    if not kinds_below(parent.kind):
        raise Http404
    back = reverse("members:organizations")
    form = OrganizationForm(posted(request), parent=parent, cancel_url=back)
    if form.is_valid() and perform(
        form, actions.create_organization, by=request.user, parent=parent, **form.cleaned_data
    ):
        messages.success(request, f"已新建{form.cleaned_data['short_name']}。")
        return redirect(back)
    crumbs = trail(("党组织", back), ("新建", ""))
    return form_page(request, form, f"在{parent.short_name}下新建党组织", crumbs)
