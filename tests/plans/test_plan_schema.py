"""Reading a template file: what is accepted, and how a wrong one is refused (file, key, reason)."""

from __future__ import annotations

import json

import pytest

from meetings.enums import Anchor, Direction, MeetingForm, Unit
from meetings.plan_schema import MAX_FILE_SIZE, PlanContent, PlanFileError, blank, load
from members.enums import OrganizationKind

SMALL = """
slug = "small"
title = "小方案"
kind = "thematic"
issuer = "党支部"
summary = "用于测试"

[[attendance]]
capacity = "participant"
rule = "all_members"
text = "全体党员"

[[steps]]
key = "study"
kind = "study"
title = "学习"
clause = "方案第一部分：学习"

[[steps]]
key = "report"
kind = "report"
title = "报告"
clause = "方案第二部分：会后15天内报告"
[steps.deadline]
anchor = "meeting"
amount = 15
direction = "after"

[[agenda]]
kind = "self_and_mutual"
title = "批评和自我批评"
"""
STEP = '\n[[steps]]\nkey = "late"\nkind = "other"\ntitle = "另一项"\nclause = "方案"\n'
DEADLINE = STEP + "[steps.deadline]\n"
PROVISION = '\n[[provisions]]\nclause = "方案第三部分"\n'


def read(text: str) -> PlanContent:
    return load(text.encode(), "small.toml")


def refused(text: str) -> PlanFileError:
    with pytest.raises(PlanFileError) as error:
        read(text)
    assert error.value.file == "small.toml"
    return error.value


def test_the_smallest_plan_is_read():
    plan = read(SMALL)
    assert [step.key for step in plan.steps] == ["study", "report"]
    assert plan.step("report").deadline.as_deadline().in_words() == "会后15天内"
    assert (plan.form, plan.host, plan.includes_appraisal) == (MeetingForm.GENERAL, "党支部书记", False)
    assert plan.open_values() == []


