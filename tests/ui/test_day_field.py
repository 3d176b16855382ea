"""Days as people type them; a day that does not exist is told by what its month has."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from core.forms import DayField

RIGHT = ["2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "２０２６年３月５日", " 2026-3-5 "]
WRONG = [
    ("2026-02-30", "2026年2月没有30日，这个月最后一天是28日"),
    ("2028年2月30日", "2028年2月没有30日，这个月最后一天是29日"),
    ("2026/4/31", "2026年4月没有31日，这个月最后一天是30日"),
    ("2026-13-01", "请填写正确的日期"),
    ("三月五日", "请填写正确的日期"),
    ("0000-02-30", "请填写正确的日期"),
    ("2026-03-05T10:00", "请填写正确的日期"),
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_day_is_read_as_people_write_it(text):
    assert DayField().clean(text) == dt.date(2026, 3, 5)


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_a_day_that_cannot_be_is_told(text, words):
    with pytest.raises(ValidationError, match=words):
        DayField().clean(text)


def test_it_is_a_plain_text_field_until_script_finds_it():
    drawn = DayField().widget.render("day", dt.date(2026, 3, 5))
    assert 'type="text"' in drawn
    assert "data-day" in drawn
    assert 'value="2026-03-05"' in drawn
