"""Pages of opinions: verbatim, never edited, fed back, answered (R03)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from core import clock
from meetings.actions import opinion as acts
from meetings.models import Aspect, Meeting, Opinion, OpinionRound
from tests.casting import Cast
from tests.meetings.preparation import (
    BRANCH,
    EVERYBODY,
    asked,
    preparing,
    queries,
    rule,
    sent,
    who_may_open,
    words,
)

pytestmark = pytest.mark.django_db

SAID = "路灯坏了三个月没有人管"
LEADERS = {"secretary", "deputy"}
COMMITTEE = LEADERS | {"idle_deputy", "committee"}
READERS = COMMITTEE | {"supervisor", "officer"}


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return preparing(cast)


@pytest.fixture
def opened(cast: Cast, meeting: Meeting) -> OpinionRound:
    today = clock.today()
    return acts.open_round(
        by=cast.who["committee"], meeting=meeting, channel="box", starts_on=today, ends_on=today,
        audience="群众",
    )  # fmt: skip


def entered(cast: Cast, opened: OpinionRound, text: str = SAID, **fields: object) -> Opinion:
    return acts.enter_opinion(by=cast.who["committee"], round=opened, text=text, **fields)


def test_who_opens_what(client: Client, cast: Cast, opened: OpinionRound) -> None:
    pk, one = opened.meeting_id, entered(cast, opened)
    assert who_may_open(client, cast, "opinions_mine", pk) == set(BRANCH) - {"activist"}
    for who in EVERYBODY:
        page = asked(client, cast, who, "opinions", pk)
        assert (page.status_code == 200) == (who in READERS)
        assert (page.status_code == 302) == (who in {"member", "comrade", "probationary"})
    assert who_may_open(client, cast, "opinion", pk, one.pk) == READERS
    assert who_may_open(client, cast, "opinion_round", pk) == COMMITTEE
    assert who_may_open(client, cast, "opinion_enter", pk, opened.pk) == COMMITTEE
    assert who_may_open(client, cast, "opinion_correct", pk, one.pk) == COMMITTEE


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - LEADERS))
def test_only_the_leaders_feed_back_and_answer(
    client: Client, cast: Cast, opened: OpinionRound, who: str
) -> None:
    one = entered(cast, opened)
    sent(client, cast, who, "opinion_feed_back", opened.meeting_id, one.pk)
    sent(client, cast, who, "opinion", opened.meeting_id, one.pk, text="办好了", seen="")
    one.refresh_from_db()
    assert (one.fed_back_on, one.answer) == (None, "")


def test_those_that_a_page_shows_are_fed_back_together(
    client: Client, cast: Cast, opened: OpinionRound
) -> None:
    """Forty opinions took forty pages. What came in since, or is another meeting's, is not among them."""
    pk, about = opened.meeting_id, cast.member("comrade")
    shown = [entered(cast, opened), entered(cast, opened, "他说话太急", about=about)]
    page = words(asked(client, cast, "secretary", "opinions", pk, query="?show=feedback"))
    assert [f'name="opinion" value="{one.pk}"' in page for one in shown] == [True, True]
    later = entered(cast, opened, "后来的一条")
    given = {"opinion": [*(one.pk for one in shown), 10**30, "x"]}
    for told in ("已登记反馈2条", "已经登记过反馈"):
        answer = sent(client, cast, "secretary", "opinions_feed_back", pk, **given)
        assert told in words(client.get(answer.url))
    fed = {one.pk for one in Opinion.objects.filter(fed_back_on__isnull=False)}
    assert fed == {one.pk for one in shown}
    assert AuditEntry.objects.filter(action="opinion.feed_back").count() == 2
    other = preparing(cast, year_of=2025)
    sent(client, cast, "secretary", "opinions_feed_back", other.pk, opinion=[later.pk])
    later.refresh_from_db()
    assert later.fed_back_on is None
    assert "登记下面各条已反馈" not in words(
        asked(client, cast, "committee", "opinions", pk, query="?show=feedback")
    )


@pytest.mark.parametrize("who", ["member", "activist", "administrator", "sister_secretary"])
def test_nobody_without_the_right_reads_an_opinion(
    client: Client, cast: Cast, opened: OpinionRound, who: str
) -> None:
    one = entered(cast, opened, about=cast.member("comrade"))
    for name in ("opinions", "readiness", "detail", "problems", "studies"):
        assert SAID not in words(asked(client, cast, who, name, opened.meeting_id))
    assert asked(client, cast, who, "opinion", opened.meeting_id, one.pk).status_code == 404


