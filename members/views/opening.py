"""Opening and closing accounts. The one-time code is on the answer to the POST itself and nowhere else."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.edge import perform
from core.forms import Form
from core.limits import CODES, limited
from members import actions
from members import permissions as P
from members.codes import one_time_code
from members.forms.account import AccountForm
from members.forms.term import OfficeForm
from members.models import User
from members.queries import accounts_managed_by, organizations_managed_by
from members.views.reach import form_page, member_or_404, member_trail, posted, trail


def _tell_code(request: HttpRequest, user: User, code: str, back: str) -> HttpResponse:
    """The page with the code, not a redirect: kept for a next page it would lie in the session store."""
    told = {"user_told": user, "code": code, "back": back, "crumbs": trail(("一次性密码", ""))}
    return render(request, "members/code.html", told)


@never_cache
@require_http_methods(["GET", "POST"])
@limited(CODES, "POST")
def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    """An account for somebody on the register."""
    member = member_or_404(request, pk, P.MANAGE_ACCOUNTS)
    back = reverse("members:member", args=[pk])
    form = AccountForm(posted(request), cancel_url=back, initial={"username": member.phone})
    if form.is_valid():
        code = one_time_code()
        user = perform(
            form, actions.open_account, by=request.user, member=member, name=member.name,
            password=code, **form.cleaned_data,
        )  # fmt: skip
        if user:
            return _tell_code(request, user, code, back)
    return form_page(request, form, f"给{member.name}开通账号", member_trail(member, "开通账号"))


@never_cache
@require_http_methods(["GET", "POST"])
@limited(CODES, "POST")
def open_office(request: HttpRequest) -> HttpResponse:
    """An account and a role for somebody on no register here."""
    places = organizations_managed_by(request.seat)
    if not places:
        raise Http404
    back = reverse("members:appointments")
    form = OfficeForm(posted(request), places=places, cancel_url=back, initial={"start": request.seat.day})
    if form.is_valid():
        code = one_time_code()
        user = perform(form, actions.open_office, by=request.user, password=code, **form.cleaned_data)
        if user:
            return _tell_code(request, user, code, back)
    return form_page(request, form, "开通账号并任命", trail(("任命", back), ("开通账号并任命", "")))


def account_or_404(request: HttpRequest, pk: int) -> User:
    """An account that one administers, closed ones included; never the own."""
    managed = accounts_managed_by(request.seat, closed=True).exclude(pk=request.user.pk)
    return get_object_or_404(managed, pk=pk)


def _back(user: User) -> str:
    member = getattr(user, "member", None)
    return reverse("members:member", args=[member.pk]) if member else reverse("members:appointments")


@never_cache
@require_http_methods(["GET", "POST"])
@limited(CODES, "POST")
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time code for somebody who forgot the password."""
    user = account_or_404(request, pk)
    form = confirmed(request)
    if form.is_bound:
        code = one_time_code()
        if perform(form, actions.reset_password, by=request.user, user=user, password=code):
            return _tell_code(request, user, code, _back(user))
    told = {
        "title": f"重置{user.name}的密码",
        "text": f"会给账号 {user.username} 一个新的一次性密码；原来的密码和已经登录的设备随即失效。",
        "label": "重置密码",
    }
    return confirm_page(request, form, (user.name, _back(user)), **told)


@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut an account; a new one-time code opens it again."""
    user = account_or_404(request, pk)
    form = confirmed(request)
    if form.is_bound and perform(form, actions.close_account, by=request.user, user=user):
        messages.success(request, f"已停用账号 {user.username}。")
        return redirect(_back(user))
    told = {
        "title": f"停用{user.name}的账号",
        "text": f"账号 {user.username} 将不能登录；以后给它重置密码，就重新启用。",
        "label": "停用账号",
    }
    return confirm_page(request, form, (user.name, _back(user)), **told)


def confirmed(request: HttpRequest) -> Form:
    """A form without fields: bound when the confirmation was sent."""
    form = Form(posted(request))
    form.full_clean()
    return form


def confirm_page(request: HttpRequest, form: Form, place: tuple[str, str], **told: str) -> HttpResponse:
    """The page before what is hard to take back; `place` is (title, address) of where one came from."""
    crumbs = trail(place, (told["label"], ""))
    given = {"form": form, "back": place[1], "crumbs": crumbs, **told}
    return render(request, "members/confirm.html", given, status=422 if form.errors else 200)
