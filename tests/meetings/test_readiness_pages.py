"""The page that says what is still missing, by step and by person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core import clock
from core.exceptions import NotNow
from meetings.actions import reminding, study, talk
from meetings.actions.material import owe_materials
from meetings.models import Material, Meeting, Nudge, Step
from members.models import Member
from reminders.models import Notice
from reminders.tasks import remind_due
from tests.casting import Cast
from tests.meetings.preparation import asked, preparing, queries, rule, sent, who_may_open, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    made = preparing(cast)
    for kind in ("study", "talks", "materials"):
        Step.objects.create(meeting=made, key=kind, kind=kind, title=kind, responsible_role="committee")
    rule(made, "talks.pair_classes", ["committee_member"])
    rule(made, "study.reflection_required", True)
    owe_materials(made)
    return made


def owes(client: Client, cast: Cast, meeting: Meeting, who: str = "secretary") -> dict[str, list[str]]:
    rows = asked(client, cast, who, "readiness", meeting.pk).context["people"]
    return {row["name"]: [item["text"] for item in row["owes"]] for row in rows}


def test_who_opens_it(client: Client, cast: Cast, meeting: Meeting) -> None:
    preparing_it = {"secretary", "deputy", "idle_deputy", "committee"}
    assert who_may_open(client, cast, "readiness", meeting.pk) == preparing_it | {"supervisor", "officer"}


def test_each_person_with_what_they_owe(client: Client, cast: Cast, meeting: Meeting) -> None:
    """R04, R08, R12: a talk, a material, a make-up and a reflection of one person stand in one row."""
    came = [cast.member(name) for name in ("secretary", "committee")]
    study.record_session(
        by=cast.who["committee"], meeting=meeting, kind="group", held_on=clock.today(), works="党章",
        present=came,
    )  # fmt: skip
    found = owes(client, cast, meeting)
    day = f"{clock.today().month}月{clock.today().day}日"
    assert found["comrade"] == [
        f"补学{day}的学习",
        "交学习心得",
        "提交材料",
        "同committee、deputy、idle_deputy、secretary谈心谈话",
    ]
    assert "activist" not in found
    study.write_note(by=cast.who["comrade"], meeting=meeting, kind="reflection", text="想法")
    assert "交学习心得" not in owes(client, cast, meeting)["comrade"]


def test_a_record_waits_for_the_other_party(client: Client, cast: Cast, meeting: Meeting) -> None:
    partner = cast.member("comrade")
    one = talk.plan_talk(by=cast.who["member"], meeting=meeting, partners=[partner], on=clock.today())
    text = {"thinking": "谈了", "shortcomings": "谈了"}
    talk.record_talk(by=cast.who["member"], talk=one, held_on=clock.today(), **text)
    assert "确认1次谈话的记录" in owes(client, cast, meeting)["comrade"]
    assert "确认1次谈话的记录" not in owes(client, cast, meeting)["member"]


def test_talks_are_left_out_for_whoever_may_not_see_the_coverage(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """The recorder sees the preparation, not who talked to whom."""
    meeting.recorder = cast.member("member")
    meeting.save()
    found = owes(client, cast, meeting, "member")
    assert found
    assert not any("谈心谈话" in text for texts in found.values() for text in texts)


def test_every_link_of_the_page_opens(client: Client, cast: Cast, meeting: Meeting) -> None:
    for who in ("secretary", "committee", "supervisor", "officer"):
        page = asked(client, cast, who, "readiness", meeting.pk)
        links = {item["url"] for row in page.context["people"] for item in row["owes"]}
        assert links
        assert {client.get(link).status_code for link in links} == {200}


def test_nothing_missing_says_so(client: Client, cast: Cast) -> None:
    done = preparing(cast)
    for key in ("study.group_required", "study.make_up_required"):
        rule(done, key, False)
    rule(done, "talks.pair_classes", [])
    page = asked(client, cast, "secretary", "readiness", done.pk)
    assert page.context["gates"] == []
    assert "开会前要办的都办好了" in words(page)


def test_queries_stay_the_same_with_more_people(client: Client, cast: Cast, meeting: Meeting) -> None:
    few = queries(client, cast, "secretary", "readiness", meeting.pk)
    for n in range(3):
        Member.objects.create(name=f"党员{n}", branch=cast.branch)
    owe_materials(meeting)
    assert queries(client, cast, "secretary", "readiness", meeting.pk) == few


# --- reminding --------------------------------------------------------------------------------------------


def told_on_home(client: Client, cast: Cast, who: str) -> str:
    client.force_login(cast.who[who])
    return words(client.get("/"))


def test_everybody_behind_is_reminded_on_their_own_page(client: Client, cast: Cast, meeting: Meeting) -> None:
    """Each is told what they owe and by whom; whoever owes nothing hears nothing."""
    assert "secretary提醒您" not in told_on_home(client, cast, "comrade")
    page = sent(client, cast, "secretary", "remind", meeting.pk)
    assert page.url.endswith("/readiness/")
    assert set(Nudge.objects.values_list("member__name", flat=True)) == set(owes(client, cast, meeting))
    home = told_on_home(client, cast, "comrade")
    assert "secretary提醒您：交学习心得；提交材料；同committee" in home
    assert "提醒您：" not in told_on_home(client, cast, "activist")
    assert "今天已提醒" in words(asked(client, cast, "secretary", "readiness", meeting.pk))


def test_nobody_is_reminded_twice_on_one_day(client: Client, cast: Cast, meeting: Meeting) -> None:
    """A double click, the deputy after the secretary, and the row itself; the next day it goes again."""
    comrade = cast.member("comrade")
    for who in ("secretary", "secretary", "deputy"):
        sent(client, cast, who, "remind", meeting.pk, member=comrade.pk)
    assert Nudge.objects.count() == Notice.objects.filter(key__startswith="asked:").count() == 1
    sent(client, cast, "deputy", "remind", meeting.pk)
    assert Nudge.objects.filter(member=comrade).count() == 1
    with pytest.raises(NotNow, match="今天已经提醒过了"):
        reminding.remind(by=cast.who["secretary"], meeting=meeting, members={comrade.pk})
    with pytest.raises(IntegrityError), transaction.atomic():
        Nudge.objects.create(meeting=meeting, member=comrade, on=clock.today(), by=cast.member("secretary"))
    with clock.at(clock.today() + dt.timedelta(days=1)):
        assert reminding.remind(by=cast.who["secretary"], meeting=meeting, members={comrade.pk}) == 1
        day = f"{clock.today().month}月{clock.today().day}日"
        assert f"{day}提醒过" not in words(asked(client, cast, "secretary", "readiness", meeting.pk))


def test_the_day_of_the_last_reminder_is_told(client: Client, cast: Cast, meeting: Meeting) -> None:
    reminding.remind(by=cast.who["secretary"], meeting=meeting, members={cast.member("comrade").pk})
    today = clock.today()
    with clock.at(today + dt.timedelta(days=2)):
        page = asked(client, cast, "committee", "readiness", meeting.pk)
    row = next(one for one in page.context["people"] if one["name"] == "comrade")
    assert (row["asked_on"], row["asked_today"]) == (today, False)
    assert f"{today.month}月{today.day}日提醒过" in words(page)


def test_whoever_owes_nothing_or_has_no_account_is_not_reminded(cast: Cast, meeting: Meeting) -> None:
    lone = Member.objects.create(name="没有账号的", branch=cast.branch)
    owe_materials(meeting)
    for members, told in (({lone.pk}, "没有账号"), ({cast.member("activist").pk}, "都办好了")):
        with pytest.raises(NotNow, match=told):
            reminding.remind(by=cast.who["secretary"], meeting=meeting, members=members)
    assert not Nudge.objects.exists()


def test_only_the_leaders_remind(client: Client, cast: Cast, meeting: Meeting) -> None:
    for who in (
        "committee",
        "idle_deputy",
        "member",
        "supervisor",
        "officer",
        "sister_secretary",
        "outsider",
    ):
        assert sent(client, cast, who, "remind", meeting.pk).status_code == 404
    assert not Nudge.objects.exists()
    assert "提醒还没办完的人" not in words(asked(client, cast, "committee", "readiness", meeting.pk))


def test_the_person_responsible_for_an_open_step_owes_it(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """By step and by person; what comes after the meeting is nobody's debt yet."""
    meeting.steps.filter(kind="study").update(responsible=cast.member("member"))
    Step.objects.create(
        meeting=meeting, key="report", kind="report", title="上报", responsible_role="secretary",
        responsible=cast.member("member"),
    )  # fmt: skip
    assert "办好“study”" in owes(client, cast, meeting)["member"]
    assert "办好“上报”" not in owes(client, cast, meeting)["member"]
    meeting.steps.filter(kind="study").update(done_on=clock.today(), done_by=cast.member("member"))
    assert "办好“study”" not in owes(client, cast, meeting)["member"]


def test_a_notice_of_a_leader_outlives_the_beat_until_it_is_read(cast: Cast, meeting: Meeting) -> None:
    reminding.remind(by=cast.who["secretary"], meeting=meeting, members={cast.member("comrade").pk})
    remind_due()
    assert Notice.objects.get(key__startswith="asked:").withdrawn_at is None


def test_when_nothing_is_missing_the_secretary_goes_on_from_here(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    where = reverse("meetings:move", args=[meeting.pk, "declare_ready"])
    assert where not in words(asked(client, cast, "secretary", "readiness", meeting.pk))
    Material.objects.all().delete()
    Step.objects.filter(kind="talks").delete()
    rule(meeting, "study.group_required", False)
    for who, offered in (("secretary", True), ("committee", False), ("officer", False)):
        page = words(asked(client, cast, who, "readiness", meeting.pk))
        assert "都办好了" in page
        assert (where in page) is offered, who
    Meeting.objects.update(state="ready")
    assert where not in words(asked(client, cast, "secretary", "readiness", meeting.pk))
