"""Who is asking: whether the log-in still holds, what must be done first, and the person's rights."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from core.edge import came_from
from members import sessions
from members.access import Seat


class SignedInMiddleware:
    """Ends a log-in that is too old or has rested too long; notes that the others are at work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            if sessions.is_over(request.session):
                logout(request)
            else:
                sessions.touch(request.session)
        return self.get_response(request)


class LogInFirstMiddleware(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the log-in page, so that nothing typed is lost on the way.

    A form that was sent too late leads back to the page it was on, not to an address that only takes forms.
    A script is told so (401): it would take the log-in page for the answer that a text was saved.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., object]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return render(request, "errors/401.html", {"back": came_from(request)}, status=401)
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(came_from(request) or "/", self.get_login_url(view_func))


class SeatMiddleware:
    """`request.seat`, for signed-in people; whoever must do something first can do nothing else before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        request.seat = SimpleLazyObject(lambda: Seat(request.user))
        first = what_comes_first(request)
        if first and request.path not in {reverse(name) for name in (first, "logout", "login")}:
            return redirect(first)
        return self.get_response(request)


def what_comes_first(request: HttpRequest) -> str:
    """The address that a person has to pass before all others: a password of the own, a second factor.

    Whoever came by the identity provider needs no password here; the one-time code expires unused.
    """
    if request.user.must_change_password and not sessions.came_by_provider(request.session):  # type: ignore[union-attr]
        return "password_change"
    return "second_factor_set_up" if sessions.must_set_up(request.session) else ""
