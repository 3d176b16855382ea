"""The one door for writes, and the trail that only grows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from audit import door
from audit.chain import breaks
from audit.door import NothingRecordedError, action, record
from audit.models import AuditEntry, ChainHead
from core.exceptions import NotNow
from members.models import Organization, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_leftover_actions() -> Iterator[None]:
    before = dict(door.ACTIONS)
    yield
    door.ACTIONS.clear()
    door.ACTIONS.update(before)


def _make(name: str) -> Organization:
    return Organization.objects.create(name=name, short_name=name, kind="committee", path=f"/{name}/")


@pytest.fixture
def founder() -> User:
    return User.objects.create(username="f", name="方正")


@action("test.make")
def _make_place(*, by: User, name: str) -> Organization:
    place = _make(name)
    record(by=by, role="officer", what="test.make", on=place, reach=place.path, after={"name": name})
    return place


@action("test.make_two")
def _make_two(*, by: User, then: Exception | None = None) -> None:
    _make_place(by=by, name="甲")
    record(by=by, role="officer", what="test.make_two", on=by)
    _make_place(by=by, name="乙")
    if then:
        raise then


@action("test.silent")
def _silent(*, by: User) -> None:
    _make("丙")


def test_an_action_leaves_who_in_which_role_what_on_which_object(founder: User) -> None:
    place = _make_place(by=founder, name="甲")
    row = AuditEntry.objects.get()
    assert (row.actor, row.actor_name, row.role, row.action) == (founder, "方正", "officer", "test.make")
    assert (row.target_type, row.target_id, row.target_name) == ("members.organization", str(place.pk), "甲")
    assert (row.reach, row.before, row.after) == ("/甲/", {}, {"name": "甲"})


def test_an_action_that_leaves_no_row_is_rolled_back(founder: User) -> None:
    with pytest.raises(NothingRecordedError, match=r"test\.silent"):
        _silent(by=founder)
    assert not Organization.objects.exists()


def test_a_refusal_half_way_undoes_everything_and_leaves_no_row(founder: User) -> None:
    with pytest.raises(NotNow):
        _make_two(by=founder, then=NotNow("不行"))
    assert not Organization.objects.exists()
    assert not AuditEntry.objects.exists()


def test_actions_within_an_action_are_chained_in_order(founder: User) -> None:
    _make_two(by=founder)
    rows = list(AuditEntry.objects.order_by("id"))
    assert [row.action for row in rows] == ["test.make", "test.make_two", "test.make"]
    assert [row.previous for row in rows[1:]] == [row.digest for row in rows[:-1]]
    assert ChainHead.objects.get().length == 3
    assert list(breaks(rows)) == []


def test_record_outside_an_action_is_a_programming_error(founder: User) -> None:
    with pytest.raises(RuntimeError):
        record(by=founder, role="member", what="test.x", on=founder)


def test_two_actions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"test\.make"):
        action("test.make")(lambda: None)


FORGERIES = {
    "a changed field": lambda rows: rows.filter(pk=rows[1].pk).update(actor_name="别人"),
    "a changed value": lambda rows: rows.filter(pk=rows[1].pk).update(after={"name": "丁"}),
    "a changed time": lambda rows: rows.filter(pk=rows[1].pk).update(at="2020-01-01T00:00:00Z"),
    "a removed row in the middle": lambda rows: rows.filter(pk=rows[1].pk).delete(),
    "a removed last row": lambda rows: rows.filter(pk=rows.last().pk).delete(),
    "an emptied trail": lambda rows: rows.all().delete(),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_verify_audit_finds(founder: User, forgery: str) -> None:
    for name in "甲乙丁":
        _make_place(by=founder, name=name)
    call_command("verify_audit")
    FORGERIES[forgery](AuditEntry.objects.order_by("id"))
    with pytest.raises(CommandError, match="不完整"):
        call_command("verify_audit")
