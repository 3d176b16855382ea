"""The registry of provisions: what it holds, what it refuses, how it speaks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings import provisions
from meetings.deadlines import Deadline
from meetings.enums import Anchor, Direction, DocumentKind, PairClass, StepKind, Unit
from meetings.provisions import PROVISIONS, ProvisionError, ProvisionType, decode, describe, validate

ALL = sorted(PROVISIONS)
WITHIN_5_WORKDAYS = {"anchor": "meeting", "amount": 5, "unit": "workday", "direction": "after", "text": ""}
BEFORE_10_DAYS = {"anchor": "meeting", "amount": 10, "unit": "day", "direction": "before", "text": ""}

# What domain.md and the plans state by number, and the page that says it.
STATED = {
    "quorum.hard": "1/2",
    "quorum.advisory": "2/3",
    "materials.check.min_problem_chars": 500,
    "materials.check.min_cause_chars": 300,
    "materials.check.problem_cause_share": "1/2",
    "materials.check.copied_passage_chars": 60,
    "talks.minimum_per_pair": 1,
    "talks.remote_counts_for": ["mobile", "elderly"],  # R05
    "appraisal.excellent_cap": "1/3",
    "appraisal.cap_denominator": "full_members",
    "appraisal.grades": ["优秀", "合格", "基本合格", "不合格"],
    "appraisal.needs_superior_for": ["优秀", "不合格"],  # R22
    "appraisal.probationary_graded": False,  # R21
    "appraisal.remote_allowed": False,
    "rectification.verify_by_second": True,  # R26
    "archive.include_talk_text": False,  # R06
    "archive.include_named_criticism": False,
    "retention.report": "permanent",
    "retention.rectification_plan": "permanent",
    "retention.minutes": "y30",
    "retention.appraisal_summary": "y30",
    "retention.talk_records": "y10",
    "retention.appraisal_scores": "y10",
    "retention.opinion_originals": "y10",
}


def test_the_numbers_of_the_domain_are_the_defaults():
    assert {key: PROVISIONS[key].default for key in STATED} == STATED


@pytest.mark.parametrize("key", ALL)
def test_every_default_is_valid_worded_and_sourced(key):
    row = PROVISIONS[key]
    assert validate(key, row.default) == row.default
    assert describe(key, row.default)
    assert row.key == key
    assert row.source.strip() and row.label.strip()
    assert row.group in provisions.GROUPS
    assert row.nullable or row.default is not None
    assert not (row.fixed and row.overridable), "what is fixed nobody may override"


def test_every_group_has_provisions():
    assert set(provisions.GROUPS) == {row.group for row in PROVISIONS.values()}


def test_every_document_has_a_retention_and_every_duty_a_deadline():
    assert {key for key in ALL if key.startswith("retention.")} == {
        f"retention.{kind}" for kind in DocumentKind
    }
    no_duty = {StepKind.MEETING, StepKind.OTHER}
    duties = {f"deadline.{kind}" for kind in set(StepKind) - no_duty}
    assert {key for key in ALL if key.startswith("deadline.")} == duties


def test_the_gates_of_the_domain_are_all_switches():
    gates = {
        key.removeprefix("gate.")
        for key in ALL
        if PROVISIONS[key].type is ProvisionType.BOOL and "gate." in key
    }
    assert gates == {
        "plan_approved",
        "studies_held",
        "opinions_fed_back",
        "opinions_answered",
        "talks_covered",
        "materials_approved",
        "previous_reported",
        "attendance",
        "superior_approval",
        "preparation_reported",
        "upper_first",
    }


CANONICAL_TABLE = [
    ("quorum.hard", "2/4", "1/2"),
    ("quorum.hard", Fraction(2, 3), "2/3"),
    ("quorum.hard", "1", "1/1"),
    ("quorum.hard", 0, "0/1"),
    ("talks.minimum_per_pair", 2, 2),
    ("talks.pair_classes", ["member_member", "committee_member"], ["committee_member", "member_member"]),
    ("talks.pair_classes", [PairClass.MEMBER_MEMBER, "member_member"], ["member_member"]),
    ("talks.pair_classes", [], []),
    ("materials.member_form", "none", "none"),
    ("reminders.days_before", [7, 1, 3, 1], [1, 3, 7]),
    ("report.to", "  市直机关工委 ", "市直机关工委"),
    ("appraisal.grades", ["优秀", "合格"], ["优秀", "合格"]),
    ("appraisal.min_group_size", None, None),
    ("deadline.report", None, None),
    ("deadline.plan_approval", {"anchor": "meeting", "amount": 10}, BEFORE_10_DAYS),
    ("rectification.verify_by_second", True, True),
]


@pytest.mark.parametrize(("key", "value", "stored"), CANONICAL_TABLE)
def test_equal_values_are_stored_equally(key, value, stored):
    assert validate(key, value) == stored
    assert validate(key, stored) == stored


REFUSED_TABLE = [
    ("gate.attendance", "yes", "只能是“是”或“否”"),
    ("gate.attendance", 1, "只能是“是”或“否”"),
    ("gate.attendance", None, "不能为空"),
    ("quorum.hard", 0.5, "要写成分数"),
    ("quorum.hard", "3/2", "应在 0 到 1 之间"),
    ("quorum.hard", "1/0", "分母不能是 0"),
    ("quorum.hard", "-1/2", "要写成分数"),
    ("quorum.hard", "一半", "要写成分数"),
    ("quorum.hard", True, "要写成分数"),
    ("talks.minimum_per_pair", 0, "应在 1 到 12 之间"),
    ("talks.minimum_per_pair", "2", "要填一个整数"),
    ("talks.minimum_per_pair", True, "要填一个整数"),
    ("talks.minimum_per_pair", 1.0, "要填一个整数"),
    ("talks.pair_classes", "member_member", "要填一个列表"),
    ("talks.pair_classes", ["everybody"], "可取：committee_committee（委员之间）"),
    ("talks.pair_classes", [None], "可取："),
    ("materials.member_form", "essay", "可取：full（对照检查材料）"),
    ("reminders.days_before", [7, -1], "应在 0 到 60 之间"),
    ("reminders.days_before", 7, "要填一个列表"),
    ("report.to", "  ", "要填文字"),
    ("report.to", "长" * 201, "不能超过 200 个字"),
    ("appraisal.grades", ["优秀", "优秀"], "重复"),
    ("appraisal.grades", "优秀", "要填一个列表"),
    ("deadline.report", 15, "要写明起点"),
    ("deadline.report", {"amount": 15}, "要写明起点"),
    ("deadline.report", {"anchor": "meeting", "amout": 15}, "要写明起点"),
    ("deadline.report", {"anchor": "step", "amount": 1}, "起点只能是"),
    ("deadline.report", {"anchor": "meeting", "amount": "15"}, "数目要填一个整数"),
    ("deadline.report", {"anchor": "meeting", "amount": True}, "数目要填一个整数"),
    ("deadline.report", {"anchor": "meeting", "amount": -1}, "0 到 3660"),
    ("deadline.report", {"anchor": "meeting", "amount": 1, "unit": "year"}, "不在可取范围"),
    ("deadline.report", {"anchor": "meeting", "amount": 1, "text": 5}, "原文要填文字"),
    ("rectification.verify_by_second", False, "固定规则，不能改动"),  # R26
    ("talks.confidential", False, "固定规则，不能改动"),  # R06
    ("appraisal.secret", False, "固定规则，不能改动"),  # R20
    ("opinions.verbatim", False, "固定规则，不能改动"),  # R03
    ("materials.own_hand", False, "固定规则，不能改动"),  # R08
    ("no.such_key", True, "没有“no.such_key”这项规则条款"),
]


@pytest.mark.parametrize(("key", "value", "reason"), REFUSED_TABLE)
def test_a_wrong_value_is_refused_with_a_reason_in_chinese(key, value, reason):
    with pytest.raises(ProvisionError) as refused:
        validate(key, value)
    assert reason in refused.value.reason
    assert refused.value.key == key


WORDS_TABLE = [
    ("quorum.hard", "1/2", "半数"),
    ("quorum.advisory", "2/3", "三分之二"),
    ("quorum.advisory", "11/20", "二十分之十一"),
    ("quorum.advisory", "1/1", "全部"),
    ("appraisal.excellent_cap", "1/3", "三分之一"),
    ("gate.attendance", True, "是"),
    ("gate.attendance", False, "否"),
    ("talks.minimum_per_pair", 1, "1次"),
    ("talks.pair_classes", ["committee_member", "member_member"], "委员与党员、党员之间"),
    ("talks.pair_classes", [], "无"),
    ("materials.member_form", "none", "不要求"),
    ("retention.report", "permanent", "永久"),
    ("retention.minutes", "y30", "30年"),
    ("reminders.days_before", [7, 3, 0], "0天、3天、7天"),
    ("deadline.plan_approval", BEFORE_10_DAYS, "会前10天"),
    (
        "deadline.report",
        WITHIN_5_WORKDAYS,
        "会后5个工作日内",
    ),
    ("deadline.report", None, "未设定"),
    ("appraisal.grades", ["优秀", "合格"], "优秀、合格"),
]


@pytest.mark.parametrize(("key", "value", "words"), WORDS_TABLE)
def test_values_in_chinese_words(key, value, words):
    assert describe(key, value) == words


DECODED_TABLE = [
    ("quorum.hard", "1/2", Fraction(1, 2)),
    ("talks.pair_classes", ["committee_member"], ("committee_member",)),
    ("gate.attendance", True, True),
    ("deadline.report", None, None),
    ("deadline.plan_approval", BEFORE_10_DAYS, Deadline(Anchor.MEETING, 10, Unit.DAY, Direction.BEFORE)),
]


@pytest.mark.parametrize(("key", "value", "decoded"), DECODED_TABLE)
def test_values_as_code_calculates_with_them(key, value, decoded):
    assert decode(key, value) == decoded


def test_a_caller_cannot_change_a_default_through_a_value_it_got():
    got = validate("talks.pair_classes", PROVISIONS["talks.pair_classes"].default)
    got.clear()
    assert PROVISIONS["talks.pair_classes"].default


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(key=st.sampled_from(ALL), value=anything)
def test_any_value_is_either_stored_in_one_form_or_refused(key, value):
    try:
        stored = validate(key, value)
    except ProvisionError as refused:
        assert refused.reason
    else:
        assert validate(key, stored) == stored
        assert describe(key, value)
