"""Who reviews a material, in which order, by which provision; and what the page then offers to whom (R08, R09)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from core import clock
from core.exceptions import NotAllowed, NotNow, Refused
from meetings import gate_checks
from meetings.actions import material as acts
from meetings.actions import material_review as reviewing
from meetings.actions import plan
from meetings.enums import ReviewStage
from meetings.material_stages import Case, Whose, ahead_of, stages_of, state_of
from meetings.models import Material, MaterialReview, Meeting, Settling
from meetings.rulebook import Rulebook
from members.models import Member, Post
from tests.casting import TODAY, Cast, person, post
from tests.meetings.preparation import ABOVE, BRANCH, asked, preparing, rule, sent, who_may_open, words

GROUP, SECRETARY, COMMITTEE, SUPERIOR = "group", "secretary", "committee", "superior"
ALL = frozenset(ReviewStage)
ASKS = {
    "g": "materials.group_reviews",
    "s": "materials.secretary_reviews",
    "c": "materials.committee_settles",
    "u": "materials.superior_reviews",
}

# provisions that ask (letters of ASKS) → whose → the stages, where at every stage somebody else is there
TABLE: dict[str, dict[str, list[str]]] = {
    "": {"committee": [], "secretary": [], "committee_member": [], "member": []},
    "g": {"committee": [], "secretary": [GROUP], "committee_member": [GROUP], "member": [GROUP]},
    "s": {"committee": [], "secretary": [SECRETARY], "committee_member": [SECRETARY], "member": [SECRETARY]},
    "c": {"committee": [COMMITTEE], "secretary": [], "committee_member": [], "member": []},
    "u": {"committee": [SUPERIOR], "secretary": [SUPERIOR], "committee_member": [SUPERIOR], "member": [SUPERIOR]},
    "gs": {
        "committee": [], "secretary": [GROUP, SECRETARY], "committee_member": [GROUP, SECRETARY],
        "member": [GROUP, SECRETARY],
    },
    "sc": {
        "committee": [COMMITTEE], "secretary": [SECRETARY], "committee_member": [SECRETARY],
        "member": [SECRETARY],
    },
    "su": {
        "committee": [SUPERIOR], "secretary": [SECRETARY, SUPERIOR], "committee_member": [SECRETARY, SUPERIOR],
        "member": [SECRETARY, SUPERIOR],
    },
    "scu": {
        "committee": [COMMITTEE, SUPERIOR], "secretary": [SECRETARY, SUPERIOR],
        "committee_member": [SECRETARY, SUPERIOR], "member": [SECRETARY, SUPERIOR],
    },
    "gscu": {
        "committee": [COMMITTEE, SUPERIOR], "secretary": [GROUP, SECRETARY, SUPERIOR],
        "committee_member": [GROUP, SECRETARY, SUPERIOR], "member": [GROUP, SECRETARY, SUPERIOR],
    },
}  # fmt: skip

# (whose, provisions, where only the author could review) → the stages: the next one above stands in
ALONE: list[tuple[str, str, set[str], list[str]]] = [
    ("secretary", "s", {SECRETARY}, [SUPERIOR]),
    ("secretary", "su", {SECRETARY}, [SUPERIOR]),
    ("secretary", "", {SECRETARY}, []),
    ("member", "g", {GROUP}, [SECRETARY]),
    ("member", "gs", {GROUP}, [SECRETARY]),
    ("secretary", "g", {GROUP, SECRETARY}, [SUPERIOR]),
    ("committee", "c", {COMMITTEE}, [SUPERIOR]),
    ("committee", "cu", {COMMITTEE}, [SUPERIOR]),
    ("committee", "s", {COMMITTEE}, []),
]


def case(whose: str, letters: str, alone: set[str] | frozenset[str] = frozenset()) -> Case:
    return Case(Whose(whose), frozenset(ASKS[one] for one in letters), ALL - alone)


@pytest.mark.parametrize("letters", TABLE)
def test_r09_the_stages_are_those_of_the_table(letters: str) -> None:
    found = {whose: [stage.kind.value for stage in stages_of(case(whose, letters))] for whose in Whose}
    assert found == TABLE[letters]


@pytest.mark.parametrize(("whose", "letters", "alone", "expected"), ALONE)
def test_r09_where_only_the_author_could_review_the_next_stands_in(
    whose: str, letters: str, alone: set[str], expected: list[str]
) -> None:
    assert [stage.kind.value for stage in stages_of(case(whose, letters, alone))] == expected


@pytest.mark.parametrize(
    ("letters", "passed", "state"),
    [
        ("", [], "handed_in"),
        ("s", [], "submitted"),
        ("s", [SECRETARY], "approved"),
        ("gs", [], "with_group"),
        ("gs", [GROUP], "submitted"),
        ("su", [SECRETARY], "reviewed"),
        ("su", [SUPERIOR], "approved"),  # asked for afterwards: what was reviewed above does not come down
        ("", [SECRETARY], "approved"),
        ("u", [SECRETARY], "reviewed"),
    ],
)
def test_r09_what_a_material_is_after_these_reviews(letters: str, passed: list[str], state: str) -> None:
    assert state_of(case("member", letters), passed) == state
    assert (state in {"approved", "handed_in"}) is (ahead_of(case("member", letters), passed) == [])


# --- in the record ------------------------------------------------------------------------------------------

database = pytest.mark.django_db
TEXT = "去年防汛我两次迟到，群众有意见"


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """The member belongs to a group; a comrade leads it."""
    Member.objects.filter(name__in=("member", "comrade")).update(group=cast.group)
    for who in ("member", "comrade"):
        cast.who[who].member.refresh_from_db()
    post(cast.who["comrade"], cast.group, "group_leader")
    made = preparing(cast)
    rule(made, "materials.committee_form", "full")
    acts.owe_materials(made)
    return made


def handed_in(cast: Cast, meeting: Meeting, who: str, text: str = TEXT) -> Material:
    one = meeting.materials.get(owner=cast.member(who) if who else None)
    acts.submit_material(by=cast.who[who or "secretary"], material=one, text=text)
    return meeting.materials.get(pk=one.pk)


def state(one: Material) -> str:
    return Material.objects.values_list("state", flat=True).get(pk=one.pk)


def approve(cast: Cast, who: str, one: Material, **given: Any) -> str:
    reviewing.review_material(by=cast.who[who], material=one, verdict="approve", **given)
    return state(one)


def session(cast: Cast, *there: str, on: dt.date | None = None) -> dict[str, Any]:
    return {"held_on": on or clock.today(), "present": [cast.member(who) for who in there]}


@database
def test_r09_no_review_asked_for_means_none(client: Client, cast: Cast, meeting: Meeting) -> None:
    """Plan 1 and others: what is handed in is in, can be changed until the meeting, and stops no gate."""
    rule(meeting, "materials.secretary_reviews", False)
    rule(meeting, "materials.committee_settles", False)
    one, branchs = handed_in(cast, meeting, "member"), handed_in(cast, meeting, "")
    assert (state(one), state(branchs)) == ("handed_in", "handed_in")
    page = asked(client, cast, "secretary", "material", meeting.pk, one.pk)
    assert page.context["review"] is None
    assert "这次会议不要求审核" in words(page)
    own = asked(client, cast, "member", "material", meeting.pk, one.pk)
    assert own.context["form"].helper.submit_label == "提交"
    handed_in(cast, meeting, "member", "想了一夜改过的一稿")
    missing = gate_checks.materials_approved(meeting, Rulebook.of(meeting))
    assert not any("member、" in one.text or "支部委员会" in one.text for one in missing)


@database
def test_r09_no_review_here_goes_straight_up(cast: Cast, meeting: Meeting) -> None:
    rule(meeting, "materials.secretary_reviews", False)
    rule(meeting, "materials.superior_reviews", True)
    rule(meeting, "materials.superior_scope", ["member"])
    one = handed_in(cast, meeting, "member")
    assert state(one) == "reviewed"
    assert approve(cast, "officer", one) == "approved"
    assert state(handed_in(cast, meeting, "committee")) == "handed_in"


@database
def test_r09_the_committee_settles_in_session_and_that_is_recorded(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    one = handed_in(cast, meeting, "")
    assert state(one) == "with_committee"
    there = [cast.member(who).pk for who in ("secretary", "committee")]
    given = {"do": "review", "verdict": "approve", "remarks": "", "version": 1, "held_on": str(clock.today())}
    sent(client, cast, "committee", "material", meeting.pk, one.pk, **given, present=there)
    made = Settling.objects.get()
    assert (made.held_on, made.expected) == (clock.today(), 4)
    assert {person.name for person in made.present.all()} == {"secretary", "committee"}
    assert state(one) == "approved"
    page = words(asked(client, cast, "idle_deputy", "material", meeting.pk, one.pk))
    assert "支委会审定，应到4人，到会2人：" in page


REFUSED: list[tuple[str, tuple[str, ...], int, str]] = [
    ("committee", (), 0, "把您本人也勾上"),
    ("committee", ("secretary", "deputy"), 0, "把您本人也勾上"),
    ("committee", ("committee",), 0, "应到4人，到会1人"),
    ("committee", ("committee", "member"), 0, "member当天不是支委会委员"),
    ("committee", ("committee", "secretary"), 1, "还没有到"),
]


@database
@pytest.mark.parametrize(("who", "there", "days", "told"), REFUSED)
def test_r09_what_is_no_session_of_the_committee_settles_nothing(
    cast: Cast, meeting: Meeting, who: str, there: tuple[str, ...], days: int, told: str
) -> None:
    one = handed_in(cast, meeting, "")
    with pytest.raises(Refused, match=told):
        approve(cast, who, one, **session(cast, *there, on=clock.today() + dt.timedelta(days=days)))
    with pytest.raises(Refused, match="哪天审定"):
        approve(cast, who, one, present=[cast.member(who)])
    assert not MaterialReview.objects.exists()


@database
def test_r09_whoever_handed_it_in_does_not_settle_it(cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "")
    everybody = session(cast, "secretary", "deputy", "idle_deputy", "committee")
    with pytest.raises(NotAllowed, match="您本人的事项"):
        approve(cast, "secretary", one, **everybody)
    assert approve(cast, "deputy", one, **everybody) == "approved"


@database
def test_r09_a_share_that_the_plan_asks_for_holds(cast: Cast, meeting: Meeting) -> None:
    rule(meeting, "quorum.hard", "2/3")
    one = handed_in(cast, meeting, "")
    with pytest.raises(Refused) as refused:
        approve(cast, "committee", one, **session(cast, "committee", "secretary"))
    assert refused.value.clause == "方案第一条"
    assert approve(cast, "committee", one, **session(cast, "committee", "secretary", "deputy")) == "approved"


@database
def test_r09_the_committee_may_send_it_back_without_a_session(cast: Cast, meeting: Meeting) -> None:
    one = handed_in(cast, meeting, "")
    reviewing.review_material(by=cast.who["committee"], material=one, verdict="return", remarks="第二条太空")
    assert state(one) == "returned"
    assert not Settling.objects.exists()


@database
def test_r09_a_branch_without_a_committee_asks_the_superior(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    """A secretary alone: the branch's material and the own one go up, are seen there, and hold the gate."""
    Post.objects.filter(organization=cast.branch).exclude(kind="secretary").delete()
    branchs, own = handed_in(cast, meeting, ""), handed_in(cast, meeting, "secretary")
    assert (state(branchs), state(own)) == ("reviewed", "reviewed")
    told = [one.text for one in gate_checks.materials_approved(meeting, Rulebook.of(meeting))]
    assert any("还没有经上级审核" in text and "secretary" in text for text in told)
    for one in (branchs, own):
        assert who_may_open(client, cast, "material", meeting.pk, one.pk) == {
            "secretary", "officer", "supervisor",
        }  # fmt: skip
        assert approve(cast, "officer", one) == "approved"
        assert asked(client, cast, "supervisor", "material", meeting.pk, one.pk).status_code == 200
    assert state(handed_in(cast, meeting, "member")) == "submitted"


