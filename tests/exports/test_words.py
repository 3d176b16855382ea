"""How documents write times, sentences and headings: tables by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwen import Document
from meetings.exports import common
from meetings.models import Meeting
from members.models import Organization


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ((0, 0), "上午0时"), ((9, 0), "上午9时"), ((9, 5), "上午9时5分"), ((11, 59), "上午11时59分"), ((12, 0), "中午12时"),
        ((12, 30), "中午12时30分"), ((13, 0), "下午1时"), ((14, 30), "下午2时30分"), ((18, 59), "下午6时59分"),
        ((19, 0), "晚上7时"), ((23, 45), "晚上11时45分"),
    ],
)  # fmt: skip
def test_a_time_of_day_in_official_style(time, words):
    assert common.clock_time(dt.time(*time)) == words


def test_a_moment_is_told_where_the_product_runs():
    assert common.moment(dt.datetime(2026, 3, 9, 23, 30, tzinfo=dt.UTC)) == "2026年3月10日上午7时30分"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ""), ("  ", ""), ("。", "。"), ("好", "好。"), ("好。", "好。"), ("好；", "好。"), ("好，", "好。"), ("好吗？", "好吗？"),
        ("好！", "好！"), ("等等……", "等等……"), ("他说“好。”", "他说“好。”"), ("一类的“话”", "一类的“话”。"),
        ("见《条例》", "见《条例》。"), ("第一行\n第二行", "第一行 第二行。"), ("Good.", "Good。"),
    ],
)  # fmt: skip
def test_a_sentence_ends_once(text, told):
    assert common.sentence(text) == told


def test_paragraphs_stay_and_only_the_last_is_ended():
    assert common.ended("第一段\n第二段，\n") == "第一段\n第二段。"


@pytest.mark.parametrize(
    ("matter", "heading"),
    [
        ("短的事项。", "短的事项"),
        (
            "一二三四五六七八九十一二三四五六七八九十一二三四",
            "一二三四五六七八九十一二三四五六七八九十一二三四",
        ),
        (
            "一二三四五六七八九十一二三四五六七八九十一二三四五",
            "一二三四五六七八九十一二三四五六七八九十一二……",
        ),
        ("前面的半句话有十几个字，后面的半句话一直写到二十四个字以外", "前面的半句话有十几个字……"),
        (
            "短，后面的半句话一直写到二十四个字以外去了就要截断",
            "短，后面的半句话一直写到二十四个字以外去了就……",
        ),
    ],
)
def test_a_long_matter_is_cut_for_a_heading(matter, heading):
    assert common.brief(matter) == heading
    assert len(heading) <= 24


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("幸福村党支部2025年度组织生活会", "2025年度组织生活会"),
        ("中共幸福村支部委员会2025年度组织生活会", "2025年度组织生活会"),
        ("2025年度组织生活会", "2025年度组织生活会"),
        ("幸福村党支部", "幸福村党支部"),
        ("关于幸福村党支部的会", "关于幸福村党支部的会"),
    ],
)
def test_a_meeting_is_called_without_its_organisation(title, told):
    place = Organization(name="中共幸福村支部委员会", short_name="幸福村党支部")
    meeting = Meeting(organization=place, title=title)
    assert common.called(meeting) == told
    assert common.issued(meeting, f"召开{told}", "通知") == f"中共幸福村支部委员会关于召开{told}的通知"


@pytest.mark.parametrize(
    ("texts", "told"),
    [([], ["无。"]), (["只有一条。"], ["只有一条。"]), (["甲。", "乙。"], ["1. 甲。", "2. 乙。"])],
)
def test_a_single_point_has_no_number(texts, told):
    doc = Document()
    common.numbered(doc, texts, empty="无。")
    assert [p.text for p in doc.docx.paragraphs] == told
