"""Aspects covered, opinions answered, earlier problems back again, and the five substitutions (R01, R03, R10, R28)."""

import pytest

from meetings.checkup.coverage import How, coverage
from meetings.checkup.findings import Aspect
from meetings.checkup.sections import Part, outline
from meetings.checkup.sentences import sentences
from meetings.checkup.stock import worn
from meetings.checkup.substitutions import Substitute, substitutions
from meetings.checkup.wording import Passages, grams

FILLED = "这里写了一些具体的话，说明自己在这件事上做得不好。" * 4


def _covered(text: str, *aspects: Aspect) -> list[tuple[How, int]]:
    return [(covered.how, covered.chars) for covered in coverage(outline(text), aspects)]


def test_an_aspect_with_its_heading_covers_what_stands_under_it() -> None:
    text = f"一、存在的问题\n（一）学史明理方面\n{FILLED}\n{FILLED}\n（二）学史增信方面\n不多。\n二、原因分析\n{FILLED}"
    (first, second, third) = coverage(
        outline(text), [Aspect("学史明理"), Aspect("学史增信"), Aspect("学史崇德")]
    )
    assert first.how is How.TITLE
    assert 2 * len(FILLED) <= first.chars <= 2 * len(FILLED) + 20
    assert (second.how, second.chars < 20) == (How.TITLE, True)
    assert (third.how, third.chars, third.spans) == (How.NONE, 0, ())


def test_an_aspect_named_in_a_sentence_is_covered_by_that_paragraph() -> None:
    text = f"一是在学史明理方面，{FILLED}\n二是在联系群众方面，{FILLED}"
    ((how, chars),) = _covered(text, Aspect("学史明理"))
    assert how is How.TITLE
    assert chars == len(f"一是在学史明理方面，{FILLED}")


def test_an_aspect_is_known_by_most_of_a_long_title() -> None:
    title = "对照党史学习教育目标要求，自身在坚定理想信念、增强历史自觉方面还存在哪些差距"
    text = f"（三）对照目标要求，在坚定理想信念、增强历史自觉上的差距\n{FILLED}"
    ((how, _),) = _covered(text, Aspect(title))
    assert how is How.TITLE


def test_an_aspect_is_found_by_keywords_where_its_title_is_missing() -> None:
    text = f"我在封建迷信上认识模糊。\n{FILLED}"
    assert _covered(text, Aspect("对党不忠、离心离德", ("封建迷信",))) == [(How.KEYWORDS, 12)]
    assert _covered(text, Aspect("对党不忠、离心离德")) == [(How.NONE, 0)]


def test_one_line_with_several_headings_is_cut_at_them() -> None:
    text = f"一、学史明理方面：{FILLED}二、学史增信方面：不多。"
    (first, second) = _covered(text, Aspect("学史明理"), Aspect("学史增信"))
    assert first[1] > 90
    assert second[1] < 20


def test_a_heading_with_two_aspects_gives_its_text_to_neither_alone() -> None:
    text = f"（一）学史明理和学史增信方面\n{FILLED}"
    assert [chars for _, chars in _covered(text, Aspect("学史明理"), Aspect("学史增信"))] == [14, 14]


def test_an_aspect_without_a_title_is_passed_over() -> None:
    assert _covered("什么", Aspect("、")) == []


def _closest(text: str, statement: str, together: int = 2) -> tuple[float, str]:
    share, span = Passages(text, sentences(text)).closest(statement, together)
    return share, text[slice(*span)] if span else ""


def test_r03_an_answered_opinion_is_found_where_it_is_answered() -> None:
    text = "学习抓得不紧。针对群众提出的楼道照明问题，我六月联系物业换了老旧小区的灯。作风还要改进。"
    share, place = _closest(text, "建议支部多到老旧小区走访，楼道照明坏了半年没人管", together=1)
    assert share >= 0.3
    assert "楼道照明" in place


def test_r03_another_matter_is_no_answer() -> None:
    text = "学习抓得不紧，希望支部加强领导。工作中存在拖拉的问题，建议大家进一步改进。"
    assert _closest(text, "希望支部加强领导，食堂价格太高")[0] < 0.3


def test_an_answer_may_take_two_sentences() -> None:
    text = "有人说食堂价格高。我已同后勤商量，套餐菜价下调。别的没有。"
    one, two = (_closest(text, "食堂价格高，套餐菜价下调", together)[0] for together in (1, 2))
    assert one < two == 1.0


@pytest.mark.parametrize("statement", ["", "希望加强工作", "。"])
def test_a_statement_that_says_nothing_is_found_nowhere(statement: str) -> None:
    assert _closest("希望加强工作。", statement) == (0.0, "")


def test_words_that_say_nothing_part_the_pairs() -> None:
    assert grams("食堂的价格") == {"食堂", "价格"}
    assert grams("增强“四个意识”") == set()


def _seen(text: str, collective: float = 0.3) -> dict[Substitute, list[str]]:
    text = "一、存在的问题\n" + text
    found = substitutions(text, outline(text).sentences(Part.PROBLEM), worn(), collective)
    return {each.kind: [text[slice(*span)] for span in each.spans] for each in found}


SUBSTITUTED = [
    (Substitute.SUPERIOR, "巡察组反馈指出党建台账不全，思想上不重视。"),
    (Substitute.COLLECTIVE, "我们支部学习不够深入，思想上有些放松。"),
    (Substitute.COLLECTIVE, "我局部分工作作风不实，存在推诿。"),
    (Substitute.COLLECTIVE, "学习方面，二是支部抓得不紧，思想上不重视。"),
    (Substitute.SUPERIOR, "领导提出的作风问题还需要改进。"),
    (Substitute.OTHERS, "有的同志思想上放松了要求。"),
    (Substitute.WORK, "业务能力不强，项目进度慢。"),
    (Substitute.EARLIER, "上年度查摆的作风漂浮问题仍然存在，是老问题。"),
]


@pytest.mark.parametrize(("kind", "sentence"), SUBSTITUTED)
def test_r01_each_of_the_five_substitutions_is_seen(kind: Substitute, sentence: str) -> None:
    assert _seen(sentence) == {kind: [sentence]}


@pytest.mark.parametrize(
    "sentence",
    [
        "我在思想上放松了要求。",
        "巡察组指出的台账问题，我自己在思想上不重视。",
        "我们支部开会时，我本人常常迟到，纪律观念不强。",
        "发挥党员先锋模范作用不够，我的宗旨意识有所淡化。",
        "业务能力不强，根子上是我有畏难情绪。",
        "去年3月我走访时态度生硬。",
        "对单位的制度学习不够，思想上不重视。",
        "一是参加支部活动不积极，态度不端正。",
        "没有落实领导提出的要求，责任心不强。",
        "",
    ],
)
def test_r01_own_problems_are_no_substitutes(sentence: str) -> None:
    assert _seen(sentence) == {}


def test_r01_a_few_sentences_about_the_collective_are_no_hint() -> None:
    text = "我思想上放松了。" * 9 + "我们支部学习不够。"
    assert Substitute.COLLECTIVE not in _seen(text, 0.3)
    assert Substitute.COLLECTIVE in _seen(text, 0.1)


def test_r01_one_word_about_thinking_is_enough() -> None:
    assert _seen("业务能力不强。项目进度慢。我的责任心不强。") == {}
