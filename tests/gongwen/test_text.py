"""Text in official style: hand-written tables."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gongwen.text import (
    Numbering,
    bare_name,
    chinese_date,
    chinese_number,
    clean,
    level_mark,
    lines,
    one_line,
    width,
)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("甲\r\n乙\r丙\n丁", "甲\n乙\n丙\n丁"),
        ("甲\u2028乙\u2029丙\x0b丁\x0c戊\x85己", "甲\n乙\n丙\n丁\n戊\n己"),
        ("\x00甲\x01\x08乙\x1b\x7f\x9f丙", "甲乙丙"),
        ("甲\ufeff\u200b乙\u202e丙\u2066丁", "甲乙丙丁"),
        ("甲\ud800乙\uffff丙\ufffe", "甲\ufffd乙\ufffd丙\ufffd"),
        ("甲\U0001fffe乙", "甲\ufffd乙"),
        ("\U00020bb7野家", "\U00020bb7野家"),  # 吉 with the long lower stroke, beyond the BMP
        ("\ufa11和\uf9dc", "\ufa11和\uf9dc"),  # compatibility ideographs in names are not folded
        ("好👨\u200d👩\u200d👧❤\ufe0f", "好👨\u200d👩\u200d👧❤\ufe0f"),
        ("葛\U000e0101", "葛\U000e0101"),
        ("甲\t乙", "甲\t乙"),
        ("", ""),
        (12, "12"),
    ],
)
def test_clean(raw, wanted):
    assert clean(raw) == wanted


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_whatever_is_typed_becomes_xml(text):
    node = etree.Element("t")
    node.text = clean(text)
    assert clean(clean(text)) == clean(text)


def test_lines_drop_typed_indents_and_empty_lines():
    assert lines("\u3000\u3000甲\n\n \t乙\t丙 \n") == ["甲", "乙\u3000丙"]
    assert one_line(" 甲\n\n乙 ") == "甲 乙"


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"), (115, "一百一十五"), (1000, "一千"), (1001, "一千零一"), (1010, "一千零一十"),
        (2026, "二千零二十六"), (9999, "九千九百九十九"),
    ],
)  # fmt: skip
def test_chinese_number(number, wanted):
    assert chinese_number(number) == wanted


@pytest.mark.parametrize("number", [0, -1, 10000])
def test_no_numeral_is_invented(number):
    with pytest.raises(ValueError, match="1 to 9999"):
        chinese_number(number)


def test_dates_have_no_leading_zero():
    assert chinese_date(date(2026, 3, 5)) == "2026年3月5日"
    assert chinese_date(date(2026, 12, 31)) == "2026年12月31日"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("中文", 2), ("2026年", 3), ("“甲”—…·", 6), ("e\u0301", 0.5), ("葛\U000e0101", 1), ("ｱ", 0.5), ("", 0)],
)
def test_width(text, wanted):
    assert width(text) == wanted


def test_marks_of_levels():
    assert [level_mark(level, 12) for level in (1, 2, 3, 4)] == ["十二、", "（十二）", "12. ", "（12）"]
    with pytest.raises(ValueError, match="1 to 4"):
        level_mark(5, 1)


def test_a_heading_starts_every_deeper_level_anew():
    numbering = Numbering()
    given_levels = [1, 2, 3, 4, 4, 3, 4, 2, 3, 1, 3, 2, 3]
    wanted = [
        "一、",
        "（一）",
        "1. ",
        "（1）",
        "（2）",
        "2. ",
        "（1）",
        "（二）",
        "1. ",
        "二、",
        "1. ",
        "（一）",
        "1. ",
    ]
    assert [numbering.next(level) for level in given_levels] == wanted


def test_a_refused_level_leaves_the_count_alone():
    numbering = Numbering()
    numbering.next(1)
    with pytest.raises(ValueError, match="level 0"):
        numbering.next(0)
    assert numbering.next(1) == "二、"


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("问题清单。", "问题清单"),
        ("清单；", "清单"),
        ("《清单》", "《清单》"),
        (" 清单 ", "清单"),
        ("。", ""),
    ],
)
def test_attachment_names_take_no_mark(raw, wanted):
    assert bare_name(raw) == wanted
