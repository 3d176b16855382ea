"""Headers of every page that no other middleware sets."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# What a page of ours never asks of a browser; what it does use (clipboard, full screen) is left out.
UNUSED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
    "midi", "payment", "usb",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(f"{name}=()" for name in UNUSED)


class HeadersMiddleware:
    """Permissions-Policy, Cross-Origin-Resource-Policy, and no page kept by the browser.

    Offices share computers: after somebody logged out, nobody may leaf back to a talk or a material. So every
    page is `no-store` unless its view said something stricter or knows that it is public. Static files are
    served before this.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
