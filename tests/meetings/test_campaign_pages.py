"""Campaigns and the overview: exceptions first, nobody beyond reach, no formula in the workbook."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from meetings.actions.campaign import draft_campaign, issue_campaign
from meetings.exports.overview import safe
from meetings.models import Campaign, Meeting, Step
from meetings.plan_schema import shipped
from members.enums import OrganizationKind
from tests import casting
from tests.casting import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def sent(cast, **changed: object) -> dict[str, object]:
    return {
        "organization": cast.town.pk, "source": "shipped:window-thematic", "title": "年中专题会", "year_of": "2026",
        "starts_on": "2026-06-01", "ends_on": "2026-09-30", "scope": "list", "targets": [cast.branch.pk],
    } | changed  # fmt: skip


@pytest.fixture
def issued(enter, cast) -> Campaign:
    enter("officer").post("/campaigns/new/", sent(cast))
    made = Campaign.objects.get()
    enter("officer").post(reverse("meetings:campaign_issue", args=[made.pk]), {"csrf": "1"})
    return made


def test_only_an_officer_drafts(enter, cast):
    url = reverse("meetings:campaign_draft")
    seats = ("officer", "supervisor", "secretary", "member", "administrator", "archivist", "stranger_officer")
    assert {s for s in seats if enter(s).get(url).status_code == 200} == {"officer", "stranger_officer"}
    assert enter("stranger_officer").post(url, sent(cast)).status_code == 422
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"ends_on": "2026-05-01"}, "截止日期早于开始日期"), ({"targets": []}, "请选择下发给哪些党组织"),
     ({"title": ""}, "请填写名称"), ({"starts_on": "x"}, "请填写正确的日期")],
)  # fmt: skip
def test_a_wrong_draft_is_told_and_kept(changed, words, enter, cast):
    answer = enter("officer").post("/campaigns/new/", sent(cast, **changed))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="2026"' in answer.content.decode()


def test_a_draft_sent_twice_is_one(enter, cast):
    assert [enter("officer").post("/campaigns/new/", sent(cast)).status_code for _ in "ab"] == [302, 422]
    assert Campaign.objects.count() == 1


def test_a_draft_is_its_issuers_alone_and_an_issued_one_its_targets(enter, cast):
    enter("officer").post("/campaigns/new/", sent(cast))
    made = Campaign.objects.get()
    url = reverse("meetings:campaign", args=[made.pk])
    seats = "officer supervisor secretary committee member sister_secretary stranger_officer administrator".split()

    def who() -> set[str]:
        return {s for s in seats if enter(s).get(url).status_code == 200}

    assert who() == {"officer"}
    issue = reverse("meetings:campaign_issue", args=[made.pk])
    assert {s for s in seats if enter(s).get(issue).status_code == 200} == {"officer"}
    assert enter("officer").post(issue, {"go": "1"}).status_code == 302
    assert enter("officer").post(issue, {"go": "1"}).status_code == 422
    assert who() == {"officer", "supervisor", "secretary", "committee"}


def test_issuing_gives_each_branch_a_draft_to_adapt(enter, cast, issued):
    made = Meeting.objects.get()
    assert (made.organization, made.campaign, made.state) == (cast.branch, issued, "draft")
    assert "工作部署：年中专题会" in set(made.provisions.values_list("origin", flat=True))
    assert (
        reverse("meetings:plan", args=[made.pk]) in enter("secretary").get("/meetings/new/").content.decode()
    )
    assert issued.title not in enter("sister_secretary").get("/meetings/new/").content.decode()


def test_a_branch_that_cancelled_its_draft_starts_anew_and_once(enter, cast, issued):
    url = f"/meetings/create/?from=campaign:{issued.pk}"
    assert enter("secretary").get(url).status_code == 404
    Meeting.objects.update(state="cancelled", closed_reason="重来")
    sent_twice = [
        enter("secretary").post(url, {"organization": cast.branch.pk, "year_of": "2026"}) for _ in "ab"
    ]
    assert [answer.status_code for answer in sent_twice] == [302, 404]
    assert Meeting.objects.filter(campaign=issued).exclude(state="cancelled").count() == 1
    assert enter("sister_secretary").get(url).status_code == 404


def late(meeting: Meeting, title: str) -> Step:
    Meeting.objects.filter(pk=meeting.pk).update(state="preparing")
    return Step.objects.create(
        meeting=meeting, key=f"own_{title}", kind="talks", title=title, clause="方案第七条",
        responsible_role="secretary", due_on=TODAY - dt.timedelta(days=2), deadline={},
    )  # fmt: skip


def test_the_overview_says_who_is_stuck_at_which_clause(enter, cast, planned):
    late(planned, "没谈完")
    page = enter("officer").get("/overview/")
    assert [step.title for step in page.context["late"]] == ["没谈完"]
    assert "方案第七条" in page.content.decode()
    assert cast.sister in page.context["without"]
    assert cast.stranger not in page.context["without"]
    assert [s.title for s in enter("stranger_officer").get("/overview/").context["late"]] == []


@pytest.mark.parametrize(("query", "count"), [("step=talks", 1), ("step=study", 0), ("year=2026", 1), ("step=zzz", 1),
                                              ("organization=0", 1), ("campaign=9", 1)])  # fmt: skip
def test_the_overview_is_narrowed(query, count, enter, planned):
    late(planned, "没谈完")
    assert len(enter("supervisor").get(f"/overview/?{query}").context["late"]) == count


@pytest.mark.parametrize("page", ["overview", "overview_export"])
def test_only_the_upper_level_has_the_overview(page, enter):
    url = reverse(f"meetings:{page}")
    seats = "officer supervisor archivist administrator secretary member outsider".split()
    assert {s for s in seats if enter(s).get(url).status_code == 200} == {"officer", "supervisor"}


def test_the_workbook_holds_the_same_and_no_formula(enter, planned):
    late(planned, "=HYPERLINK(1)")
    answer = enter("officer").get("/overview/export/")
    sheets = load_workbook(BytesIO(answer.content))
    row = [cell.value for cell in sheets["逾期环节"][2]]
    assert row[4] == "'=HYPERLINK(1)"
    assert sheets["进展"].max_row == 2


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1"])
def test_a_cell_is_never_computed(text):
    assert safe(text) == f"'{text}"
    assert safe("平常") == "平常"


def test_a_branchs_page_is_for_the_branch_and_those_above(enter, cast, planned):
    url = reverse("meetings:branch", args=[cast.branch.pk])
    seats = (
        "secretary member officer supervisor sister_secretary stranger_officer administrator outsider".split()
    )
    assert {s for s in seats if enter(s).get(url).status_code == 200} == {
        "secretary", "member", "officer", "supervisor",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("seat", "places"),
    [("member", {"会议"}), ("secretary", {"会议", "工作部署"}), ("officer", {"会议", "总览", "工作部署"}),
     ("supervisor", {"会议", "总览", "工作部署"}), ("archivist", {"会议"}), ("administrator", set()),
     ("outsider", set())],
)  # fmt: skip
def test_the_navigation_has_the_places_one_may_go_to(seat, places, enter):
    page = enter(seat).get("/meetings/")
    assert {item.label for item in page.context["main_nav"]} & {"会议", "总览", "工作部署"} == places


def test_issuing_to_four_asks_the_database_no_more_than_to_one(cast):
    """A campaign goes to hundreds: each draft with all its parts and days, in a fixed number of statements."""
    officer = cast.who["officer"]
    content = next(one for one in shipped() if one.slug == "window-thematic")
    places = [casting.organization(f"增{n}支部", OrganizationKind.BRANCH, cast.town) for n in range(3)]

    def issue(targets) -> tuple[int, Campaign]:
        made = draft_campaign(
            by=officer, organization=cast.town, content=content, targets=targets,
            title=f"发给{len(targets)}个", year_of=2026, starts_on=TODAY, ends_on=dt.date(2026, 9, 30),
        )  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            issue_campaign(by=officer, campaign=made)
        return len(asked), made

    (few, one), (many, four) = issue([cast.branch]), issue([cast.branch, *places])
    assert few == many
    parts = [
        [m.steps.count(), m.agenda.count(), m.provisions.count(), m.aspects.count()]
        for m in (*one.meetings.all(), *four.meetings.all())
    ]  # fmt: skip
    assert all(parts[0])
    assert parts == [parts[0]] * 5
    hosts = {m.organization_id: m.host for m in four.meetings.all()}
    assert hosts == {cast.branch.pk: cast.member("secretary")} | dict.fromkeys(one.pk for one in places)