ERRORS = [
    # change to the small plan, key, part of the reason
    (
        SMALL.replace('kind = "thematic"', 'kind = "yearly"'),
        "kind",
        "不能写“yearly”，可写：annual（年度组织生活会）、",
    ),
    (SMALL.replace('kind = "study"', 'kind = "studies"'), "steps[1].kind", "可写：study（组织学习）"),
    (SMALL.replace('rule = "all', 'rule = "some'), "attendance[1].rule", "all_members（全体党员）"),
    (
        SMALL.replace('anchor = "meeting"', 'anchor = "party"'),
        "steps[2].deadline.anchor",
        "meeting（会议日期）",
    ),
    (SMALL.replace('title = "小方案"', ""), "title", "缺少这一项"),
    (SMALL.replace('clause = "方案第一部分：学习"', ""), "steps[1].clause", "缺少这一项"),
    (SMALL.replace('title = "小方案"', 'title = "  "'), "title", "不能为空"),
    (SMALL.replace('title = "小方案"', f'title = "{"长" * 121}"'), "title", "太长，最多 120 个字"),
    (SMALL.replace('title = "小方案"', "title = 5"), "title", "要填文字"),
    (SMALL.replace('slug = "small"', 'slug = "Klein und fein"'), "slug", "只能用小写字母"),
    (SMALL.replace("issuer =", "isuer ="), "isuer", "没有这一项，可写：slug、title、kind"),
    (
        SMALL.replace('title = "学习"', 'title = "学习"\ndue = "明天"'),
        "steps[1].due",
        "可写：key、kind、title",
    ),
    (SMALL.replace("amount = 15", 'amount = "15"'), "steps[2].deadline.amount", "要填整数"),
    (SMALL.replace("amount = 15", "amount = -1"), "steps[2].deadline.amount", "不能小于 0"),
    (SMALL.replace("amount = 15", "amount = 9999"), "steps[2].deadline.amount", "不能大于 3660"),
    (SMALL.replace("amount = 15", ""), "steps[2].deadline", "needs_value = true"),
    (SMALL.replace("amount = 15", "amount = 15\nneeds_value = true"), "steps[2].deadline", "有则不写"),
    (
        SMALL.replace("amount = 15", 'amount = 15\nneeds_value = "yes"'),
        "steps[2].deadline.needs_value",
        "true",
    ),
    (SMALL + DEADLINE + 'anchor = "absolute"\namount = 3', "steps[3].deadline", "固定日期用 date"),
    (SMALL + DEADLINE + 'anchor = "absolute"\ndate = "3月"', "steps[3].deadline.date", "例如 2026-03-01"),
    (SMALL + DEADLINE + "date = 2026-03-01\namount = 3", "steps[3].deadline", "date 只用于"),
    (SMALL + DEADLINE + 'anchor = "step"\namount = 3', "steps[3].deadline", "要同时写"),
    (SMALL + DEADLINE + 'step = "study"\namount = 3', "steps[3].deadline", "要同时写"),
    (SMALL + DEADLINE + 'anchor = "step"\nstep = "no"\namount = 3', "steps", "但没有这个环节"),
    (SMALL + DEADLINE + 'anchor = "step"\nstep = "late"\namount = 3', "steps", "但没有这个环节"),
    (SMALL + STEP.replace("late", "study"), "steps", "环节代号 study 重复"),
    (SMALL.replace('key = "study"', 'key = "Study 1"'), "steps[1].key", "只能用小写字母"),
    (
        SMALL.replace('title = "报告"', 'title = "报告"\nworks = ["党章"]'),
        "steps[2]",
        'works 只能用于 kind = "study"',
    ),
    (SMALL.replace('title = "报告"', 'title = "报告"\nchannels = ["box"]'), "steps[2]", "channels 只能用于"),
    (SMALL.replace('title = "学习"', 'title = "学习"\nworks = "党章"'), "steps[1].works", "要写成列表"),
    (SMALL.replace("[[agenda]]", "[agenda]"), "agenda", "要写成列表"),
    (SMALL + STEP + "deadline = 5", "steps[3].deadline", "要写成一节"),
    (
        SMALL + PROVISION + 'key = "quorum.hart"\nvalue = "1/2"',
        "provisions[1]",
        "没有“quorum.hart”这项规则条款",
    ),
    (SMALL + PROVISION + 'key = "quorum.hard"\nvalue = 0.5', "provisions[1]", "要写成分数，例如 1/3"),
    (SMALL + PROVISION + 'key = "quorum.hard"', "provisions[1]", "不能为空"),
    (SMALL + PROVISION + 'value = "1/2"', "provisions[1].key", "缺少这一项"),
    (
        SMALL + PROVISION + 'key = "quorum.hard"\nvalue = "1/2"\nneeds_value = true',
        "provisions[1]",
        "needs_value = true 时不写 value",
    ),
    (
        SMALL + PROVISION + 'key = "appraisal.secret"\nvalue = true\noverridable = true',
        "provisions[1]",
        "固定规则，不能写 overridable = true",
    ),
    (
        SMALL + (PROVISION + 'key = "quorum.hard"\nvalue = "1/2"\n') * 2,
        "provisions",
        "规则条款 quorum.hard 重复",
    ),
    (
        SMALL + PROVISION + 'key = "talks.pair_classes"\nvalue = ["member_member"]',
        "",
        "talks.pair_classes 与方案其他部分写的不一致",
    ),
    (SMALL + '\n[[archive]]\ndocument = "plan"\ntitle = "方案"\n' * 2, "", "归档材料 plan 重复"),
    (SMALL.replace('kind = "self_and_mutual"', 'kind = "appraisal"'), "", "includes_appraisal = true"),
    (SMALL.replace('issuer = "', 'includes_appraisal = true\nissuer = "'), "", "aspects_appraisal"),
    (SMALL[: SMALL.index("[[agenda]]")], "", "缺少 attendance（参会人员）或 agenda（议程）"),
    (SMALL[: SMALL.index("[[steps]]")] + SMALL[SMALL.index("[[agenda]]") :], "steps", "缺少这一项"),
    ("title = ", "", "不是有效的 TOML 文件"),
    ("", "slug", "缺少这一项"),
]


@pytest.mark.parametrize(("text", "key", "reason"), ERRORS)
def test_a_wrong_file_is_refused_with_file_key_and_reason(text, key, reason):
    error = refused(text)
    assert error.key == key
    assert reason in error.reason
    assert str(error).startswith("small.toml：")


def test_steps_that_wait_for_each_other_are_refused():
    waits = '\n[[steps]]\nkey = "{}"\nkind = "other"\ntitle = "等"\nclause = "方案"\n'
    waits += '[steps.{}]\nanchor = "step"\nstep = "{}"\namount = 1\n'
    circle = waits.format("one", "deadline", "two") + waits.format("two", "starts", "one")
    assert "绕了一圈" in refused(SMALL + circle).reason


def test_all_that_is_wrong_is_told_at_once():
    error = refused(
        SMALL.replace('kind = "thematic"', 'kind = "yearly"').replace("amount = 15", "amount = -1")
    )
    assert [key for key, _ in error.problems] == ["kind", "steps[2].deadline.amount"]


def test_files_that_are_no_text_or_too_large_are_refused():
    with pytest.raises(PlanFileError, match="UTF-8"):
        load(SMALL.encode("gb18030"), "small.toml")
    with pytest.raises(PlanFileError, match="超过 1 MB"):
        load(b" " * (MAX_FILE_SIZE + 1), "small.toml")


