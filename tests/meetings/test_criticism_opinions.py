"""Which criticism took up which opinion: who says it, who sees it, until when (R03, R15, R17)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core.exceptions import Invalid, NotAllowed, NotNow
from meetings import minutes as chain
from meetings.actions import minutes as taking
from meetings.actions import opinion_thread as ties
from meetings.models import Criticism, RaisedOpinion, Sitting
from meetings.queries.sitting import minutes_of
from tests.casting import Cast
from tests.meetings.opinion_ground import CRITICISM, SAID, Ground
from tests.meetings.preparation import asked, queries, sent, who_may_open, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

OWN = "我五月值班时间找不到人"


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return Ground(cast)


def raised(ground: Ground, who: str, said: Criticism, *opinions: object) -> int:
    return ties.raise_opinions(by=ground.by(who), criticism=said, opinions=opinions)


def test_the_keeper_of_the_record_ties_and_changes_it(ground: Ground) -> None:
    one, two = ground.opinion("comrade"), ground.opinion("comrade", "学习不够")
    ground.open()
    said = ground.criticize("member", "comrade")
    assert raised(ground, "secretary", said, one, two) == 2
    assert raised(ground, "deputy", said, two) == 1
    assert [tie.opinion for tie in said.raised.all()] == [two]
    assert said.raised.get().by == ground.by("secretary")  # who said it first
    for who in ("member", "comrade", "probationary", "officer", "sister_secretary"):
        with pytest.raises(NotAllowed):
            raised(ground, who, said)


def test_a_self_criticism_is_tied_by_its_speaker_too(ground: Ground) -> None:
    """Only to what was fed back to them: what they were not told of, they do not learn here."""
    told, hidden = ground.opinion("comrade"), ground.opinion("comrade", "没反馈的", fed_back=False)
    ground.open()
    said = ground.criticize("comrade", "comrade", OWN)
    assert raised(ground, "comrade", said, told) == 1
    with pytest.raises(Invalid):
        raised(ground, "comrade", said, told, hidden)
    raised(ground, "secretary", said, told, hidden)
    assert raised(ground, "comrade", said) == 0  # takes back what they see, and leaves the rest
    assert [tie.opinion for tie in said.raised.all()] == [hidden]


def test_opinions_of_the_person_and_of_the_committee_they_sit_on(ground: Ground) -> None:
    of_committee, of_member = ground.opinion(text="班子的"), ground.opinion("member", "别人的")
    ground.open()
    seated, plain = ground.criticize("member", "committee"), ground.criticize("member", "comrade")
    assert raised(ground, "secretary", seated, of_committee) == 1
    for one in (of_committee, of_member):
        with pytest.raises(Invalid, match="不涉及被批评的人"):
            raised(ground, "secretary", plain, one)


def test_r17_until_the_seal_and_the_seal_does_not_hold_it(ground: Ground) -> None:
    one, sitting = ground.opinion("comrade"), ground.open()
    said = ground.criticize("member", "comrade")
    taking.take_minutes(by=ground.by("secretary"), meeting=ground.meeting, text="开始批评")
    ground.state("rectifying")
    taking.sign_minutes(by=ground.by("secretary"), meeting=ground.meeting, as_host=True)
    raised(ground, "secretary", said, one)
    sitting.refresh_from_db()
    assert sitting.host_signed_at  # the tie is no part of what was signed
    taking.sign_minutes(by=ground.by("committee"), meeting=ground.meeting, as_host=False)
    sitting.refresh_from_db()
    with pytest.raises(NotNow, match="已经封存"):
        raised(ground, "secretary", said)
    assert said.raised.exists()
    assert chain.chain(minutes_of(sitting))[-1] == sitting.seal


def test_the_criticisms_of_a_halted_sitting_are_left_alone(ground: Ground) -> None:
    one, sitting = ground.opinion("comrade"), ground.open()
    said = ground.criticize("member", "comrade")
    Sitting.objects.create(meeting=ground.meeting, number=sitting.number + 1)
    with pytest.raises(NotNow, match="被叫停的那次会"):
        raised(ground, "secretary", said, one)


def test_before_the_meeting_is_not_the_moment(ground: Ground) -> None:
    one = ground.opinion("comrade")
    ground.open()
    said = ground.criticize("member", "comrade")
    ground.state("preparing")
    with pytest.raises(NotNow, match="会议进行当中或结束之后"):
        raised(ground, "secretary", said, one)


def test_each_opinion_once_a_criticism(ground: Ground) -> None:
    one = ground.opinion("comrade")
    ground.open()
    said = ground.criticize("member", "comrade")
    raised(ground, "secretary", said, one)
    raised(ground, "secretary", said, one)
    assert RaisedOpinion.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        RaisedOpinion.objects.create(
            criticism=said, opinion=one, by=ground.by("secretary"), on=one.entered_on
        )


# --- pages ------------------------------------------------------------------------------------------------


def test_who_opens_the_page(client: Client, cast: Cast, ground: Ground) -> None:
    ground.opinion("comrade")
    ground.open()
    others, own = ground.criticize("member", "comrade"), ground.criticize("comrade", "comrade", OWN)
    pk = ground.meeting.pk
    assert who_may_open(client, cast, "criticism_opinions", pk, others.pk) == {
        "secretary",
        "deputy",
        "committee",
    }
    assert who_may_open(client, cast, "criticism_opinions", pk, own.pk) == {
        "secretary", "deputy", "committee", "comrade",
    }  # fmt: skip


def test_the_list_holds_what_the_looker_may_see_the_likely_first(
    client: Client, cast: Cast, ground: Ground
) -> None:
    ground.opinion("comrade", "学习不够")
    ground.opinion("comrade")
    ground.opinion("comrade", "没反馈的", fed_back=False)
    ground.opinion("member", "别人的")
    ground.open()
    said = ground.criticize("comrade", "comrade", OWN)
    where = ("criticism_opinions", ground.meeting.pk, said.pk)
    page = asked(client, cast, "secretary", *where)
    labels = [label for _, label in page.context["form"].fields["opinions"].choices]
    assert labels == [f"{SAID}（可能是这条）", "学习不够", "没反馈的"]
    assert "checked" not in words(page)  # a guess is chosen by nobody
    own = asked(client, cast, "comrade", *where).context["form"].fields["opinions"].choices
    assert [label for _, label in own] == [f"{SAID}（可能是这条）", "学习不够"]


def test_a_recorder_from_among_the_members_sees_no_opinion_of_others(
    client: Client, cast: Cast, ground: Ground
) -> None:
    ground.opinion("comrade")
    type(ground.meeting).objects.filter(pk=ground.meeting.pk).update(recorder=cast.member("member"))
    ground.meeting.refresh_from_db()
    ground.open()
    said = ground.criticize("secretary", "comrade")
    page = asked(client, cast, "member", "criticism_opinions", ground.meeting.pk, said.pk)
    assert page.status_code == 200
    assert SAID not in words(page)
    assert "没有可以对应的意见" in words(page)


@pytest.mark.parametrize(("state", "page"), [("in_session", "run"), ("rectifying", "minutes")])
def test_it_is_tied_where_criticisms_stand_and_shown_to_whom_it_may_be(
    client: Client, cast: Cast, ground: Ground, state: str, page: str
) -> None:
    one, pk = ground.opinion("comrade"), ground.meeting.pk
    ground.open()
    said = ground.criticize("member", "comrade")
    ground.state(state)
    link = f"/meetings/{pk}/criticisms/{said.pk}/opinions/"
    assert link in words(asked(client, cast, "secretary", page, pk))
    assert link not in words(asked(client, cast, "member", page, pk))
    done = sent(client, cast, "secretary", "criticism_opinions", pk, said.pk, opinions=[one.pk])
    assert done.url.endswith(f"/{page}/")
    seen = {
        who
        for who in ("secretary", "committee", "comrade", "member")
        if SAID in words(asked(client, cast, who, page, pk))
    }
    assert seen == {"secretary", "committee", "comrade"}
    assert CRITICISM in words(asked(client, cast, "member", "run", pk)) or state == "rectifying"


def test_an_opinion_of_somebody_else_is_no_choice(client: Client, cast: Cast, ground: Ground) -> None:
    other = ground.opinion("member", "别人的")
    ground.opinion("comrade")
    ground.open()
    said = ground.criticize("member", "comrade")
    page = sent(
        client, cast, "secretary", "criticism_opinions", ground.meeting.pk, said.pk, opinions=[other.pk]
    )
    assert page.status_code == 422
    assert "别人的" not in words(page)
    assert not RaisedOpinion.objects.exists()


@pytest.mark.parametrize("page", ["run", "minutes"])
def test_queries_stay_the_same_with_more_rows(client: Client, cast: Cast, ground: Ground, page: str) -> None:
    one = ground.opinion("comrade")
    ground.open()
    raised(ground, "secretary", ground.criticize("member", "comrade"), one)
    few = queries(client, cast, "secretary", page, ground.meeting.pk)
    for n in range(3):
        more = ground.opinion_at_meeting(f"第{n}条")
        raised(ground, "secretary", ground.criticize("member", "comrade", f"第{n}次"), one, more)
    assert queries(client, cast, "secretary", page, ground.meeting.pk) == few
