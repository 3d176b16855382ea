"""The check as a whole: which hints a draft gets, where they point, and that it bears any text."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.checkup.check import check
from meetings.checkup.findings import Aspect, Context, Draft, Finding, Item, Kind, Reference, Rule, Severity
from meetings.checkup.thresholds import Thresholds
from tests.checkup.corpus import ASPECTS, draft, plagiarise

SMALL = Thresholds(problem_chars=30, cause_chars=20, problem_item_chars=8, aspect_chars=10, slogan_chars=20)
GOOD = (
    "个人发言提纲\n王某\n"
    "一、存在的问题\n"
    "（一）学史明理方面\n去年3月到6月，《中国共产党简史》我只读了两章，思想上觉得读不读一个样。\n"
    "（二）学史力行方面\n5月在桃源社区走访独居老人，26户我只去了9户，心里怕麻烦。\n"
    "二、原因分析\n我把读书当成负担，宗旨意识有些淡化，图省事的念头多了。遇事先想自己方便不方便，没有想群众难不难。\n"
    "三、整改措施\n7月底前读完四本书，每周去桃源社区走访3户，9月向支部报告。"
)
ASKED = (Aspect("学史明理"), Aspect("学史力行"))


def _rules(text: str, context: Context | None = None, **draft: object) -> list[Rule]:
    return [finding.rule for finding in check(Draft(text, **draft), context or Context(thresholds=SMALL))]


def _of(rule: Rule, text: str, context: Context) -> list[Finding]:
    return [finding for finding in check(Draft(text), context) if finding.rule is rule]


def test_a_sound_draft_gets_no_hint() -> None:
    context = Context(
        aspects=ASKED,
        opinions=[Item("1", "独居老人走访得太少")],
        past_problems=[Item("2", "值班常常迟到，请假不写假条", "2023年度")],
        others=[Reference("3", "李某的材料", draft("somebody else"))],
        thresholds=SMALL,
    )
    assert check(Draft(GOOD, author="王某"), context) == []


@pytest.mark.parametrize("text", ["", "   \n\u3000", "。，……\n", "\u200b"])
def test_an_empty_text_gets_one_hint_that_says_so(text: str) -> None:
    (finding,) = check(Draft(text), Context(aspects=ASKED))
    assert (finding.rule, finding.span) == (Rule.EMPTY, None)
    assert "没有读到文字" in finding.message


@pytest.mark.parametrize(
    ("heading", "named"),
    [("一、存在的问题\n", "存在的问题"), ("二、原因分析\n", "原因分析"), ("三、整改措施\n", "整改措施")],
)
def test_r10_a_missing_section_is_named(heading: str, named: str) -> None:
    found = _of(Rule.CONTENT, GOOD.replace(heading, ""), Context(thresholds=SMALL))
    assert any(f"没有找到“{named}”" in finding.message for finding in found)
    assert not any(
        "没有找到" in finding.message for finding in _of(Rule.CONTENT, GOOD, Context(thresholds=SMALL))
    )


LENGTHS = [
    (replace(SMALL, problem_chars=500), ["“存在的问题”部分约 66 字，少于 500 字"]),
    (replace(SMALL, cause_chars=300), ["“原因分析”部分约 48 字，少于 300 字"]),
    (SMALL, []),
]


@pytest.mark.parametrize(("thresholds", "said"), LENGTHS)
def test_short_sections_are_told_with_their_numbers(thresholds: Thresholds, said: list[str]) -> None:
    found = _of(Rule.LENGTH, GOOD, Context(thresholds=thresholds))
    assert [finding.message.split("，请")[0] for finding in found] == said
    assert all(GOOD[slice(*finding.span)].startswith(("一、", "二、")) for finding in found)


def test_lengths_by_default_are_500_and_300() -> None:
    assert (Thresholds().problem_chars, Thresholds().cause_chars) == (500, 300)
    assert Thresholds().problem_cause_share == 0.5
    assert [f.rule for f in check(Draft(GOOD)) if f.rule is Rule.LENGTH] == [Rule.LENGTH, Rule.LENGTH]


def test_problems_and_causes_under_one_heading_are_counted_together() -> None:
    text = "一、存在的问题及原因分析\n去年3月我读书不够，怕麻烦。\n二、整改措施\n改。"
    (finding,) = _of(Rule.LENGTH, text, Context(thresholds=SMALL))
    assert "合计约 14 字，少于 50 字" in finding.message


@pytest.mark.parametrize(("more", "told"), [(0, False), (200, True)])
def test_problems_and_causes_are_half_of_the_whole(more: int, told: bool) -> None:
    text = GOOD + "另外汇报一下今年做的工作。" * (more // 13)
    found = _of(Rule.SHARE, text, Context(thresholds=replace(SMALL, most_per_rule=99)))
    assert bool(found) is told
    if told:
        assert "少于 50%" in found[0].message


def test_r10_a_problem_without_anything_concrete_is_pointed_at() -> None:
    vague = "思想上有所放松，学习抓得不紧，作风不够扎实。"
    text = GOOD.replace("（二）学史力行", f"{vague}\n（二）学史力行")
    found = _of(Rule.CONTENT, text, Context(thresholds=SMALL))
    assert [text[slice(*finding.span)] for finding in found] == [vague]


def test_r10_a_known_name_makes_a_problem_concrete() -> None:
    vague = "钟离昧提醒过我学习抓得不紧，我没有放在心上。"
    text = GOOD.replace("（二）学史力行", f"{vague}\n（二）学史力行")
    assert _of(Rule.CONTENT, text, Context(thresholds=SMALL))
    assert not _of(Rule.CONTENT, text, Context(thresholds=SMALL, people=["钟离昧"]))


def test_slogans_in_a_row_are_pointed_at() -> None:
    slogans = "要不断提高政治站位，切实增强责任感和使命感。要始终坚持问题导向，狠抓落实，久久为功。"
    text = GOOD.replace("三、整改措施\n", f"三、整改措施\n{slogans}")
    (finding,) = _of(Rule.SLOGANS, text, Context(thresholds=SMALL))
    assert text[slice(*finding.span)] == slogans


def test_a_sentence_that_stands_twice_is_pointed_at() -> None:
    sentence = "我把读书当成负担，宗旨意识有些淡化，图省事的念头多了。"
    text = GOOD + sentence
    (finding,) = _of(Rule.REPEATED, text, Context(thresholds=SMALL))
    assert text[slice(*finding.span)] == text[slice(*finding.other_span)] == sentence
    assert finding.span > finding.other_span
    assert not _of(Rule.REPEATED, GOOD + "心里怕麻烦。心里怕麻烦。", Context(thresholds=SMALL))


def test_every_required_aspect_is_asked_for() -> None:
    context = Context(aspects=[*ASKED, Aspect("学史增信")], thresholds=SMALL)
    (finding,) = _of(Rule.ASPECTS, GOOD, context)
    assert "“学史增信”" in finding.message
    assert finding.severity is Severity.LOOK


def test_an_aspect_that_is_only_named_is_a_lesser_hint() -> None:
    context = Context(aspects=ASKED, thresholds=replace(SMALL, aspect_chars=70))
    found = _of(Rule.ASPECTS, GOOD, context)
    assert {finding.severity for finding in found} == {Severity.HINT}
    assert all("只写了约" in finding.message for finding in found)


def test_r03_an_opinion_without_an_answer_is_named() -> None:
    opinions = [Item("1", "独居老人走访得太少"), Item("2", "食堂价格太高，菜品单一")]
    (finding,) = _of(Rule.CONTENT, GOOD, Context(opinions=opinions, thresholds=SMALL))
    assert finding.other is opinions[1]
    assert "食堂价格太高" in finding.message


def test_r01_r28_an_unsolved_problem_of_last_year_is_no_new_one() -> None:
    past = Item("7", "走访独居老人少，怕麻烦", "2023年度")
    (finding,) = _of(Rule.SUBSTITUTE, GOOD, Context(past_problems=[past], thresholds=SMALL))
    assert "独居老人" in GOOD[slice(*finding.span)]
    assert "2023年度没有解决" in finding.message
    assert finding.other is past


def test_r28_a_solved_problem_that_comes_back_is_told_as_such() -> None:
    past = Item("7", "走访独居老人少，怕麻烦", "2023年度", solved=True)
    context = Context(past_problems=[past], thresholds=SMALL)
    assert not _of(Rule.SUBSTITUTE, GOOD, context)
    (finding,) = _of(Rule.AGAIN, GOOD, context)
    assert "为什么反复" in finding.message


def test_r28_a_problem_that_only_its_measure_names_did_not_come_back() -> None:
    past = Item("7", "没有读完四本书", "2023年度")
    assert not _of(Rule.SUBSTITUTE, GOOD, Context(past_problems=[past], thresholds=SMALL))


def test_r01_a_collective_subject_is_told_in_a_personal_material_only() -> None:
    text = GOOD.replace("我只读了两章，思想上觉得读不读一个样", "我们支部只读了两章，大家思想上不重视")
    assert Rule.SUBSTITUTE in _rules(text)
    assert Rule.SUBSTITUTE not in _rules(text, personal=False)


COPIED = draft("the other")[600:800]
ALLOWED = Thresholds(problem_chars=0, cause_chars=0, problem_cause_share=0, aspect_chars=10)


@pytest.mark.parametrize("kind", Kind)
def test_r08_a_passage_of_another_text_is_shown_beside_it(kind: Kind) -> None:
    other = Reference("9", "那份材料", draft("the other"), kind)
    text = GOOD.replace("二、原因分析\n", f"{COPIED}\n二、原因分析\n")
    (finding,) = _of(Rule.OWN_WORDS, text, Context(others=[other], thresholds=ALLOWED))
    assert finding.other is other
    assert text[slice(*finding.span)] in COPIED
    assert other.text[slice(*finding.other_span)] in COPIED
    assert finding.span[1] - finding.span[0] > 180
    assert "那份材料" in finding.message


def test_r08_the_notices_words_are_found_in_the_notice_only() -> None:
    notice = Reference("n", "通知", COPIED, Kind.NOTICE)
    other = Reference("9", "那份材料", draft("the other"))
    text = GOOD.replace("二、原因分析\n", f"{COPIED}\n二、原因分析\n")
    (finding,) = _of(Rule.OWN_WORDS, text, Context(others=[other, notice], thresholds=ALLOWED))
    assert finding.other is notice


def test_r08_a_passage_that_many_have_is_shown_beside_a_few() -> None:
    others = [Reference(str(n), f"第{n}份", f"第{n}份{COPIED}{draft(n)}") for n in range(7)]
    text = GOOD.replace("二、原因分析\n", f"{COPIED}\n二、原因分析\n")
    found = _of(Rule.OWN_WORDS, text, Context(others=others, thresholds=ALLOWED))
    assert len(found) == 3
    assert ["另有 4 处也有这一段" in finding.message for finding in found].count(True) == 1


def test_r08_two_passages_of_one_text_are_both_shown() -> None:
    text = GOOD.replace("二、原因分析\n", f"{COPIED[:90]}\n二、原因分析\n") + COPIED[90:]
    other = Reference("9", "那份材料", draft("the other"))
    assert len(_of(Rule.OWN_WORDS, text, Context(others=[other], thresholds=ALLOWED))) == 2


def test_r08_prescribed_wording_and_aspect_titles_are_not_copied() -> None:
    other = Reference("9", "那份材料", draft("the other"))
    text = GOOD.replace("二、原因分析\n", f"{COPIED}\n二、原因分析\n")
    for context in (
        Context(others=[other], thresholds=ALLOWED, stock=[COPIED]),
        Context(others=[other], thresholds=ALLOWED, aspects=[Aspect(COPIED)]),
    ):
        assert not _of(Rule.OWN_WORDS, text, context)


def test_r08_the_shortest_passage_is_a_provision() -> None:
    other = Reference("9", "那份材料", draft("the other"))
    text = GOOD.replace("二、原因分析\n", f"{COPIED}\n二、原因分析\n")
    for shortest, told in ((60, True), (400, False)):
        context = Context(others=[other], thresholds=replace(ALLOWED, passage_chars=shortest))
        assert bool(_of(Rule.OWN_WORDS, text, context)) is told


def test_a_finding_carries_the_campaigns_clause() -> None:
    context = Context(clauses={"length": "通知第三条第二款"})
    found = check(Draft(GOOD), context)
    assert {f.clause for f in found if f.rule is Rule.LENGTH} == {"通知第三条第二款"}
    assert {f.clause for f in found if f.rule is not Rule.LENGTH} <= {""}


def test_findings_are_in_the_order_of_the_text_the_whole_first() -> None:
    others = {number: draft(f"order {number}") for number in range(3)}
    text, _ = plagiarise("order", others, 0.3)
    context = Context(
        others=[Reference(str(n), str(n), t) for n, t in others.items()], aspects=[Aspect("别的")]
    )
    found = check(Draft(text), context)
    places = [(-1, -1) if finding.span is None else finding.span for finding in found]
    assert places == sorted(places)
    assert places[0] == (-1, -1)
    assert places[-1] != (-1, -1)


def test_no_more_findings_of_a_rule_than_help() -> None:
    opinions = [Item(str(number), f"第{number}条关于食堂菜价的看法") for number in range(50)]
    found = _of(Rule.CONTENT, GOOD, Context(opinions=opinions, thresholds=replace(SMALL, most_per_rule=7)))
    assert len(found) == 7


def test_traditional_full_width_and_strange_spaces_get_the_same_hints() -> None:
    other = Reference("9", "那份材料", draft("the other"))
    text = GOOD.replace("二、原因分析\n", f"{COPIED}\n二、原因分析\n")
    strange = (
        text.replace("问题", "問題")
        .replace("学史", "學史")
        .replace("3", "３")
        .replace("，", "，\u3000\u200b")
    )
    context = Context(others=[other], aspects=ASKED, thresholds=ALLOWED)
    assert [f.rule for f in check(Draft(text), context)] == [Rule.OWN_WORDS]
    assert Rule.OWN_WORDS in {f.rule for f in check(Draft(strange), context)}
    assert Rule.ASPECTS not in {f.rule for f in check(Draft(strange), context)}


def test_200_000_characters_are_checked_in_less_than_five_seconds() -> None:
    text = "".join(draft(f"long {number}") for number in range(68))[:200_000]
    context = Context(
        aspects=[Aspect(title) for title in ASPECTS],
        opinions=[Item(str(n), f"建议多去{n}号楼走访，楼道的灯坏了没人管") for n in range(30)],
        past_problems=[Item(str(n), "走访独居老人少，怕麻烦") for n in range(30)],
        others=[Reference(str(number), str(number), draft(f"long {number}")) for number in range(10)],
    )
    start = time.process_time()
    found = check(Draft(text), context)
    assert time.process_time() - start < 5
    assert len(text) == 200_000
    assert Rule.OWN_WORDS in {finding.rule for finding in found}


@pytest.mark.parametrize(
    "text", ["啊" * 200_000, "一、" * 60_000, "存在问题：" * 40_000, "。" * 200_000, "1." * 90_000]
)
def test_monotonous_texts_are_checked_in_less_than_five_seconds(text: str) -> None:
    others = [Reference("1", "1", text[:20_000]), Reference("2", "2", draft("2"))]
    start = time.process_time()
    check(Draft(text), Context(aspects=ASKED, others=others, opinions=[Item("1", "走访太少")]))
    assert time.process_time() - start < 5


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=300)
    | st.text(alphabet="一二、（）1.存在问题原因整改措施我们：。\n学习王某", max_size=300)
)
def test_any_text_is_borne_and_spans_lie_inside_it(text: str) -> None:
    others = [Reference("1", "1", GOOD), Reference("2", "通知", text, Kind.NOTICE)]
    for finding in check(
        Draft(text), Context(aspects=ASKED, others=others, past_problems=[Item("1", "学习问题")])
    ):
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start < end <= len(text)
        assert finding.message.endswith(("。", "？"))
