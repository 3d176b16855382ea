"""The register and an administrator's changes to it: who sees it, what forms keep, what ends at once."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from core import clock
from members.access import Seat
from members.models import Appointment, Member, Organization, Post, Transfer, User
from tests import casting
from tests.casting import TODAY, Cast

pytestmark = pytest.mark.django_db

READERS = {"secretary", "deputy", "idle_deputy", "committee", "officer", "administrator"}


@pytest.fixture(autouse=True)
def _today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.who["administrator"])
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"members:{name}", args=args)


def names_on(page) -> set[str]:
    return {one.name for one in page.context["page"]}


# --- who sees whom ----------------------------------------------------------------------------------------


def test_the_register_shows_exactly_the_people_within_reach(client: Client, cast: Cast) -> None:
    here = set(Member.objects.filter(branch=cast.branch).values_list("name", flat=True))
    sister = set(Member.objects.filter(branch=cast.sister).values_list("name", flat=True))
    for name in ("secretary", "committee"):
        client.force_login(cast.who[name])
        assert names_on(client.get(url("list"))) == here
    for name in ("officer", "administrator"):
        client.force_login(cast.who[name])
        assert names_on(client.get(url("list"))) == here | sister


def test_the_list_and_a_person_are_for_committees_officers_and_administrators(
    client: Client, cast: Cast
) -> None:
    seen = set()
    for name in [*READERS, "member", "probationary", "activist", "supervisor", "archivist", "outsider"]:
        client.force_login(cast.who[name])
        codes = {client.get(url("list")).status_code, client.get(url("member", 10**6)).status_code}
        person = client.get(url("member", cast.member("member").pk)).status_code
        if name in READERS:
            assert (codes, person) == ({200, 404}, 200)
            seen.add(name)
        else:
            assert (codes, person) == ({404}, 404)
    assert seen == READERS


def test_search_by_name_or_initials_status_and_those_who_left(admin: Client, cast: Cast) -> None:
    for name, left in (("张小明", None), ("赵敏", None), ("章敏", TODAY)):
        Member.objects.create(name=name, branch=cast.branch, left_on=left)
    found = {q: names_on(admin.get(url("list"), {"q": q})) for q in ("小明", "zxm", "zm", "ZM", "ox")}
    assert found == {"小明": {"张小明"}, "zxm": {"张小明"}, "zm": {"赵敏"}, "ZM": {"赵敏"}, "ox": set()}
    assert names_on(admin.get(url("list"), {"status": "left"})) == {"章敏"}
    branch = {"status": "activist", "branch": cast.sister.pk}
    assert names_on(admin.get(url("list"), branch)) == {"sister_activist"}
    assert names_on(admin.get(url("list"), {"branch": cast.stranger.pk})) == names_on(admin.get(url("list")))


def test_the_list_takes_the_same_queries_for_more_people(admin: Client, cast: Cast) -> None:
    counts = []
    for n in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            admin.get(url("list"))
        counts.append(len(queries))
        for m in range(3):
            casting.post(casting.person(f"new{n}{m}", cast.branch), cast.branch, "publicity")
    assert counts[0] == counts[1]


def test_phone_numbers_of_a_branch_are_not_told_to_another(client: Client, cast: Cast) -> None:
    Member.objects.filter(pk=cast.member("member").pk).update(phone="13911112222")
    client.force_login(cast.who["secretary"])
    assert "13911112222" in client.get(url("member", cast.member("member").pk)).content.decode()
    client.force_login(cast.who["sister_secretary"])
    assert client.get(url("member", cast.member("member").pk)).status_code == 404


# --- writing ----------------------------------------------------------------------------------------------


def test_registering_somebody(admin: Client, cast: Cast) -> None:
    sent = {"name": "郑春生", "status": "full", "joined_on": "2010-07-01", "phone": "13900000001"}
    page = admin.post(url("create", cast.branch.pk), sent)
    made = Member.objects.get(name="郑春生")
    assert page.url == url("member", made.pk)
    assert (made.branch, made.phone, made.joined_on) == (cast.branch, "13900000001", dt.date(2010, 7, 1))
    again = admin.post(url("create", cast.sister.pk), sent | {"name": "别人"})
    assert again.status_code == 422
    assert "别人" in again.content.decode()
    assert "13900000001 已经登记在别人名下" in again.content.decode()
    assert admin.get(url("create", cast.stranger.pk)).status_code == 404
    assert admin.get(url("create", cast.group.pk)).status_code == 404


def test_editing_renames_the_account_too_and_keeps_posts_with_full_members(admin: Client, cast: Cast) -> None:
    one = cast.member("secretary")
    sent = {"name": "陈守义", "status": "full", "group": cast.group.pk, "is_leading_cadre": "on"}
    assert admin.post(url("edit", one.pk), sent).url == url("member", one.pk)
    one.refresh_from_db()
    assert (one.name, one.initials, one.group, one.user.name) == ("陈守义", "csy", cast.group, "陈守义")
    refused = admin.post(url("edit", one.pk), sent | {"status": "probationary"})
    assert refused.status_code == 422
    assert "请先办理其任期结束" in refused.content.decode()
    assert AuditEntry.objects.filter(action="members.edit").count() == 1


@pytest.mark.parametrize("page", ["edit", "transfer", "leave", "give_post", "open_account"])
def test_only_administrators_change_the_register(client: Client, cast: Cast, page: str) -> None:
    bare = Member.objects.create(name="无账号", branch=cast.branch)
    answers = {}
    for name in cast.who:
        client.force_login(cast.who[name])
        answers[name] = client.get(url(page, bare.pk)).status_code
    assert {name for name, code in answers.items() if code != 404} == {"administrator"}
    assert answers["administrator"] == 200


def test_a_transfer_ends_rights_at_once_and_keeps_the_records(admin: Client, cast: Cast) -> None:
    one = cast.member("secretary")
    cast.meeting()
    sent = {"to": cast.sister.pk, "on": "2026-05-20"}
    assert admin.post(url("transfer", one.pk), sent).url == url("member", one.pk)
    assert (Transfer.objects.get().from_branch, Transfer.objects.get().to_branch) == (
        cast.branch,
        cast.sister,
    )
    assert Seat(cast.who["secretary"]).roles_at(cast.branch) == set()
    assert Post.objects.get(member=one).end == dt.date(2026, 5, 19)
    assert admin.post(url("transfer", one.pk), sent).status_code == 422
    assert (
        admin.post(url("transfer", one.pk), {"to": cast.stranger.pk, "on": "2026-05-20"}).status_code == 422
    )
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("page", ["transfer", "leave"])
def test_neither_moving_nor_leaving_lies_ahead(admin: Client, cast: Cast, page: str) -> None:
    sent = {"to": cast.sister.pk, "on": "2026-05-21"}
    answer = admin.post(url(page, cast.member("member").pk), sent)
    assert answer.status_code == 422
    assert "日期还没有到" in answer.content.decode()


def test_leaving_ends_posts_and_rights_and_locks_the_record(admin: Client, cast: Cast) -> None:
    one = cast.member("deputy")
    admin.post(url("leave", one.pk), {"on": "2026-05-20"})
    assert Seat(cast.who["deputy"]).roles_at(cast.branch) == set()
    page = admin.get(url("member", one.pk)).content.decode()
    assert "这位同志已经离开" in page
    assert url("edit", one.pk) not in page
    answer = admin.post(url("edit", one.pk), {"name": "新名", "status": "full"})
    assert answer.status_code == 422
    assert "只供查阅" in answer.content.decode()


def test_posts_are_given_once_and_ended(admin: Client, cast: Cast) -> None:
    one = cast.member("member")
    sent = {"organization": cast.branch.pk, "kind": "publicity", "start": "2026-05-01"}
    assert admin.post(url("give_post", one.pk), sent).status_code == 302
    twice = admin.post(url("give_post", one.pk), sent)
    assert (twice.status_code, one.posts.count()) == (422, 1)
    second = admin.post(url("give_post", one.pk), sent | {"kind": "secretary"})
    assert "书记现由secretary担任" in second.content.decode()
    delegated = admin.post(url("give_post", one.pk), sent | {"kind": "discipline", "delegated": "on"})
    assert "只有副书记可以受书记委托" in delegated.content.decode()
    away = admin.post(url("give_post", one.pk), sent | {"organization": cast.sister.pk, "kind": "committee"})
    assert (away.status_code, one.posts.count()) == (422, 1)
    held = one.posts.get()
    early = admin.post(url("end_post", one.pk, held.pk), {"on": "2026-04-30"})
    assert "早于开始" in early.content.decode()
    assert admin.post(url("end_post", one.pk, held.pk), {"on": "2026-05-20"}).status_code == 302
    assert admin.post(url("end_post", one.pk, held.pk), {"on": "2026-05-20"}).status_code == 422
    assert admin.get(url("end_post", cast.member("comrade").pk, held.pk)).status_code == 404


def test_the_secretary_marks_key_persons_of_the_own_branch_only(client: Client, cast: Cast) -> None:
    """R05: the secretary talks to them in person."""
    client.force_login(cast.who["secretary"])
    one, away = cast.member("member"), cast.member("sister_member")
    sent = {"kind": "hardship", "start": "2026-05-01"}
    assert client.post(url("flag", one.pk), sent).status_code == 302
    assert client.post(url("flag", one.pk), sent).status_code == 422
    assert client.post(url("flag", away.pk), sent).status_code == 404
    flag = one.key_flags.get()
    assert client.post(url("end_flag", one.pk, flag.pk), {"on": "2026-05-20"}).status_code == 302
    client.force_login(cast.who["committee"])
    assert client.get(url("flag", one.pk)).status_code == 404


# --- accounts ---------------------------------------------------------------------------------------------


def code_on(page) -> str:
    return re.search(r'id="code"[^>]*value="([^"]+)"', page.content.decode())[1]


def test_a_one_time_code_opens_the_account_and_must_be_changed(admin: Client, cast: Cast) -> None:
    bare = Member.objects.create(name="无账号", branch=cast.branch)
    page = admin.post(url("open_account", bare.pk), {"username": "bare"})
    code = code_on(page)
    assert "no-store" in page["Cache-Control"]
    made = User.objects.get(username="bare")
    assert (made.member, made.must_change_password, made.check_password(code)) == (bare, True, True)
    assert code not in str(list(AuditEntry.objects.values()))
    visitor = Client()
    assert visitor.post(reverse("login"), {"username": "bare", "password": code}).url == "/"
    assert visitor.get(reverse("account")).url == reverse("password_change")
    assert admin.post(url("open_account", bare.pk), {"username": "bare2"}).status_code == 422
    other = Member.objects.create(name="另一人", branch=cast.branch)
    taken = admin.post(url("open_account", other.pk), {"username": "bare"})
    assert "已经有人使用" in taken.content.decode()


def test_a_reset_ends_sessions_and_the_old_password(admin: Client, cast: Cast) -> None:
    visitor = Client()
    visitor.force_login(cast.who["member"])
    code = code_on(admin.post(url("reset_password", cast.who["member"].pk)))
    assert visitor.get(reverse("account")).status_code == 302
    cast.who["member"].refresh_from_db()
    assert cast.who["member"].check_password(code)


def test_nobody_takes_over_an_account_with_a_say_out_of_reach(client: Client, cast: Cast) -> None:
    """An administrator of one branch must not become the officer of the committee above it."""
    small = casting.user("small_admin")
    casting.appoint(small, cast.branch, "administrator")
    casting.appoint(cast.who["member"], cast.town, "officer")
    casting.post(cast.who["comrade"], cast.town, "committee")
    client.force_login(small)
    for name in ("member", "comrade"):
        answer = client.post(url("reset_password", cast.who[name].pk))
        assert answer.status_code == 422
        assert 'id="code"' not in answer.content.decode()
    assert 'id="code"' in client.post(url("reset_password", cast.who["activist"].pk)).content.decode()
    assert client.get(url("reset_password", cast.who["sister_member"].pk)).status_code == 404
    assert client.get(url("reset_password", small.pk)).status_code == 404
    Member.objects.filter(pk=cast.member("comrade").pk).update(user=None)
    assert client.post(url("open_account", cast.member("comrade").pk), {"username": "c"}).status_code == 422


def test_a_closed_account_opens_to_nobody_until_reset(admin: Client, cast: Cast) -> None:
    account = cast.who["member"]
    visitor = Client()
    visitor.force_login(account)
    assert admin.post(url("close_account", account.pk)).status_code == 302
    assert visitor.get(reverse("account")).status_code == 302
    assert admin.post(url("close_account", account.pk)).status_code == 422
    admin.post(url("reset_password", account.pk))
    account.refresh_from_db()
    assert account.is_active


def test_appointments_are_given_to_others_and_ended(admin: Client, cast: Cast) -> None:
    sent = {"role": "archivist", "organization": cast.branch.pk, "start": "2026-05-01"}
    asked = sent | {"user": cast.who["member"].pk}
    assert admin.post(url("appoint"), asked).url == url("appointments")
    assert admin.post(url("appoint"), asked).status_code == 422
    own = admin.post(url("appoint"), sent | {"user": cast.who["administrator"].pk})
    assert own.status_code == 422
    far = admin.post(url("appoint"), asked | {"organization": cast.other_town.pk})
    assert far.status_code == 422
    stranger = admin.post(url("appoint"), sent | {"user": cast.who["stranger_officer"].pk})
    assert stranger.status_code == 422
    held = Appointment.objects.get(user=cast.who["member"])
    assert admin.post(url("end_appointment", held.pk), {"on": "2026-05-20"}).status_code == 302
    held.refresh_from_db()
    assert held.end == TODAY
    away = Appointment.objects.get(user=cast.who["stranger_officer"])
    assert admin.get(url("end_appointment", away.pk)).status_code == 404
    shown = admin.get(url("appointments")).content.decode()
    assert "stranger_officer" not in shown
    assert "supervisor" in shown


def test_an_office_is_opened_with_its_role_in_one_go(admin: Client, cast: Cast) -> None:
    sent = {
        "name": "姜督导", "username": "jiang", "role": "supervisor",
        "organization": cast.town.pk, "start": "2026-05-01", "end": "2026-04-01",
    }  # fmt: skip
    wrong = admin.post(url("open_office"), sent)
    assert wrong.status_code == 422
    assert not User.objects.filter(username="jiang").exists()
    code_on(admin.post(url("open_office"), sent | {"end": ""}))
    assert Appointment.objects.get(user__username="jiang").role == "supervisor"


def test_the_tree_shows_what_is_within_reach_and_grows_by_the_rules(admin: Client, cast: Cast) -> None:
    rows = admin.get(url("organizations")).context["rows"]
    assert [r["organization"].short_name for r in rows] == ["东镇党委", "一支部", "一小组", "二支部"]
    assert [r["counted"] for r in rows] == [None, 7, None, 7]
    sent = {"kind": "group", "name": "二小组", "short_name": "二小组"}
    assert admin.post(url("organization_add", cast.branch.pk), sent).url == url("organizations")
    assert Organization.objects.get(name="二小组").parent == cast.branch
    assert admin.post(url("organization_add", cast.branch.pk), sent).status_code == 422
    assert admin.post(url("organization_add", cast.branch.pk), sent | {"kind": "branch"}).status_code == 422
    assert admin.get(url("organization_add", cast.group.pk)).status_code == 404
    assert admin.get(url("organization_add", cast.other_town.pk)).status_code == 404