@database
def test_r09_a_secretary_and_a_deputy_settle_together(cast: Cast, meeting: Meeting) -> None:
    Post.objects.filter(organization=cast.branch, kind="organization").delete()
    Post.objects.filter(organization=cast.branch, member=cast.member("idle_deputy")).delete()
    one = handed_in(cast, meeting, "")
    assert approve(cast, "deputy", one, **session(cast, "secretary", "deputy")) == "approved"


@database
@pytest.mark.parametrize(("delegated", "waits_for"), [(True, "submitted"), (False, "reviewed")])
def test_r09_a_deputy_reviews_the_secretarys_own_only_where_delegated(
    cast: Cast, meeting: Meeting, delegated: bool, waits_for: str
) -> None:
    """Else it would wait for a review that nobody may give."""
    Post.objects.filter(organization=cast.branch, kind="deputy_secretary").update(delegated=delegated)
    assert state(handed_in(cast, meeting, "secretary")) == waits_for


@database
def test_r09_the_group_leader_reviews_first(client: Client, cast: Cast, meeting: Meeting) -> None:
    rule(meeting, "materials.group_reviews", True)
    one = handed_in(cast, meeting, "member")
    assert state(one) == "with_group"
    assert who_may_open(client, cast, "material", meeting.pk, one.pk) == {
        "member", "comrade", "secretary", "deputy",
    }  # fmt: skip
    assert asked(client, cast, "secretary", "material", meeting.pk, one.pk).context["review"] is None
    with pytest.raises(NotAllowed):
        approve(cast, "secretary", one)
    assert approve(cast, "comrade", one) == "submitted"
    assert approve(cast, "secretary", one) == "approved"
    # the leader's own, and that of whoever belongs to no group, begin with the secretary
    assert state(handed_in(cast, meeting, "comrade")) == "submitted"
    assert state(handed_in(cast, meeting, "probationary")) == "submitted"