def test_the_trail_holds_neither_words_nor_giver(client: Client, cast: Cast, opened: OpinionRound) -> None:
    given = {"text": SAID, "giver": "王大妈"}
    sent(client, cast, "committee", "opinion_enter", opened.meeting_id, opened.pk, **given)
    assert Opinion.objects.get().giver == "王大妈"
    rows = "".join(f"{e.before}{e.after}{e.target_name}{e.reason}" for e in AuditEntry.objects.all())
    assert SAID not in rows
    assert "王大妈" not in rows


def test_parts_of_another_meeting_are_not_found_here(
    client: Client, cast: Cast, opened: OpinionRound
) -> None:
    other, one = preparing(cast, year_of=2025), entered(cast, opened)
    for name, part in (("opinion", one), ("opinion_correct", one), ("opinion_enter", opened)):
        assert asked(client, cast, "secretary", name, other.pk, part.pk).status_code == 404
    assert sent(client, cast, "secretary", "opinion_feed_back", other.pk, one.pk).status_code == 404


def test_a_round_is_opened_once_and_leads_to_entering(client: Client, cast: Cast, meeting: Meeting) -> None:
    today = str(clock.today())
    given = {"channel": "form", "starts_on": today, "ends_on": today, "audience": "党员", "asked": "20"}
    page = sent(client, cast, "committee", "opinion_round", meeting.pk, **given)
    made = OpinionRound.objects.get()
    assert page.url == reverse("meetings:opinion_enter", args=[meeting.pk, made.pk])
    again = sent(client, cast, "committee", "opinion_round", meeting.pk, **given)
    assert "没有重复登记" in words(again)
    assert OpinionRound.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("ends_on", "2020-01-01", "结束日期早于开始日期"),
        ("starts_on", "", "请填写开始日期"),
        ("audience", "", "请填写征求对象"),
        ("asked", "-1", "大于或等于"),
        ("channel", "rumour", "有效"),
    ],
)
def test_a_wrong_round_keeps_what_was_typed(
    client: Client, cast: Cast, meeting: Meeting, field: str, value: str, told: str
) -> None:
    today = str(clock.today())
    given = {"channel": "form", "starts_on": today, "ends_on": today, "audience": "党员和群众", "asked": "20"}
    page = sent(client, cast, "committee", "opinion_round", meeting.pk, **(given | {field: value}))
    assert page.status_code == 422
    assert told in words(page)
    assert field == "audience" or "党员和群众" in words(page)
    assert not OpinionRound.objects.exists()


def test_without_a_name_the_page_says_that_nothing_is_kept(
    client: Client, cast: Cast, opened: OpinionRound
) -> None:
    page = words(asked(client, cast, "committee", "opinion_enter", opened.meeting_id, opened.pk))
    assert "系统就不留下任何能看出是谁提的信息" in page
    rule(opened.meeting, "opinions.anonymous_allowed", False)
    page = sent(client, cast, "committee", "opinion_enter", opened.meeting_id, opened.pk, text=SAID)
    assert "要求署名提意见。（依据：方案第一条）" in words(page)
    assert SAID in words(page)


def test_the_same_words_twice_ask_whether_somebody_else_said_them(
    client: Client, cast: Cast, opened: OpinionRound
) -> None:
    where = (opened.meeting_id, opened.pk)
    sent(client, cast, "committee", "opinion_enter", *where, text=SAID)
    again = sent(client, cast, "committee", "opinion_enter", *where, text=SAID)
    assert again.status_code == 422
    assert "另有一个人一字不差地提了这条意见" in words(again)
    assert Opinion.objects.count() == 1
    sent(client, cast, "committee", "opinion_enter", *where, text=SAID, again="on")
    assert Opinion.objects.count() == 2


def test_an_opinion_concerns_this_branch_and_this_meeting(
    client: Client, cast: Cast, opened: OpinionRound
) -> None:
    strange = Aspect.objects.create(meeting=preparing(cast, year_of=2025), scope="branch", title="学习")
    where = (opened.meeting_id, opened.pk)
    for wrong in ({"about": cast.member("sister_member").pk}, {"aspect": strange.pk}):
        page = sent(client, cast, "committee", "opinion_enter", *where, text=SAID, **wrong)
        assert page.status_code == 422
    assert not Opinion.objects.exists()


