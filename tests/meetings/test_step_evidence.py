"""The evidence of a step begins with what the record says: typed in once, never asked for again."""

from __future__ import annotations

import pytest
from django.test import Client

from core import clock
from meetings.actions import opinion, problem, study, talk
from meetings.models import Material, Meeting, Step
from tests.casting import Cast
from tests.meetings.preparation import asked, preparing, rule, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return preparing(cast)


def _studied(cast: Cast, meeting: Meeting) -> None:
    by, today = cast.who["committee"], clock.today()
    for kind, away in (("group", "member"), ("group", ""), ("discussion", "")):
        present = [one for one in study.learners(meeting) if one.name != away]
        made = study.record_session(
            by=by, meeting=meeting, kind=kind, held_on=today, works=f"党章{away}", present=present
        )
    missed = made.meeting.study_sessions.first().attendance.get(present=False)
    study.record_make_up(by=by, attendance=missed, on=today, note="送学上门")
    study.write_note(by=cast.who["member"], meeting=meeting, kind="reflection", text="体会")


def _asked(cast: Cast, meeting: Meeting) -> None:
    opened = opinion.open_round(
        by=cast.who["committee"], meeting=meeting, channel="visit", starts_on=clock.today(),
        ends_on=clock.today(), audience="群众",
    )  # fmt: skip
    one = opinion.enter_opinion(by=cast.who["committee"], round=opened, text="路不平")
    opinion.enter_opinion(by=cast.who["committee"], round=opened, text="灯不亮")
    opinion.feed_back(by=cast.who["secretary"], opinion=one)


def _talked(cast: Cast, meeting: Meeting) -> None:
    rule(meeting, "talks.pair_classes", ["secretary_member"])
    made = talk.plan_talk(
        by=cast.who["secretary"], meeting=meeting, partners=[cast.member("member")], on=clock.today()
    )
    talk.record_talk(
        by=cast.who["secretary"], talk=made, held_on=clock.today(), thinking="想法", shortcomings="不足"
    )


def _listed(cast: Cast, meeting: Meeting) -> None:
    for who, own in (("secretary", False), ("member", True), ("comrade", True)):
        given = {"manifestation": f"{who}的问题", "source": "study", "cause": ""}
        problem.list_problem(by=cast.who[who], meeting=meeting, own=own, **given)


def _handed_in(cast: Cast, meeting: Meeting) -> None:
    for who, state in (("member", "approved"), ("comrade", "submitted"), ("secretary", "owed")):
        Material.objects.create(meeting=meeting, owner=cast.member(who), form="full", state=state)


TOLD = {
    "study": (_studied, "开展集体学习2次、专题研讨1次，缺席1人次，已补学1人次，收到学习心得1篇。"),
    "opinions": (_asked, "通过走访征求意见，收到2条，还没反馈1条，还没回应2条。"),
    "talks": (_talked, "应谈6次，已谈1次。"),
    "problem_search": (_listed, "列出支部的问题1个，2人列出本人的问题。"),
    "materials": (_handed_in, "应交3份，已交2份，审核通过1份。"),
    "notice": (lambda cast, meeting: None, ""),
}


@pytest.mark.parametrize("kind", TOLD)
def test_a_step_begins_with_what_is_on_record(
    client: Client, cast: Cast, meeting: Meeting, kind: str
) -> None:
    arrange, told = TOLD[kind]
    step = Step.objects.create(meeting=meeting, key=kind, kind=kind, title=kind, responsible_role="secretary")

    def evidence() -> str:
        page = asked(client, cast, "secretary", "step", meeting.pk, step.pk)
        return page.context["forms"]["complete"]["evidence"].value()

    assert evidence() == ""
    arrange(cast, meeting)
    assert evidence() == told
    assert told in words(asked(client, cast, "secretary", "step", meeting.pk, step.pk))
