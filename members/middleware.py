"""Who is asking: every request knows its person's rights, read when first asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from members.access import Seat


class SeatMiddleware:
    """`request.seat`, for signed-in people; whoever must change the password can do nothing else first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        request.seat = SimpleLazyObject(lambda: Seat(request.user))
        if request.user.must_change_password and request.path not in _open_paths():
            return redirect("password_change")
        return self.get_response(request)


def _open_paths() -> set[str]:
    return {reverse("password_change"), reverse("logout"), reverse("login")}
