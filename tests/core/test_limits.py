"""Limits of how often: exact under a crowd, apart for each person, open again when the window ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from core import limits
from core.exceptions import TooMany
from core.limits import Limit
from core.models import RateCount
from tests.casting import Cast

FEW = Limit("few", 3, 60, "试验")
MOMENT = "2026-05-20 10:00:10+00:00"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MOMENT, tick=False) as traveller:
        yield traveller


@pytest.mark.django_db
def test_full_is_full_until_the_window_ends(clock) -> None:
    assert [limits.take(FEW, "a") for _ in range(5)] == [True, True, True, False, False]
    assert limits.take(FEW, "b"), "another's count is another's"
    clock.shift(49)
    with pytest.raises(TooMany) as refused:
        limits.spend(FEW, "a")
    assert (refused.value.message, refused.value.wait) == ("试验太频繁，请在1秒后再试。", 1)
    clock.shift(1)
    limits.spend(FEW, "a")


@pytest.mark.django_db
def test_given_back_and_forgotten(clock) -> None:
    for _ in range(3):
        limits.spend(FEW, "user 1")
    limits.give_back(FEW, "user 1")
    assert (limits.spent(FEW, "user 1"), limits.take(FEW, "user 1"), limits.take(FEW, "user 1")) == (
        2,
        True,
        False,
    )
    limits.forget(FEW, "user 1")
    assert limits.spent(FEW, "user 1") == 0


@pytest.mark.django_db
def test_old_counts_are_thrown_away(clock) -> None:
    limits.take(FEW, "a")
    clock.shift(49)
    assert limits.throw_away_old() == 0
    clock.shift(2)
    assert (limits.throw_away_old(), RateCount.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1秒"), (59, "59秒"), (60, "1分钟"), (61, "2分钟"), (7200, "2小时")]
)
def test_a_span_in_words(seconds: int, words: str) -> None:
    assert limits.in_words(seconds) == words


@pytest.mark.postgres_run
@pytest.mark.django_db(transaction=True)
def test_a_crowd_gets_exactly_what_is_left() -> None:
    """Twelve at once through connections of their own, as several web processes are."""
    wide, passed, ready = Limit("crowd", 5, 86_400, "试验"), [], threading.Barrier(12)

    def ask() -> None:
        ready.wait()
        passed.append(limits.take(wide, "a"))
        connection.close()

    crowd = [threading.Thread(target=ask) for _ in range(12)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert passed.count(True) == 5


# --- at the edge ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_export_too_many_is_429_with_a_sentence(client: Client, cast: Cast) -> None:
    for _ in range(limits.EXPORT.times):
        limits.take(limits.EXPORT, f"user {cast.who['officer'].pk}")
    client.force_login(cast.who["officer"])
    answer = client.get(reverse("audit:export"))
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= limits.EXPORT.seconds + 1
    assert "导出太频繁，请在" in answer.content.decode()
    client.force_login(cast.who["secretary"])
    assert client.get(reverse("audit:export")).status_code == 200


@pytest.mark.django_db
def test_codes_are_limited_where_they_are_made_and_not_where_they_are_looked_at(
    client: Client, cast: Cast
) -> None:
    admin, member = cast.who["administrator"], cast.who["member"]
    for _ in range(limits.CODES.times):
        limits.take(limits.CODES, f"user {admin.pk}")
    client.force_login(admin)
    address = reverse("members:reset_password", args=[member.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, headers={"referer": f"http://testserver{address}"}).status_code == 429
    password = member.password
    member.refresh_from_db()
    assert member.password == password
