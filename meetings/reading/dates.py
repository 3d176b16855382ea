"""Dates, times of day, durations and distances to the meeting, as plans write them; placeholders stay
words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from meetings.reading.numerals import CHINESE, OPEN, parse
from meetings.reading.source import Span
from meetings.reading.words import any_of

_ZERO_TO_NINE = "[〇○零一二三四五六七八九]"
_YEARS_DIGITS = rf"(?:\d{{4}}|{_ZERO_TO_NINE}{{4}}|20{OPEN}{{2}}|20\d{OPEN}|{OPEN}{{2,4}})"
_YEAR = rf"(?:{_YEARS_DIGITS}[ ]?年(?!度|级|代)|今年|本年|当年|明年)"
_MONTH = rf"(?:\d{{1,2}}|十[一二]?|[一二三四五六七八九]|{OPEN}{{1,4}})[ ]?月(?:份)?"
_DAY = rf"(?:\d{{1,2}}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|{OPEN}{{1,4}})[ ]?[日号]"
_PART = rf"(?:{any_of('上中旬 中下旬 上旬 中旬 下旬 底 末 初')}|第[一二三四五]个?(?:周|星期))"
_WEEKDAY = r"(?:[ ]?[(]?(?:星期|周|礼拜)[一二三四五六日天xX*][)]?)"
_FEAST = any_of(
    "元旦 春节 元宵节 清明 清明节 五一 劳动节 端午 端午节 七一 中秋 中秋节 国庆 国庆节 开学 放假 寒假 暑假"
)
_POINT = (
    rf"(?:{_YEAR}[ ]?)?{_MONTH}(?:[ ]?(?:{_DAY}|{_PART}))?"
    rf"|{_YEAR}(?:底|末|初|上半年|下半年)"
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?=[ ]?前)"
    rf"|(?:本|当|下)月(?:[ ]?(?:{_DAY}|{_PART}))|(?:本|下)周[一二三四五六日天末](?![ ]?[(]\d)"
    rf"|(?:月底|年底|周末)(?=之?前)|(?:{_YEAR})?[“\"]?{_FEAST}[”\"]?(?:假期)?(?=前(?![夕后])|后|至|到|期间)后?"
    rf"|(?<!\d)\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
)
_TO = r"[ ]?(?:至|到|-|—{1,2}|–|~)[ ]?"
_PERIOD = any_of("上午 下午 晚上 晚间 早上 早晨 清晨 中午 傍晚 夜间 晚 全天")
_HOUR = rf"(?:\d{{1,2}}|[一二两三四五六七八九十]{{1,3}}|{OPEN}{{1,2}})"
_MINUTE = rf"(?:\d{{1,2}}|[一二三四五十]{{1,3}}|{OPEN}{{1,2}})"
_CLOCK = rf"{_HOUR}[ ]?(?::[ ]?(?:\d{{2}}|{OPEN}{{2}})|[时点](?:[ ]?{_MINUTE}[ ]?分?|半|整|一刻|钟)?)"
_UNTIL = r"(?:之前|以前|前(?!往|后|期|述|段|提(?!出|交|请|供)|一|两|三))"
_LIMIT = rf"(?:{_WEEKDAY}?[ ]?(?:{_PERIOD}[ ]?)?(?:{_CLOCK}|下班)?{_UNTIL})"
_DATE = re.compile(
    rf"(?P<from>即日起?(?:至|到)(?:{_POINT})(?:前|之前|止)?"
    rf"|从(?:{_POINT})(?:开始|起)?,?[ ]?(?:到|至)(?:{_POINT})(?:结束|止|底)?)"
    rf"|(?P<point>{_POINT})(?P<range>{_WEEKDAY}?{_TO}(?:{_POINT}|{_DAY}))?(?P<limit>{_LIMIT}|前后|左右|期间)?"
)
_FULL = re.compile(r"(?P<y>[^年/.-]{4})[年/.-](?P<m>[^月/.-]{1,3})[月/.-](?P<d>[^日号]{1,3})[日号]?")


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written. `iso` only where it is one day with year, month and day in numbers."""

    span: Span
    iso: str | None
    is_limit: bool


def dates_in(norm: str, span: Span) -> Iterator[Date]:
    """Dates in a part of a folded text, from left to right."""
    for match in _DATE.finditer(norm, span.start, span.end):
        if not _is_part_of_a_word(norm, match):
            yield _date(match)


def _is_part_of_a_word(norm: str, match: re.Match[str]) -> bool:
    """第3月 and 7月度 are no dates."""
    after = norm[match.end() : match.end() + 2]
    return after.startswith(("度", "刊")) or norm[match.start() - 1 : match.start()] == "第"


def _date(match: re.Match[str]) -> Date:
    limit = match["limit"] or ""
    single = match["point"] is not None and match["range"] is None and not limit
    iso = _iso(match["point"]) if single else None
    return Date(Span(match.start(), match.end()), iso, "前" in limit and "后" not in limit)


def _iso(text: str) -> str | None:
    match = _FULL.fullmatch(text.replace(" ", "").replace("月份", "月"))
    numbers = [parse(part) for part in match.groups()] if match else [None]
    try:
        return dt.date(*[int(number) for number in numbers if number is not None]).isoformat()
    except (TypeError, ValueError):
        return None


