"""Where a request comes from, with as many proxies in front as the settings say."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks; "" when nobody can tell (a Unix socket).

    Each of `settings.PROXIES` proxies appends to X-Forwarded-For whom it heard from, so the entry that counts
    stands that many from the end. What stands before it was sent by the visitor and may be invented.
    """
    named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    hops = settings.PROXIES
    if hops and len(named) >= hops and _is_address(named[-hops]):
        return named[-hops]
    peer = request.META.get("REMOTE_ADDR", "")
    return peer if _is_address(peer) else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