def test_a_byte_order_mark_does_no_harm():
    assert load(b"\xef\xbb\xbf" + SMALL.encode(), "small.toml") == read(SMALL)


def test_a_path_gives_the_file_its_name(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(SMALL.replace("thematic", "yearly"), encoding="utf-8")
    with pytest.raises(PlanFileError) as error:
        load(path)
    assert error.value.file == "mine.toml"


# --- saved templates


def test_a_saved_template_comes_back_equal():
    plan = read(SMALL + PROVISION + 'key = "quorum.hard"\nvalue = "2/4"\noverridable = false')
    data = plan.to_json()
    assert PlanContent.from_json(json.loads(json.dumps(data))) == plan
    assert load(json.dumps(data).encode(), "saved.json") == plan


NO_PLANS = [
    ("[1, 2]", "文件内容不是一份模板"),
    ("null", "文件内容不是一份模板"),
    ("{", "不是有效的 JSON 文件"),
    ("[" * 100_000, "不是有效的 JSON 文件"),
    ("{}", "缺少这一项"),
]


@pytest.mark.parametrize(("text", "reason"), NO_PLANS)
def test_a_saved_template_that_is_no_plan_is_refused(text, reason):
    with pytest.raises(PlanFileError) as error:
        PlanContent.from_json(text, "我的模板")
    assert (error.value.file, error.value.reason) == ("我的模板", reason)


# --- said once, read in two places


def test_what_other_parts_say_becomes_a_provision_with_their_clause():
    talks = '\n[[steps]]\nkey = "talks"\nkind = "talks"\ntitle = "谈"\nclause = "方案第五部分：必谈"\n'
    talks += 'pair_classes = ["member_member", "committee_member"]\n'
    archive = '\n[[archive]]\ndocument = "plan"\ntitle = "方案"\nclause = "方案第六部分：归档"\n'
    archive += '\n[[archive]]\ndocument = "circular"\ntitle = "通报"\nrequired = false\n'
    plan = read(SMALL + talks + archive)
    pairs, filed = plan.provision("talks.pair_classes"), plan.provision("archive.required_documents")
    assert (pairs.value, pairs.clause) == (["committee_member", "member_member"], "方案第五部分：必谈")
    assert (filed.value, filed.clause) == (["plan"], "方案第六部分：归档")


def test_a_plan_without_talks_requires_no_pairs_and_one_without_a_list_keeps_the_default():
    plan = read(SMALL)
    assert plan.value_of("talks.pair_classes") == []
    assert plan.provision("archive.required_documents") is None
    assert "minutes" in plan.value_of("archive.required_documents")


def test_shared_aspects_come_first_for_branch_and_members():
    aspect = '\n[[aspects_{}]]\ntitle = "{}"\n'
    plan = read(
        SMALL + aspect.format("member", "丙") + aspect.format("shared", "甲") + aspect.format("branch", "乙")
    )
    assert [aspect.title for aspect in plan.aspects_branch] == ["甲", "乙"]
    assert [aspect.title for aspect in plan.aspects_member] == ["甲", "丙"]
    assert plan.aspects_shared == ()


def test_a_plan_is_not_changed_after_reading():
    with pytest.raises(ValueError, match="frozen"):
        read(SMALL).title = "别的"


def test_who_may_override_is_the_files_word_else_the_registrys():
    line = PROVISION + 'key = "{}"\nvalue = {}\n'
    plan = read(
        SMALL
        + line.format("quorum.hard", '"1/2"\noverridable = false')
        + line.format("quorum.advisory", '"2/3"')
        + line.format("gate.waivable_by", '"supervisor"')
    )
    assert [
        plan.provision(key).may_override for key in ("quorum.hard", "quorum.advisory", "gate.waivable_by")
    ] == [
        False,
        True,
        False,
    ]


def test_the_blank_plan_asks_what_the_branch_regulation_asks():
    plan = blank()
    assert [step.kind.value for step in plan.steps] == [
        "study",
        "talks",
        "opinions",
        "problem_search",
        "rectification_list",
    ]
    assert plan.open_values() == []
    assert all("支部工作条例" in step.clause for step in plan.steps)


def test_a_level_is_found_by_the_kind_of_organisation():
    assert read(SMALL).level_for(OrganizationKind.BRANCH) is None


def test_a_date_in_the_file_is_a_date():
    plan = read(SMALL + DEADLINE + 'anchor = "absolute"\ndate = 2026-03-01')
    line = plan.step("late").deadline
    assert (line.anchor, line.unit, line.direction) == (Anchor.ABSOLUTE, Unit.DAY, Direction.BEFORE)
    assert line.as_deadline().in_words() == "2026年3月1日前"
