"""The own second factor: setting it up, recovery codes, giving it up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import qr
from core.edge import perform
from core.fields import cipher
from members import actions, lockout, second_factor, sessions
from members.forms.account import PasswordForm, SetUpForm
from members.models import SecondFactor
from members.queries import must_have_second_factor
from members.views.account import account_trail
from members.views.reach import posted

# In the session, as ciphertext: what the app has read and the person not yet proved.
TO_BE = "second_factor_to_be"


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Whether a code is asked for, how many recovery codes are left, and what one may do."""
    factor = SecondFactor.objects.filter(user=request.user).first()
    left = factor.recovery_codes.filter(used_at=None).count() if factor else 0
    told = {
        "factor": factor,
        "left": left,
        "is_required": must_have_second_factor(request.user),
        "crumbs": account_trail("两步验证"),
    }
    return render(request, "members/second_factor.html", told)


@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Picture, key and the first code. The secret lies encrypted in the session until the code proves it."""
    must = sessions.must_set_up(request.session)
    form = SetUpForm(posted(request), cancel_url="" if must else reverse("second_factor"))
    secret = _secret_to_be(request)
    if form.is_valid():
        lockout.count_code(request.user)
        keep = request.session.session_key
        given = {"by": request.user, "secret": secret, "keep": keep}
        codes = perform(form, actions.set_up_second_factor, **given, **form.cleaned_data)
        if codes:
            return _set_up_done(request, codes)
    address = second_factor.address_of(secret, request.user.username)
    told = {
        "form": form,
        "must": must,
        "picture": qr.svg(address, "给验证码应用扫的二维码"),
        "secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        "crumbs": [] if must else account_trail(("两步验证", reverse("second_factor")), "开启"),
    }
    return render(request, "members/second_factor_set_up.html", told, status=422 if form.errors else 200)


def _secret_to_be(request: HttpRequest) -> str:
    """The same secret however often the page is looked at, so that the app read the right one."""
    if TO_BE not in request.session:
        fresh = second_factor.new_secret()
        request.session[TO_BE] = cipher().encrypt(fresh.encode()).decode()
    return cipher().decrypt(request.session[TO_BE].encode()).decode()


def _set_up_done(request: HttpRequest, codes: list[str]) -> HttpResponse:
    lockout.forget_codes(request.user)
    for name in (TO_BE, sessions.SET_UP):
        request.session.pop(name, None)
    return _tell_codes(request, codes, "两步验证已开启")


def _tell_codes(request: HttpRequest, codes: list[str], title: str) -> HttpResponse:
    """The page with the codes, not a redirect: kept for a next page they would lie in the session store."""
    told = {
        "codes": codes,
        "title": title,
        "crumbs": account_trail(("两步验证", reverse("second_factor")), title),
    }
    return render(request, "members/recovery_codes.html", told)


@never_cache
@require_http_methods(["GET", "POST"])
def renew_codes(request: HttpRequest) -> HttpResponse:
    """A new list of recovery codes in place of the old one."""
    _must_have_one(request)
    form = _password_form(request, submit="换一套恢复代码")
    if form.is_valid():
        codes = perform(form, actions.renew_recovery_codes, by=request.user)
        if codes:
            return _tell_codes(request, codes, "新的恢复代码")
    lead = "换了以后，原来的恢复代码全部作废。"
    return _password_page(request, form, "换一套恢复代码", lead)


@require_http_methods(["GET", "POST"])
def give_up(request: HttpRequest) -> HttpResponse:
    """No more codes."""
    _must_have_one(request)
    form = _password_form(request, submit="关闭两步验证", kind="danger")
    if form.is_valid():
        perform(form, actions.give_up_second_factor, by=request.user)
        if not form.errors:
            messages.success(request, "已关闭两步验证，登录时只问密码。")
            return redirect("second_factor")
    lead = "关闭以后，登录时只问密码；恢复代码也随即作废。"
    return _password_page(request, form, "关闭两步验证", lead)


def _must_have_one(request: HttpRequest) -> None:
    if not SecondFactor.objects.filter(user=request.user).exists():
        raise Http404


def _password_form(request: HttpRequest, **words: Any) -> PasswordForm:
    return PasswordForm(posted(request), user=request.user, cancel_url=reverse("second_factor"), **words)


def _password_page(request: HttpRequest, form: PasswordForm, title: str, lead: str) -> HttpResponse:
    crumbs = account_trail(("两步验证", reverse("second_factor")), title)
    told = {"form": form, "title": title, "lead": lead, "crumbs": crumbs}
    return render(request, "members/form.html", told, status=422 if form.errors else 200)
