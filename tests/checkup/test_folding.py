"""Folding keeps the characters that matter and knows where each of them stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.checkup.folding import fold, merged, plain

FOLDED = [
    ("理论学习不够深入。", "理论学习不够深入"),
    ("理 论\u3000学\t习", "理论学习"),
    ("２０２４年３月，走访１２户", "2024年3月走访12户"),
    ("ＡＢＣ Ｄ", "abcd"),
    ("組織生活會對照檢查材料", "组织生活会对照检查材料"),
    ("“四个意识”、（一）", "四个意识一"),
    ("①②", "12"),
    ("一\u200b二\ufeff三", "一二三"),
    ("_下划线_", "下划线"),
    ("𠮷野家", "𠮷野家"),
    ("", ""),
    ("……——！？", ""),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_punctuation_width_case_and_traditional_forms_are_folded(text: str, folded: str) -> None:
    assert plain(text) == folded


@given(st.text(max_size=60))
def test_every_folded_character_stands_where_its_offset_says(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.offsets)
    assert list(folded.offsets) == sorted(set(folded.offsets))
    for char, at in zip(folded.text, folded.offsets, strict=True):
        assert fold(text[at]).text == char


@given(st.text(alphabet="一二三，。 ２", min_size=1, max_size=30), st.data())
def test_a_span_cuts_the_same_characters_out_of_the_original(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    end = data.draw(st.integers(start, len(folded)))
    first, last = folded.span(start, end)
    assert plain(text[first:last]) == folded.text[start:end]


def test_a_span_neither_begins_nor_ends_with_punctuation() -> None:
    text = "“学习”，不够。"
    assert text[slice(*fold(text).span(0, 2))] == "学习"


def test_spans_that_touch_are_merged_and_others_are_not() -> None:
    assert merged([(5, 8), (0, 2), (2, 4), (9, 9)]) == [(0, 4), (5, 8), (9, 9)]
    assert merged([(5, 8), (0, 2)], gap=3) == [(0, 8)]
    assert merged([(0, 9), (2, 3)]) == [(0, 9)]
