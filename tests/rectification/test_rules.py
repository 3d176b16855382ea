"""What the rules of a meeting ask afterwards, against tables written by hand (R03, R18, R24–R28, R30)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.exceptions import Invalid, NotNow
from meetings import gates
from meetings.actions import opinion, problem
from meetings.models import Attendance, Material, Opinion, Problem
from meetings.queries import checkup
from meetings.rulebook import Rulebook
from members.access import Seat
from members.models import Member
from rectification import actions
from rectification.exports import ledger as exports
from rectification.exports import report as reports
from tests.casting import TODAY
from tests.exports.shelf import Paper
from tests.meetings.preparation import preparing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

CLAUSE = "方案第五条"


def page(enter, name: str, *args: int, who: str = "secretary", app: str = "rectification") -> str:
    answer = enter(who).get(reverse(f"{app}:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(produced) -> str:
    made = next(iter(produced))
    return Paper(made, made.render()).text


def lacking(held, gate: str) -> list[tuple[str, str]]:
    rulebook = Rulebook.of(held.meeting)
    return [(item.text, item.clause) for item in gates.missing(held.meeting, [gate], rulebook)]


def roster(held, **states: str) -> None:
    """The latest sitting with these people of the cast, each in a state."""
    sitting = held.meeting.sittings.get()
    for name, state in states.items():
        reason = "出差" if "leave" in state else ""
        Attendance.objects.create(
            sitting=sitting, member=held.cast.member(name), capacity="participant", state=state, reason=reason
        )


def promise(held, who: str) -> None:
    actions.make_commitment(by=held.cast.who[who], meeting=held.meeting, text="每月走访两户")


# --- commitments (R24)

# rule on?, who promised → whom the gate names
PROMISES = [
    (True, (), "comrade、member"),
    (True, ("member",), "comrade"),
    (True, ("member", "comrade"), ""),
    (False, (), ""),
]


@pytest.mark.parametrize(("on", "made", "named"), PROMISES)
def test_r24_everybody_makes_a_promise_where_the_rules_ask_it(enter, held, on, made, named) -> None:
    held.rule("rectification.commitment_required", on)
    roster(held, member="present", comrade="on_leave", idle_deputy="excused", activist="present")
    for who in made:
        promise(held, who)
    wanted = [(f"{named}还没有作出整改承诺", CLAUSE)] if named else []
    assert lacking(held, "rectification.commitment_required") == wanted
    shown = page(enter, "commitments", held.meeting.pk)
    assert ("每名党员都要作出整改承诺" in shown) is bool(named)
    assert (f"还没有作出承诺的：{named}。" in shown) is bool(named)
    assert (CLAUSE in shown) is bool(named)
    assert "还没有作出承诺的" not in page(enter, "commitments", held.meeting.pk, who="member")


# --- publication (R25), and how far the circular goes

# rule on?, there are items, promises, what was published → what the gate names
PUBLISHED = [
    (True, True, True, (), ["整改清单", "整改承诺"]),
    (True, True, True, ("items",), ["整改承诺"]),
    (True, True, True, ("items", "commitments"), []),
    (True, True, False, (), ["整改清单"]),
    (True, False, False, (), []),
    (False, True, True, (), []),
]


@pytest.mark.parametrize(("on", "items", "promises", "shown", "left"), PUBLISHED)
def test_r25_list_and_promises_are_laid_open_before_the_file_is_closed(
    enter, held, on, items, promises, shown, left
) -> None:
    held.rule("rectification.publish_required", on)
    if items:
        held.item()
    if promises:
        promise(held, "member")
    for subject in shown:
        actions.publish(
            by=held.cast.who["secretary"], meeting=held.meeting, subject=subject, scope="支部党员",
            starts_on=TODAY, ends_on=TODAY,
        )  # fmt: skip
    found = lacking(held, "rectification.publish_required")
    assert found == [(f"还没有公示{words}", CLAUSE) for words in left]
    told = page(enter, "publications", held.meeting.pk)
    assert (f"{'、'.join(left)}要公示；没有公示的，会议不能归档" in told) is bool(left)
    assert "要公示" not in page(enter, "publications", held.meeting.pk, who="member")


@pytest.mark.parametrize(("scope", "says"), [("系统内", "通报范围：系统内。"), (None, "")])
def test_the_circular_says_how_far_it_goes(enter, held, scope, says) -> None:
    held.rule("circular.scope", scope)
    step = held.meeting.steps.create(
        key="c", kind="circular", title="通报", ordinal=1, responsible_role="secretary"
    )
    text = text_of(reports.circular(held.meeting))
    assert says in text
    assert ("通报范围" in text) is bool(says)
    assert ("通报范围：系统内" in page(enter, "publications", held.meeting.pk)) is bool(says)
    told = page(enter, "step", held.meeting.pk, step.pk, app="meetings")
    assert (scope or "没有写明") in told
    assert CLAUSE in told


@pytest.mark.parametrize(
    ("to", "addressee"), [("系统党委", "系统党委："), ("上级党组织", "中共东镇党委支部委员会：")]
)
def test_r30_the_report_goes_to_whom_the_rules_name(enter, held, to, addressee) -> None:
    held.rule("report.to", to)
    paper = next(iter(reports.report(held.meeting)))
    assert addressee in Paper(paper, paper.render()).paragraphs
    step = held.meeting.steps.create(
        key="r", kind="report", title="报告", ordinal=1, responsible_role="secretary"
    )
    told = page(enter, "step", held.meeting.pk, step.pk, app="meetings")
    assert addressee.rstrip("：") in told


# --- dual life in the report (R18)

# rule on?, the cadre's state → what the report says
CADRE = [
    (True, "present", "党员领导干部应以普通党员身份参加的1人，到会1人。"),
    (True, "on_leave", "到会0人。没有到会的是member（出差）。"),
    (True, "absent", "到会0人。没有到会的是member（缺席）。"),
    (False, "absent", ""),
]


@pytest.mark.parametrize(("on", "state", "says"), CADRE)
def test_r18_the_report_names_the_leading_cadre_who_stayed_away(held, on, state, says) -> None:
    held.rule("attendance.dual_life", on)
    Member.objects.filter(pk=held.cast.member("member").pk).update(is_leading_cadre=True)
    roster(held, member=state, comrade="present")
    text = text_of(reports.report(held.meeting))
    assert says in text
    assert ("领导干部" in text) is bool(says)
    assert "领导干部" not in text_of(reports.circular(held.meeting))


# --- ledger (R26), what is told at the next meeting (R27)


@pytest.mark.parametrize("on", [True, False])
def test_r26_a_ledger_is_kept_where_the_rules_say_so(enter, held, on) -> None:
    held.rule("rectification.ledger", on)
    held.item()
    assert bool(list(exports.ledger(held.meeting))) is on
    plan = text_of(exports.rectification_plan(held.meeting))
    assert ("整改实行台账管理" in plan) is on
    assert "由他人核实后方可销号" in plan
    shown = page(enter, "list", held.meeting.pk)
    assert ("整改实行台账管理" in shown) is on
    assert (CLAUSE in shown) is on


# gate on?, rule on? → what the page of earlier items says
NEXT = [
    (True, True, "没有写明情况的，会议不能开"),
    (True, False, "没有写明情况的，会议不能开"),
    (False, True, "开会时先逐项通报每一项的情况"),
    (False, False, ""),
]


@pytest.mark.parametrize(("gate", "on", "says"), NEXT)
def test_r27_the_next_meeting_is_asked_to_report_where_the_rules_say_so(enter, held, gate, on, says) -> None:
    held.item()
    following = held.next_meeting()
    for key, value in (("gate.previous_reported", gate), ("rectification.report_at_next_meeting", on)):
        following.provisions.create(key=key, value=value, clause=CLAUSE)
    shown = page(enter, "previous", following.pk)
    assert says in shown
    assert (CLAUSE in shown) is bool(says)


# --- problems that come back (R28)

# how many years the rules look back → of which years an unsolved problem is known to the check
YEARS = [(1, ["2025年度"]), (3, ["2025年度", "2024年度"]), (10, ["2025年度", "2024年度", "2020年度"])]


@pytest.mark.parametrize(("years", "known"), YEARS)
def test_r28_the_check_looks_back_as_many_years_as_the_rules_say(held, years, known) -> None:
    member = held.cast.member("member")
    for year in (2020, 2024, 2025):
        earlier = held.cast.meeting(state="archived", year_of=year, held_on=TODAY.replace(year=year))
        Problem.objects.create(meeting=earlier, manifestation=f"{year}年没走访", source="self", owner=member)
    now = preparing(held.cast)
    now.provisions.create(key="rectification.recurrence_years", value=years, clause=CLAUSE)
    material = Material.objects.create(meeting=now, owner=member, form="outline")
    seat = Seat(held.cast.who["member"])
    found = checkup.context_of(material, "没走访", Rulebook.of(now), seat).past_problems
    assert [one.label for one in found if "没走访" in one.text] == known


# --- where a problem was found (R02), answers to opinions (R03)


@pytest.mark.parametrize(
    ("required", "source", "taken"), [(True, "", False), (True, "study", True), (False, "", True)]
)
def test_r02_a_problem_names_its_source_where_the_rules_ask_it(enter, cast, required, source, taken) -> None:
    meeting = preparing(cast)
    meeting.provisions.create(key="problems.source_required", value=required, clause=CLAUSE)
    given = {"by": cast.who["member"], "meeting": meeting, "own": True, "manifestation": "没走访"}
    if taken:
        assert problem.list_problem(**given, source=source).source == source
    else:
        with pytest.raises(Invalid, match="从哪里查出来") as refused:
            problem.list_problem(**given, source=source)
        assert (refused.value.field, refused.value.clause) == ("source", CLAUSE)
    form = enter("member").get(reverse("meetings:problem_add_own", args=[meeting.pk])).context["form"]
    assert ("" in dict(form.fields["source"].choices)) is not required
    shown = page(enter, "problems", meeting.pk, who="member", app="meetings")
    assert ("来源：没有写明" in shown) is (taken and not source)


# rule on?, about whom, answered? → stands in the way of the report
ANSWERS = [
    (True, None, False, True),
    (True, None, True, False),
    (True, "member", False, False),
    (False, None, False, False),
]


@pytest.mark.parametrize(("on", "about", "answered", "stands"), ANSWERS)
def test_r03_each_opinion_about_the_committee_is_answered_by_the_time_of_the_report(
    enter, held, on, about, answered, stands
) -> None:
    held.rule("opinions.answer_each", on)
    who = held.cast.member(about) if about else None
    Opinion.objects.update(about=who, sorted_on=TODAY, fed_back_on=TODAY)
    held.opinion.refresh_from_db()
    if answered:
        opinion.answer(by=held.cast.who["secretary"], opinion=held.opinion, text="已列入整改")
    wanted = [("还有1条涉及班子的意见没有回应（意见页上或材料里都可以）", CLAUSE)] if stands else []
    assert lacking(held, "opinions.answer_each") == wanted
    shown = page(enter, "opinions", held.meeting.pk, app="meetings")
    assert ("涉及班子的意见要逐条回应" in shown) is stands


def test_r03_an_opinion_is_answered_after_the_meeting_on_its_page(enter, held) -> None:
    Opinion.objects.update(sorted_on=TODAY)
    address = reverse("meetings:opinion", args=[held.meeting.pk, held.opinion.pk])
    form = enter("secretary").get(address).context["form"]
    given = {"text": "已列入整改", "seen": form.initial.get("seen", form["seen"].value())}
    assert enter("secretary").post(address, given).status_code == 302
    held.opinion.refresh_from_db()
    assert held.opinion.answer == "已列入整改"


# the move that each of these holds up
MOVES = {
    "criticism.response_required": "close",
    "leave.written_speech_read": "close",
    "opinions.answer_each": "report",
    "rectification.commitment_required": "report",
    "rectification.publish_required": "archive",
}


def test_each_of_these_holds_up_its_move() -> None:
    from meetings.workflow import MEETING

    assert {key: move.name for move in MEETING for key in move.gates if key in MOVES} == MOVES


def test_no_gate_but_a_provision_is_let_pass(held) -> None:
    from meetings.actions import lifecycle

    given = {"by": held.cast.who["officer"], "meeting": held.meeting, "reason": "另有安排"}
    assert lifecycle.waive_gate(**given, gate="rectification.commitment_required")
    with pytest.raises(Invalid, match="没有这个可以放行的关口"):
        lifecycle.waive_gate(**given, gate="rectification.listed")
    with pytest.raises(NotNow, match="开会和整改期间"):
        held.meeting.state = "archived"
        held.meeting.save()
        lifecycle.waive_gate(**given, gate="opinions.answer_each")
