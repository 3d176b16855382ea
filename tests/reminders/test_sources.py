"""Who has what to do in which situation, as the home page and the beat find it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import (
    Attendance,
    Campaign,
    Material,
    MaterialVersion,
    Meeting,
    Sitting,
    Step,
    Talk,
    TalkParty,
)
from members.models import Member, Post
from rectification import actions as putting_right
from rectification.models import LookBack, RectificationItem
from reminders.queries import grouped, todos_for
from reminders.sources import Reader, Todo, found, steps
from tests.casting import TODAY, Cast, person, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

SOON = TODAY + dt.timedelta(days=3)


def who_has(cast: Cast) -> dict[str, set[str]]:
    """Title → names of those who have it to do."""
    names = {user.pk: name for name, user in cast.who.items()}
    told: dict[str, set[str]] = {}
    for user_id, todo in found():
        told.setdefault(todo.title, set()).add(names[user_id])
    return told


def step(meeting: Meeting, **fields: object) -> Step:
    given = {
        "key": "s1",
        "kind": "study",
        "title": "集中学习",
        "responsible_role": "secretary",
        "due_on": SOON,
    }
    return Step.objects.create(meeting=meeting, ordinal=1, **(given | fields))


# --- situations: what is set up → what everybody then has to do ------------------------------------------------


def a_step_with_a_person(cast: Cast) -> None:
    step(cast.meeting(state="preparing"), responsible=cast.member("committee"))


def a_step_without_a_person(cast: Cast) -> None:
    step(cast.meeting(state="preparing"))


def a_step_of_everybody_or_of_the_superior(cast: Cast) -> None:
    meeting = cast.meeting(state="preparing")
    step(meeting, responsible_role="each_member")
    step(meeting, key="s2", responsible_role="superior")


def a_step_done_or_of_a_draft(cast: Cast) -> None:
    step(
        cast.meeting(state="preparing"), responsible=cast.member("committee"), done_on=TODAY,
        done_by=cast.member("committee"), evidence="学了",
    )  # fmt: skip
    draft = cast.meeting(state="draft", title="草案")
    step(draft, responsible=cast.member("committee"))


def a_material_owed(cast: Cast) -> None:
    Material.objects.create(meeting=cast.meeting(state="preparing"), owner=cast.member("member"), form="full")


def a_material_returned(cast: Cast) -> None:
    Material.objects.create(
        meeting=cast.meeting(state="preparing"), owner=cast.member("member"), form="full", state="returned"
    )


def a_material_handed_in(cast: Cast) -> None:
    Material.objects.create(
        meeting=cast.meeting(state="preparing"), owner=cast.member("member"), form="full", state="submitted"
    )


def the_secretarys_own_material_handed_in(cast: Cast) -> None:
    Material.objects.create(
        meeting=cast.meeting(state="preparing"),
        owner=cast.member("secretary"),
        form="full",
        state="submitted",
    )


def a_material_that_waits_for_the_superior(cast: Cast) -> None:
    Material.objects.create(
        meeting=cast.meeting(state="preparing"), owner=cast.member("member"), form="full", state="reviewed"
    )


def a_branch_material(state: str):
    """The committee's, handed in by the secretary where it was."""

    def make(cast: Cast) -> None:
        made = Material.objects.create(meeting=cast.meeting(state="preparing"), form="full", state=state)
        if state != "owed":
            MaterialVersion.objects.create(
                material=made, number=1, sha256="0" * 64, text="稿", submitted_by=cast.who["secretary"]
            )

    return make


def a_material_with_the_group(cast: Cast) -> None:
    Member.objects.filter(name="member").update(group=cast.group)
    for who in ("comrade", "sister_member"):  # the other one's post ended with moving away
        post(cast.who[who], cast.group, "group_leader")
    Material.objects.create(
        meeting=cast.meeting(state="preparing"), owner=cast.member("member"), form="full", state="with_group"
    )


def a_material_nobody_reviews(cast: Cast) -> None:
    Material.objects.create(
        meeting=cast.meeting(state="preparing"), owner=cast.member("member"), form="full", state="handed_in"
    )


def a_meeting_in(state: str):
    def make(cast: Cast) -> None:
        cast.meeting(state=state)

    return make


