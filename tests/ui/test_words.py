"""Dates, sizes and stages in words: hand-written tables."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, TemplateSyntaxError

from core import clock
from core.gallery.data import STATES
from core.templatetags import ui
from meetings.enums import MeetingState

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = dt.date(2026, 3, 10)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("value", "words", "weekday", "iso"),
    [
        (day("2026-03-05"), "2026年3月5日", "星期四", "2026-03-05"),
        (day("2025-12-31"), "2025年12月31日", "星期三", "2025-12-31"),
        (day("2026-03-08"), "2026年3月8日", "星期日", "2026-03-08"),
        # 17:00 UTC is one in the morning of the next day in Shanghai.
        (dt.datetime(2026, 3, 4, 17, 0, tzinfo=dt.UTC), "2026年3月5日", "星期四", "2026-03-05"),
        (dt.datetime(2026, 3, 4, 17, 0), "2026年3月4日", "星期三", "2026-03-04"),
        (None, "", "", ""),
    ],
)
def test_a_day_in_words(value, words, weekday, iso):
    assert (ui.cn_date(value), ui.cn_weekday(value), ui.iso_day(value)) == (words, weekday, iso)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (dt.datetime(2026, 3, 5, 6, 30, tzinfo=dt.UTC), "2026年3月5日 14:30"),
        (dt.datetime(2026, 3, 4, 16, 5, tzinfo=dt.UTC), "2026年3月5日 00:05"),
        (dt.datetime(2026, 3, 5, 9, 5, tzinfo=SHANGHAI), "2026年3月5日 09:05"),
        (dt.datetime(2026, 3, 5, 9, 5), "2026年3月5日 09:05"),
        (None, ""),
    ],
)
def test_a_moment_in_words(value, words):
    assert ui.cn_datetime(value) == words


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (day("2025-03-10"), "已过期365天", "bad"),
        (day("2026-03-08"), "已过期2天", "bad"),
        (day("2026-03-09"), "已过期1天", "bad"),
        (day("2026-03-10"), "今天到期", "warn"),
        (day("2026-03-11"), "明天到期", "warn"),
        (day("2026-03-12"), "还有2天", "warn"),
        (day("2026-03-13"), "还有3天", "warn"),
        (day("2026-03-14"), "还有4天", "neutral"),
        (day("2026-04-10"), "还有31天", "neutral"),
        (dt.datetime(2026, 3, 10, 16, 0, tzinfo=dt.UTC), "明天到期", "warn"),
        (None, "未定", "neutral"),
    ],
)
def test_a_due_date_in_words(due, words, tone):
    assert (ui.due_words(due, TODAY), ui.due_tone(due, TODAY)) == (words, tone)


def test_today_is_the_clocks_unless_given():
    with clock.at(TODAY):
        drawn = [
            render("{{ due|due_words }}", due=day("2026-03-13")),
            render('{% include "components/due_date.html" with due=due only %}', due=day("2026-03-13")),
            render(
                '{% include "components/todo_item.html" with what="x" url="/" due=d only %}',
                d=day("2026-03-13"),
            ),
        ]
    assert [piece for piece in drawn if "还有3天" not in piece] == []


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (None, ""),
        (0, "0 字节"),
        (1, "1 字节"),
        (1023, "1023 字节"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (28_416, "27.8 KB"),
        (1024**2 - 1, "1 MB"),
        (1024**2, "1 MB"),
        (20 * 1024**2, "20 MB"),
        (int(2.34 * 1024**3), "2.3 GB"),
        (5000 * 1024**3, "5000 GB"),
    ],
)
def test_a_size_in_words(size, words):
    assert ui.filesize_cn(size) == words


@pytest.mark.parametrize(
    ("done", "total", "percent"),
    [(0, 0, 0), (None, None, 0), (3, None, 0), (0, 8, 0), (1, 3, 33), (2, 3, 67), (8, 8, 100), (9, 8, 100)],
)
def test_percent(done, total, percent):
    assert ui.percent_of(done, total) == percent


@pytest.mark.parametrize(
    ("state", "reached", "skip", "road", "aside"),
    [
        ("draft", "", "", "*.......", ""),
        ("submitted", "", "", "+*......", ""),
        ("preparing", "", "", "++*.....", ""),
        ("preparing", "", "submitted", "+*.....", ""),
        ("submitted", "", "submitted", "+*......", ""),
        ("in_session", "", "", "++++*...", ""),
        ("archived", "", "", "++++++++", ""),
        ("archived", "", "submitted,reported", "++++++", ""),
        ("returned", "", "", "+*......", "已退回修改"),
        ("postponed", "", "", "+++*....", "已推迟"),
        ("postponed", "preparing", "", "++*.....", "已推迟"),
        ("halted", "", "", "++++*...", "已叫停"),
        ("cancelled", "", "", "*.......", "已取消"),
        ("cancelled", "ready", "", "+++*....", "已取消"),
        # How far it once came is of no interest while it is on the road.
        ("ready", "draft", "", "+++*....", ""),
    ],
)
def test_a_meeting_stands_on_its_road(state, reached, skip, road, aside):
    marks = {"done": "+", "current": "*", "todo": "."}
    stages = ui.stages(state, reached, skip)
    assert "".join(marks[stage["status"]] for stage in stages) == road
    assert [s["aside"] for s in stages if s["aside"]] == ([aside] if aside else [])


def test_every_state_of_a_meeting_has_a_place_and_a_badge():
    assert {state for state, _ in STATES} == set(MeetingState.values)
    assert all(ui.stages(state) for state in MeetingState.values)
    with pytest.raises(ValueError, match="no stage"):
        ui.stages("lost")


def render(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_an_icon_is_silent_unless_it_has_a_label():
    silent, spoken = (
        render('{% icon "check-lg" %}'),
        render('{% icon "check-lg" label=word %}', word='已"完成"'),
    )
    assert 'aria-hidden="true"' in silent
    assert "aria-label" not in silent
    assert 'role="img" aria-label="已&quot;完成&quot;"' in spoken
    assert silent.startswith("<svg") and "<path" in silent


def test_wrap_gives_inputs_slot_and_token_and_nothing_else():
    drawn = render(
        '{% wrap "components/confirm.html" with title=t url="/x" label="好" cancel_url="/" %}'
        '<input name="why" value="{{ secret }}">{% endwrap %}',
        t="叫停<会议>",
        text="not passed on",
        secret="&",
        csrf_token="tok3n",
    )
    assert "叫停&lt;会议&gt;" in drawn
    assert '<input name="why" value="&amp;">' in drawn
    assert "tok3n" in drawn
    assert "not passed on" not in drawn


def test_wrap_refuses_what_it_cannot_read():
    with pytest.raises(TemplateSyntaxError, match="cannot read"):
        render('{% wrap "components/panel.html" with title %}{% endwrap %}')


@pytest.mark.parametrize(
    ("level", "tone"),
    [
        ("success", "ok"),
        ("warning", "warn"),
        ("error", "bad"),
        ("info", "info"),
        ("debug", "info"),
        ("", "info"),
    ],
)
def test_messages_have_a_tone(level, tone):
    assert ui.message_tone(level) == tone
