"""Who holds which post today, of many organisations at once."""

from __future__ import annotations

import datetime as dt

import pytest

from core import clock
from members.enums import PostKind
from members.models import Post
from members.queries import Holders
from tests.casting import START, TODAY, Cast

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NOT_HELD = [
    pytest.param({"end": TODAY - DAY}, id="ended yesterday"),
    pytest.param({"start": TODAY + DAY}, id="begins tomorrow"),
]
HELD = [
    pytest.param({"end": TODAY}, id="last day"),
    pytest.param({"start": TODAY}, id="first day"),
    pytest.param({"end": TODAY + DAY}, id="known to end"),
]


def _held(cast: Cast, term: dict[str, dt.date]) -> str | None:
    Post.objects.create(
        member=cast.member("member"), organization=cast.branch, kind=PostKind.PUBLICITY,
        **({"start": START} | term),
    )  # fmt: skip
    with clock.at(TODAY):
        found = Holders([cast.branch, cast.sister]).of(cast.branch, PostKind.PUBLICITY)
    return found.name if found else None


@pytest.mark.parametrize("term", NOT_HELD)
def test_a_post_is_not_held_outside_its_term(cast: Cast, term: dict[str, dt.date]) -> None:
    assert _held(cast, term) is None


@pytest.mark.parametrize("term", HELD)
def test_a_post_is_held_on_both_ends_of_its_term(cast: Cast, term: dict[str, dt.date]) -> None:
    assert _held(cast, term) == cast.member("member").name


def test_a_group_has_its_branchs_posts_and_each_place_its_own(cast: Cast) -> None:
    people = Holders([cast.group, cast.sister])
    assert people.of(cast.group, PostKind.SECRETARY) == cast.member("secretary")
    assert people.of(cast.sister, PostKind.SECRETARY) != cast.member("secretary")
    assert people.of(cast.stranger, PostKind.SECRETARY) is None  # was not asked for
