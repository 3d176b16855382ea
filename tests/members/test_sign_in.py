"""The log-in itself against whoever means ill: fixed sessions, foreign addresses, old codes; what it leaves."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from audit.queries import entries_visible_to
from members import actions
from members.access import Seat
from members.models import Session, User
from members.views.trail import reader_of
from tests.casting import Cast
from tests.members.signing import PASSWORD, is_in, log_in, with_password

pytestmark = pytest.mark.django_db
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"


@pytest.fixture
def member(cast: Cast) -> User:
    return with_password(cast.who["member"])


def test_a_session_that_was_planted_is_not_the_one_logged_in(client: Client, member: User) -> None:
    client.get(reverse("login"))
    planted = client.session
    planted["planted"] = 1
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    log_in(client, "member")
    assert client.session.session_key != planted.session_key
    thief = Client()
    thief.cookies["sessionid"] = planted.session_key
    assert not is_in(thief)


@pytest.mark.parametrize(
    ("onward", "ends_at"),
    [
        ("/members/", "/members/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http:///evil.example", "/"),
    ],
)
def test_next_leads_only_to_our_own_pages(client: Client, member: User, onward: str, ends_at: str) -> None:
    assert log_in(client, "member", onward=onward).url == ends_at


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/members/?page=2", "/members/?page=2"),
        ("", "/"),
        ("https://evil.example/members/", "/"),
    ],
)
def test_a_form_sent_too_late_leads_back_to_its_page(client: Client, referer: str, back: str) -> None:
    answer = client.post(reverse("members:export"), headers={"referer": referer})
    assert answer.url == f"{reverse('login')}?next={quote(back)}"


def test_a_script_is_told_that_the_log_in_is_over(client: Client) -> None:
    """It took the log-in page for the answer that a text was saved, and forgot the copy on the device."""
    page = reverse("account")
    sent = {"hx-request": "true", "referer": f"http://testserver{page}"}
    for answer in (client.post(page, headers=sent), client.get(page, headers=sent)):
        assert answer.status_code == 401
        assert f"{reverse('login')}?next={quote(page, safe='')}" in answer.content.decode()


def test_log_in_log_out_and_codes_want_a_token(member: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    for name in ("login", "login_code"):
        assert strict.post(reverse(name), {}).status_code == 403
    strict.force_login(member)
    for name in ("logout", "sessions", "second_factor_set_up", "password_change"):
        assert strict.post(reverse(name), {}).status_code == 403, name


def test_the_trail_says_when_how_and_from_where(client: Client, cast: Cast, member: User) -> None:
    log_in(client, "member", HTTP_USER_AGENT=EDGE, REMOTE_ADDR="10.1.1.1")
    row = AuditEntry.objects.get()
    assert (row.action, row.actor, row.role) == ("members.sign_in", member, "owner")
    assert row.after == {
        "way": "password", "second_factor": "", "device": "Windows电脑，Edge浏览器", "address": "10.1.1.1",
    }  # fmt: skip
    reads = {name for name, user in cast.who.items() if entries_visible_to(reader_of(Seat(user))).exists()}
    assert reads == {"member", "administrator"}


# --- one-time codes ---------------------------------------------------------------------------------------


def test_a_one_time_code_opens_for_a_while_only(client: Client, cast: Cast, settings) -> None:
    user = actions.reset_password(by=cast.who["administrator"], user=cast.who["member"], password="code-1")
    left = user.code_expires_at - timezone.now()
    assert dt.timedelta(hours=71) < left <= dt.timedelta(hours=settings.CODE_HOURS)
    assert log_in(client, "member", "code-1").status_code == 302
    client.post(reverse("logout"))
    User.objects.filter(pk=user.pk).update(code_expires_at=timezone.now() - dt.timedelta(seconds=1))
    late = log_in(client, "member", "code-1")
    assert "一次性密码已经过期，请联系管理员重新获取" in late.content.decode()
    assert not is_in(client)
    assert "过期" not in log_in(client, "member", "another").content.decode(), "only to whoever has the code"


def test_every_way_to_get_a_code_sets_its_end(cast: Cast) -> None:
    admin, place = cast.who["administrator"], cast.branch
    given = {"by": admin, "organization": place, "password": "code-1"}
    opened = actions.open_account(username="new1", name="新人", **given)
    office = actions.open_office(
        username="new2", name="新人", role="archivist", start=dt.date(2026, 1, 1), **given
    )
    assert opened.code_expires_at and office.code_expires_at
    assert opened.must_change_password and office.must_change_password
    lasting = actions.open_account(username="new3", name="新人", must_change=False, **given)
    assert lasting.code_expires_at is None


def test_the_own_password_ends_the_code_and_must_be_another(client: Client, cast: Cast) -> None:
    actions.reset_password(by=cast.who["administrator"], user=cast.who["member"], password="code-word-1")
    log_in(client, "member", "code-word-1")
    same = {"old_password": "code-word-1", "new_password1": "code-word-1", "new_password2": "code-word-1"}
    answer = client.post(reverse("password_change"), same)
    assert "新密码不能与原来的密码相同" in answer.content.decode()
    new = same | {"new_password1": "Long-enough-9", "new_password2": "Long-enough-9"}
    assert client.post(reverse("password_change"), new).status_code == 302
    user = User.objects.get(pk=cast.who["member"].pk)
    assert (user.code_expires_at, user.must_change_password) == (None, False)


def test_trying_out_the_old_password_at_an_open_desk_ends_soon(client: Client, member: User) -> None:
    client.force_login(member)
    sent = {"old_password": "falsch", "new_password1": "Long-enough-9", "new_password2": "Long-enough-9"}
    codes = [client.post(reverse("password_change"), sent).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]


def test_a_closed_account_is_told_nothing_more(client: Client, cast: Cast, member: User) -> None:
    actions.close_account(by=cast.who["administrator"], user=member)
    assert "账号或者密码不对" in log_in(client, "member").content.decode()


# --- sessions ---------------------------------------------------------------------------------------------


def two_devices(member: User) -> tuple[Client, Client]:
    phone, desk = Client(), Client()
    log_in(phone, "member", HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 13) MicroMessenger/8")
    log_in(desk, "member", HTTP_USER_AGENT=EDGE)
    return phone, desk


def test_devices_are_listed_in_words_the_own_marked_and_no_key_told(member: User) -> None:
    _, desk = two_devices(member)
    page = desk.get(reverse("sessions")).content.decode()
    assert page.index("Windows电脑，Edge浏览器") < page.index("本设备") < page.index("安卓手机，微信")
    assert page.count("本设备") == 1
    for key in Session.objects.values_list("session_key", flat=True):
        assert key not in page


def test_ending_one_or_all_others(member: User) -> None:
    phone, desk = two_devices(member)
    third = Client()
    log_in(third, "member")
    handle = Session.objects.get(session_key=phone.session.session_key).handle
    assert desk.post(reverse("sessions"), {"handle": handle}).status_code == 302
    assert [is_in(one) for one in (phone, third, desk)] == [False, True, True]
    desk.post(reverse("sessions"))
    assert [is_in(one) for one in (third, desk)] == [False, True]
    row = AuditEntry.objects.first()
    assert (row.action, row.after) == ("members.end_sessions", {"ended": 1})


def test_nobody_ends_anothers_session(cast: Cast, member: User) -> None:
    log_in(phone := Client(), "member")
    handle = Session.objects.get(session_key=phone.session.session_key).handle
    other = Client()
    other.force_login(cast.who["comrade"])
    other.post(reverse("sessions"), {"handle": handle})
    assert is_in(phone)
    assert not AuditEntry.objects.filter(action="members.end_sessions").exists()


def test_a_new_password_ends_the_other_sessions_and_keeps_this(member: User) -> None:
    phone, desk = two_devices(member)
    new = {"old_password": PASSWORD, "new_password1": "Long-enough-9", "new_password2": "Long-enough-9"}
    assert desk.post(reverse("password_change"), new).status_code == 302
    assert Session.objects.filter(user=member).count() == 1, "before the other device asks for anything"
    assert [is_in(one) for one in (phone, desk)] == [False, True]


@pytest.mark.parametrize("how", ["close", "reset", "leave", "sessions"])
def test_what_an_administrator_ends_ends_at_once(cast: Cast, member: User, how: str) -> None:
    phone, desk = two_devices(member)
    admin = cast.who["administrator"]
    if how == "close":
        actions.close_account(by=admin, user=member)
    elif how == "reset":
        actions.reset_password(by=admin, user=member, password="code-1")
    elif how == "sessions":
        actions.end_sessions_of(by=admin, user=member)
    else:
        actions.leave_branch(by=admin, member=member.member, on=cast.branch.today)
    assert [is_in(one) for one in (phone, desk)] == [False, False]
    assert not Session.objects.filter(user=member).exists()


def test_whoever_left_cannot_log_in_unless_appointed(client: Client, cast: Cast, member: User) -> None:
    from tests import casting

    officer = with_password(cast.who["comrade"])
    casting.appoint(officer, cast.town, "officer")
    for user in (member, officer):
        actions.leave_branch(by=cast.who["administrator"], member=user.member, on=cast.branch.today)
    assert log_in(client, "member").status_code == 200
    assert log_in(client, "comrade").status_code == 302


def test_a_log_in_ends_by_age_and_by_rest(member: User, settings) -> None:
    import time_machine

    with time_machine.travel("2026-05-20 08:00:00+00:00", tick=False) as clock:
        for shifts, stays in (([110] * 4, True), ([121], False), ([110] * 4 + [41], False)):
            desk = Client()
            log_in(desk, "member")
            for minutes in shifts:
                clock.shift(minutes * 60)
                last = is_in(desk)
            assert last is stays, shifts


def test_a_session_without_a_beginning_is_over(client: Client, member: User) -> None:
    client.force_login(member)
    session = client.session
    del session["signed_in"]
    session.save()
    assert not is_in(client)
    assert SESSION_KEY not in client.session


def test_looking_costs_no_write(client: Client, member: User, django_assert_max_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(member)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("account"))
    written = [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert written == []
