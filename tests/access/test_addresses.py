"""Every address against the table that was written by hand: who gets the page, who is told 404."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core import clock
from members.models import SecondFactor
from tests.access import addresses, world
from tests.access.addresses import PAGES, Page
from tests.access.seats import elsewhere, meant, seat_all
from tests.casting import TODAY, Cast

pytestmark = pytest.mark.django_db
NOT_TOLD = (403, 404)  # a refused POST answers 403 with a sentence to whoever sees the page it is on


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one, prefix + (f"{one.namespace}:" if one.namespace else ""))
        else:
            yield f"{prefix}{one.name}", one


ROUTES = dict(routes(get_resolver()))
GROUPS = sorted({name.split(":")[0] for name, page in PAGES.items() if isinstance(page, Page)})


def test_the_table_names_every_address() -> None:
    assert set(ROUTES) == set(PAGES)


@pytest.mark.parametrize("group", GROUPS)
def test_pages_are_for_exactly_these(cast: Cast, group: str) -> None:
    """One cast for all pages of an app: building it takes longer than looking."""
    with clock.at(TODAY):
        named = world.build(seat_all(cast))
        wrong = {
            name: differences
            for name, page in PAGES.items()
            if isinstance(page, Page)
            and name.split(":")[0] == group
            and (differences := _differences(cast, name, page, named))
        }
    pending = {name for name in addresses.PENDING if name.split(":")[0] == group}
    assert set(wrong) == pending, wrong


def _differences(cast: Cast, name: str, page: Page, named: dict[str, Any]) -> dict[str, int]:
    """Who gets another answer than the table says, with the answer; what a page wrote is undone."""
    address, expected = _address(name, page, named), _expected(cast, page)
    answers = {}
    for who, user in _watched(cast).items():
        with transaction.atomic():
            answers[who] = _answer(user, page, address)
            transaction.set_rollback(True)
    return {
        who: code
        for who, code in answers.items()
        if (code not in NOT_TOLD) != (who in expected) or code >= 500
    }


# Of other branches and committees, who would get most if reach failed; test_actions asks all of them.
_ELSEWHERE = {
    "sister_secretary", "sister_member", "stranger_secretary", "stranger_officer", "stranger_archivist",
    "stranger_administrator", "outsider", "gone_supervisor", "gone_officer", "gone_administrator", "gone_to_come",
    "gone_mover", "gone_leaver", "gone_closed",
}  # fmt: skip


def _watched(cast: Cast) -> dict[str, Any]:
    away = elsewhere(cast)
    return {who: user for who, user in cast.who.items() if who not in away or who in _ELSEWHERE}


def _expected(cast: Cast, page: Page) -> set[str]:
    entitled = meant(page.who)
    if not page.is_placeless:
        return entitled
    others = (name for name in elsewhere(cast) if not name.startswith("gone_"))
    return entitled | {name for name in others if name.split("_", 1)[-1] in entitled}


def _address(name: str, page: Page, named: dict[str, Any]) -> str:
    wanted = re.findall(r"<\w+:(\w+)>", str(ROUTES[name].pattern))
    found = reverse(name, kwargs={key: _value(key, page, named) for key in wanted})
    return f"{found}?problem={named['problem'].pk}" if name == "rectification:item_new" else found


def _value(key: str, page: Page, named: dict[str, Any]) -> Any:
    """The thing's id; words and numbers that are no ids come from `world.WORDS`."""
    if key in world.WORDS:
        return world.WORDS[key]
    if key == "pk":
        key = "after" if page.after else page.pk
    return named[f"after_{key}" if page.after and f"after_{key}" in named else key].pk


def _answer(user: Any, page: Page, address: str) -> int:
    client = Client()
    client.force_login(user)
    answer = client.post(address) if page.post else client.get(address)
    if answer.streaming:
        b"".join(answer)  # to its end, so that the file is closed
    asked_to_log_in = answer.status_code == 302 and answer.url.startswith(reverse("login"))
    return 404 if asked_to_log_in else answer.status_code  # whose account is shut is nobody


def test_pages_for_everybody_are_for_everybody_with_an_account(cast: Cast) -> None:
    pages = [name for name, page in PAGES.items() if page == addresses.EVERYBODY]
    refused = []
    for user in (cast.who["outsider"], cast.who["member"], cast.who["administrator"]):
        for name in pages:
            visitor = Client()
            visitor.force_login(user)
            address = reverse(name, kwargs=_words(name))
            answer = visitor.post(address) if name == "logout" else visitor.get(address)
            if answer.status_code not in (200, 302):
                refused.append((user.username, name, answer.status_code))
    assert refused == []


def _words(name: str) -> dict[str, Any]:
    known = {"year": 2026, "part": "form"}
    return {key: known[key] for key in re.findall(r"<\w+:(\w+)>", str(ROUTES[name].pattern))}


def test_whoever_is_not_logged_in_is_asked_to(client: Client, cast: Cast) -> None:
    named = world.build(seat_all(cast))
    for name, page in PAGES.items():
        if page == addresses.ANYBODY:
            continue
        is_thing = isinstance(page, Page)
        address = _address(name, page, named) if is_thing else reverse(name, kwargs=_words(name))
        answer = client.get(address)
        if page in (addresses.DEMO, addresses.NO_PROVIDER):
            assert answer.status_code == 404, name
        else:
            assert answer.status_code == 302, name
            assert answer.url.startswith(reverse("login")), name


def test_pages_about_the_second_factor_are_for_whoever_has_one(client: Client, cast: Cast) -> None:
    pages = [reverse(name) for name, page in PAGES.items() if page == addresses.SECOND_FACTOR]
    client.force_login(cast.who["member"])
    assert {client.get(page).status_code for page in pages} == {404}
    SecondFactor.objects.create(user=cast.who["member"], secret="A" * 32)
    assert {client.get(page).status_code for page in pages} == {200}


def test_sign_in_by_a_provider_that_is_not_set_is_nobodys(client: Client, cast: Cast) -> None:
    for name in (name for name, page in PAGES.items() if page == addresses.NO_PROVIDER):
        assert client.get(reverse(name)).status_code == 404
