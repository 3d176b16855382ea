"""Pages of study: sessions, make-up (R12), notes and reflections."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from meetings.actions import study as acts
from meetings.models import Material, Meeting, Step, StudyNote, StudySession
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
    assert who_may_open(client, cast, "study_self", pk) == MEMBERS
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


# --- self-study, and what is to be done -------------------------------------------------------------------


def test_self_study_is_told_work_by_work_and_once(client: Client, cast: Cast, meeting: Meeting) -> None:
    day = str(clock.today())
    page = asked(client, cast, "member", "study_self", meeting.pk)
    assert [value for value, _ in page.context["form"].fields["works"].choices] == ["党章第一章", "准则"]
    given = {"works": ["党章第一章"], "others": "  家乡史 \n\n", "on": day}
    assert sent(client, cast, "member", "study_self", meeting.pk, **given).status_code == 302
    note = StudyNote.objects.get()
    assert (note.kind, note.text, note.member.name) == ("self", "党章第一章\n家乡史", "member")
    left = asked(client, cast, "member", "study_self", meeting.pk).context["form"]
    assert [value for value, _ in left.fields["works"].choices] == ["准则"]
    again = sent(client, cast, "member", "study_self", meeting.pk, others="家乡史", on=day)
    assert again.status_code == 422
    assert "登记过的不用再登记" in words(again)
    assert "学完2篇" in words(asked(client, cast, "member", "studies", meeting.pk))
    works = asked(client, cast, "committee", "studies", meeting.pk).context["works"]
    assert [(work["title"], work["readers"]) for work in works] == [("党章第一章", 1), ("准则", 0)]
    assert "家乡史" not in words(asked(client, cast, "comrade", "studies", meeting.pk))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"on": "2020-01-01"}, "请勾选或写明自学的篇目"),
        ({"others": "家乡史", "on": "2099-01-01"}, "不能晚于今天"),
        ({"works": ["没有的篇目"], "on": "2020-01-01"}, "请重新勾选"),
    ],
)
def test_self_study_that_cannot_be(
    client: Client, cast: Cast, meeting: Meeting, given: dict[str, object], told: str
) -> None:
    page = sent(client, cast, "member", "study_self", meeting.pk, **given)
    assert page.status_code == 422
    assert told in words(page)
    assert not StudyNote.objects.exists()


def test_r12_whoever_missed_study_or_owes_a_reflection_finds_it_on_the_own_page(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """The make-up, with what was studied; the reflection where the plan asks for one; gone once it is done."""
    session = held(cast, meeting, "secretary", "comrade")
    Material.objects.create(meeting=meeting, owner=cast.member("member"), form="outline", state="approved")
    assert "补学" in todos(client, cast, "member")
    assert "补学" not in todos(client, cast, "comrade")
    assert "交学习心得" not in todos(client, cast, "member")
    rule(meeting, "study.reflection_required", True)
    assert "交学习心得" in todos(client, cast, "member")
    assert "学的是：党章" in words(asked(client, cast, "member", "studies", meeting.pk))
    acts.write_note(by=cast.who["member"], meeting=meeting, kind="reflection", text=OWN)
    missed = session.attendance.get(member=cast.member("member"))
    acts.record_make_up(by=cast.who["committee"], attendance=missed, on=clock.today(), note="送学上门")
    assert "补学" not in todos(client, cast, "member")
    assert "交学习心得" not in todos(client, cast, "member")
    rule(meeting, "study.make_up_required", False)
    assert "补学" not in todos(client, cast, "probationary")


def todos(client: Client, cast: Cast, who: str) -> str:
    client.force_login(cast.who[who])
    return words(client.get("/"))


def test_the_study_record_tells_who_read_what_and_no_word_of_a_reflection(
    cast: Cast, meeting: Meeting
) -> None:
    from meetings.documents import documents_of

    held(cast, meeting, "secretary")
    acts.record_self_study(by=cast.who["member"], meeting=meeting, works=["准则"], on=clock.today())
    acts.write_note(by=cast.who["member"], meeting=meeting, kind="reflection", text=OWN)
    (paper,) = documents_of(meeting, ["study_record"])
    doc = docx.Document(BytesIO(paper.render()))
    text = "\n".join(p.text for p in doc.paragraphs)
    cells = [cell.text for table in doc.tables for row in table.rows for cell in row.cells]
    assert "个人自学" in text
    assert "准则" in cells
    assert "已交学习心得" in text
    assert OWN not in text
