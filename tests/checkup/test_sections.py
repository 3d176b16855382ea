"""R10: sections are found by headings as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.checkup.sections import Part, outline, parts_of, sections

P, C, M, R, O = Part.PROBLEM, Part.CAUSE, Part.MEASURE, Part.REVIEW, Part.OTHER  # noqa: E741

TITLES = [
    ("存在的主要问题", {P}),
    ("存在问题", {P}),
    ("查摆出的突出问题及具体表现", {P}),
    ("差距和不足", {P}),
    ("检视问题", {P}),
    ("对照检查情况", {P}),
    ("问题清单", {P}),
    ("原因分析", {C}),
    ("产生问题的原因", {C}),
    ("存在问题的原因剖析", {C}),
    ("问题根源", {C}),
    ("思想根源剖析", {C}),
    ("整改措施", {M}),
    ("努力方向和改进措施", {M}),
    ("针对问题的整改措施", {M}),
    ("下一步打算", {M}),
    ("今后努力方向", {M}),
    ("整改承诺", {M}),
    ("存在的问题及原因分析", {P, C}),
    ("存在的不足和原因", {P, C}),
    ("查摆的问题、原因剖析及整改措施", {P, C, M}),
    ("存在问题及整改措施", {P, M}),
    ("原因分析及整改措施", {C, M}),
    ("上年度组织生活会问题整改落实情况", {R}),
    ("2023年度查摆问题整改情况", {R}),
    ("上次整改措施落实情况", {M}),
    ("学史明理方面", set()),
    ("学习收获", set()),
    ("基本情况", set()),
]


@pytest.mark.parametrize(("title", "parts"), TITLES)
def test_r10_what_a_heading_announces(title: str, parts: set[Part]) -> None:
    assert parts_of(title) == parts


LAYOUTS = {
    "numbered with aspects": (
        "个人对照检查材料\n王某\n一、存在的主要问题\n（一）学史明理方面\n学得少。\n1.整改落实不到位。拖着。\n"
        "二、产生问题的原因\n懒。\n三、整改措施\n改。",
        [("学得少。", {P}), ("拖着。", {P}), ("懒。", {C}), ("改。", {M})],
    ),
    "all in one line": (
        "个人发言提纲 一、存在问题：学习不够。二、原因分析：懒惰。三、整改措施：勤快。",
        [("学习不够。", {P}), ("懒惰。", {C}), ("勤快。", {M})],
    ),
    "without numbers": (
        "查摆的问题\n学习不深。\n剖析原因\n我懒。\n改进措施\n勤。",
        [("学习不深。", {P}), ("我懒。", {C}), ("勤。", {M})],
    ),
    "parts of the text": (
        "第一部分 检视问题\n（一）理论学习不系统\n学得散。\n第二部分 根源剖析\n懒。\n第三部分 努力方向\n改。",
        [("学得散。", {P}), ("懒。", {C}), ("改。", {M})],
    ),
    "aspect by aspect": (
        "一、思想方面\n（一）存在的不足\n学得少。\n（二）根源剖析\n懒。\n（三）努力方向\n勤。\n二、作风方面\n（一）存在的不足\n拖拉。",
        [("学得少。", {P}), ("懒。", {C}), ("勤。", {M}), ("拖拉。", {P})],
    ),
    "labels in paragraphs": (
        "一、学史明理方面\n存在问题：学得少。\n原因分析：懒。\n整改措施：多学。\n二、学史增信方面\n存在问题：信心不够。",
        [("学得少。", {P}), ("懒。", {C}), ("多学。", {M}), ("信心不够。", {P})],
    ),
    "no headings": (
        "我在学习上不够深入，存在差距。\n究其原因，主要是思想上放松了要求。\n下一步，我将每天学习。",
        [
            ("我在学习上不够深入，存在差距。", {P}),
            ("究其原因，主要是思想上放松了要求。", {C}),
            ("下一步，我将每天学习。", {M}),
        ],
    ),
    "last year first": (
        "一、上年度整改落实情况\n都改了。\n二、存在的问题\n学得少。",
        [("都改了。", {R}), ("学得少。", {P})],
    ),
    "something else at the end": (
        "一、存在的问题\n学得少。\n二、工作体会\n有收获。",
        [("学得少。", {P}), ("有收获。", {O})],
    ),
    "together": (
        "一、存在的问题及原因分析\n学得不深。\n二、整改措施\n改。",
        [("学得不深。", {P, C}), ("改。", {M})],
    ),
    "spaces and width": (
        "\u3000\u3000一 、 存在的问题\u3000\n\u3000\u3000学得少。\u3000\n\n\u3000\u3000二．原因分析\n\u200b懒。",
        [("学得少。", {P}), ("懒。", {C})],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_r10_sections_are_found_in_every_layout(layout: str) -> None:
    text, expected = LAYOUTS[layout]
    found = [(text[slice(*s.body)], set(s.parts)) for s in outline(text).sections if s.body[0] < s.body[1]]
    assert found == expected


def test_the_title_of_the_document_is_no_heading() -> None:
    assert sections("2024年度组织生活会查摆问题发言提纲\n张三\n大家好。") == []
    assert sections("存在问题材料\n张三\n大家好。") == []
    assert [section.title for section in sections("存在问题\n张三\n大家好。")] == ["存在问题"]


def test_a_long_numbered_paragraph_is_no_heading() -> None:
    text = (
        "一、存在的问题\n1.去年在学习上抓得不紧，整改措施也没有落实到位，" + "后来又反复出现过几次" * 5 + "。"
    )
    assert [section.title for section in sections(text)] == ["存在的问题"]


def test_a_heading_that_says_something_counts_with_its_text() -> None:
    text = "一、存在的问题\n1.学习不深。\n2.做事拖拉。常常迟到。\n二、原因分析\n（一）思想方面\n懒。"
    found = outline(text)
    assert [text[slice(*span)] for span in found.spans(P)] == ["1.学习不深。", "2.做事拖拉。常常迟到。"]
    assert [text[slice(*span)] for span in found.spans(C)] == ["懒。"]


def test_a_text_without_headings_has_no_sections() -> None:
    assert sections("我想说说自己的事。") == []
    assert outline("").sections == ()


def test_characters_are_counted_without_white_space() -> None:
    found = outline("一、存在的问题\n学 得\n少。\n二、原因分析\n懒。")
    assert (found.chars(P), found.chars(C), found.chars(P, C), found.chars(M)) == (4, 2, 6, 0)
    assert not found.shared()
    assert outline("一、存在的问题及原因分析\n懒。").shared()


def test_sentences_of_a_part_keep_their_places() -> None:
    text = "一、存在的问题\n学得少。做得慢！\n二、原因分析\n懒。"
    assert [text[slice(*span)] for span in outline(text).sentences(P)] == ["学得少。", "做得慢！"]


@given(st.text(alphabet="一二、（）1.存在问题原因整改措施：。\n 我", max_size=80))
def test_sections_lie_in_order_inside_any_text(text: str) -> None:
    end = 0
    for section in sections(text):
        assert end <= section.heading[0] <= section.heading[1] <= len(text)
        assert section.heading[1] <= section.body[0] <= section.body[1] <= len(text)
        end = section.body[1]
