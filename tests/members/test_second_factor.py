"""The second factor: nothing opens between password and code, no code works twice, and what requires one."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from audit.models import AuditEntry
from core.exceptions import Invalid, NotAllowed, NotNow
from members import actions, lockout, second_factor
from members.models import RecoveryCode, SecondFactor, Session, User
from tests.access.test_addresses import ROUTES
from tests.casting import Cast
from tests.members.signing import PASSWORD, code_of, is_in, log_in, with_factor, with_password

pytestmark = pytest.mark.django_db
OPEN = {"login", "login_code", "healthz"}  # and what is 404 here: gallery, openid


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-05-20 08:00:05+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def member(cast: Cast, clock) -> User:
    return with_password(cast.who["member"])


def enter(client: Client, code: str):
    return client.post(reverse("login_code"), {"code": code})


def set_up(user: User) -> tuple[str, list[str]]:
    secret = second_factor.new_secret()
    codes = actions.set_up_second_factor(by=user, secret=secret, code=code_of(secret, -1))
    return secret, codes


# --- setting it up ----------------------------------------------------------------------------------------


def test_setting_up_by_the_page(client: Client, member: User) -> None:
    other = Client()
    other.force_login(member)
    client.force_login(member)
    address = reverse("second_factor_set_up")
    page = client.get(address).content.decode()
    assert 'class="qr__code"' in page and "style=" not in page
    secret = client.get(address).context["secret"].replace(" ", "")
    assert client.get(address).context["secret"].replace(" ", "") == secret, "the app has read this one"
    wrong = client.post(address, {"code": "000000"})
    assert (wrong.status_code, "验证码不对" in wrong.content.decode()) == (422, True)
    done = client.post(address, {"code": code_of(secret)})
    codes = done.context["codes"]
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert all(code in done.content.decode() for code in codes)
    assert "no-store" in done["Cache-Control"]
    assert is_in(client) and not is_in(other), "what was logged in with the password alone ends"
    assert AuditEntry.objects.get().action == "members.set_up_second_factor"


def test_the_picture_says_what_an_app_reads() -> None:
    address = second_factor.address_of("ABCD", "王五")
    assert address == (
        "otpauth://totp/%E7%BB%84%E7%BB%87%E7%94%9F%E6%B4%BB%E4%BC%9A:%E7%8E%8B%E4%BA%94?secret=ABCD"
        "&issuer=%E7%BB%84%E7%BB%87%E7%94%9F%E6%B4%BB%E4%BC%9A&digits=6&period=30"
    )


def test_neither_database_nor_trail_nor_session_holds_secret_or_codes(client: Client, member: User) -> None:
    client.force_login(member)
    client.get(reverse("second_factor_set_up"))
    secret = client.get(reverse("second_factor_set_up")).context["secret"].replace(" ", "")
    held = [str(Session.objects.first().get_decoded())]
    codes = client.post(reverse("second_factor_set_up"), {"code": code_of(secret)}).context["codes"]
    with connection.cursor() as cursor:
        for table in ("members_secondfactor", "members_recoverycode", "audit_auditentry"):
            cursor.execute(f"SELECT * FROM {table}")
            held.append(str(cursor.fetchall()))
    held += [str(row.get_decoded()) for row in Session.objects.all()]
    for word in (secret, *codes, *(second_factor.tidied(code) for code in codes)):
        assert word not in "".join(held)
    assert SecondFactor.objects.get().secret == secret


def test_twice_is_once(member: User) -> None:
    set_up(member)
    with pytest.raises(NotNow):
        set_up(member)
    assert RecoveryCode.objects.count() == second_factor.RECOVERY_CODES


# --- logging in -------------------------------------------------------------------------------------------


def test_password_then_code(client: Client, member: User) -> None:
    secret, _ = set_up(member)
    assert log_in(client, "member", onward="/members/").url == reverse("login_code")
    assert not is_in(client)
    before = client.session.session_key
    assert enter(client, code_of(secret)).url == "/members/"
    assert client.session.session_key != before
    assert is_in(client)
    assert AuditEntry.objects.first().after["second_factor"] == "app"


def test_between_password_and_code_every_address_refuses(client: Client, member: User) -> None:
    set_up(member)
    log_in(client, "member")
    opened = set()
    for name, route in ROUTES.items():
        try:
            address = reverse(name, kwargs=dict.fromkeys(route.pattern.converters, 1))
        except NoReverseMatch:
            words = {k: "x" if "Slug" in type(c).__name__ else 1 for k, c in route.pattern.converters.items()}
            address = reverse(name, kwargs=words)
        for ask in (client.get, client.post):
            answer = ask(address)
            if answer.status_code == 302 and answer.url.startswith(reverse("login") + "?"):
                continue
            if answer.status_code not in (404, 405):
                opened.add(name)
    assert opened == OPEN
    assert not is_in(client)


def test_a_code_works_once(client: Client, member: User) -> None:
    secret, _ = set_up(member)
    code = code_of(secret)
    for expected in (302, 422):
        visitor = Client()
        log_in(visitor, "member")
        assert enter(visitor, code).status_code == expected
    assert "已经用过" in enter(visitor, code).content.decode()


def test_an_earlier_code_does_not_follow_a_later_one(client: Client, member: User) -> None:
    secret, _ = set_up(member)
    log_in(client, "member")
    assert enter(client, code_of(secret, 1)).status_code == 302
    log_in(again := Client(), "member")
    assert enter(again, code_of(secret)).status_code == 422


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(client: Client, member: User, clock, steps, opens) -> None:
    secret, _ = set_up(member)
    clock.shift(120)
    log_in(client, "member")
    assert (enter(client, code_of(secret, steps)).status_code == 302) is opens


@pytest.mark.parametrize(
    "write", [str, str.upper, lambda c: c.replace("-", " "), lambda c: c.replace("-", "")]
)
def test_a_recovery_code_works_once_however_it_is_written(client: Client, member: User, write) -> None:
    _, codes = set_up(member)
    log_in(client, "member")
    assert enter(client, write(codes[3])).status_code == 302
    assert AuditEntry.objects.first().after["second_factor"] == "recovery"
    log_in(again := Client(), "member")
    assert enter(again, codes[3]).status_code == 422
    assert enter(again, codes[4]).status_code == 302


def test_anothers_codes_open_nothing(client: Client, cast: Cast, member: User) -> None:
    set_up(member)
    secret, codes = set_up(cast.who["comrade"])
    log_in(client, "member")
    for code in (code_of(secret), codes[0], "", "１２３", "0" * 6, "x" * 40):
        assert enter(client, code).status_code in (200, 422), code
    assert not is_in(client)


def test_guessing_ends_after_five_and_an_administrator_helps(
    client: Client, cast: Cast, member: User, clock
) -> None:
    secret, _ = set_up(member)
    log_in(client, "member")
    answers = [enter(client, "000000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert enter(client, code_of(secret)).status_code == 429
    log_in(fresh := Client(), "member")
    assert enter(fresh, code_of(secret)).status_code == 429, "a new session is no new set of tries"
    actions.unlock_account(by=cast.who["administrator"], user=member)
    assert enter(fresh, code_of(secret)).status_code == 302


def test_a_day_has_thirty_tries(client: Client, member: User, clock) -> None:
    set_up(member)
    log_in(client, "member")
    tried = 0
    while enter(client, "000000").status_code != 429 or (tried % 5 == 0 and tried < 30):
        tried += 1
        if tried % 5 == 0:
            clock.shift(301)
            log_in(client, "member")
    assert tried == lockout.CODES_A_DAY.times


def test_half_way_in_ends_by_time_by_a_new_password_and_by_closing(
    client: Client, cast: Cast, member: User, clock
) -> None:
    secret, _ = set_up(member)
    log_in(client, "member")
    clock.shift(601)
    assert enter(client, code_of(secret)).url == reverse("login")
    log_in(client, "member")
    actions.reset_password(by=cast.who["administrator"], user=member, password="other")
    assert enter(client, code_of(secret)).url == reverse("login")
    log_in(client, "member", "other")
    actions.close_account(by=cast.who["administrator"], user=member)
    assert enter(client, code_of(secret)).url == reverse("login")
    assert not is_in(client)


def test_the_action_itself_lets_nobody_in_without_a_code(member: User) -> None:
    set_up(member)
    for way in ("password", "openid"):
        with pytest.raises(Invalid):
            actions.sign_in(by=member, way=way)


def test_without_the_key_a_recovery_code_still_opens(client: Client, member: User, settings) -> None:
    from cryptography.fernet import Fernet

    secret, codes = set_up(member)
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    log_in(client, "member")
    assert "请用恢复代码登录" in enter(client, code_of(secret)).content.decode()
    assert enter(client, codes[0]).status_code == 302


# --- looking after it -------------------------------------------------------------------------------------


def test_new_codes_and_giving_up_ask_for_the_password(client: Client, member: User) -> None:
    _, old = set_up(member)
    client.force_login(member)
    for name in ("recovery_codes", "second_factor_give_up"):
        wrong = client.post(reverse(name), {"password": "falsch"})
        assert (wrong.status_code, "密码不对" in wrong.content.decode()) == (422, True)
    new = client.post(reverse("recovery_codes"), {"password": PASSWORD}).context["codes"]
    assert set(new).isdisjoint(old)
    log_in(visitor := Client(), "member")
    assert enter(visitor, old[0]).status_code == 422
    assert client.post(reverse("second_factor_give_up"), {"password": PASSWORD}).status_code == 302
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()
    assert log_in(Client(), "member").url == "/"


def test_an_administrator_takes_it_off_for_who_lost_the_telephone(cast: Cast, member: User) -> None:
    set_up(member)
    log_in(phone := Client(), "comrade")
    for name in ("secretary", "officer", "stranger_administrator", "member"):
        with pytest.raises(NotAllowed):
            actions.remove_second_factor(by=cast.who[name], user=member)
    desk = Client()
    desk.force_login(cast.who["administrator"])
    address = reverse("members:settle", args=[member.pk, "second-factor"])
    assert "当面核实" in desk.get(address).content.decode()
    assert desk.post(address).status_code == 302
    again = desk.post(address)
    assert (again.status_code, "还没有开启两步验证" in again.content.decode()) == (422, True)
    assert AuditEntry.objects.first().action == "members.remove_second_factor"
    assert log_in(phone, "member").url == "/"


def test_nobody_takes_off_the_own_by_the_administrators_way(cast: Cast) -> None:
    admin = cast.who["administrator"]
    with_factor(admin)
    with pytest.raises(NotNow):
        actions.remove_second_factor(by=admin, user=admin)


# --- an organisation that requires it -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        ("town", {"member", "secretary", "sister_member", "officer", "administrator"}),
        ("branch", {"member", "secretary"}),
        ("sister", {"sister_member"}),
        ("other_town", set()),
    ],
)
def test_a_requirement_reaches_all_below(cast: Cast, place: str, asked: set[str], clock) -> None:
    where = getattr(cast, place)
    where.requires_second_factor = True
    where.save()
    found = set()
    for name in ("member", "secretary", "sister_member", "officer", "administrator", "outsider"):
        with_password(cast.who[name])
        log_in(visitor := Client(), name)
        answer = visitor.get(reverse("account"))
        if answer.status_code == 302 and answer.url == reverse("second_factor_set_up"):
            found.add(name)
    assert found == asked


def test_from_then_on_and_until_it_is_set_up(client: Client, cast: Cast, member: User) -> None:
    log_in(client, "member")
    admin = cast.who["administrator"]
    actions.require_second_factor(by=admin, organization=cast.town, required=True)
    assert is_in(client), "at the next log-in, not in the middle of work"
    log_in(again := Client(), "member")
    for name in ("account", "reminders:home", "members:list", "second_factor", "sessions", "password_change"):
        assert again.get(reverse(name)).url == reverse("second_factor_set_up"), name
    page = again.get(reverse("second_factor_set_up"))
    assert "设置好以后才能继续" in page.content.decode()
    secret = page.context["secret"].replace(" ", "")
    again.post(reverse("second_factor_set_up"), {"code": code_of(secret)})
    assert is_in(again)
    with pytest.raises(NotNow):
        actions.give_up_second_factor(by=member)
    assert again.post(reverse("second_factor_give_up"), {"password": PASSWORD}).status_code == 422


def test_the_first_password_comes_before_the_second_factor(client: Client, cast: Cast, member: User) -> None:
    actions.require_second_factor(by=cast.who["administrator"], organization=cast.branch, required=True)
    actions.reset_password(by=cast.who["administrator"], user=member, password="code-word-1")
    log_in(client, "member", "code-word-1")
    assert client.get("/").url == reverse("password_change")
    new = {"old_password": "code-word-1", "new_password1": "Long-enough-9", "new_password2": "Long-enough-9"}
    client.post(reverse("password_change"), new)
    assert client.get("/").url == reverse("second_factor_set_up")


def test_requiring_is_an_administrators_action_by_its_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.who["administrator"])
    address = reverse("members:organization_second_factor", args=[cast.branch.pk])
    assert "下次登录时先设置两步验证" in client.get(address).content.decode()
    client.post(address)
    cast.branch.refresh_from_db()
    row = AuditEntry.objects.get()
    assert (cast.branch.requires_second_factor, row.before, row.after) == (
        True, {"requires_second_factor": False}, {"requires_second_factor": True},
    )  # fmt: skip
    assert "要求两步验证" in client.get(reverse("members:organizations")).content.decode()
    with pytest.raises(NotNow):
        actions.require_second_factor(by=cast.who["administrator"], organization=cast.branch, required=True)
    with pytest.raises(NotAllowed):
        actions.require_second_factor(by=cast.who["secretary"], organization=cast.branch, required=False)


# --- at the same time -------------------------------------------------------------------------------------


@pytest.mark.postgres_run
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery", "set up"])
def test_of_eight_at_once_one_counts(kind: str) -> None:
    user = User.objects.create(username="one", name="one", must_change_password=False)
    secret = second_factor.new_secret()
    if kind != "set up":
        codes = actions.set_up_second_factor(by=user, secret=secret, code=code_of(secret, -1))
        code = code_of(secret) if kind == "app" else codes[0]
    outcomes, ready = [], threading.Barrier(8)

    def ask() -> None:
        mine = User.objects.get(pk=user.pk)
        ready.wait()
        try:
            if kind == "set up":
                actions.set_up_second_factor(by=mine, secret=secret, code=code_of(secret))
            else:
                actions.sign_in(by=mine, way="password", code=code)
            outcomes.append("in")
        except (Invalid, NotNow):
            outcomes.append("refused")
        finally:
            connection.close()

    crowd = [threading.Thread(target=ask) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert sorted(outcomes) == ["in"] + ["refused"] * 7


def test_the_last_administrator_is_rescued_on_the_server(client: Client, cast: Cast, clock, capsys) -> None:
    admin = with_password(cast.who["administrator"])
    set_up(admin)
    for _ in range(5):
        log_in(client, "administrator", "falsch")
    call_command("rescue_account", "administrator")
    code = capsys.readouterr().out.split()[-1]
    row = AuditEntry.objects.first()
    assert (row.action, row.actor, row.role, code in str(row.after)) == (
        "members.rescue_account", None, "system", False,
    )  # fmt: skip
    assert log_in(client, "administrator", code).url == "/"
    assert client.get("/").url == reverse("password_change")
    with pytest.raises(CommandError, match="没有账号"):
        call_command("rescue_account", "nobody")


def test_a_second_click_on_the_code_page_goes_home(client: Client, member: User) -> None:
    client.force_login(member)
    assert enter(client, "123456").url == "/"