def test_a_correction_is_a_new_entry_and_the_old_one_stays(
    client: Client, cast: Cast, opened: OpinionRound
) -> None:
    """R03: words are not edited. What is done afterwards is done to the latest."""
    old, pk = entered(cast, opened), opened.meeting_id
    page = sent(client, cast, "committee", "opinion_correct", pk, old.pk, text="路灯坏了两个月")
    new = Opinion.objects.get(corrects=old)
    assert page.url == reverse("meetings:opinion", args=[pk, new.pk])
    old.refresh_from_db()
    assert old.text == SAID
    assert "已经更正" in words(asked(client, cast, "secretary", "opinion", pk, old.pk))
    assert SAID not in words(asked(client, cast, "secretary", "opinions", pk))
    twice = sent(client, cast, "committee", "opinion_correct", pk, old.pk, text="第三种说法")
    assert "请更正最新的那一条" in words(twice)
    sent(client, cast, "secretary", "opinion_feed_back", pk, old.pk)
    old.refresh_from_db()
    assert old.fed_back_on is None


def test_counts_fall_as_opinions_are_fed_back_and_answered(
    client: Client, cast: Cast, opened: OpinionRound
) -> None:
    one, pk = entered(cast, opened), opened.meeting_id
    entered(cast, opened, "他说话太急", about=cast.member("comrade"))
    page = asked(client, cast, "secretary", "opinions", pk)
    assert page.context["counts"] == {
        "all": 2,
        "sort": 0,
        "feedback": 2,
        "receipt": 0,
        "answer": 1,
        "passage": 0,
    }
    sent(client, cast, "secretary", "opinion_feed_back", pk, one.pk)
    seen = asked(client, cast, "secretary", "opinion", pk, one.pk).context["form"].initial["seen"]
    sent(client, cast, "secretary", "opinion", pk, one.pk, text="下月修好", seen=seen)
    page = asked(client, cast, "secretary", "opinions", pk, query="?show=feedback")
    assert page.context["counts"] == {
        "all": 2,
        "sort": 0,
        "feedback": 1,
        "receipt": 0,
        "answer": 0,
        "passage": 0,
    }
    assert [row.text for row in page.context["page"].object_list] == ["他说话太急"]
    assert "这一项都办完了" in words(asked(client, cast, "secretary", "opinions", pk, query="?show=answer"))
    again = sent(client, cast, "deputy", "opinion", pk, one.pk, text="不修", seen=seen)
    assert again.status_code == 422
    assert "刚刚有人作了答复" in words(again)
    assert "不修" in words(again)
    one.refresh_from_db()
    assert one.answer == "下月修好"


def test_queries_stay_the_same_with_more_rows(client: Client, cast: Cast, opened: OpinionRound) -> None:
    entered(cast, opened)
    few = queries(client, cast, "secretary", "opinions", opened.meeting_id)
    for n in range(3):
        entered(cast, opened, f"第{n}条", about=cast.member("comrade"))
    assert queries(client, cast, "secretary", "opinions", opened.meeting_id) == few


@pytest.mark.parametrize(("whom", "scope"), [("", "branch"), ("comrade", "member")])
def test_an_aspect_that_branch_and_members_share_is_offered_once_and_taken_from_the_right_list(
    client: Client, cast: Cast, opened: OpinionRound, whom: str, scope: str
) -> None:
    meeting = opened.meeting
    shared = {name: meeting.aspects.create(scope=name, title="学史力行") for name in ("branch", "member")}
    meeting.aspects.create(scope="member", title="先锋作用")
    page = asked(client, cast, "committee", "opinion_enter", meeting.pk, opened.pk)
    assert words(page).count(">学史力行</option>") == 1
    assert words(page).count(">先锋作用</option>") == 1
    about = cast.member(whom).pk if whom else ""
    given = {"text": "路不平", "about": about, "aspect": shared["branch"].pk}
    sent(client, cast, "committee", "opinion_enter", meeting.pk, opened.pk, **given)
    made = Opinion.objects.get()
    assert made.aspect == shared[scope]
    again = words(asked(client, cast, "committee", "opinion_correct", meeting.pk, made.pk))
    assert f'<option value="{shared["branch"].pk}" selected>学史力行</option>' in again


def test_paper_forms_are_reached_from_the_round_that_takes_them(
    client: Client, cast: Cast, opened: OpinionRound
) -> None:
    for channel, offered in (("form", True), ("box", True), ("meeting", False)):
        OpinionRound.objects.filter(pk=opened.pk).update(channel=channel)
        page = asked(client, cast, "committee", "opinion_enter", opened.meeting_id, opened.pk)
        assert ("录入纸质表" in words(page)) is offered, channel