@database
def test_a_group_leader_reads_nothing_where_the_plan_does_not_say_so(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    one = handed_in(cast, meeting, "member")
    assert asked(client, cast, "comrade", "material", meeting.pk, one.pk).status_code == 404


@database
def test_a_leader_of_another_group_and_one_whose_term_ended_read_nothing(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    rule(meeting, "materials.group_reviews", True)
    one = handed_in(cast, meeting, "member")
    Post.objects.filter(kind="group_leader").update(end=TODAY - dt.timedelta(days=1))
    assert asked(client, cast, "comrade", "material", meeting.pk, one.pk).status_code == 404
    with pytest.raises(NotAllowed):
        approve(cast, "comrade", one)


@database
def test_materials_follow_the_rules_when_these_change(cast: Cast, meeting: Meeting) -> None:
    """A stage that is no longer asked for does not hold them, and a new one is not passed by."""
    waiting, passed = handed_in(cast, meeting, "member"), handed_in(cast, meeting, "comrade")
    approve(cast, "secretary", passed)
    given = {"by": cast.who["secretary"], "meeting": meeting, "reason": "党委要求"}
    plan.set_provision(key="materials.secretary_reviews", value=False, **given)
    assert (state(waiting), state(passed)) == ("handed_in", "approved")
    plan.set_provision(key="materials.superior_scope", value=["member"], **given)
    plan.set_provision(key="materials.superior_reviews", value=True, **given)
    assert (state(waiting), state(passed)) == ("reviewed", "reviewed")
    approve(cast, "officer", passed)
    plan.set_provision(key="materials.secretary_reviews", value=True, **given)
    assert (state(waiting), state(passed)) == ("submitted", "approved")


@database
def test_what_a_reviewer_has_passed_its_author_does_not_change(cast: Cast, meeting: Meeting) -> None:
    rule(meeting, "materials.superior_reviews", True)
    rule(meeting, "materials.superior_scope", ["member"])
    one = handed_in(cast, meeting, "member")
    handed_in(cast, meeting, "member", "第二稿")
    approve(cast, "secretary", one)
    with pytest.raises(NotNow, match="不能再改"):
        handed_in(cast, meeting, "member", "第三稿")


# --- buttons: what the page offers is what succeeds ----------------------------------------------------------

Made = Callable[[Cast, Meeting], Material]


def _after(who: str, *steps: tuple[str, str]) -> Made:
    """A material of `who` after these reviews: (by, verdict)."""

    def make(cast: Cast, meeting: Meeting) -> Material:
        one = handed_in(cast, meeting, who)
        for by, verdict in steps:
            there = (
                session(cast, "secretary", "deputy", "committee") if not who and verdict == "approve" else {}
            )
            reviewing.review_material(
                by=cast.who[by],
                material=one,
                verdict=verdict,
                remarks="改" if verdict == "return" else "",
                **there,
            )
        return meeting.materials.get(pk=one.pk)

    return make


def _owed(who: str) -> Made:
    return lambda cast, meeting: meeting.materials.get(owner=cast.member(who) if who else None)


SITUATIONS: dict[str, tuple[str, Made]] = {
    "owed": ("owed", _owed("member")),
    "branch owed": ("owed", _owed("")),
    "with group": ("with_group", _after("member")),
    "submitted": ("submitted", _after("member", ("comrade", "approve"))),
    "secretary's": ("submitted", _after("secretary")),
    "reviewed": ("reviewed", _after("member", ("comrade", "approve"), ("secretary", "approve"))),
    "returned": ("returned", _after("member", ("comrade", "return"))),
    "approved": (
        "approved", _after("member", ("comrade", "approve"), ("secretary", "approve"), ("officer", "approve")),
    ),
    "with committee": ("with_committee", _after("")),
    "branch returned": ("returned", _after("", ("committee", "return"))),
    "branch settled": ("approved", _after("", ("committee", "approve"))),
}  # fmt: skip


@database
@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_buttons_are_the_moves_that_succeed(
    client: Client, cast: Cast, meeting: Meeting, situation: str
) -> None:
    rule(meeting, "materials.group_reviews", True)
    rule(meeting, "materials.superior_reviews", True)
    rule(meeting, "materials.superior_scope", ["member"])
    expected, make = SITUATIONS[situation]
    one = make(cast, meeting)
    assert one.state == expected
    for who in (*BRANCH, *ABOVE, "sister_secretary"):
        page = asked(client, cast, who, "material", meeting.pk, one.pk)
        shown = set()
        if page.status_code == 200:
            shown = {name for name, form in (("submit", "form"), ("review", "review")) if page.context[form]}
        assert shown == _succeeding(cast, who, one), who


def _succeeding(cast: Cast, who: str, one: Material) -> set[str]:
    there = session(cast, who) if who in cast.who and hasattr(cast.who[who], "member") else {}
    tries: dict[str, Callable[[], Any]] = {
        "submit": lambda: acts.submit_material(by=cast.who[who], material=one, text="另一稿"),
        "review": lambda: reviewing.review_material(
            by=cast.who[who], material=one, verdict="return", remarks="改", **there
        ),
    }
    found = set()
    for name, attempt in tries.items():
        with transaction.atomic():
            try:
                attempt()
                found.add(name)
            except Refused:
                pass
            transaction.set_rollback(True)
    return found


@database
def test_a_person_without_an_account_is_nobodys_reviewer(cast: Cast, meeting: Meeting) -> None:
    Post.objects.filter(organization=cast.branch).exclude(kind="secretary").delete()
    quiet = person("quiet", cast.branch)
    post(quiet, cast.branch, "organization")
    Member.objects.filter(name="quiet").update(user=None)
    assert state(handed_in(cast, meeting, "")) == "reviewed"
