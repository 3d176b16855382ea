"""The trail's page: whose rows one reads, and what never shows."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from audit.door import action, record
from audit.models import AuditEntry
from audit.queries import Reader, _concerning, stretch_for
from audit.words import ACTIONS, words_for
from core import clock
from members import actions as people
from members.models import Organization, User
from members.views import trail
from tests.access import matrix
from tests.casting import TODAY, Cast

pytestmark = pytest.mark.django_db


@action("test.trail")
def _act(*, by: User, what: str, on: object, reach: str, **values: object) -> None:
    record(by=by, role="secretary", what=what, on=on, reach=reach, after=dict(values))


@pytest.fixture
def rows(cast: Cast) -> Cast:
    """An item whose title is its text, a change to the register, and the other committee's."""
    who = cast.who
    item = Organization(pk=1, name="批评他作风霸道")  # any row whose title is confidential will do
    _act(by=who["secretary"], what="criticism.make", on=item, reach=cast.branch.path, kind="mutual-secret")
    people.flag_key_person(by=who["secretary"], member=cast.member("member"), kind="mobile", start=TODAY)
    away = cast.member("stranger_member")
    people.flag_key_person(by=who["stranger_secretary"], member=away, kind="elderly", start=TODAY)
    return cast


def test_no_officer_reads_when_and_where_members_log_in(client: Client, rows: Cast) -> None:
    by, reach = rows.who["member"], rows.branch.path
    _act(by=by, what="members.sign_in", on=by, reach=reach, device="手机", address="10.0.0.7")
    assert "10.0.0.7" in seen_by(client, rows, "administrator")[1], "it would be found"
    assert "登录" not in seen_by(client, rows, "officer")[0]
    assert "10.0.0.7" not in seen_by(client, rows, "officer")[1]


def seen_by(client: Client, cast: Cast, name: str, **asked: str) -> tuple[list[str], str]:
    client.force_login(cast.who[name])
    page = client.get(reverse("audit:list"), asked)
    return [row["what"] for row in page.context["rows"]], page.content.decode()


def test_everyone_reads_the_own_rows_officers_all_below_administrators_what_they_keep(
    client: Client, rows: Cast
) -> None:
    both = ["标记重点谈话对象", "提出批评意见"]
    expected = {
        "secretary": both,
        "officer": both,
        "administrator": both[:1],
        "stranger_secretary": both[:1],
        "stranger_officer": both[:1],
        "member": [],
        "sister_secretary": [],
        "supervisor": [],
        "archivist": [],
        "outsider": [],
        "comrade": [],
    }
    assert {name: seen_by(client, rows, name)[0] for name in expected} == expected


def test_who_is_concerned_reads_what_others_changed(client: Client, rows: Cast) -> None:
    who, member = rows.who, rows.member("member")
    people.edit_member(by=who["administrator"], member=member, phone="13800000001")
    people.give_post(
        by=who["administrator"], member=member, organization=rows.group, kind="group_leader", start=TODAY
    )
    seen, page = seen_by(client, rows, "member")
    assert seen == ["登记任职", "修改党员信息"]
    assert "13800000001" in page
    assert seen_by(client, rows, "comrade")[0] == []


def test_titles_and_values_of_others_about_meetings_never_show(client: Client, rows: Cast) -> None:
    assert "作风霸道" in seen_by(client, rows, "secretary")[1]
    assert "mutual-secret" in seen_by(client, rows, "secretary")[1]
    for name in ("officer", "administrator"):
        _, page = seen_by(client, rows, name)
        assert "作风霸道" not in page
        assert "mutual-secret" not in page
        book = load_workbook(io.BytesIO(client.get(reverse("audit:export")).content))
        text = str([[cell.value for cell in row] for row in book.active])
        assert "标记重点谈话对象" in text
        assert "作风霸道" not in text
        assert "mutual-secret" not in text


def test_filters_narrow_and_nonsense_is_ignored(client: Client, rows: Cast) -> None:
    assert len(seen_by(client, rows, "officer", q="secretary")[0]) == 2
    assert seen_by(client, rows, "officer", q="nobody")[0] == []
    assert seen_by(client, rows, "officer", until="2001-01-01")[0] == []
    assert len(seen_by(client, rows, "officer", since="2001-01-01")[0]) == 2
    assert len(seen_by(client, rows, "officer", since="2026-13-45", before="x", subject="x")[0]) == 2
    assert seen_by(client, rows, "officer", subject="members.")[0] == ["标记重点谈话对象"]
    assert seen_by(client, rows, "officer", subject="minutes.")[0] == []


