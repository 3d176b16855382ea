"""Pages of study: sessions, make-up (R12), notes and reflections."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from meetings.actions import study as acts
from meetings.models import Meeting, Step, StudyNote, StudySession
from members.models import Member
from tests.casting import Cast
from tests.meetings.preparation import asked, preparing, queries, rule, sent, who_may_open, words

pytestmark = pytest.mark.django_db

OWN = "读了这一章，我想到去年秋收时的一件事"
COMMITTEE = {"secretary", "deputy", "idle_deputy", "committee"}
MEMBERS = COMMITTEE | {"member", "comrade", "probationary"}


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    made = preparing(cast)
    Step.objects.create(
        meeting=made, key="study", kind="study", title="学习", responsible_role="committee",
        details={"works": ["党章第一章", "准则"]},
    )  # fmt: skip
    return made


def held(cast: Cast, meeting: Meeting, *present: str, works: str = "党章") -> StudySession:
    return acts.record_session(
        by=cast.who["committee"], meeting=meeting, kind="group", held_on=clock.today(), works=works,
        present=[cast.member(name) for name in present],
    )  # fmt: skip


def test_who_opens_what(client: Client, cast: Cast, meeting: Meeting) -> None:
    session = held(cast, meeting, "secretary")
    missed = session.attendance.filter(present=False).first()
    pk = meeting.pk
    assert who_may_open(client, cast, "studies", pk) == MEMBERS | {"supervisor", "officer"}
    assert who_may_open(client, cast, "study", pk, session.pk) == COMMITTEE | {"supervisor", "officer"}
    assert who_may_open(client, cast, "study_record", pk) == COMMITTEE
    assert who_may_open(client, cast, "study_make_up", pk, missed.pk) == COMMITTEE
    assert who_may_open(client, cast, "study_note", pk) == MEMBERS
    assert who_may_open(client, cast, "study_reflection", pk) == MEMBERS


def test_parts_of_another_meeting_are_not_found_here(client: Client, cast: Cast, meeting: Meeting) -> None:
    session = held(cast, meeting, "secretary")
    missed = session.attendance.filter(present=False).first()
    other = preparing(cast, year_of=2025)
    assert asked(client, cast, "secretary", "study", other.pk, session.pk).status_code == 404
    assert asked(client, cast, "secretary", "study_make_up", other.pk, missed.pk).status_code == 404


def test_a_session_begins_with_the_plans_works_and_everybody_ticked(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    form = asked(client, cast, "committee", "study_record", meeting.pk).context["form"]
    assert form.initial["works"] == "党章第一章\n准则"
    assert len(form.initial["present"]) == 7
    assert all(box.data["selected"] for box in form["present"])


def test_a_session_makes_the_absent_owe_a_make_up(client: Client, cast: Cast, meeting: Meeting) -> None:
    """R12: whoever was not there makes it up; when it is recorded, nobody is left on the list."""
    came = [cast.member(name).pk for name in MEMBERS - {"comrade"}]
    given = {"kind": "group", "held_on": str(clock.today()), "works": "党章", "present": came}
    page = sent(client, cast, "committee", "study_record", meeting.pk, **given)
    assert page.url == reverse("meetings:studies", args=[meeting.pk])
    page = asked(client, cast, "committee", "studies", meeting.pk)
    assert [one.member.name for one in page.context["behind"]] == ["comrade"]
    assert "您缺席了" in words(asked(client, cast, "comrade", "studies", meeting.pk))
    missed = page.context["behind"][0].pk
    done = {"on": str(clock.today()), "note": "送学上门"}
    sent(client, cast, "secretary", "study_make_up", meeting.pk, missed, **done)
    assert not asked(client, cast, "committee", "studies", meeting.pk).context["behind"]
    again = sent(client, cast, "secretary", "study_make_up", meeting.pk, missed, **done)
    assert again.status_code == 422
    assert "已经有人登记了" in words(again)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("held_on", "2099-01-01", "学习日期不能晚于今天"),
        ("held_on", "昨天", "请填写正确的日期"),
        ("works", " ", "请填写学习内容"),
        ("present", [], "请勾选参加的人"),
        ("present", ["999999"], "名单刚刚变了"),
    ],
)
def test_a_wrong_session_keeps_what_was_typed(
    client: Client, cast: Cast, meeting: Meeting, field: str, value: object, told: str
) -> None:
    given = {
        "kind": "discussion", "held_on": str(clock.today()), "works": "党章", "summary": "讨论热烈",
        "present": [cast.member("member").pk],
    }  # fmt: skip
    page = sent(client, cast, "committee", "study_record", meeting.pk, **(given | {field: value}))
    assert page.status_code == 422
    assert told in words(page)
    assert "讨论热烈" in words(page)
    assert not StudySession.objects.exists()


def test_somebody_of_another_branch_was_not_there(client: Client, cast: Cast, meeting: Meeting) -> None:
    stranger = cast.member("sister_member").pk
    given = {"kind": "group", "held_on": str(clock.today()), "works": "党章", "present": [stranger]}
    assert sent(client, cast, "committee", "study_record", meeting.pk, **given).status_code == 422


def test_a_session_that_is_sent_twice_is_recorded_once(client: Client, cast: Cast, meeting: Meeting) -> None:
    came = [cast.member("member").pk]
    given = {"kind": "group", "held_on": str(clock.today()), "works": "党章", "present": came}
    sent(client, cast, "committee", "study_record", meeting.pk, **given)
    again = sent(client, cast, "committee", "study_record", meeting.pk, **given)
    assert "没有重复登记" in words(again)
    assert StudySession.objects.count() == 1


def test_a_reflection_is_written_and_rewritten_by_its_author_alone(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    rule(meeting, "study.reflection_required", True)
    assert "还没有交学习心得的人" in words(asked(client, cast, "secretary", "studies", meeting.pk))
    seen = asked(client, cast, "member", "study_reflection", meeting.pk).context["form"].initial["seen"]
    sent(client, cast, "member", "study_reflection", meeting.pk, text=OWN, seen=seen)
    owing = asked(client, cast, "secretary", "studies", meeting.pk).context["owing"]
    assert "member" not in [one.name for one in owing]
    assert OWN in words(asked(client, cast, "member", "studies", meeting.pk))
    stale = sent(client, cast, "member", "study_reflection", meeting.pk, text="另一页上写的", seen=seen)
    assert stale.status_code == 422
    assert "另一页上写的" in words(stale)
    assert StudyNote.objects.get().text == OWN


@pytest.mark.parametrize("who", ["secretary", "comrade", "supervisor"])
def test_nobody_elses_page_holds_a_note(client: Client, cast: Cast, meeting: Meeting, who: str) -> None:
    acts.write_note(by=cast.who["member"], meeting=meeting, kind="note", text=OWN)
    acts.write_note(by=cast.who["member"], meeting=meeting, kind="reflection", text=OWN)
    for name in ("studies", "readiness"):
        assert OWN not in words(asked(client, cast, who, name, meeting.pk))


def test_a_note_that_is_sent_twice_is_kept_once(client: Client, cast: Cast, meeting: Meeting) -> None:
    sent(client, cast, "member", "study_note", meeting.pk, text=OWN)
    again = sent(client, cast, "member", "study_note", meeting.pk, text=OWN)
    assert "没有重复提交" in words(again)
    assert OWN in words(again)
    assert StudyNote.objects.count() == 1


def test_out_of_turn_says_when(client: Client, cast: Cast) -> None:
    early = preparing(cast, state="rectifying")
    page = sent(client, cast, "member", "study_note", early.pk, text=OWN)
    assert page.status_code == 422
    assert "会前准备期间才能提交学习心得" in words(page)


def test_queries_stay_the_same_with_more_rows(client: Client, cast: Cast, meeting: Meeting) -> None:
    session = held(cast, meeting, "secretary")
    few = queries(client, cast, "secretary", "studies", meeting.pk)
    one = queries(client, cast, "secretary", "study", meeting.pk, session.pk)
    for n in range(3):
        Member.objects.create(name=f"党员{n}", branch=cast.branch)
        session = held(cast, meeting, "secretary", works=f"第{n}章")
    assert queries(client, cast, "secretary", "studies", meeting.pk) == few
    assert queries(client, cast, "secretary", "study", meeting.pk, session.pk) == one
