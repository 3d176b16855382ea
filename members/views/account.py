"""The account's own page, its password, and the devices it is logged in on."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.context_processors import Person
from core.templatetags.ui import cn_date
from members.actions import change_password, end_sessions
from members.forms.account import OwnPasswordForm
from members.models import SecondFactor, Term
from members.queries import sessions_of


class ChangePassword(views.PasswordChangeView):
    """The new password goes through its action, like every write; it ends all other sessions."""

    form_class = OwnPasswordForm

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        keep = self.request.session.session_key
        change_password(by=self.request.user, password=form.cleaned_data["new_password1"], keep=keep)
        update_session_auth_hash(self.request, self.request.user)
        return super(views.FormView, self).form_valid(form)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here: branch, posts and appointments with their dates; and what protects the account."""
    told = {
        "pairs": _who_one_is(request),
        "factor": SecondFactor.objects.filter(user=request.user).first(),
        "devices": sessions_of(request.user).count(),
    }
    return render(request, "members/account.html", told)


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


@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is logged in; ends one of them (`handle`), or all but this."""
    here = request.session.session_key
    if request.method == "POST":
        ended = end_sessions(by=request.user, keep=here, handle=request.POST.get("handle", ""))
        messages.success(request, f"已退出{ended}台设备上的登录。")
        return redirect("sessions")
    rows = [{"session": one, "is_here": one.session_key == here} for one in sessions_of(request.user)]
    rows.sort(key=lambda row: not row["is_here"])
    told = {"rows": rows, "crumbs": account_trail("已登录的设备")}
    return render(request, "members/session_list.html", told)


def account_trail(*places: str | tuple[str, str]) -> list[dict[str, str]]:
    """我的账号 / …; a place is a title, or (title, address)."""
    listed = [("我的账号", reverse("account")), *((p, "") if isinstance(p, str) else p for p in places)]
    return [{"label": label, "url": url} for label, url in listed]


def person_in_the_header(request: HttpRequest) -> Person:
    """Name and place of the signed-in person, as every page's head shows it."""
    return Person(request.user.name, request.seat.title, request.user.username)
