"""Who reaches which page of a meeting, what it says, and that a move is made once and by the right person."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings import plan_schema
from meetings.actions import lifecycle, plan, supervision
from meetings.models import GateWaiver, Meeting, Provision
from meetings.queries.meeting import history_of
from tests.casting import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

SEATS = (
    "secretary deputy idle_deputy committee member comrade probationary activist supervisor officer archivist "
    "administrator sister_secretary stranger_secretary stranger_officer outsider"
).split()
PLANNERS = {"secretary", "deputy"}
COMMITTEE = PLANNERS | {"idle_deputy", "committee"}
ABOVE = {"supervisor", "officer"}
BRANCH = COMMITTEE | {"member", "comrade", "probationary", "activist"}

# page → who gets it while the meeting is being prepared; everybody else gets 404.
PREPARING = {
    "detail": BRANCH | ABOVE | {"archivist"},
    "plan": BRANCH | ABOVE,
    "rules": BRANCH | ABOVE,
    "history": COMMITTEE | ABOVE,
    "documents": COMMITTEE | ABOVE,
    "reschedule": PLANNERS,
    "step_add": PLANNERS,
    "save_template": PLANNERS,
}
# While it is a draft nobody but the committee knows of it.
DRAFT = {page: who & COMMITTEE for page, who in PREPARING.items()}


def reached(enter, url: str) -> set[str]:
    answers = {seat: enter(seat).get(url).status_code for seat in SEATS}
    assert set(answers.values()) <= {200, 404}, answers
    return {seat for seat, status in answers.items() if status == 200}


@pytest.mark.parametrize("page", PREPARING)
def test_who_reaches_a_page_of_a_meeting_that_is_prepared(page, enter, planned):
    Meeting.objects.filter(pk=planned.pk).update(state="preparing")
    assert reached(enter, reverse(f"meetings:{page}", args=[planned.pk])) == PREPARING[page]


@pytest.mark.parametrize("page", DRAFT)
def test_who_reaches_a_page_of_a_draft(page, enter, planned):
    assert reached(enter, reverse(f"meetings:{page}", args=[planned.pk])) == DRAFT[page]


@pytest.mark.parametrize("page", [*PREPARING, "list", "new", "create", "read", "overview", "campaigns"])
def test_nobody_gets_in_without_signing_in(page, enter, planned):
    args = [planned.pk] if page in PREPARING else []
    answer = enter("").get(reverse(f"meetings:{page}", args=args))
    assert answer.status_code == 302
    assert answer["location"].startswith("/login")


def test_the_list_shows_what_one_may_know_of(enter, planned):
    shown = {seat for seat in SEATS if planned.title in enter(seat).get("/meetings/").content.decode()}
    assert shown == COMMITTEE


def another(cast, n: int) -> Meeting:
    return plan.create_meeting(
        by=cast.who["secretary"], organization=cast.branch, content=plan_schema.blank(), year_of=2026,
        title=f"第{n}次会", held_on=TODAY,
    )  # fmt: skip


@pytest.mark.parametrize("url", ["/meetings/", "/overview/", "/organizations/{pk}/meetings/"])
def test_a_list_takes_as_many_queries_for_one_as_for_three(url, enter, cast, planned):
    seat = "officer" if "overview" in url else "secretary"
    url = url.format(pk=cast.branch.pk)
    Meeting.objects.update(state="preparing")

    def count() -> int:
        client = enter(seat)
        client.get(url)
        with CaptureQueriesContext(connection) as taken:
            assert client.get(url).status_code == 200
        return len(taken)

    one = count()
    another(cast, 2), another(cast, 3)
    Meeting.objects.update(state="preparing")
    assert count() == one


def test_the_list_is_newest_year_first(enter, cast, planned):
    old = another(cast, 1)
    Meeting.objects.filter(pk=old.pk).update(year_of=2024)
    text = enter("secretary").get("/meetings/").content.decode()
    assert text.index(planned.title) < text.index("第1次会")


@pytest.mark.parametrize(("query", "shown"), [("year=2026", True), ("year=2024", False), ("year=x", True),
                                              ("state=draft", True), ("state=ready", False)])  # fmt: skip
def test_the_list_is_narrowed(query, shown, enter, cast, planned):
    Meeting.objects.filter(pk=another(cast, 1).pk).update(year_of=2024, state="preparing")
    rows = enter("secretary").get(f"/meetings/?{query}").context["rows"]
    assert (planned.title in [row["title"] for row in rows]) is shown


def test_the_page_of_a_draft_leads_to_what_is_missing_and_then_to_the_move(enter, planned):
    """The one primary action: the way forward, or what it still lacks."""
    client, url = enter("secretary"), reverse("meetings:detail", args=[planned.pk])
    plan.revise_plan(by=planned.host.user, meeting=planned, revision=planned.revision, place="")
    page = client.get(url)
    assert page.context["primary"] == {"label": "填写方案", "url": f"/meetings/{planned.pk}/plan/"}
    assert "还没有填写会议地点" in page.content.decode()
    plan.revise_plan(by=planned.host.user, meeting=planned, revision=planned.revision + 1, place="会议室")
    assert client.get(url).context["primary"]["label"] in ("报送方案", "开始会前准备")


def test_a_move_is_confirmed_made_once_and_not_by_strangers(enter, planned):
    name = client_name(planned)
    url = reverse("meetings:move", args=[planned.pk, name])
    assert {s for s in SEATS if enter(s).get(url).status_code == 200} == PLANNERS
    assert {s for s in SEATS if enter(s).post(url, {"reason": ""}).status_code == 302} == {"secretary"}
    assert planned.moves.count() == 1


def client_name(meeting: Meeting) -> str:
    return (
        "submit"
        if Provision.objects.filter(meeting=meeting, key="gate.plan_approved", value=True)
        else "begin"
    )


def test_a_move_that_needs_a_reason_says_so_and_keeps_the_page(enter, planned):
    url = reverse("meetings:move", args=[planned.pk, "cancel"])
    answer = enter("secretary").post(url, {"reason": " "})
    assert answer.status_code == 422
    assert "请填写理由" in answer.content.decode()
    assert enter("secretary").post(url, {"reason": "上级另有安排"}).status_code == 302
    planned.refresh_from_db()
    assert (planned.state, planned.closed_reason) == ("cancelled", "上级另有安排")
    assert "上级另有安排" in enter("secretary").get(f"/meetings/{planned.pk}/").content.decode()


@pytest.mark.parametrize("name", ["nonsense", "approve_plan"])
def test_a_move_that_is_not_ones_own_is_not_there(name, enter, planned):
    assert enter("secretary").get(reverse("meetings:move", args=[planned.pk, name])).status_code == 404


def test_a_gate_is_let_pass_by_the_role_that_the_rules_name_alone(enter, planned):
    Meeting.objects.filter(pk=planned.pk).update(state="preparing")
    url = reverse("meetings:waive", args=[planned.pk, "gate.talks_covered"])
    assert reached(enter, url) == {"officer"}
    assert enter("officer").post(url, {"reason": ""}).status_code == 422
    assert enter("officer").post(url, {"reason": "两名党员在外救灾"}).status_code == 302
    assert enter("officer").post(url, {"reason": "再放一次"}).status_code == 422
    assert GateWaiver.objects.get().reason == "两名党员在外救灾"
    assert "两名党员在外救灾" in enter("secretary").get(f"/meetings/{planned.pk}/").content.decode()


def test_supervisions_words_are_for_those_who_prepare(enter, cast, planned):
    Meeting.objects.filter(pk=planned.pk).update(state="preparing")
    supervision.comment(by=cast.who["supervisor"], meeting=planned, text="谈话记录要补齐")
    shown = {
        s for s in BRANCH if "谈话记录要补齐" in enter(s).get(f"/meetings/{planned.pk}/").content.decode()
    }
    assert shown == COMMITTEE


def test_the_history_names_who_when_and_why(cast, planned):
    lifecycle.move(by=cast.who["secretary"], meeting=planned, name="cancel", reason="改期到明年")
    newest, oldest = history_of(planned)[0], history_of(planned)[-1]
    assert (newest["who"], newest["role"], newest["note"]) == ("secretary", "书记", "改期到明年")
    assert oldest["what"] == "建立这次会议"


def test_a_step_is_completed_once_with_evidence_and_taken_back_with_a_reason(enter, planned):
    Meeting.objects.filter(pk=planned.pk).update(state="preparing")
    step = planned.steps.get(key="study") if planned.steps.filter(key="study") else planned.steps.first()
    url = reverse("meetings:step", args=[planned.pk, step.pk])
    assert reached(enter, url) == COMMITTEE | ABOVE
    client = enter("committee")
    assert client.post(url, {"do": "complete", "evidence": ""}).status_code == 422
    late = client.post(url, {"do": "complete", "evidence": "已学", "on": "2026-05-21"})
    assert late.status_code == 422
    assert "完成日期不能晚于今天" in late.content.decode()
    assert "已学" in late.content.decode()
    assert client.post(url, {"do": "complete", "evidence": "已学两次"}).status_code == 302
    step.refresh_from_db()
    assert (step.done_on, step.evidence) == (TODAY, "已学两次")
    assert client.post(url, {"do": "reopen", "reason": "记错了"}).status_code == 302
    step.refresh_from_db()
    assert step.done_on is None


def test_a_step_of_another_meeting_is_not_there(enter, cast, planned):
    other = another(cast, 1).steps.first()
    assert enter("secretary").get(reverse("meetings:step", args=[planned.pk, other.pk])).status_code == 404


def test_a_rule_is_set_with_a_reason_where_the_branch_may(enter, planned):
    url = reverse("meetings:rule", args=[planned.pk, "quorum.hard"])
    client = enter("secretary")
    wrong = client.post(url, {"value": "0.5", "reason": "人多"})
    assert wrong.status_code == 422
    assert "要写成分数" in wrong.content.decode()
    assert client.post(url, {"value": "2/3", "reason": ""}).status_code == 422
    assert client.post(url, {"value": "2/3", "reason": "支部大会议定"}).status_code == 302
    row = planned.provisions.get(key="quorum.hard")
    assert (row.value, row.clause) == ("2/3", "支部大会议定")


def test_a_rule_that_the_superior_fixed_is_shown_but_not_asked_for(enter, planned):
    Provision.objects.filter(meeting=planned, key="quorum.hard").delete()
    Provision.objects.create(
        meeting=planned,
        key="quorum.hard",
        value="2/3",
        clause="部署第三条",
        origin="工作部署",
        overridable=False,
    )
    url = reverse("meetings:rule", args=[planned.pk, "quorum.hard"])
    page = enter("secretary").get(url).content.decode()
    assert "部署第三条" in page
    assert '<button class="btn btn-primary" type="submit"' not in page
    assert enter("secretary").post(url, {"value": "1/2", "reason": "想少点"}).status_code == 422


def test_a_rule_that_does_not_exist_is_not_there(enter, planned):
    assert enter("secretary").get(reverse("meetings:rule", args=[planned.pk, "no.such"])).status_code == 404
