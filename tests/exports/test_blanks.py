"""Forms that are filled in by hand: what the record knows is in them, nothing else, and no packet holds them."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import docx
import pytest

from core import clock
from gongwen.checker import FAIL, check
from meetings.documents import blanks_of, documents_of
from meetings.enums import DocumentKind as K
from meetings.models import Aspect, Meeting, Provision
from members.models import Member
from tests.casting import TODAY
from tests.exports.shelf import Paper

pytestmark = pytest.mark.django_db
FORMS = [K.APPRAISAL_FORMS, K.APPRAISAL_SCORES, K.APPRAISAL_BRANCH, K.APPRAISAL_SUMMARY]


@pytest.fixture
def appraised(cast) -> Meeting:
    """A meeting of the cast's branch that is made from plan 3."""
    with clock.at(TODAY):
        yield cast.meeting(state="preparing", includes_appraisal=True, template="company-appraisal")


def paper_of(meeting: Meeting, kind: K, slug: str = "blank") -> Paper:
    (found,) = (one for one in blanks_of(meeting, [kind]) if one.slug == slug)
    return Paper(found, found.render())


def test_a_meeting_without_appraisal_has_the_form_for_opinions_alone(cast):
    found = list(blanks_of(cast.meeting(state="preparing")))
    assert [(one.kind, one.slug, one.blank, one.confidential) for one in found] == [
        (K.OPINION_ORIGINALS, "blank", True, False)
    ]


def test_a_meeting_with_appraisal_has_its_four_forms_and_the_list_as_a_workbook(appraised):
    found = [(one.kind, one.slug) for one in blanks_of(appraised)]
    assert found == [
        (K.OPINION_ORIGINALS, "blank"),
        *((kind, "blank") for kind in FORMS),
        (FORMS[3], "blank-xlsx"),
    ]
    assert all(one.blank for one in blanks_of(appraised))


def test_no_packet_takes_a_blank_form_for_a_document(appraised):
    assert not set(FORMS) & {one.kind for one in documents_of(appraised)}


def test_each_member_has_a_page_of_the_registration_form(appraised, cast):
    paper = paper_of(appraised, K.APPRAISAL_FORMS)
    titles = [line for line in paper.paragraphs if line == "民主评议党员登记表"]
    members = Member.objects.filter(branch=cast.branch).exclude(status="activist")
    assert len(titles) == members.count() > 3
    for member in members:
        assert member.name in paper.text.replace("\n", "")  # a long one wraps in its cell
    breaks = paper.xml.count("<w:pageBreakBefore/>")
    assert breaks == members.count() - 1


def test_probationary_members_take_part_and_are_not_graded(appraised, cast):
    """R21."""
    rows = paper_of(appraised, K.APPRAISAL_SUMMARY).rows
    notes = {row[1]: row[8] for row in rows if len(row) == 9 and row[0].isdecimal()}
    probationary = set(
        Member.objects.filter(branch=cast.branch, status="probationary").values_list("name", flat=True)
    )
    assert probationary
    assert {name for name, note in notes.items() if note == "不评定等次"} == probationary
    assert any("（预备党员）" in row[1] for row in paper_of(appraised, K.APPRAISAL_SCORES).rows)
    Provision.objects.create(meeting=appraised, key="appraisal.probationary_graded", value=True)
    assert "不评定等次" not in {row[-1] for row in paper_of(appraised, K.APPRAISAL_SUMMARY).rows[3:]}


def test_the_score_sheet_asks_the_plans_aspects_and_no_name_of_the_voter(appraised):
    """R20."""
    Provision.objects.create(meeting=appraised, key="appraisal.aspect_points", value=15)
    paper = paper_of(appraised, K.APPRAISAL_SCORES)
    head = paper.rows[0]
    assert head[:3] == ["序号", "被评议党员", "执行党的路线方针政策，政治上看齐（满分15分）"]
    assert len(head) == 2 + 5 + 1
    assert "签名" not in paper.text
    assert all(cell == "" for row in paper.rows[1:] for cell in row[2:])


def test_the_branch_is_assessed_in_the_plans_aspects_and_its_grades(appraised, cast):
    """R23."""
    Aspect.objects.create(meeting=appraised, ordinal=1, scope="branch", title="作风方面")
    Provision.objects.create(meeting=appraised, key="appraisal.grades", value=["好", "较好", "差"])
    paper = paper_of(appraised, K.APPRAISAL_BRANCH)
    assert paper.rows[:3] == [
        ["序号", "评议方面", "好", "较好", "差"], ["1", "作风方面", "", "", ""], ["2", "总体评价", "", "", ""],
    ]  # fmt: skip
    assert any(row[1].startswith("secretary（书记") for row in paper.rows)


def test_the_plan_carries_the_forms_as_attachments_and_says_how_grades_are_given(appraised):
    (plan,) = (one for one in documents_of(appraised, [K.PLAN]))
    paper = Paper(plan, plan.render())
    told = paper.paragraphs
    assert (
        "评议分为优秀、合格、基本合格、不合格4个等次，评分不记名。优秀等次不超过规定人数的三分之一。"
        in paper.text
    )
    assert [line for line in told if line.startswith(("附件", "2.\t", "3.\t", "4.\t"))] == [
        "附件：1.\t民主评议党员登记表", "2.\t民主评议党员评分表", "3.\t基层党组织民主评议表", "4.\t民主评议党员汇总表",
        "附件1", "附件2", "附件3", "附件4",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [*FORMS, K.OPINION_ORIGINALS])
def test_forms_keep_the_layout_and_fit_their_sheet(kind, appraised):
    for index, title in enumerate(["政治素质方面", "组织生活方面", "联系群众方面"]):
        Aspect.objects.create(meeting=appraised, ordinal=index + 1, scope="branch", title=title)
    for blank in blanks_of(appraised, [kind]):
        if blank.suffix == ".docx":
            data = blank.render()
            assert [f for f in check(data, kind="record") if f.status == FAIL] == []
            docx.Document(BytesIO(data))


def test_days_of_forms_are_the_plans(appraised):
    Meeting.objects.filter(pk=appraised.pk).update(created_at=dt.datetime(2026, 4, 2, 1, tzinfo=dt.UTC))
    appraised.refresh_from_db()
    assert {one.dated for one in blanks_of(appraised)} == {dt.date(2026, 4, 2)}


def test_queries_do_not_grow_with_members(appraised, cast, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            for one in blanks_of(Meeting.objects.select_related("organization").get(pk=appraised.pk)):
                one.render()
        return len(asked)

    before = cost()
    for n in range(3):
        Member.objects.create(name=f"新人{n}", branch=cast.branch)
    assert cost() == before
