"""Lock-out by account and address with back-off, and the limits behind it. No answer tells who exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from core import limits
from core.exceptions import NotAllowed, NotNow
from core.models import RateCount
from members import actions, lockout
from tests.casting import Cast
from tests.members.signing import is_in, log_in, with_password

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "10.1.1.1", "10.1.1.2"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-05-20 08:00:05+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(cast: Cast) -> Cast:
    for name in ("member", "comrade"):
        with_password(cast.who[name])
    return cast


def fail(client: Client, username: str = "member", times: int = 5, address: str = HERE):
    for _ in range(times):
        answer = log_in(client, username, "错误的密码", REMOTE_ADDR=address)
    return answer


def test_five_wrong_passwords_lock_the_account_to_the_address(client: Client, people: Cast, clock) -> None:
    assert fail(client, times=4).status_code == 200
    locked = fail(client, times=1)
    said = locked.content.decode()
    assert (locked.status_code, locked["Retry-After"]) == (429, "300")
    assert "请在5分钟后再试" in said
    assert "忘记密码的，请联系本支部书记或管理员重置" in said
    right = log_in(client, "member", REMOTE_ADDR=HERE)
    assert right.status_code == 429, "the right password does not open a locked account"
    assert not is_in(client)


def test_colleagues_and_other_places_are_not_locked(client: Client, people: Cast, clock) -> None:
    fail(client)
    assert log_in(client, "comrade", REMOTE_ADDR=HERE).status_code == 302
    assert log_in(Client(), "member", REMOTE_ADDR=ELSEWHERE).status_code == 302


def test_locks_grow_and_an_old_one_opens_by_itself(client: Client, people: Cast, clock) -> None:
    for minutes in (5, 15, 60, 60):
        assert fail(client).status_code == 429
        clock.shift(minutes * 60 - 10)
        assert log_in(client, "member", REMOTE_ADDR=HERE).status_code == 429, minutes
        clock.shift(11)
        assert fail(client, times=1).status_code == 200, "a new set of tries"
        AccessAttempt.objects.all().delete()
    assert log_in(client, "member", REMOTE_ADDR=HERE).status_code == 302


def test_the_short_lock_of_one_does_not_open_the_long_one_of_another(
    client: Client, people: Cast, clock
) -> None:
    """Upstream's cleaning would: it deletes everybody's tries by the cool-off of whoever fails next."""
    for minutes in (5, 15):
        fail(client)
        clock.shift(minutes * 60 + 1)
    fail(client)
    clock.shift(10 * 60)
    fail(client, "comrade", times=1)
    log_in(client, "comrade", REMOTE_ADDR=HERE)
    assert log_in(Client(), "member", REMOTE_ADDR=HERE).status_code == 429


def test_a_log_in_forgets_the_failures_before_it(client: Client, people: Cast, clock) -> None:
    for _ in range(3):
        fail(client, times=4)
        assert log_in(client, "member", REMOTE_ADDR=HERE).status_code == 302
        client.post(reverse("logout"))


def test_tries_during_a_lock_do_not_lengthen_it(client: Client, people: Cast, clock) -> None:
    fail(client)
    clock.shift(200)
    fail(client, times=3)
    clock.shift(101)
    assert log_in(client, "member", REMOTE_ADDR=HERE).status_code == 302


def test_many_accounts_from_one_address_and_one_from_many(client: Client, people: Cast, clock) -> None:
    for _ in range(lockout.FROM_ADDRESS.times):
        limits.take(lockout.FROM_ADDRESS, HERE)
    spraying = log_in(client, "comrade", REMOTE_ADDR=HERE)
    assert (spraying.status_code, "从这里登录太频繁" in spraying.content.decode()) == (429, True)
    for n in range(7):
        fail(client, times=4, address=f"10.9.9.{n}")
    fail(client, times=2, address="10.9.9.99")
    answer = log_in(client, "member", REMOTE_ADDR=ELSEWHERE)
    assert (answer.status_code, "登录这个账号太频繁" in answer.content.decode()) == (429, True)
    assert log_in(Client(), "comrade", REMOTE_ADDR=ELSEWHERE).status_code == 302


def test_an_office_that_logs_in_at_eight_is_no_attack(client: Client, people: Cast, clock) -> None:
    for _ in range(5):
        assert log_in(Client(), "comrade", REMOTE_ADDR=HERE).status_code == 302
    assert limits.spent(lockout.FROM_ADDRESS, HERE) == 0


# --- what nobody learns -----------------------------------------------------------------------------------


def test_answers_to_a_stranger_are_the_same_whether_an_account_exists(
    client: Client, people: Cast, clock
) -> None:
    people.who["comrade"].is_active = False
    people.who["comrade"].save()
    said = {}
    for name in ("member", "nobody", "comrade"):
        answers = [log_in(client, name, "错误的密码", REMOTE_ADDR=HERE) for _ in range(5)]
        said[name] = [(a.status_code, a.content.decode().replace(name, "?")) for a in answers]
        said[name] = [(code, _without_tokens(text)) for code, text in said[name]]
    assert said["member"] == said["nobody"] == said["comrade"]


def _without_tokens(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


@pytest.mark.parametrize("name", ["member", "nobody", "closed", "codeless"])
def test_a_wrong_try_costs_one_hash_whoever_it_is(
    client: Client, people: Cast, name: str, monkeypatch
) -> None:
    """Time tells no more than words do."""
    people.who["activist"].username = "closed"
    people.who["activist"].is_active = False
    with_password(people.who["activist"])
    people.who["probationary"].username = "codeless"
    with_password(people.who["probationary"], None)
    hashed = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k))
    assert log_in(client, name, "错误的密码").status_code == 200
    assert len(hashed) == 1


def test_no_table_tells_what_was_typed_for_an_account(client: Client, people: Cast, clock) -> None:
    fail(client, "我的密码是abc12345")
    held = [list(AccessAttempt.objects.values()), list(RateCount.objects.values())]
    assert "abc12345" not in str(held)
    assert AccessAttempt.objects.get().username == lockout.digest_of("我的密码是abc12345")


# --- lifting ----------------------------------------------------------------------------------------------


def test_an_administrator_lifts_a_lock_and_the_trail_tells(client: Client, people: Cast, clock) -> None:
    fail(client)
    admin, user = people.who["administrator"], people.who["member"]
    desk = Client()
    desk.force_login(admin)
    page = desk.get(reverse("members:account", args=[user.pk])).content.decode()
    assert f"来自 {HERE} 的登录，还有5分钟" in page
    address = reverse("members:settle", args=[user.pk, "unlock"])
    assert desk.post(address).url == reverse("members:account", args=[user.pk])
    row = AuditEntry.objects.get()
    assert (row.action, row.actor, row.target_name) == ("members.unlock_account", admin, "member")
    assert log_in(client, "member", REMOTE_ADDR=HERE).status_code == 302
    assert fail(Client()).status_code == 429
    assert lockout.locks_on(user)[0].seconds == 300, "the count of locks began anew"


def test_lifting_needs_a_lock_and_the_right(people: Cast) -> None:
    with pytest.raises(NotNow):
        actions.unlock_account(by=people.who["administrator"], user=people.who["member"])
    for name in ("secretary", "officer", "stranger_administrator", "member"):
        with pytest.raises(NotAllowed):
            actions.unlock_account(by=people.who[name], user=people.who["member"])


def test_a_reset_lifts_too(client: Client, people: Cast, clock) -> None:
    fail(client)
    actions.reset_password(by=people.who["administrator"], user=people.who["member"], password="new-code-1")
    assert log_in(client, "member", "new-code-1", REMOTE_ADDR=HERE).status_code == 302


def test_an_address_that_is_made_up_is_no_way_around(client: Client, people: Cast, clock, settings) -> None:
    settings.PROXIES = 1
    for n in range(5):
        answer = log_in(
            client, "member", "错", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"6.6.6.{n}, {HERE}"
        )
    assert answer.status_code == 429
