"""From a password, or a provider's word, to a session: past the lock, the limits and the second factor.

Between password and code nobody is logged in: the session only remembers who may enter a code, so that every
page refuses as it refuses strangers.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core import limits
from core.addresses import client_address
from core.edge import perform
from members import actions, lockout, openid, sessions
from members.actions.sign_in import Known
from members.forms.account import CodeForm, LoginForm
from members.models import SecondFactor, User
from members.queries import must_have_second_factor
from members.views.reach import posted

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "pending"  # in the session: who may enter a code, and what comes then
SECONDS_FOR_CODE = 600


class LogIn(views.LoginView):
    """The log-in page. In a demo it lists the accounts, never their password."""

    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"demo_accounts": _demo_accounts(), "openid_label": openid.label()}
        return super().get_context_data(**kwargs) | told

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the try beforehand, so that many at once cannot slip by; give back what was none."""
        self.from_here = client_address(request)
        self.account = lockout.digest_of(request.POST.get("username", ""))
        limits.spend(lockout.FROM_ADDRESS, self.from_here, hint=lockout.HELP)
        limits.spend(lockout.TO_ACCOUNT, self.account, hint=lockout.HELP)
        answer = super().post(request, *args, **kwargs)
        if lockout.was_refused(request):
            limits.give_back(lockout.TO_ACCOUNT, self.account)
        return answer

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        limits.give_back(lockout.FROM_ADDRESS, self.from_here)
        limits.give_back(lockout.TO_ACCOUNT, self.account)
        return begin(self.request, form.get_user(), sessions.PASSWORD, self.get_success_url())


def _demo_accounts() -> list[dict[str, str]]:
    """What the app that builds the demo registered; nothing outside a demo."""
    if not settings.DEMO_MODE:
        return []
    return [{"label": username, "value": who} for username, who in DEMO_ACCOUNTS]


# Filled by the app that builds the demo: (account, who it is).
DEMO_ACCOUNTS: list[tuple[str, str]] = []


def begin(
    request: HttpRequest, user: User, way: str, onward: str, known: Known | None = None
) -> HttpResponse:
    """Log somebody in, or ask for a code first. `onward` is an address that was checked to be ours."""
    if not SecondFactor.objects.filter(user=user).exists():
        return _finish(request=request, user=user, way=way, onward=onward, known=known)
    request.session.flush()  # a new key, and nothing that was put there before
    request.session[PENDING] = {
        "user": user.pk, "hash": user.get_session_auth_hash(), "way": way, "onward": onward,
        "known": known, "until": int(time.time()) + SECONDS_FOR_CODE,
    }  # fmt: skip
    return redirect("login_code")


def _finish(
    *, request: HttpRequest, user: User, way: str, onward: str, known: Known | None = None, code: str = ""
) -> HttpResponse:
    actions.sign_in(by=user, way=way, code=code, known=known, **sessions.about(request))
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    request.session[sessions.WAY] = way
    if must_have_second_factor(user) and not SecondFactor.objects.filter(user=user).exists():
        request.session[sessions.SET_UP] = True
    return redirect(onward)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The code of the app or of the list, for whoever has shown a password."""
    if request.user.is_authenticated:
        return redirect("/")
    pending = request.session.get(PENDING)
    user = _who_may_enter(pending)
    if user is None:
        messages.info(request, "请先用账号和密码登录，再输入验证码。")
        return redirect("login")
    form = CodeForm(posted(request))
    if form.is_valid():
        lockout.count_code(user)
        given = {name: pending[name] for name in ("way", "onward")} | form.cleaned_data
        known = tuple(pending["known"]) if pending["known"] else None
        answer = perform(form, _finish, request=request, user=user, known=known, **given)
        if answer:
            lockout.forget_codes(user)
            return answer
    return render(request, "members/login_code.html", {"form": form}, status=422 if form.errors else 200)


def _who_may_enter(pending: dict[str, Any] | None) -> User | None:
    """The account that is half-way in; None after a while, when it was closed or its password changed."""
    if not pending or pending["until"] < time.time():
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    same = user and constant_time_compare(user.get_session_auth_hash(), pending["hash"])
    return user if same else None