def test_older_rows_are_a_page_away_and_queries_stay_the_same(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "PER_PAGE", 2)
    counts = []
    for n in range(5):
        _act(by=cast.who["member"], what=f"n{n}", on=cast.branch, reach=cast.branch.path)
        client.force_login(cast.who["officer"])
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("audit:list"))
        counts.append(len(queries))
    seen = [row["what"] for row in page.context["rows"]]
    while page.context["onward"]:
        page = client.get(f"{reverse('audit:list')}?{page.context['onward']}")
        seen += [row["what"] for row in page.context["rows"]]
    assert seen == ["n4", "n3", "n2", "n1", "n0"]
    assert len(set(counts)) == 1


def test_a_page_looks_at_a_bounded_stretch_and_says_how_to_go_on(client: Client, cast: Cast) -> None:
    for n in range(6):
        reach = cast.branch.path if n == 0 else cast.stranger.path
        _act(by=cast.who["member"], what=f"n{n}", on=cast.branch, reach=reach)
    reader = Reader(0, officer_at=(cast.branch.path,))
    first = stretch_for(reader, lambda rows: rows, 50, most=3)
    assert (first.rows, first.onward is not None) == ([], True)
    second = stretch_for(reader, lambda rows: rows, 50, before=first.onward, most=3)
    assert [row.action for row in second.rows] == ["n0"]
    assert second.onward is None
    AuditEntry.objects.all().delete()
    assert stretch_for(reader, lambda rows: rows, 50).onward is None


def test_own_rows_come_from_indexes_page_by_page(client: Client, cast: Cast) -> None:
    who, member = cast.who["member"], cast.member("member")
    for n in range(7):
        by = who if n % 2 else cast.who["comrade"]
        _act(by=by, what=f"n{n}", on=member if n % 3 else cast.branch, reach=cast.branch.path)
    reader = Reader(who.pk, (("members.member", (str(member.pk),)),))
    seen, before = [], None
    while True:
        page = stretch_for(reader, lambda rows: rows, 2, before=before)
        seen += [row.action for row in page.rows]
        if page.onward is None:
            break
        before = page.onward
    assert seen == ["n5", "n4", "n3", "n2", "n1"]
    for condition in _concerning(reader):
        plan = AuditEntry.objects.filter(condition).order_by("-id")[:2].explain()
        if connection.vendor == "sqlite":  # PostgreSQL reads so short a table without one
            assert "USING INDEX audit_" in plan
            assert "TEMP B-TREE" not in plan  # the index keeps the order


def test_a_day_asked_for_is_reached_at_once(client: Client, cast: Cast) -> None:
    for day in range(1, 9):
        with clock.at(dt.date(2026, 3, day)):
            _act(by=cast.who["member"], what=f"day{day}", on=cast.branch, reach=cast.branch.path)
    assert seen_by(client, cast, "officer", until="2026-03-03")[0] == ["day3", "day2", "day1"]
    assert seen_by(client, cast, "officer", since="2026-03-03", until="2026-03-04")[0] == ["day4", "day3"]
    client.force_login(cast.who["officer"])
    page = client.get(reverse("audit:list"), {"since": "2026-03-07"})
    assert page.context["onward"] == ""


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_table_holds_no_formula_and_its_taking_is_in_the_trail(
    client: Client, cast: Cast, form: str
) -> None:
    cast.who["member"].name = "=1+1"
    cast.who["member"].save()
    _act(by=cast.who["member"], what="notice.read", on=cast.branch, reach="")
    client.force_login(cast.who["member"])
    answer = client.get(reverse("audit:export"), {"format": form})
    assert answer["Cache-Control"] == "private, no-store"
    if form == "csv":
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        lines = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert lines[1][2] == "'=1+1"
    left = AuditEntry.objects.get(action="audit.export")
    assert (left.actor, left.role, left.after) == (cast.who["member"], "owner", {"rows": 1})


def test_every_action_and_move_has_a_name_in_words() -> None:
    named = set(matrix.ACTIONS) | {f"meeting.{move}" for move in matrix.MOVES}
    assert named == set(ACTIONS)
    assert words_for("no.such") == "no.such"
