"""Opinions that wait for somebody: who has to act, and nothing that nobody asked for (R03, R10)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from meetings.actions import opinion as opinions
from meetings.queries.opinion_orphans import SHOWN, orphans
from members.access import Seat
from rectification import actions as rectifying
from tests.casting import TODAY, Cast
from tests.meetings.opinion_ground import Ground
from tests.meetings.preparation import asked, queries, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return Ground(cast, **{"opinions.answer_each": True})


def waiting(ground: Ground, who: str = "secretary") -> dict[str, list[tuple[str, str, bool]]]:
    """Station → (words, who has to act, whether this person is led there)."""
    return {
        one.name: [(row.opinion.text, row.who, bool(row.url)) for row in one.orphans]
        for one in orphans(ground.meeting, Seat(ground.by(who)))
    }


@pytest.fixture
def all_kinds(ground: Ground) -> Ground:
    """One opinion that waits for each thing before the meeting."""
    opinions.enter_forms(by=ground.by("committee"), round=ground.round, texts=["没归类"])
    ground.opinion("member", "没反馈", fed_back=False)
    ground.opinion("member", "没签收")
    ground.opinion(text="没回应")
    signed = ground.opinion("comrade", "没指明")
    opinions.receive(by=ground.by("comrade"), opinion=signed)
    ground.hand_in("comrade")
    return ground


@pytest.mark.parametrize(
    ("who", "led"),
    [
        ("secretary", {"没归类", "没反馈", "没回应"}),
        ("committee", {"没归类"}),
        ("officer", set()),
    ],
)
def test_each_waits_for_its_own_thing_with_who_acts(all_kinds: Ground, who: str, led: set[str]) -> None:
    assert waiting(all_kinds, who) == {
        "sort": [("没归类", "支部委员", "没归类" in led)],
        "feedback": [("没反馈", "书记", "没反馈" in led)],
        "receipt": [("没签收", "member", False)],
        "answer": [("没回应", "书记", "没回应" in led)],
        "passage": [("没指明", "comrade", False)],
    }


def test_whoever_is_concerned_is_led_to_sign_and_to_answer(ground: Ground) -> None:
    ground.opinion("committee", "没签收")
    ground.hand_in("committee")
    found = waiting(ground, "committee")
    assert found == {"receipt": [("没签收", "committee", True)], "passage": [("没签收", "committee", True)]}


def test_what_is_done_is_no_orphan_any_more(all_kinds: Ground) -> None:
    ground = all_kinds
    for one in ground.round.opinions.filter(sorted_on=None):
        opinions.sort_opinion(by=ground.by("committee"), opinion=one, about=None)
        opinions.feed_back(by=ground.by("secretary"), opinion=one)
        opinions.answer(by=ground.by("secretary"), opinion=one, text="马上办")
    opinions.feed_back(by=ground.by("secretary"), opinion=ground.round.opinions.get(text="没反馈"))
    for one in ground.round.opinions.filter(about=ground.cast.member("member")):
        opinions.receive(by=ground.by("member"), opinion=one)
    ground.hand_in()
    ground.tie(ground.round.opinions.get(text="没回应"))
    ground.tie(ground.round.opinions.get(text="没指明"), "comrade")
    assert waiting(ground) == {}


def test_nothing_that_the_plan_did_not_ask_for(cast: Cast) -> None:
    free = Ground(cast)
    free.opinion(text="没回应")
    free.opinion("comrade", "材料还没交")
    opinions.receive(by=free.by("comrade"), opinion=free.round.opinions.get(text="材料还没交"))
    assert waiting(free) == {}


def test_after_the_meeting_what_concerns_the_committee_becomes_an_item(ground: Ground) -> None:
    one = ground.opinion(text="路灯")
    opinions.answer(by=ground.by("secretary"), opinion=one, text="马上办")
    opinions.receive(by=ground.by("comrade"), opinion=ground.opinion("comrade", "对个人的"))
    assert waiting(ground) == {}
    ground.state("rectifying")
    assert waiting(ground) == {"item": [("路灯", "支部委员", True)]}
    rectifying.list_item(
        by=ground.by("secretary"), meeting=ground.meeting, matter="路灯", measure="修", opinion=one,
        responsible=ground.cast.member("committee"), due_on=TODAY + dt.timedelta(days=9),
    )  # fmt: skip
    assert waiting(ground) == {}


def test_the_page_shows_the_first_and_leads_to_the_rest(client: Client, cast: Cast, ground: Ground) -> None:
    texts = [f"意见{n:02}" for n in range(SHOWN + 2)]
    opinions.enter_forms(by=ground.by("committee"), round=ground.round, texts=texts)
    page = words(asked(client, cast, "committee", "opinion_orphans", ground.meeting.pk))
    assert f"{SHOWN + 2}条" in page
    assert "意见09" in page
    assert "意见10" not in page
    listed = asked(client, cast, "committee", "opinions", ground.meeting.pk, query="?show=sort")
    assert "意见11" in words(listed)
    assert "?show=sort" in page


def test_the_page_without_orphans_says_so(client: Client, cast: Cast, ground: Ground) -> None:
    where = ("opinion_orphans", ground.meeting.pk)
    assert "还没有登记意见" in words(asked(client, cast, "officer", *where))
    opinions.answer(by=ground.by("secretary"), opinion=ground.opinion(), text="已办")
    assert "每条意见都有下文" in words(asked(client, cast, "officer", *where))


def test_queries_stay_the_same_with_more_rows(client: Client, cast: Cast, all_kinds: Ground) -> None:
    args = (client, cast, "secretary", "opinion_orphans", all_kinds.meeting.pk)
    few = queries(*args)
    opinions.enter_forms(by=all_kinds.by("committee"), round=all_kinds.round, texts=["又一", "又二", "又三"])
    for n in range(3):
        all_kinds.opinion("comrade", f"个人{n}")
        all_kinds.opinion(text=f"班子{n}")
    assert queries(*args) == few