def a_campaign(cast: Cast) -> None:
    made = Campaign.objects.create(
        organization=cast.town, title="年度部署", kind="annual", year_of=2026, starts_on=TODAY, ends_on=SOON,
        issued_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    made.targets.add(cast.branch, cast.sister)
    cast.meeting(organization=cast.sister, campaign=made, state="archived")


def leave_asked_by(name: str, host: str = "committee"):
    def make(cast: Cast) -> None:
        sitting = Sitting.objects.create(
            meeting=cast.meeting(state="preparing", host=cast.member(host)), number=1
        )
        Attendance.objects.create(
            sitting=sitting,
            member=cast.member(name),
            state="leave_asked",
            reason="出差",
            capacity="participant",
        )

    return make


def a_talk(held: bool):
    def make(cast: Cast) -> None:
        talk = Talk.objects.create(
            meeting=cast.meeting(state="preparing"), mode="face", planned_on=SOON, held_on=TODAY if held else None,
            recorded_by=cast.member("secretary") if held else None,
        )  # fmt: skip
        TalkParty.objects.create(
            talk=talk, member=cast.member("secretary"), leads=True, confirmed_on=TODAY if held else None
        )
        TalkParty.objects.create(talk=talk, member=cast.member("member"))

    return make


def minutes_not_signed(cast: Cast) -> None:
    closed = dt.datetime(2026, 5, 19, tzinfo=dt.UTC)
    Sitting.objects.create(
        meeting=cast.meeting(state="rectifying"), number=1, opened_at=closed, closed_at=closed
    )


MATERIAL = "对照检查材料"
SITUATIONS = [
    (a_step_with_a_person, {"集中学习": {"committee"}}),
    (a_step_without_a_person, {"集中学习": {"secretary", "deputy"}}),
    (a_step_of_everybody_or_of_the_superior, {}),
    (a_step_done_or_of_a_draft, {"完成会议方案": {"secretary", "deputy"}}),
    (a_material_owed, {f"提交{MATERIAL}": {"member"}}),
    (a_material_returned, {f"修改被退回的{MATERIAL}": {"member"}}),
    (a_material_handed_in, {f"审核member{MATERIAL}": {"secretary", "deputy"}}),
    (the_secretarys_own_material_handed_in, {f"审核secretary{MATERIAL}": {"deputy"}}),
    (a_material_that_waits_for_the_superior, {f"审核member{MATERIAL}": {"officer", "supervisor"}}),
    (a_branch_material("owed"), {f"提交支部委员会的{MATERIAL}": {"secretary", "deputy"}}),
    (
        a_branch_material("with_committee"),
        {f"审定支部委员会{MATERIAL}": {"deputy", "idle_deputy", "committee"}},
    ),
    (a_branch_material("reviewed"), {f"审核支部委员会{MATERIAL}": {"officer", "supervisor"}}),
    (a_material_with_the_group, {f"审核member{MATERIAL}": {"comrade"}}),
    (a_material_nobody_reviews, {}),
    (a_meeting_in("draft"), {"完成会议方案": {"secretary", "deputy"}}),
    (a_meeting_in("returned"), {"修改被退回的方案": {"secretary", "deputy"}}),
    (a_meeting_in("submitted"), {"审核会议方案": {"officer", "supervisor"}}),
    (a_meeting_in("preparing"), {}),
    (a_meeting_in("ready"), {"召开会议": {"secretary", "deputy"}}),
    (a_meeting_in("reported"), {"归档会议材料": {"secretary", "deputy"}}),
    (a_meeting_in("archived"), {}),
    (a_campaign, {"据“年度部署”制定方案": {"secretary", "deputy"}}),
    (leave_asked_by("member"), {"审批member的请假": {"secretary", "deputy", "committee"}}),
    (leave_asked_by("secretary"), {"审批secretary的请假": {"deputy", "committee"}}),
    (leave_asked_by("committee"), {"审批committee的请假": {"secretary", "deputy"}}),
    (a_talk(held=False), {"登记约好的谈心谈话": {"secretary"}, "secretary约您谈心谈话": {"member"}}),
    (a_talk(held=True), {"确认谈心谈话记录": {"member"}}),
    (minutes_not_signed, {"签认会议记录": {"secretary", "committee"}}),
]


@pytest.mark.parametrize(("arrange", "expected"), SITUATIONS, ids=[str(n) for n in range(len(SITUATIONS))])
def test_who_has_what_to_do(cast: Cast, arrange, expected: dict[str, set[str]]) -> None:
    arrange(cast)
    assert who_has(cast) == expected
    for name, user in cast.who.items():  # one's own page says the same as the beat
        assert {todo.title for todo in todos_for(user)} == {
            t for t, names in expected.items() if name in names
        }, name


# --- rectification -------------------------------------------------------------------------------------------


def test_r26_an_item_is_its_persons_until_it_is_claimed_and_then_the_leaders(held, cast):
    item = held.item("committee", matter="走访")
    assert who_has(cast) == {"整改：走访": {"committee"}}
    held.claimed(item)
    assert who_has(cast) == {"核实销号：走访": {"secretary", "deputy"}}


def test_r26_where_no_other_leader_is_left_the_committee_verifies(held, cast):
    Post.objects.filter(kind="deputy_secretary").update(delegated=False)
    held.claimed(held.item("secretary", matter="走访"), by="secretary")
    assert who_has(cast) == {"核实销号：走访": {"deputy", "idle_deputy", "committee"}}


def test_r29_a_look_back_is_told_a_week_before_while_the_item_stays_written_off(held, cast):
    item = held.verified()
    LookBack.objects.create(item=item, due_on=TODAY + dt.timedelta(days=8))
    assert who_has(cast) == {}
    with held.later(1):
        assert who_has(cast) == {"回头看：走访太少": {"secretary", "deputy"}}
        putting_right.reopen_item(by=cast.who["secretary"], item=item, reason="反弹")
        assert "回头看：走访太少" not in who_has(cast)


# days overdue, days the provision says → escalated
ESCALATION = [(6, 7, False), (7, 7, True), (30, 7, True), (7, 14, False), (14, 14, True)]


@pytest.mark.parametrize(("late", "wait", "told"), ESCALATION)
def test_overdue_items_escalate_after_the_days_the_plan_names(held, cast, late, wait, told):
    held.rule("rectification.overdue_escalates_after_days", wait)
    item = held.item("committee")
    RectificationItem.objects.filter(pk=item.pk).update(due_on=TODAY - dt.timedelta(days=late))
    expected = {"secretary", "deputy", "officer", "supervisor"} if told else set()
    assert who_has(cast).get("督促逾期的整改（1项）", set()) == expected


def test_a_members_own_overdue_item_escalates_to_the_branchs_leaders_alone(held, cast):
    own = held.item("member", "member")
    RectificationItem.objects.filter(pk=own.pk).update(due_on=TODAY - dt.timedelta(days=9))
    assert who_has(cast)["督促逾期的整改（1项）"] == {"secretary", "deputy"}
    branch = held.item("committee")
    RectificationItem.objects.filter(pk=branch.pk).update(due_on=TODAY - dt.timedelta(days=8))
    told = who_has(cast)
    assert told["督促逾期的整改（2项）"] == {"secretary", "deputy"}
    assert told["督促逾期的整改（1项）"] == {"officer", "supervisor"}


def test_r24_a_promise_the_plan_asks_for_is_everybodys_until_made(held, cast):
    sitting = held.meeting.sittings.get()
    for name in ("member", "comrade", "activist"):
        Attendance.objects.create(
            sitting=sitting, member=cast.member(name), capacity="participant", state="present"
        )
    Attendance.objects.create(sitting=sitting, guest_name="群众代表", capacity="invited", state="present")
    assert "写整改承诺" not in who_has(cast)
    step(held.meeting, kind="commitments", responsible_role="each_member")
    assert who_has(cast)["写整改承诺"] == {"member", "comrade"}
    putting_right.make_commitment(by=cast.who["member"], meeting=held.meeting, text="读书")
    assert who_has(cast)["写整改承诺"] == {"comrade"}


# --- reading -------------------------------------------------------------------------------------------------


def test_a_guest_with_a_leave_mark_breaks_nobodys_page(cast: Cast) -> None:
    sitting = Sitting.objects.create(meeting=cast.meeting(state="preparing"), number=1)
    Attendance.objects.create(
        sitting=sitting, guest_name="群众代表", state="leave_asked", reason="有事", capacity="invited"
    )
    assert who_has(cast) == {}
    assert todos_for(cast.who["secretary"]) == []


def test_soonest_comes_first_and_what_has_no_day_last(cast: Cast) -> None:
    meeting = cast.meeting(state="preparing")
    days = {"迟": TODAY - dt.timedelta(days=1), "今": TODAY, "周": TODAY + dt.timedelta(days=7),
            "后": TODAY + dt.timedelta(days=8), "无": None}  # fmt: skip
    for n, (title, day) in enumerate(reversed(days.items())):
        step(meeting, key=f"k{n}", title=title, due_on=day, responsible=cast.member("committee"))
    todos = todos_for(cast.who["committee"])
    assert [todo.title for todo in todos] == list(days)
    groups = {group.title: [todo.title for todo in group.todos] for group in grouped(todos, TODAY)}
    assert groups == {"已经过期": ["迟"], "一周之内": ["今", "周"], "以后": ["后"], "没有期限": ["无"]}
    assert grouped([], TODAY) == []


def test_the_same_thing_is_found_once_for_a_person() -> None:
    assert Todo("k", "t", "/").subject == "k"


def _count(user_id: int | None) -> int:
    with CaptureQueriesContext(connection) as caught:
        list(found(user_id))
    return len(caught)


@pytest.mark.parametrize("name", ["", "secretary", "officer", "member"])
def test_three_of_each_take_no_more_queries_than_one(held, cast, name):
    def grow(n: int) -> None:
        meeting = cast.meeting(state="preparing", title=f"会{n}")
        step(meeting, responsible=cast.member("committee"))
        step(meeting, key="s2")
        Material.objects.create(meeting=meeting, owner=cast.member("member"), form="full")
        Material.objects.create(meeting=meeting, owner=cast.member("comrade"), form="full", state="submitted")
        cast.meeting(state="submitted", title=f"待批{n}")
        late = held.item("committee", matter=f"逾期{n}")
        RectificationItem.objects.filter(pk=late.pk).update(due_on=TODAY - dt.timedelta(days=40))
        held.claimed(held.item("committee", matter=f"核{n}"))
        sitting = Sitting.objects.create(meeting=meeting, number=1)
        Attendance.objects.create(
            sitting=sitting,
            member=cast.member("member"),
            state="leave_asked",
            reason="出差",
            capacity="participant",
        )
        person(f"another{n}", cast.branch)

    user_id = cast.who[name].pk if name else None
    grow(0)
    one = _count(user_id)
    grow(1)
    grow(2)
    assert _count(user_id) == one


def test_a_step_of_a_person_without_an_account_is_nobodys(cast: Cast) -> None:
    row = step(cast.meeting(state="preparing"), responsible=cast.member("committee"))
    row.responsible.user = None
    row.responsible.save()
    assert list(steps(Reader())) == []


def day_of(title: str) -> dt.date | None:
    (day,) = {todo.due_on for _, todo in found() if todo.title == title}
    return day


def test_r11_a_plan_is_to_be_approved_by_the_day_its_step_names(cast: Cast) -> None:
    meeting = cast.meeting(state="submitted", held_on=TODAY + dt.timedelta(days=20))
    assert day_of("审核会议方案") == meeting.held_on
    step(meeting, kind="plan_approval", due_on=SOON)
    assert day_of("审核会议方案") == SOON


def test_r12_a_reflection_is_due_with_the_study(cast: Cast) -> None:
    meeting = cast.meeting(state="preparing", held_on=TODAY + dt.timedelta(days=20))
    meeting.provisions.create(key="study.reflection_required", value=True)
    Material.objects.create(meeting=meeting, owner=cast.member("member"), form="full")
    assert day_of("交学习心得") is None
    step(meeting, due_on=SOON + dt.timedelta(days=1), key="later")
    step(meeting, due_on=SOON)
    assert day_of("交学习心得") == SOON
    Step.objects.filter(due_on=SOON).update(done_on=TODAY, done_by=cast.member("secretary"))
    assert day_of("交学习心得") == SOON + dt.timedelta(days=1)
