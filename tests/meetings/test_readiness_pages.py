"""The page that says what is still missing, by step and by person."""

from __future__ import annotations

import pytest
from django.test import Client

from core import clock
from meetings.actions import study, talk
from meetings.actions.material import owe_materials
from meetings.models import Meeting, Step
from members.models import Member
from tests.casting import Cast
from tests.meetings.preparation import asked, preparing, queries, rule, who_may_open, words

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
