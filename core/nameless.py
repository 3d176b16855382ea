"""Addresses at which nobody is anybody: whoever comes is made nameless before anything else looks.

Under `PREFIX` a request loses its cookies, address, browser and every other header that could tell who sends
it. What is left of the address is a number under a salt that lives in memory and is thrown away every hour:
it can count, and nothing can be made of it afterwards.
"""

from __future__ import annotations

import ipaddress
import secrets
import time
from collections import Counter
from collections.abc import Callable
from hashlib import blake2b
from threading import Lock

from django.http import HttpRequest, HttpResponseBase

from core.addresses import client_address

PREFIX = "/o/"
HOUR = 3600  # seconds that a salt lives
# All that an open form needs to be served; the rest of the request's environment goes.
_KEPT = frozenset({
    "REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_NAME", "SERVER_PORT",
    "SERVER_PROTOCOL", "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO",
})  # fmt: skip


class Buckets:
    """Counts by address for an hour at most, without keeping addresses. One per process, in memory only."""

    def __init__(self, seconds: float = HOUR, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock, self._lock = seconds, clock, Lock()
        self._renew()

    def _renew(self) -> None:
        self._salt, self._since = secrets.token_bytes(32), self._clock()
        self._counts: Counter[bytes] = Counter()

    def of(self, address: str) -> bytes:
        """The bucket of an address; another one for the same address once the hour is over."""
        with self._lock:
            if self._clock() - self._since >= self._seconds:
                self._renew()
            return blake2b(_network(address).encode(), key=self._salt, digest_size=16).digest()

    def take(self, bucket: bytes, at_most: int) -> bool:
        """Count one for a bucket; False when it had `at_most` already."""
        with self._lock:
            if self._counts[bucket] >= at_most:
                return False
            self._counts[bucket] += 1
            return True


def _network(address: str) -> str:
    """The address; of IPv6 the /64, for a single household has all of it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


buckets = Buckets()


class NamelessMiddleware:
    """Outermost: strips requests under `PREFIX`, sets `request.bucket`, keeps answers out of logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.bucket = buckets.of(client_address(request))
        _forget(request)
        response = self.get_response(request)
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store"
        response._has_been_logged = True  # else a refused form leaves its time
        return response


def _forget(request: HttpRequest) -> None:
    for name in list(request.META):
        if name not in _KEPT and not name.startswith("wsgi."):
            del request.META[name]
    request.__dict__.pop("headers", None)  # read from the environment while it was whole
