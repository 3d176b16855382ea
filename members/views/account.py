"""Signing in and out, the password, and the account's own page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.context_processors import Person
from core.templatetags.ui import cn_date
from members.actions import change_password
from members.forms.account import LoginForm
from members.models import Term


class LogIn(views.LoginView):
    """The log-in page. In a demo it lists the accounts, never their password."""

    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"demo_accounts": _demo_accounts()}


def _demo_accounts() -> list[dict[str, str]]:
    """What the app that builds the demo registered; nothing outside a demo."""
    if not settings.DEMO_MODE:
        return []
    return [{"label": username, "value": who} for username, who in DEMO_ACCOUNTS]


# Filled by the app that builds the demo: (account, who it is).
DEMO_ACCOUNTS: list[tuple[str, str]] = []


class ChangePassword(views.PasswordChangeView):
    """The new password goes through its action, like every write."""

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        change_password(by=self.request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, self.request.user)
        return super(views.FormView, self).form_valid(form)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here: branch, posts and appointments with their dates."""
    return render(request, "members/account.html", {"pairs": _who_one_is(request)})


def _who_one_is(request: HttpRequest) -> list[dict[str, str]]:
    seat = request.seat
    pairs = [("姓名", request.user.name), ("账号", request.user.username)]
    if seat.member:
        pairs.append(("所在支部", f"{seat.member.branch.name}（{seat.member.get_status_display()}）"))
    pairs += [("职务", f"{p.organization.short_name}{p.get_kind_display()}，{_term(p)}") for p in seat.posts]
    pairs += [
        ("任命", f"{a.organization.short_name}{a.get_role_display()}，{_term(a)}") for a in seat.appointments
    ]
    return [{"label": label, "value": value} for label, value in pairs]


def _term(held: Term) -> str:
    return f"{cn_date(held.start)}起" + (f"至{cn_date(held.end)}" if held.end else "")


def person_in_the_header(request: HttpRequest) -> Person:
    """Name and place of the signed-in person, as every page's head shows it."""
    return Person(request.user.name, request.seat.title, request.user.username)
