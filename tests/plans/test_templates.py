"""The eight shipped plans, row by row as the table in plans.md reads; expected values written by hand."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from meetings.enums import StepKind
from meetings.plan_schema import PLANS, PlanContent, shipped
from members.enums import OrganizationKind

NUMBERS = range(1, 9)


def plan(number: int) -> PlanContent:
    return shipped()[number - 1]


def steps(number: int, kind: StepKind):
    return [step for step in plan(number).steps if step.kind == kind]


def due(number: int, kind: StepKind) -> list[str | None]:
    """The words of every deadline of the kind; None for a step without one."""
    return [step.deadline.as_deadline().in_words() if step.deadline else None for step in steps(number, kind)]


def forms(number: int) -> list[object]:
    roles = ("committee", "secretary", "committee_member", "member")
    return [plan(number).value_of(f"materials.{role}_form") for role in roles]


def flag(number: int, key: str) -> object:
    return plan(number).value_of(key)


# --- the table "What each plan is"

IDENTITY = [
    (1, "town-annual", "annual", False, "镇党委"),
    (2, "bureau-two-level", "thematic", False, "局党总支"),
    (3, "company-appraisal", "thematic", True, "公司党委"),
    (4, "branch-half-year", "thematic", False, "党支部"),
    (5, "company-branch", "thematic", False, "公司党支部"),
    (6, "system-thematic", "thematic", False, "系统党委"),
    (7, "window-thematic", "thematic", False, "上级党组织"),
    (8, "county-branch", "thematic", False, "党支部"),
]


@pytest.mark.parametrize(("number", "slug", "kind", "appraises", "issuer"), IDENTITY)
def test_each_plan_is_what_the_overview_says(number, slug, kind, appraises, issuer):
    content = plan(number)
    assert (content.slug, content.kind.value, content.includes_appraisal) == (slug, kind, appraises)
    assert content.issuer.startswith(issuer)


def test_there_are_eight_in_order_named_after_number_and_slug():
    files = [path.stem for path in sorted(PLANS.glob("[0-9]*.toml"))]
    assert files == [f"{number}-{slug}" for number, slug, *_ in IDENTITY]
    assert [content.slug for content in shipped()] == [slug for _, slug, *_ in IDENTITY]


# --- the table "Stages and steps", one test per row; None where the plan leaves a blank

STUDY = {
    1: [(["self", "group"], None)],
    2: [(["group"], "x月x日前（待填）")],
    3: [],
    4: [(["self", "group"], None)],
    5: [(["group"], None)],
    6: [(["self", "group", "discussion"], "方案留出的完成时间（待填）")],
    7: [(["group", "make_up"], None)],
    8: [(["self", "group"], None)],
}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_study(number):
    kinds = [[str(kind) for kind in step.study_kinds] for step in steps(number, StepKind.STUDY)]
    assert list(zip(kinds, due(number, StepKind.STUDY), strict=True)) == STUDY[number]


WORKS = {1: 5, 2: 6, 3: 0, 4: 4, 5: 7, 6: 6, 7: 3, 8: 0}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_study_list_of_works(number):
    assert sum(len(step.works) for step in steps(number, StepKind.STUDY)) == WORKS[number]


def test_row_study_notes_reflection_and_make_up_r12():
    assert [number for number in NUMBERS if flag(number, "study.reflection_required")] == [6]
    assert [number for number in NUMBERS if flag(number, "study.notes_required")] == [6]
    assert [number for number in NUMBERS if flag(number, "study.discussion_required")] == [6]
    assert flag(7, "study.make_up_required") is True


OPINIONS = {
    1: ["meeting", "interview", "form"],
    2: ["talk"],
    3: ["meeting", "form"],
    4: ["talk"],
    5: ["talk"],
    6: ["meeting", "interview", "form", "box", "online", "visit"],
    7: [],
    8: [],
}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_opinions_r03(number):
    assert flag(number, "opinions.channels") == OPINIONS[number]
    assert bool(steps(number, StepKind.OPINIONS)) is bool(OPINIONS[number])


def test_row_opinions_fed_back_verbatim_and_answered_r03():
    assert flag(1, "gate.opinions_fed_back") is True
    assert [number for number in NUMBERS if flag(number, "opinions.answer_each")] == [6]
    assert [number for number in NUMBERS if flag(number, "gate.opinions_answered")] == [6]
    assert {flag(number, "opinions.verbatim") for number in NUMBERS} == {True}


TALKS = {
    1: [],
    2: ["committee_committee", "committee_member"],
    3: ["committee_member"],
    4: ["committee_committee", "committee_member", "member_member", "secretary_key_person"],
    5: ["member_member", "secretary_member"],
    6: ["committee_committee", "committee_member", "member_member"],
    7: ["committee_committee", "committee_member", "member_member", "secretary_key_person"],
    8: ["secretary_member"],
}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_talks_r04(number):
    assert flag(number, "talks.pair_classes") == TALKS[number]


def test_row_talks_from_and_to_dates():
    (talks,) = steps(2, StepKind.TALKS)
    assert (talks.starts.needs_value, talks.deadline.needs_value) == (True, True)


def test_row_talks_key_persons_r05():
    assert flag(4, "talks.key_kinds") == [
        "newly_developed",
        "newly_transferred",
        "hardship",
        "mobile",
        "elderly",
    ]
    assert flag(4, "talks.remote_counts_for") == ["mobile", "elderly"]
    assert flag(7, "talks.key_kinds") == [
        "newly_developed",
        "newly_transferred",
        "hardship",
        "elderly",
        "disciplined",
    ]


def test_row_talks_confidential_and_no_ordinary_chat_r06_r07():
    assert {flag(number, "talks.confidential") for number in NUMBERS} == {True}
    line = plan(7).provision("talks.record_needs_substance")
    assert (line.value, line.may_override) == (True, False)


PROBLEMS = {
    # aspects of the branch, of members, angles of causes
    1: (5, 5, 0),
    2: (7, 7, 0),
    3: (4, 0, 0),
    4: (3, 4, 0),
    5: (3, 4, 0),
    6: (4, 4, 0),
    7: (4, 4, 0),
    8: (2, 2, 5),
}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_problem_search(number):
    content = plan(number)
    counts = len(content.aspects_branch), len(content.aspects_member), len(content.cause_angles)
    assert counts == PROBLEMS[number]
    assert bool(steps(number, StepKind.PROBLEM_SEARCH)) is (number != 3)


def test_row_problem_search_sources_standards_and_angles_r02():
    assert [str(source) for source in plan(1).problem_sources] == [
        "study",
        "special_meeting",
        "field_visit",
        "letter",
        "superior",
    ]
    assert [number for number in NUMBERS if flag(number, "problems.source_required")] == [1]
    assert plan(8).cause_angles == ("思想", "政治", "作风", "能力", "廉政")
    assert len(plan(7).standards) == 6


@pytest.mark.parametrize("number", [1, 2, 6, 7])
def test_row_problem_search_manifestations(number):
    assert all(len(aspect.manifestations) >= 2 for aspect in plan(number).aspects_member)


PREVIOUS = {
    # has a preparation step, gate "previous items reported on", first agenda item
    1: (True, True, "opening"),
    2: (False, False, "committee_problems"),
    3: (True, True, "self_and_mutual"),
    4: (False, False, "report"),
    5: (False, False, "report"),
    6: (False, False, "report"),
    7: (True, True, "previous"),
    8: (False, False, "committee_problems"),
}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_previous_rectification_r27(number):
    has_step = bool(steps(number, StepKind.REVIEW_PREVIOUS))
    first = plan(number).agenda[0].kind.value
    assert (has_step, flag(number, "gate.previous_reported"), first) == PREVIOUS[number]


def test_row_previous_plan_4_reports_at_year_end():
    (step,) = [step for step in plan(4).steps if step.key == "year_end_report"]
    assert "年底" in step.clause
    assert flag(4, "rectification.report_at_next_meeting") is True


MATERIALS = {
    # committee, secretary, committee member, member
    1: ["none", "full", "outline", "outline"],
    2: ["full", "outline", "outline", "outline"],
    3: ["none", "self_appraisal", "self_appraisal", "self_appraisal"],
    4: ["outline", "outline", "outline", "outline"],
    5: ["full", "full", "full", "full"],
    6: ["full", "full", "full", "full"],
    7: ["none", "outline", "outline", "outline"],
    8: ["full", "full", "full", "full"],
}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_materials(number):
    assert forms(number) == MATERIALS[number]
    assert steps(number, StepKind.MATERIALS)


def test_row_materials_superior_approves_before_the_meeting_r09():
    assert [number for number in NUMBERS if flag(number, "gate.superior_approval")] == [6]
    assert [number for number in NUMBERS if flag(number, "materials.superior_reviews")] == [6]
    assert flag(6, "materials.superior_scope") == ["committee", "secretary", "committee_member", "member"]
    assert plan(6).provision("gate.superior_approval").may_override is False
    assert len(steps(6, StepKind.MATERIALS)) == 3


PLAN_TO_SUPERIOR = {1: ["会前x天（待填）"], 6: ["会前10天"]}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_plan_to_superior_r11(number):
    assert due(number, StepKind.PLAN_APPROVAL) == PLAN_TO_SUPERIOR.get(number, [])
    assert flag(number, "gate.plan_approved") is (number in PLAN_TO_SUPERIOR)
    assert flag(number, "gate.preparation_reported") is (number == 1)


@pytest.mark.parametrize("number", NUMBERS)
def test_row_appraisal(number):
    appraises = number == 3
    assert bool(steps(number, StepKind.APPRAISAL)) is appraises
    assert len(plan(number).aspects_appraisal) == (5 if appraises else 0)


def test_row_appraisal_of_plan_3_r14_r19_to_r23():
    expected = {
        "appraisal.aspect_points": None,  # 每项xx分
        "appraisal.min_group_size": None,  # xx人以上, R19
        "appraisal.grades": ["优秀", "合格", "不合格"],
        "appraisal.secret": True,  # R20
        "criticism.recorded_without_names": True,  # R20
        "appraisal.probationary_votes": True,  # R21
        "appraisal.probationary_graded": False,  # R21
        "appraisal.consult_members": True,  # R22
        "appraisal.needs_superior_for": ["优秀", "不合格"],  # R22
        "appraisal.branch_assessed": True,  # R23
        "appraisal.guests_tally": True,
        "leave.written_speech_read": True,  # R14
    }
    assert {key: flag(3, key) for key in expected} == expected
    assert plan(3).provision("appraisal.aspect_points").needs_value
    assert plan(3).provision("appraisal.min_group_size").needs_value


RECTIFICATION = {
    # due words of the list; commitment; published; ledger is the house's default everywhere
    1: ([None], False, False),
    2: ([None], True, True),
    3: ([], False, False),
    4: ([None], True, True),
    5: (["会后1周内"], True, True),
    6: (["会后15天内"], False, True),
    7: ([None], True, True),
    8: ([None], False, False),
}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_rectification_list_r24_r25(number):
    words, commitment, published = RECTIFICATION[number]
    assert due(number, StepKind.RECTIFICATION_LIST) == words
    assert flag(number, "rectification.commitment_required") is commitment
    assert bool(steps(number, StepKind.COMMITMENTS)) is commitment
    assert flag(number, "rectification.publish_required") is published
    assert bool(steps(number, StepKind.PUBLICATION)) is published


def test_row_rectification_ledger_and_look_back_r26_r29():
    assert plan(5).provision("rectification.ledger").value is True
    assert [number for number in NUMBERS if steps(number, StepKind.LOOK_BACK)] == [6]
    assert due(6, StepKind.FILING) == ["会后15天内"]
    assert plan(6).provision("rectification.look_back_months").needs_value


REPORT = {
    1: ("镇党政办", ["会后x天内（待填）"]),
    2: ("上级党组织", ["会后x个工作日内（待填）"]),
    3: ("公司党委", [None]),
    4: ("市直机关工委", ["会后15天内"]),
    5: ("市政府国资委", ["会后15天内"]),
    6: ("系统党委", ["会后15天内"]),
    7: ("上级党组织", []),
    8: ("上级党组织", [None]),
}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_report_to_superior_r30(number):
    assert (flag(number, "report.to"), due(number, StepKind.REPORT)) == REPORT[number]


def test_row_report_of_plan_2_counts_working_days_and_attaches_list_and_measures_r30():
    (report,) = steps(2, StepKind.REPORT)
    assert report.deadline.unit.value == "workday"
    assert flag(2, "report.attachments") == ["problem_list", "rectification_list"]


CIRCULAR = {1: ("适当范围", [None]), 5: ("适当范围", [None]), 6: ("系统内", ["会后15天内"])}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_circular(number):
    wanted_scope, wanted_due = CIRCULAR.get(number, (None, []))
    assert due(number, StepKind.CIRCULAR) == wanted_due
    line = plan(number).provision("circular.scope")
    assert (line.value if line else None) == wanted_scope


ARCHIVE = {
    1: [],
    2: [],
    3: ["appraisal_forms", "appraisal_scores", "appraisal_branch", "appraisal_summary", "minutes", "report"],
    4: [],
    5: [
        "plan",
        "notice",
        "material_branch",
        "material_member",
        "minutes",
        "rectification_plan",
        "circular",
        "report",
    ],
    6: [
        "plan",
        "notice",
        "material_branch",
        "material_member",
        "minutes",
        "rectification_plan",
        "circular",
        "report",
    ],
    7: [],
    8: ["report", "material_branch", "material_member"],
}


@pytest.mark.parametrize("number", NUMBERS)
def test_row_archive_r31(number):
    assert [line.document.value for line in plan(number).archive] == ARCHIVE[number]
    assert bool(steps(number, StepKind.ARCHIVE)) is (number in (2, 3, 5, 6, 8))
    if ARCHIVE[number]:
        assert set(flag(number, "archive.required_documents")) == set(ARCHIVE[number])


# --- attendance, agenda and the rules that set a plan apart

ATTENDANCE = {
    1: {("participant", "all_members"), ("observer", "supervision")},
    2: {("participant", "committee_members"), ("observer", "superior")},
    3: {("participant", "all_members"), ("invited", "non_party")},
    4: {("participant", "all_members"), ("participant", "activists"), ("invited", "non_party")},
    5: {("participant", "all_members"), ("invited", "supervision"), ("observer", "named")},
    6: {("participant", "all_members"), ("observer", "superior")},
    7: {("participant", "all_members")},
    8: {("participant", "all_members"), ("observer", "supervision")},
}


@pytest.mark.parametrize("number", NUMBERS)
def test_attendance_classes(number):
    lines = {(line.capacity.value, line.rule.value) for line in plan(number).attendance}
    assert lines == ATTENDANCE[number]


AGENDA = {
    1: [
        "opening",
        "previous",
        "opinions",
        "secretary_self",
        "self_and_mutual",
        "supervision",
        "summary",
    ],
    2: ["committee_problems", "self_and_mutual", "supervision"],
    3: ["self_and_mutual", "appraisal", "guests", "other"],
    4: ["report", "committee_problems", "secretary_self", "self_and_mutual"],
    5: ["report", "committee_problems", "self_and_mutual", "supervision"],
    6: [
        "report",
        "opinions",
        "committee_problems",
        "secretary_self",
        "self_and_mutual",
        "supervision",
        "summary",
    ],
    7: ["previous", "committee_problems", "secretary_self", "self_and_mutual", "summary"],
    8: ["committee_problems", "self_and_mutual", "supervision", "summary"],
}


@pytest.mark.parametrize("number", NUMBERS)
def test_agenda_r16(number):
    assert [line.kind.value for line in plan(number).agenda] == AGENDA[number]


def test_plan_2_meets_on_two_levels_a_day_apart():
    top = plan(2).level_for(OrganizationKind.GENERAL_BRANCH)
    below = plan(2).level_for(OrganizationKind.BRANCH)
    assert (top.day_offset, below.day_offset) == (0, 1)
    assert top.form.value == below.form.value == "committee"
    assert top.attendance == plan(2).attendance
    assert [line.text for line in below.attendance if line.capacity.value == "observer"] == ["党总支负责人"]
    assert [number for number in NUMBERS if plan(number).levels] == [2]


def test_supervision_of_plan_1_r13():
    for key in ("reads_plan", "may_postpone", "may_halt", "final_comment_required"):
        assert plan(1).provision(f"supervision.{key}").value is True


def test_a_comment_closes_the_meeting_where_the_plan_says_so_r13():
    assert [number for number in NUMBERS if flag(number, "supervision.final_comment_required")] == [
        1,
        2,
        6,
        8,
    ]


def test_leave_is_forbidden_for_the_committee_in_plan_2_r14():
    assert [number for number in NUMBERS if flag(number, "leave.forbidden_for_committee")] == [2]


def test_absent_members_are_told_by_the_host_in_plan_5_r14():
    (step,) = steps(5, StepKind.INFORM_ABSENT)
    assert step.responsible.value == "host"
    assert [number for number in NUMBERS if steps(number, StepKind.INFORM_ABSENT)] == [5]


@pytest.mark.parametrize("number", [1, 4, 6])
def test_hopes_are_no_criticism_r15(number):
    assert plan(number).provision("criticism.flag_hopes").value is True


@pytest.mark.parametrize("number", [1, 4, 6, 7])
def test_dual_life_r18(number):
    assert plan(number).provision("attendance.dual_life").value is True


def test_minutes_of_plan_5_hold_what_it_lists_r17():
    assert plan(5).provision("minutes.fields").value == [
        "会议名称",
        "时间",
        "地点",
        "出席人员",
        "缺席人员",
        "主持人",
        "记录人",
    ]


OPEN = {
    1: {
        "window",
        "steps.plan_approval.deadline",
        "steps.preparation_report.deadline",
        "steps.report.deadline",
    },
    2: {
        "steps.study.deadline",
        "steps.talks.starts",
        "steps.talks.deadline",
        "steps.opinions.starts",
        "steps.opinions.deadline",
        "steps.problem_search.deadline",
        "steps.materials.deadline",
        "steps.report.deadline",
    },
    3: {
        "steps.self_appraisal.deadline",
        "steps.talks.deadline",
        "steps.opinions.deadline",
        "steps.appraisal.deadline",
        "steps.assessment.deadline",
        "steps.outcome.deadline",
        "provisions.appraisal.aspect_points",
        "provisions.appraisal.min_group_size",
    },
    4: set(),
    5: {"window"},
    6: {
        "window",
        "steps.study.deadline",
        "steps.opinions.deadline",
        "steps.talks.deadline",
        "steps.problem_search.deadline",
        "steps.material_branch.deadline",
        "steps.material_member.deadline",
        "provisions.rectification.look_back_months",
    },
    7: set(),
    8: set(),
}


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_that_a_plan_leaves_open_are_asked_for_and_not_invented(number):
    values = plan(number).open_values()
    assert {key for key, _ in values} == OPEN[number]
    assert all(words for _, words in values)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_step_and_provision_shows_where_it_stands(number):
    content = plan(number)
    clauses = [step.clause for step in content.steps] + [line.clause for line in content.provisions]
    assert all(clause.startswith("方案") and len(clause) >= 8 for clause in clauses)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_shipped_plan_survives_being_saved(number):
    assert PlanContent.from_json(plan(number).to_json()) == plan(number)


# --- own words

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
# Names of works and fixed phrases that everybody must use run up to about this length; unit: characters.
LONGEST_COMMON = 16


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


@pytest.mark.parametrize("number", NUMBERS)
def test_templates_are_in_our_own_words(number):
    if not SEEDS.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("the seeds are absent: CI must have them")
        pytest.skip("the seed texts are not on this machine")
    ours = _bare(next(PLANS.glob(f"{number}-*.toml")).read_text(encoding="utf-8"))
    theirs = _bare((SEEDS / f"{number}.txt").read_text(encoding="utf-8"))
    length = LONGEST_COMMON + 1
    runs = {ours[at : at + length] for at in range(len(ours) - length + 1)}
    assert len(runs) > 500
    assert {run for run in runs if run in theirs} == set()