_TIME = re.compile(
    rf"(?:{_PERIOD}[ ]?(?:{_CLOCK})?|(?<!\d)(?<!\d:){_CLOCK})(?:{_TO}(?:{_PERIOD}?[ ]?{_CLOCK}))?(?!内|间|刻)"
)


def time_in(norm: str, span: Span) -> Span | None:
    """First time of day in a part of a folded text: 下午2:30, 上午, 14:00-17:00, 两点半."""
    match = _TIME.search(norm, span.start, span.end)
    return Span(match.start(), match.end()) if match else None


_MANY = rf"(?:\d{{1,3}}(?:\.\d)?|{CHINESE}{{1,3}}|{OPEN}{{1,2}})"
_SPELL = r"(?:天半?|日|个?半?小时|个半?(?:小时|钟头)|分钟|个半天|个工作日)"
_LENGTH = rf"(?:半天|半日|半个工作日|{_MANY}[ ]?{_SPELL}|一个?(?:上午|下午))"
_ABOUT = any_of("约 大约 不超过 不少于")
_PUT = any_of("为 是 : 预计 拟定 均 各 共 原则上 控制在 安排")
_DURATION = re.compile(rf"{_ABOUT}?{_LENGTH}(?:左右)?")
_DURATION_SAID = re.compile(
    any_of("会期 时长 用时 历时 为期 会议时间 召开时间 开会时间")
    + rf"{_PUT}{{0,3}}[ ]?({_ABOUT}?{_LENGTH}(?:左右)?)"
)


def duration_in(norm: str, span: Span) -> Span | None:
    """A length of time said of the meeting (会期半天)."""
    match = _DURATION_SAID.search(norm, span.start, span.end)
    return Span(*match.span(1)) if match else None


def length_in(norm: str, span: Span) -> Span | None:
    """Any length of time; for the value of a label that says it is one."""
    match = _DURATION.search(norm, span.start, span.end)
    return Span(match.start(), match.end()) if match else None


BEFORE_MEETING, AFTER_MEETING, ABSOLUTE = "before_meeting", "after_meeting", "absolute"
_UNITS = {
    "工作日": "workday",
    "天": "day",
    "日": "day",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "月": "month",
}
_NUMBER = rf"(?:\d{{1,3}}|{CHINESE}{{1,4}}|半|{OPEN}{{1,4}})"
_AMOUNT = rf"(?P<amount>{_NUMBER})[ ]?个?(?P<unit>工作日|半?月|天|日|周|星期|礼拜)"
_MEETING = r"(?:(?:专题)?(?:组织生活会|民主评议|评议|会议|大会|测评)(?:和民主评议党员|会议|工作|活动)?)"
_AFTER = rf"(?:{_MEETING}?(?:召开|开完|结束)(?:会议|组织生活会)?(?:之)?后|{_MEETING}之?后|会后|散会后)(?:的)?"
_BEFORE = rf"(?:{_MEETING}?(?:召开|召开会议|召开组织生活会)(?:之)?前|{_MEETING}前|开会前|会前)"
_DISTANCES = (
    (AFTER_MEETING, re.compile(rf"{_AFTER}[ ]?(?:第)?{_AMOUNT}(?:之内|以内|内|里)?")),
    (AFTER_MEETING, re.compile(rf"{_MEETING}(?:结束|召开){_AMOUNT}(?:之内|以内|内)")),
    (BEFORE_MEETING, re.compile(rf"{_BEFORE}(?:至少|提前|不少于)?[ ]?{_AMOUNT}(?!左右)")),
    (BEFORE_MEETING, re.compile(rf"(?:召开{_MEETING}|{_MEETING}?召开)(?:的)?[ ]?{_AMOUNT}(?:之)?前")),
    (BEFORE_MEETING, re.compile(rf"(?:至少)?提前(?:至少)?[ ]?{_AMOUNT}")),
    ("", re.compile(rf"{_AMOUNT}(?:之内|以内|内)")),
)
_HINT = re.compile("[天日周月拜期].{0,2}[内前]|[前后].{0,8}[天日周月拜期]")


@dataclass(frozen=True, slots=True)
class Distance:
    """A limit relative to the meeting. `anchor` is '' where the words beside it do not say from when it
    counts.
    """

    span: Span
    anchor: str
    amount: float | None
    unit: str


def distances_in(norm: str, span: Span) -> list[Distance]:
    """Limits like 会后10个工作日内 in a part of a folded text, each once, from left to right."""
    found: list[Distance] = []
    if not _HINT.search(norm, span.start, span.end):
        return found
    for anchor, pattern in _DISTANCES:
        for match in pattern.finditer(norm, span.start, span.end):
            distance = _distance(anchor, match)
            if all(not _overlap(distance.span, other.span) for other in found):
                found.append(distance)
    return sorted(found, key=lambda distance: distance.span.start)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _distance(anchor: str, match: re.Match[str]) -> Distance:
    unit = match["unit"]
    value = parse(match["amount"])
    if unit == "半月":
        unit, value = "月", (value or 0) + 0.5
    return Distance(Span(*match.span()), anchor, value, _UNITS[unit])
