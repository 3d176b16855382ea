"""To the identity provider and back. 404 where it is off, as if there were no such address."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.exceptions import NotAllowed
from core.limits import Limit, limited
from members import openid, sessions
from members.views.sign_in import begin

ONWARD = "openid_onward"  # in the session
CLICKS = Limit("openid", 60, 600, "统一身份认证")


@login_not_required
@never_cache
@require_safe
@limited(CLICKS)
def start(request: HttpRequest) -> HttpResponse:
    """A link, not a form: the policy lets no form lead to another host."""
    _must_be_on()
    request.session[ONWARD] = _ours(request, request.GET.get("next", ""))
    try:
        return openid.send_there(request)
    except NotAllowed as refusal:
        return _not_in(request, refusal)


@login_not_required
@never_cache
@require_safe
@limited(CLICKS)
def back(request: HttpRequest) -> HttpResponse:
    """Whoever the provider sent back logs in, past the second factor as everybody."""
    _must_be_on()
    onward = _ours(request, request.session.get(ONWARD, ""))
    try:
        user, known = openid.who_came_back(request)
        return begin(request, user, sessions.PROVIDER, onward, known)
    except NotAllowed as refusal:
        return _not_in(request, refusal)


def _must_be_on() -> None:
    if not openid.is_on():
        raise Http404


def _not_in(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    messages.error(request, refusal.message)
    return redirect("login")


def _ours(request: HttpRequest, address: str) -> str:
    """Where to go after the log-in: only an address of ours."""
    fine = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if fine else resolve_url("/")
