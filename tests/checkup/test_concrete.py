"""R10: what makes a passage concrete, and what is only worn-out words."""

import pytest

from meetings.checkup.concrete import items, marks, slogan_runs, worn_share
from meetings.checkup.folding import plain
from meetings.checkup.sections import outline

MARKED = [
    ("王某向我提过意见", [("person", "王某")]),
    ("和李建国同志谈过", [("person", "李建国同志")]),
    ("老张提醒过我", [("person", "老张")]),
    ("2024年3月走访", [("date", "2024年3月")]),
    ("二〇二四年的事", [("date", "二〇二四年")]),
    ("3月中旬去的", [("date", "3月中旬")]),
    ("第二季度没有完成", [("date", "第二季度")]),
    ("只去了12户", [("number", "12户")]),
    ("占比85.5%", [("number", "85.5%")]),
    ("迟到二十余次", [("number", "二十余次")]),
    ("百分之三十没有做", [("number", "百分之三十")]),
    ("比如那天的会", [("case", "比如")]),
    ("以水管维修为例", [("case", "以水管维修为例")]),
    ("到桃源社区去", [("place", "桃源社区")]),
    ("在红旗小学讲课", [("place", "红旗小学")]),
]
UNMARKED = [
    "学习不够深入",
    "增强“四个意识”、做到“两个维护”",
    "学习党的二十届三中全会精神",
    "庆祝中国共产党成立100周年大会上的重要讲话精神",
    "严格落实中央八项规定精神",
    "各社区都去过",
    "深入农村调研",
    "经常到社区去",
    "走进老旧小区",
    "一是学习不够，二是落实不够",
    "全体同志一起努力",
    "近年来有些放松",
    "",
]


@pytest.mark.parametrize(("text", "found"), MARKED)
def test_r10_persons_dates_numbers_cases_and_places(text: str, found: list[tuple[str, str]]) -> None:
    assert [(mark.kind, text[slice(*mark.span)]) for mark in marks(text)] == found


@pytest.mark.parametrize("text", UNMARKED)
def test_r10_general_words_and_stock_phrases_are_no_marks(text: str) -> None:
    assert marks(text) == []


def test_r10_a_mark_after_a_stock_phrase_counts() -> None:
    text = "党的二十届三中全会精神我只学了2次，党史学习教育去过1场"
    assert [text[slice(*mark.span)] for mark in marks(text)] == ["2次", "1场"]


def test_r10_known_names_are_persons() -> None:
    assert marks("钟离昧说过") == []
    assert [mark.kind for mark in marks("钟离昧说过", people=["钟离昧", ""])] == ["person"]


def test_problems_are_cut_at_paragraphs_and_at_counting_words() -> None:
    text = (
        "一、存在的问题\n一是学习不够深入，常常以忙为由。二是联系群众不够，走访少。\n"
        "1.作风不够扎实，做事拖拉。2.纪律不够严。\n二、原因分析\n一是懒惰成了习惯。"
    )
    assert [text[slice(*span)] for span in items(outline(text), 5)] == [
        "一是学习不够深入，常常以忙为由。",
        "二是联系群众不够，走访少。",
        "1.作风不够扎实，做事拖拉。",
        "2.纪律不够严。",
    ]


def test_short_items_are_left_out() -> None:
    text = "一、存在的问题\n学得少。\n在学习上抓得不够紧。"
    assert [text[slice(*span)] for span in items(outline(text), 8)] == ["在学习上抓得不够紧。"]


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("增强“四个意识”、坚定“四个自信”、做到“两个维护”", 0.9, 1.0),
        ("不断提高政治站位，切实增强责任感和使命感", 0.7, 1.0),
        ("三月的一天我把老人的药拿错了", 0.0, 0.1),
        ("", 0.0, 0.0),
    ],
)
def test_the_share_of_worn_out_words(text: str, least: float, most: float) -> None:
    assert least <= worn_share(plain(text)) <= most


def test_slogans_in_a_row_are_one_run_and_a_concrete_sentence_ends_it() -> None:
    slogans = "要不断提高政治站位，切实增强责任感和使命感。要始终坚持问题导向，狠抓落实，久久为功。"
    fact = "三月的一天我把老人的药拿错了。"
    text = slogans + fact + slogans
    found = slogan_runs(text, [(0, len(text))], share=0.6, at_least=20, people=())
    assert [text[slice(*span)] for span in found] == [slogans, slogans]
    assert slogan_runs(text, [(0, len(text))], share=0.6, at_least=60, people=()) == []
    assert slogan_runs(text, [(0, 5)], share=0.6, at_least=20, people=()) == []


def test_a_slogan_with_a_fact_in_it_is_no_slogan() -> None:
    text = "要不断提高政治站位，切实增强责任感和使命感，每周学习3次。"
    assert slogan_runs(text, [(0, len(text))], share=0.3, at_least=10, people=()) == []
