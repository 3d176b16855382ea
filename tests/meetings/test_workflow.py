"""A meeting's life against tables written by hand: which moves exist, who makes them, what must hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from core import clock
from core.exceptions import Invalid, NotAllowed, NotNow, Refused
from meetings import workflow
from meetings.actions import lifecycle
from meetings.enums import MeetingState as S
from meetings.models import Attendance, Meeting, Provision, Sitting, Step
from meetings.rulebook import Rulebook
from members.access import Seat
from tests.casting import TODAY, Cast

pytestmark = pytest.mark.django_db

# from → {move: to}; every pair of states that is not here is no move.
MOVES = {
    S.DRAFT: {"submit": S.SUBMITTED, "begin": S.PREPARING, "cancel": S.CANCELLED},
    S.RETURNED: {"submit": S.SUBMITTED, "begin": S.PREPARING, "cancel": S.CANCELLED},
    S.SUBMITTED: {
        "withdraw": S.DRAFT, "approve_plan": S.PREPARING, "return_plan": S.RETURNED, "cancel": S.CANCELLED,
    },
    S.PREPARING: {"declare_ready": S.READY, "postpone": S.POSTPONED, "cancel": S.CANCELLED},
    S.READY: {
        "unready": S.PREPARING, "open": S.IN_SESSION, "postpone": S.POSTPONED, "cancel": S.CANCELLED,
    },
    S.POSTPONED: {"resume": S.PREPARING, "cancel": S.CANCELLED},
    S.IN_SESSION: {"halt": S.HALTED, "close": S.RECTIFYING},
    S.HALTED: {"rehold": S.PREPARING, "cancel": S.CANCELLED},
    S.RECTIFYING: {"report": S.REPORTED},
    S.REPORTED: {"archive": S.ARCHIVED},
    S.ARCHIVED: {},
    S.CANCELLED: {},
}  # fmt: skip

PLANNERS = {"secretary", "deputy"}
ABOVE = {"officer", "supervisor"}
MAKERS = {
    "submit": PLANNERS, "begin": PLANNERS, "withdraw": PLANNERS, "cancel": PLANNERS,
    "declare_ready": PLANNERS, "unready": PLANNERS, "resume": PLANNERS, "rehold": PLANNERS, "report": PLANNERS,
    "approve_plan": ABOVE, "return_plan": ABOVE, "postpone": ABOVE, "halt": ABOVE,
    "open": PLANNERS | {"comrade"}, "close": PLANNERS | {"comrade"},
    "archive": PLANNERS | {"archivist"},
}  # fmt: skip


def test_the_table_is_exactly_this_one() -> None:
    found = {state: {move.name: move.target for move in workflow.MEETING.leaving(state)} for state in S}
    assert found == MOVES


@pytest.fixture
def meeting(cast: Cast) -> Iterator[Meeting]:
    """A meeting for which every gate holds but those of an approval; the comrade is its host."""
    with clock.at(TODAY):
        meeting = cast.meeting(host=cast.member("comrade"))
        meeting.agenda.create(ordinal=1, kind="report", title="报告")
        for key in ("gate.studies_held", "gate.talks_covered", "gate.materials_approved"):
            Provision.objects.create(meeting=meeting, key=key, value=False)
        sitting = Sitting.objects.create(meeting=meeting, seal="a" * 64, sealed_at=clock.now())
        Attendance.objects.create(
            sitting=sitting, member=cast.member("member"), capacity="participant", state="present"
        )
        yield meeting


def _in(meeting: Meeting, state: str) -> Meeting:
    Meeting.objects.filter(pk=meeting.pk).update(
        state=state, closed_reason="不开了" if state == S.CANCELLED else ""
    )
    meeting.refresh_from_db()
    sitting = meeting.sittings.get()
    sitting.opened_at = clock.now() if state in (S.IN_SESSION, S.HALTED) else None
    sitting.save()
    return meeting


def _succeeds(cast: Cast, meeting: Meeting, who: str, name: str) -> bool:
    """Would the action go through? Whatever it does is undone."""
    try:
        with transaction.atomic():
            lifecycle.move(by=cast.who[who], meeting=meeting, name=name, reason="有理由")
            transaction.set_rollback(True)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("needs_approval", [False, True])
@pytest.mark.parametrize("state", list(S))
def test_the_buttons_are_exactly_the_moves_that_succeed(
    cast: Cast, meeting: Meeting, state: str, needs_approval: bool
) -> None:
    """For every state, every role near and those with most rights elsewhere, and every move there is."""
    Provision.objects.create(meeting=meeting, key="gate.plan_approved", value=needs_approval)
    _in(meeting, state)
    far = [name for name in cast.who if "_" in name and name != "idle_deputy"]
    for who in cast.who.keys() - far | {"sister_secretary", "stranger_secretary", "stranger_officer"}:
        buttons = {m.name for m in workflow.open_to(meeting, Seat(cast.who[who]), Rulebook.of(meeting))}
        succeed = {m.name for m in workflow.MEETING if _succeeds(cast, meeting, who, m.name)}
        assert buttons == succeed, who


@pytest.mark.parametrize("name", MAKERS)
def test_who_makes_a_move(cast: Cast, meeting: Meeting, name: str) -> None:
    source = next(state for state, moves in MOVES.items() if name in moves)
    _in(meeting, source)
    makers = set()
    for who in cast.who:
        try:
            workflow.check(meeting, name, Seat(cast.who[who]), "有理由")
        except NotAllowed:
            continue
        except Refused:
            pass
        makers.add(who)
    assert makers == MAKERS[name]


# what is taken away → the move that then fails, and what the refusal says
LACKING: dict[str, tuple[Callable[[Meeting], object], str, str, str]] = {
    "no theme": (lambda m: Meeting.objects.filter(pk=m.pk).update(theme=""), S.DRAFT, "begin", "会议主题"),
    "no agenda": (lambda m: m.agenda.all().delete(), S.DRAFT, "begin", "会议议程"),
    "R11 approval": (
        lambda m: m.provisions.create(key="gate.plan_approved", value=True), S.DRAFT, "begin", "先报上级审核",
    ),
    "studies": (
        lambda m: m.provisions.filter(key="gate.studies_held").update(value=True), S.PREPARING,
        "declare_ready", "集体学习",
    ),
    "nobody came": (
        lambda m: Attendance.objects.all().update(state="expected"), S.READY, "open", "到会人数不够",
    ),
    "R13 postponing": (
        lambda m: m.provisions.create(key="supervision.may_postpone", value=False), S.READY, "postpone",
        "没有授权",
    ),
    "R13 halting": (
        lambda m: m.provisions.create(key="supervision.may_halt", value=False), S.IN_SESSION, "halt",
        "没有授权",
    ),
    "R13 final comments": (
        lambda m: m.provisions.create(key="supervision.final_comment_required", value=True), S.IN_SESSION,
        "close", "点评",
    ),
    "no seal": (
        lambda m: m.sittings.update(seal="", sealed_at=None), S.RECTIFYING, "report", "签认封存",
    ),
    "R14 absent not told": (
        lambda m: Attendance.objects.all().update(state="absent"), S.RECTIFYING, "report", "转告",
    ),
    "R24 no list": (lambda m: None, S.RECTIFYING, "report", "整改清单"),
}  # fmt: skip


@pytest.mark.parametrize("case", LACKING)
def test_a_gate_that_does_not_hold_says_what_is_missing(cast: Cast, meeting: Meeting, case: str) -> None:
    take_away, state, name, words = LACKING[case]
    _in(meeting, state)
    take_away(meeting)
    meeting.refresh_from_db()
    who = "officer" if name in ("postpone", "halt") else "secretary"
    with pytest.raises(NotNow, match=words):
        lifecycle.move(by=cast.who[who], meeting=meeting, name=name, reason="有理由")


def test_r16_a_meeting_is_not_opened_before_its_day(cast: Cast, meeting: Meeting) -> None:
    _in(meeting, S.READY)
    Meeting.objects.filter(pk=meeting.pk).update(held_on="2026-05-21")
    with pytest.raises(NotNow, match="还没到会议日期"):
        lifecycle.move(by=cast.who["secretary"], meeting=meeting, name="open")


@pytest.mark.parametrize("name", ["return_plan", "postpone", "halt", "cancel"])
def test_moves_against_somebody_say_why(cast: Cast, meeting: Meeting, name: str) -> None:
    source = next(state for state, moves in MOVES.items() if name in moves)
    _in(meeting, source)
    who = "secretary" if name == "cancel" else "officer"
    with pytest.raises(Invalid, match="理由"):
        lifecycle.move(by=cast.who[who], meeting=meeting, name=name, reason="  ")


def test_a_stale_page_is_told_to_look_again(cast: Cast, meeting: Meeting) -> None:
    _in(meeting, S.DRAFT)
    stale = Meeting.objects.get(pk=meeting.pk)
    lifecycle.move(by=cast.who["secretary"], meeting=meeting, name="begin")
    with pytest.raises(NotNow, match="请刷新页面"):
        lifecycle.move(by=cast.who["deputy"], meeting=stale, name="begin")


def test_a_halted_meeting_gets_a_new_sitting_and_keeps_the_old(cast: Cast, meeting: Meeting) -> None:
    """R13: halted, and held again as a new session of the same meeting."""
    _in(meeting, S.IN_SESSION)
    lifecycle.move(by=cast.who["supervisor"], meeting=meeting, name="halt", reason="走过场")
    lifecycle.move(by=cast.who["secretary"], meeting=meeting, name="rehold")
    first, second = meeting.sittings.order_by("number")
    assert (first.halt_reason, second.halt_reason) == ("走过场", "")
    assert second.opened_at is None


def test_a_gate_is_waived_only_by_whom_the_provision_names(cast: Cast, meeting: Meeting) -> None:
    meeting.provisions.filter(key="gate.studies_held").update(value=True)
    meeting.provisions.create(key="gate.waivable_by", value="officer")
    _in(meeting, S.PREPARING)
    with pytest.raises(NotAllowed, match="上级党务"):
        lifecycle.waive_gate(
            by=cast.who["secretary"], meeting=meeting, gate="gate.studies_held", reason="补学另行安排"
        )
    lifecycle.waive_gate(
        by=cast.who["officer"], meeting=meeting, gate="gate.studies_held", reason="补学另行安排"
    )
    lifecycle.move(by=cast.who["secretary"], meeting=meeting, name="declare_ready")
    assert Meeting.objects.get(pk=meeting.pk).state == S.READY


def test_the_approval_does_the_step_that_asks_for_it(cast: Cast, meeting: Meeting) -> None:
    """What the move tells is not typed in again; a step that was done by hand stays as it was told."""
    Provision.objects.create(meeting=meeting, key="gate.plan_approved", value=True)
    _in(meeting, S.DRAFT)
    given = {"kind": "plan_approval", "title": "方案报批", "responsible_role": "secretary"}
    asked, told = (meeting.steps.create(key=key, ordinal=90, **given) for key in ("asked", "told"))
    Step.objects.filter(pk=told.pk).update(done_on=TODAY, done_by=cast.member("deputy"), evidence="电话同意")
    lifecycle.move(by=cast.who["secretary"], meeting=meeting, name="submit")
    asked.refresh_from_db()
    assert not asked.is_done
    lifecycle.move(by=cast.who["officer"], meeting=meeting, name="approve_plan")
    asked.refresh_from_db()
    told.refresh_from_db()
    assert (asked.done_on, asked.done_by) == (meeting.today, cast.member("secretary"))
    assert asked.evidence == "方案经officer审核同意。"
    assert (told.done_by, told.evidence) == (cast.member("deputy"), "电话同意")
