"""One cell of a list of people, in the many forms that offices write: tables by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from core.exceptions import Invalid
from members.id_numbers import check_digit, clean_id_number, digests_of, masked
from members.names import clean_name, initials_of, sort_key
from members.roster import cells
from tests.members.roster_files import id_number

TODAY = dt.date(2026, 5, 20)
JULY_FIRST = dt.date(2020, 7, 1)

DAYS = {
    "dots": "2020.7.1",
    "dots, padded": "2020.07.01",
    "strokes": "2020/7/1",
    "hyphens": "2020-07-01",
    "with the time of day a database adds": "2020-07-01 00:00:00",
    "in Chinese": "2020年7月1日",
    "in Chinese with blanks": " 2020 年 7 月 1 日 ",
    "with 号": "2020年7月1号",
    "without 日": "2020年7月1",
    "full width": "２０２０．７．１",
    "full width in Chinese": "２０２０年０７月０１日",
    "commas": "2020，7，1",
    "eight digits": "20200701",
    "eight digits as a number": 20200701,
    "a serial": 44013,
    "a serial as a fraction": 44013.0,
    "a serial as text": "44013",
    "a date cell": dt.datetime(2020, 7, 1),
    "numerals": "二〇二〇年七月一日",
    "numerals with 零": "二零二零年七月一日",
}


@pytest.mark.parametrize("form", DAYS)
def test_a_day_is_read_in_every_form(form: str) -> None:
    assert cells.day_of(DAYS[form], TODAY) == JULY_FIRST


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("一九九八年十二月二十一日", dt.date(1998, 12, 21)),
        ("一九九八年十月三十日", dt.date(1998, 10, 30)),
        ("一九九八年十一月十日", dt.date(1998, 11, 10)),
        (None, None),
        ("  ", None),
        ("1921.7.1", dt.date(1921, 7, 1)),
        ("2026.5.20", TODAY),
    ],
)
def test_numerals_empty_cells_and_the_borders(text: str | None, day: dt.date | None) -> None:
    assert cells.day_of(text, TODAY) == day


def test_a_mac_workbook_counts_from_1904() -> None:
    assert cells.day_of(42551, TODAY, dt.datetime(1904, 1, 1)) == JULY_FIRST


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2020.7", "没有写到日"),
        ("2020年7月", "没有写到日"),
        (2020, "没有写到日"),
        ("2020年", "没有写到日"),
        (202007, "没有写到日"),
        ("2020.2.30", "没有“2020.2.30”这一天"),
        ("7/1/2020", "看不出是哪一天"),
        ("去年七一", "看不出是哪一天"),
        ("2026.5.21", "不可能"),
        ("1920.1.1", "不可能"),
        ("#N/A", "公式的错误结果"),
    ],
)
def test_a_day_that_cannot_be_told_says_why(text: object, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        cells.day_of(text, TODAY)


# From the standard itself, and from its well-known example.
CHECKED = {"11010519491231002": "X", "44052418800101001": "4", "34052419800101001": "X"}


@pytest.mark.parametrize("first", CHECKED)
def test_the_check_digit_is_that_of_the_standard(first: str) -> None:
    assert check_digit(first) == CHECKED[first]


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
    ],
)
def test_an_identity_number_has_one_form(text: str) -> None:
    assert cells.id_number_of(text) == clean_id_number(text) == "11010519491231002X"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("110105194912310021", "末位校验不符"),
        ("11010519491331002X", "出生日期 19491331 不存在"),
        ("110105491231002", "15位的旧身份证号"),
        ("1101051949123100", "应是18位"),
        (110105194912310020, "末几位已经丢失"),
        (1.1010519491231e17, "末几位已经丢失"),
    ],
)
def test_a_wrong_identity_number_says_why(value: object, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        cells.id_number_of(value)


def test_every_single_wrong_digit_is_noticed() -> None:
    number = id_number(1)
    for at in range(17):
        for digit in set("0123456789") - {number[at]}:
            with pytest.raises(Invalid):
                clean_id_number(number[:at] + digit + number[at + 1 :])


def test_a_number_shows_its_ends_and_its_digest_needs_the_key(settings) -> None:
    number = id_number(1)
    assert masked(number) == f"110***********{number[-4:]}"
    assert cells.id_number_of(masked(number)) == masked(number)
    assert cells.is_masked(masked(number))
    before = digests_of(number)
    assert len(before[0]) == 64
    old = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = ["VGhpcyBpcyBhbm90aGVyIGtleSwgMzIgYnl0ZXMgbG8=", *old]
    assert digests_of(number)[0] != before[0]
    assert before[0] in digests_of(number)  # kept under the earlier key, still found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张　三", "张三"),
        (" 欧阳 娜娜 ", "欧阳娜娜"),
        ("𠮷野家", "𠮷野家"),  # beyond the BMP
        ("\U00030000某", "\U00030000某"),  # newer than Python's own table
        ("\ufa10某", "\ufa10某"),  # a compatibility character stays what it is
        ("古丽·阿不都", "古丽·阿不都"),
        ("古丽•阿不都", "古丽·阿不都"),
        ("古丽 ・ 阿不都", "古丽·阿不都"),
        ("古丽．阿不都", "古丽·阿不都"),
        ("买买提·艾沙江·吐尔逊", "买买提·艾沙江·吐尔逊"),
        ("赵堃", "赵堃"),
        ("李〇", "李〇"),
        ("John Smith", "John Smith"),
    ],
)
def test_a_name_has_one_form_and_keeps_its_characters(text: str, name: str) -> None:
    assert clean_name(text) == name
    assert sort_key(name)
    assert initials_of(name)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "请填写姓名"),
        ("·", "请填写姓名"),
        ("张\ue001", "造字区"),
        ("张?", "没能识别的字"),
        ("张□", "没能识别的字"),
        ("张3", "不能有“3”"),
        ("=cmd", "不能有“=”"),
        ("张" * 41, "最多40个字"),
    ],
)
def test_a_name_that_cannot_be_says_why(text: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        clean_name(text)


@pytest.mark.parametrize(
    ("value", "phone"),
    [
        ("138 0000 0000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        (13800000000, "13800000000"),
        (13800000000.0, "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("'+8613800000000", "+8613800000000"),
        (None, ""),
    ],
)
def test_a_telephone_number_has_one_form(value: object, phone: str) -> None:
    assert cells.phone_of(value) == phone


def test_what_is_no_choice_is_refused_with_the_choices() -> None:
    assert [cells.status_of(one) for one in ("正式党员", "正 式", "预备", "积极分子", None)] == [
        "full", "full", "probationary", "activist", "",
    ]  # fmt: skip
    assert [cells.yes_of(one) for one in ("是", "√", 1, True, "否", None)] == [
        True, True, True, True, False, None,
    ]  # fmt: skip
    with pytest.raises(Invalid, match="正式党员、预备党员或入党积极分子"):
        cells.status_of("群众")
    with pytest.raises(Invalid, match="请填是或否"):
        cells.yes_of("也许")
    with pytest.raises(Invalid, match="一格只写一个号码"):
        cells.phone_of("13800000000/13900000000")
