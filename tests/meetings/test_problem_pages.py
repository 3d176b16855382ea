"""Pages of problems: one's own, the branch's, by aspect (R01, R02)."""

from __future__ import annotations

import pytest
from django.test import Client

from meetings.actions import problem as acts
from meetings.models import Aspect, Meeting, Problem
from tests.casting import Cast
from tests.meetings.preparation import asked, preparing, queries, rule, sent, who_may_open, words

pytestmark = pytest.mark.django_db

OWN = "七月防汛值班迟到两次"
COMMITTEE = {"secretary", "deputy", "idle_deputy", "committee"}
MEMBERS = COMMITTEE | {"member", "comrade", "probationary"}


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    made = preparing(cast, cause_angles=["党性修养"], problem_sources=["talk"])
    Aspect.objects.create(meeting=made, scope="member", title="纪律方面", manifestations=["迟到早退"])
    Aspect.objects.create(meeting=made, scope="branch", title="班子方面")
    return made


def test_who_opens_what(client: Client, cast: Cast, meeting: Meeting) -> None:
    assert who_may_open(client, cast, "problems", meeting.pk) == MEMBERS
    assert who_may_open(client, cast, "problem_add_own", meeting.pk) == MEMBERS
    assert who_may_open(client, cast, "problem_add_branch", meeting.pk) == COMMITTEE


def test_the_form_helps_with_aspects_sources_and_angles(client: Client, cast: Cast, meeting: Meeting) -> None:
    page = asked(client, cast, "member", "problem_add_own", meeting.pk)
    assert "迟到早退" in words(page)
    assert "党性修养" in words(page)
    assert page.context["form"].fields["source"].choices[0] == ("talk", "谈心谈话")
    assert [str(one) for one in page.context["form"].fields["aspect"].queryset] == ["纪律方面"]


def test_a_members_problem_is_read_by_the_member_and_the_reviewers(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    aspect = meeting.aspects.get(scope="member").pk
    given = {"manifestation": OWN, "source": "talk", "cause": "要求不严", "aspect": aspect}
    assert sent(client, cast, "member", "problem_add_own", meeting.pk, **given).status_code == 302
    read = {w: OWN in words(asked(client, cast, w, "problems", meeting.pk)) for w in sorted(MEMBERS)}
    assert {who for who, sees in read.items() if sees} == {"member", "secretary", "deputy"}
    for who in ("supervisor", "officer", "administrator"):
        assert OWN not in words(asked(client, cast, who, "readiness", meeting.pk))


def test_the_branchs_problems_are_everybodys_to_read(client: Client, cast: Cast, meeting: Meeting) -> None:
    given = {"manifestation": "三会一课漏开一次", "source": "opinion", "cause": ""}
    sent(client, cast, "committee", "problem_add_branch", meeting.pk, **given)
    assert Problem.objects.get().owner is None
    assert "三会一课漏开一次" in words(asked(client, cast, "probationary", "problems", meeting.pk))


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("manifestation", "  ", "请填写具体表现"),
        ("source", "", "请写明问题是从哪里查出来的。（依据：方案第一条）"),
        ("source", "dream", "有效"),
        ("aspect", "branch", "有效"),
        ("cause", "", "请写明问题的原因。（依据：方案第一条）"),
    ],
)
def test_a_wrong_problem_keeps_what_was_typed(
    client: Client, cast: Cast, meeting: Meeting, field: str, value: str, told: str
) -> None:
    rule(meeting, "problems.cause_required", True)
    rule(meeting, "problems.source_required", True)
    given = {"manifestation": OWN, "source": "talk", "cause": "要求不严"} | {field: value}
    if value == "branch":
        given["aspect"] = str(meeting.aspects.get(scope="branch").pk)
    page = sent(client, cast, "member", "problem_add_own", meeting.pk, **given)
    assert page.status_code == 422
    assert told in words(page)
    assert field == "manifestation" or OWN in words(page)
    assert not Problem.objects.exists()


def test_a_problem_that_is_sent_twice_is_listed_once(client: Client, cast: Cast, meeting: Meeting) -> None:
    given = {"manifestation": OWN, "source": "talk", "cause": "要求不严"}
    sent(client, cast, "member", "problem_add_own", meeting.pk, **given)
    again = sent(client, cast, "member", "problem_add_own", meeting.pk, **given)
    assert "没有重复登记" in words(again)
    assert Problem.objects.count() == 1


def test_queries_stay_the_same_with_more_rows(client: Client, cast: Cast, meeting: Meeting) -> None:
    def listed(who: str, text: str) -> None:
        given = {"manifestation": text, "source": "self", "meeting": meeting}
        acts.list_problem(by=cast.who[who], own=True, **given)
        acts.list_problem(by=cast.who["committee"], own=False, **given)

    listed("member", "一")
    few = queries(client, cast, "secretary", "problems", meeting.pk)
    for who in ("comrade", "probationary", "secretary"):
        listed(who, who)
    assert queries(client, cast, "secretary", "problems", meeting.pk) == few
