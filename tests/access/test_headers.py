"""Every address, asked as several people, carries the headers that keep a page where it belongs."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.headers import PERMISSIONS_POLICY
from tests.access import world
from tests.access.addresses import PAGES, Page
from tests.access.seats import seat_all
from tests.access.test_addresses import ROUTES, _address
from tests.casting import TODAY, Cast

pytestmark = pytest.mark.django_db

# Headers of every answer, and what each must say.
WANTED = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "frame-ancestors": "'none'",
    "form-action": "'self'", "base-uri": "'none'",
}  # fmt: skip
BEHIND_TLS = {
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
}


def wrong_in(answer) -> list[str]:
    """The headers of an answer that are missing or say something else."""
    found = [name for name, value in WANTED.items() if answer.get(name, "") != value]
    policy = answer.get("Content-Security-Policy", "")
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    if answer.get("Content-Disposition", "").startswith("attachment"):
        found += [] if directives.get("default-src") == "'none'" else ["Content-Security-Policy"]
    else:
        found += [name for name, value in POLICY.items() if directives.get(name) != value]
    if "unsafe" in policy or "http" in policy or "*" in policy:
        found.append("Content-Security-Policy is lax")
    if answer.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        found.append("Referrer-Policy")
    if "no-store" not in answer.get("Cache-Control", ""):
        found.append("Cache-Control")
    if answer.get("Strict-Transport-Security") != "max-age=31536000; includeSubDomains":
        found.append("Strict-Transport-Security")
    return found


def address_of(name: str, page: Page | str, named: dict[str, object]) -> str:
    if isinstance(page, Page):
        return _address(name, page, named)
    wanted = re.findall(r"<\w+:(\w+)>", str(ROUTES[name].pattern))
    return reverse(name, kwargs={key: (world.WORDS | {"part": "form"})[key] for key in wanted})


@pytest.mark.parametrize("who", [None, "secretary", "administrator"])
def test_every_answer_of_every_address_carries_them(cast: Cast, settings, who: str | None) -> None:
    for name, value in BEHIND_TLS.items():
        setattr(settings, name, value)
    with clock.at(TODAY):
        named = world.build(seat_all(cast))
        visitor = Client()
        if who:
            visitor.force_login(cast.who[who])
        wrong = {}
        for name, page in PAGES.items():
            if name == "logout":
                continue
            answer = visitor.get(address_of(name, page, named), HTTP_X_FORWARDED_PROTO="https")
            if answer.streaming:
                b"".join(answer)
            if found := wrong_in(answer):
                wrong[name] = found
    assert wrong == {}
    assert set(PAGES) == set(ROUTES)


def test_an_error_page_carries_them_too(client: Client, cast: Cast, settings) -> None:
    for name, value in BEHIND_TLS.items():
        setattr(settings, name, value)
    client.force_login(cast.who["member"])
    assert wrong_in(client.get("/nowhere/", HTTP_X_FORWARDED_PROTO="https")) == []


def test_the_walk_finds_what_is_missing(client: Client, settings, db: None) -> None:
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != "core.headers.HeadersMiddleware"]
    found = wrong_in(Client().get(reverse("login")))
    assert {"Permissions-Policy", "Cross-Origin-Resource-Policy", "Strict-Transport-Security"} <= set(found)
