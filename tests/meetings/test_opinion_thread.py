"""One opinion followed from the giver's words to the write-off, as each seat sees it (R03, R10, R26)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from audit.models import AuditEntry
from meetings.actions import opinion as opinions
from meetings.actions import opinion_thread as ties
from meetings.models import Opinion
from meetings.queries.opinion_thread import thread
from members.access import Seat
from rectification import actions as rectifying
from tests.casting import TODAY, Cast
from tests.meetings.opinion_ground import CRITICISM, GIVER, PASSAGE, REWRITTEN, SAID, TEXT, Ground
from tests.meetings.preparation import EVERYBODY, asked, queries, sent, who_may_open, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

READERS = {"secretary", "deputy", "idle_deputy", "committee", "supervisor", "officer"}
STATIONS = ("归类", "原话反馈", "逐条回应", "写进材料", "会上批评和自我批评", "列入整改", "销号")


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return Ground(cast)


def states(ground: Ground, one: Opinion, who: str = "secretary") -> dict[str, str]:
    found = thread(ground.fresh(one), Seat(ground.by(who)))
    return {station.title: station.state for station in found}


def test_r03_one_opinion_through_every_station(client: Client, cast: Cast, ground: Ground) -> None:
    """Every step by its action; after each the thread says what is done and what is not."""
    opinions.enter_forms(by=ground.by("committee"), round=ground.round, texts=[SAID])
    one = Opinion.objects.get()
    assert states(ground, one) == {"归类": "open", "原话反馈": "open", "列入整改": "none", "销号": "none"}

    opinions.sort_opinion(by=ground.by("committee"), opinion=one, about=cast.member("comrade"))
    opinions.feed_back(by=ground.by("secretary"), opinion=one)
    expected = dict(zip(STATIONS, ("done", "open", "none", "open", "none", "none", "none"), strict=True))
    assert states(ground, one) == expected
    opinions.receive(by=ground.by("comrade"), opinion=one)
    assert states(ground, one) == expected | {"原话反馈": "done"}

    ground.hand_in("comrade")
    expected |= {"原话反馈": "done", "写进材料": "likely"}  # shared words alone are never done
    assert states(ground, one) == expected
    ground.tie(one, "comrade")
    expected["写进材料"] = "done"
    assert states(ground, one) == expected
    ground.hand_in("comrade", REWRITTEN)
    assert states(ground, one)["写进材料"] == "open"  # the passage is gone, and nothing comes close
    ground.hand_in("comrade", f"{TEXT}\n另外补充。")
    assert states(ground, one) == expected  # it stands again

    ground.open()
    said = ground.criticize("member", "comrade")
    expected["会上批评和自我批评"] = "likely"
    assert states(ground, one) == expected
    ties.raise_opinions(by=ground.by("secretary"), criticism=said, opinions=[one])
    expected["会上批评和自我批评"] = "done"
    assert states(ground, one) == expected

    ground.state("rectifying")
    item = rectifying.list_item(
        by=ground.by("secretary"), meeting=ground.meeting, matter="值班脱岗", measure="值班签到", opinion=one,
        responsible=cast.member("comrade"), due_on=TODAY + dt.timedelta(days=30),
    )  # fmt: skip
    expected |= {"列入整改": "done", "销号": "open"}
    assert states(ground, one) == expected
    rectifying.report_progress(by=ground.by("comrade"), item=item, text="都签到了", done=True)
    assert states(ground, one) == expected  # the person's own word writes nothing off (R26)
    rectifying.verify_item(by=ground.by("committee"), item=item, passed=True, text="看了签到表")
    assert states(ground, one) == expected | {"销号": "done"}
    rectifying.reopen_item(by=ground.by("secretary"), item=item, reason="又脱岗了")
    assert states(ground, one) == expected
    rectifying.report_progress(by=ground.by("comrade"), item=item, text="这次改了", done=True)
    rectifying.verify_item(by=ground.by("committee"), item=item, passed=True, text="再看了一个月")
    assert set(states(ground, one).values()) == {"done", "none"}


@pytest.fixture
def followed(cast: Cast, ground: Ground) -> Opinion:
    """An opinion about comrade with a name under it, answered in the material and taken up at the meeting."""
    one = ground.opinion("comrade", giver=GIVER)
    ground.hand_in("comrade")
    ground.tie(one, "comrade")
    ground.open()
    said = ground.criticize("member", "comrade")
    ties.raise_opinions(by=ground.by("secretary"), criticism=said, opinions=[one])
    return one


def test_who_opens_a_thread(client: Client, cast: Cast, ground: Ground, followed: Opinion) -> None:
    """Strangers and other members are told that there is nothing; the person concerned has a page of their own."""
    pk = ground.meeting.pk
    assert who_may_open(client, cast, "opinion", pk, followed.pk) == READERS
    assert who_may_open(client, cast, "opinion_mine", pk, followed.pk) == {"comrade"}
    assert who_may_open(client, cast, "opinion_orphans", pk) == READERS


def test_the_words_on_a_thread_are_for_those_who_read_them_where_they_stand(
    client: Client, cast: Cast, ground: Ground, followed: Opinion
) -> None:
    """That it was answered and raised is told to all readers; with what words, not."""
    pk = ground.meeting.pk
    found: dict[str, set[str]] = {SAID: set(), GIVER: set(), PASSAGE: set(), CRITICISM: set()}
    for who in EVERYBODY:
        for name in ("opinion", "opinion_mine"):
            page = words(asked(client, cast, who, name, pk, followed.pk))
            for word, finders in found.items():
                if word in page:
                    finders.add(who)
    assert found == {
        SAID: READERS | {"comrade"},
        GIVER: READERS,
        PASSAGE: {"secretary", "deputy", "comrade"},
        CRITICISM: {"secretary", "deputy", "idle_deputy", "committee", "comrade"},
    }
    for who in ("supervisor", "secretary", "comrade"):
        assert states(ground, followed, who)["写进材料"] == "done"
        assert states(ground, followed, who)["会上批评和自我批评"] == "done"


def test_a_guess_is_offered_only_to_those_who_read_what_it_was_made_of(cast: Cast, ground: Ground) -> None:
    one = ground.opinion("comrade")
    ground.hand_in("comrade")
    assert {who: states(ground, one, who)["写进材料"] for who in ("secretary", "comrade", "committee", "officer")} == {
        "secretary": "likely", "comrade": "likely", "committee": "open", "officer": "open",
    }  # fmt: skip
    confirmable = {
        who: bool(station.confirm)
        for who in ("secretary", "comrade")
        for station in thread(ground.fresh(one), Seat(ground.by(who)))
        if station.title == "写进材料"
    }
    assert confirmable == {"secretary": False, "comrade": True}


def test_the_page_of_the_person_concerned_tells_neither_giver_nor_channel(
    client: Client, cast: Cast, ground: Ground, followed: Opinion
) -> None:
    page = words(asked(client, cast, "comrade", "opinion_mine", ground.meeting.pk, followed.pk))
    assert SAID in page
    assert GIVER not in page
    assert "走访" not in page  # the channel
    assert "走访" in words(asked(client, cast, "secretary", "opinion", ground.meeting.pk, followed.pk))


def test_before_it_is_fed_back_the_person_concerned_has_no_thread(
    client: Client, cast: Cast, ground: Ground
) -> None:
    one = ground.opinion("comrade", fed_back=False)
    assert asked(client, cast, "comrade", "opinion_mine", ground.meeting.pk, one.pk).status_code == 404


def test_the_committees_answer_may_be_its_passage(cast: Cast, ground: Ground) -> None:
    """R03 (6), R10: where the plan asks for each to be answered, page or material will do, and one is enough."""
    one = ground.opinion()
    assert states(ground, one)["逐条回应"] == "none"  # nobody asked
    strict = Ground(cast, **{"opinions.answer_each": True})
    one = strict.opinion()
    assert states(strict, one)["逐条回应"] == "open"
    strict.hand_in()
    strict.tie(one)
    assert (states(strict, one)["逐条回应"], states(strict, one)["写进材料"]) == ("done", "done")
    two = strict.opinion(text="活动室开放时间太短")
    opinions.answer(by=strict.by("secretary"), opinion=two, text="延长到八点")
    assert (states(strict, two)["逐条回应"], states(strict, two)["写进材料"]) == ("done", "none")
    assert PASSAGE in "".join(s.quote for s in thread(strict.fresh(one), Seat(strict.by("officer"))))


def test_open_stations_name_who_acts_and_lead_there(client: Client, cast: Cast, ground: Ground) -> None:
    opinions.enter_forms(by=ground.by("committee"), round=ground.round, texts=[SAID])
    one = Opinion.objects.get()
    page = words(asked(client, cast, "committee", "opinion", ground.meeting.pk, one.pk))
    assert "由支部委员办" in page
    assert f"/meetings/{ground.meeting.pk}/opinions/sort/" in page
    above = thread(ground.fresh(one), Seat(ground.by("officer")))[0]
    assert (above.who, above.url) == ("支部委员", "")


def test_a_guess_becomes_true_by_one_click(client: Client, cast: Cast, ground: Ground) -> None:
    one = ground.opinion("comrade")
    material = ground.hand_in("comrade")
    page = words(asked(client, cast, "comrade", "opinion_mine", ground.meeting.pk, one.pk))
    assert 'name="paragraph" value="1-3"' in page
    where = (ground.meeting.pk, material.pk, one.pk)
    assert sent(client, cast, "comrade", "material_opinion", *where, paragraph="1-3").status_code == 302
    answer = ground.fresh(one).in_material
    assert (answer.quote, answer.version.number, answer.by, answer.on) == (
        PASSAGE, 1, ground.by("comrade"), TODAY,
    )  # fmt: skip


def test_the_trail_holds_neither_passage_nor_criticism(cast: Cast, ground: Ground, followed: Opinion) -> None:
    rows = "".join(f"{e.before}{e.after}{e.target_name}{e.reason}" for e in AuditEntry.objects.all())
    assert {"opinion.tie", "criticism.raise"} <= set(AuditEntry.objects.values_list("action", flat=True))
    for word in (SAID, GIVER, PASSAGE, CRITICISM):
        assert word not in rows


def test_queries_stay_the_same_with_more_rows(client: Client, cast: Cast, ground: Ground) -> None:
    one = ground.opinion("comrade")
    ground.hand_in("comrade")
    args = (ground.meeting.pk, one.pk)
    few = queries(client, cast, "secretary", "opinion", *args)
    for n in range(3):
        ground.opinion("comrade", f"第{n}条")
    assert queries(client, cast, "secretary", "opinion", *args) == few
