"""Producers over records made by hand: queries, what little a record yields, and what people may write."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.names import is_safe, safe_name, safe_suffix
from core import clock
from gongwen.checker import FAIL, check
from meetings.documents import PRODUCERS, documents_of
from meetings.enums import DocumentKind as K
from meetings.models import Material, MaterialVersion, Meeting, Step
from rectification.models import RectificationItem
from tests.casting import TODAY
from tests.exports.rows import MORNING, Record
from tests.exports.shelf import Shelf

pytestmark = pytest.mark.django_db

# Kinds of which there are but blank forms: the appraisal has an app of its own.
UNWRITTEN = {
    K.APPRAISAL_FORMS, K.APPRAISAL_SCORES, K.APPRAISAL_BRANCH, K.APPRAISAL_SUMMARY,
}  # fmt: skip
WRITTEN = set(K) - UNWRITTEN


@pytest.fixture
def record(cast):
    with clock.at(TODAY):
        yield Record(cast)


# --- Cost


def _queries(meeting: Meeting, kind: K) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        made = list(
            PRODUCERS[kind](Meeting.objects.select_related("organization__parent", "host").get(pk=meeting.pk))
        )
        assert made
        for one in made:
            one.render()
    return len(asked)


@pytest.mark.parametrize("kind", sorted(WRITTEN - {K.MATERIAL_BRANCH, K.TALK_RECORDS}))
def test_a_producer_asks_as_often_for_three_rows_as_for_one(kind, record):
    record.grow()
    once = _queries(record.meeting, kind)
    record.grow()
    record.grow()
    assert _queries(record.meeting, kind) == once


def test_records_of_talks_are_listed_at_once_and_each_text_is_read_when_asked_for(record):
    meeting = record.meeting
    costs = []
    for _ in range(3):
        record.grow()
        with CaptureQueriesContext(connection) as asked:
            made = list(PRODUCERS[K.TALK_RECORDS](meeting))
        costs.append(len(asked))
        assert not any("thinking" in query["sql"] for query in asked)
    with CaptureQueriesContext(connection) as asked:
        made[0].render()
    assert (len(set(costs)), len(asked)) == (1, 2)  # the text, and who it is sealed for


def test_every_kind_is_written_once_a_record_holds_something(record, cast):
    record.grow()
    own = Material.objects.create(meeting=record.meeting, form="full")
    MaterialVersion.objects.create(
        material=own, number=1, text="支部的材料", submitted_by=cast.who["secretary"]
    )
    assert {one.kind for one in documents_of(record.meeting)} == WRITTEN
    assert set(PRODUCERS) == WRITTEN


def test_nothing_is_rendered_before_it_is_asked_for(record, monkeypatch):
    record.grow()
    monkeypatch.setattr("gongwen.Document.to_bytes", lambda self: pytest.fail("rendered"))
    assert list(documents_of(record.meeting))


def test_the_same_record_gives_the_same_bytes(record):
    record.grow()
    first = {(p.made.kind, p.made.slug): p.data for p in Shelf.of(record.meeting).papers}
    assert {(p.made.kind, p.made.slug): p.data for p in Shelf.of(record.meeting).papers} == first


# --- Little


def test_an_empty_meeting_yields_plan_notice_and_agenda(cast):
    shelf = Shelf.of(cast.meeting(state="preparing"))
    assert [p.made.kind for p in shelf.papers] == [K.PLAN, K.NOTICE, K.AGENDA]
    assert "议程待定。" in shelf.get(K.PLAN).paragraphs
    assert "参会人员待定。" in shelf.get(K.NOTICE).paragraphs
    assert "议程待定。" in shelf.get(K.AGENDA).paragraphs


def test_a_meeting_without_a_day_has_no_notice_and_says_what_is_open(cast):
    created = dt.datetime(2026, 4, 2, 1, tzinfo=dt.UTC)
    meeting = cast.meeting(held_on=None, theme="", place="", host=None, recorder=None, created_at=created)
    shelf = Shelf.of(meeting)
    assert [p.made.kind for p in shelf.papers] == [K.PLAN, K.AGENDA]
    assert {p.made.dated for p in shelf.papers} == {dt.date(2026, 4, 2)}
    assert "会议定于（待定）在（地点待定）召开。" in shelf.get(K.PLAN).paragraphs
    assert "会议由（待定）主持，（待定）负责记录。" in shelf.get(K.PLAN).paragraphs
    assert "主题待定。" in shelf.get(K.PLAN).paragraphs
    assert shelf.get(K.PLAN).paragraphs[-1] == "2026年4月2日"
    assert "会议主题待定。" in shelf.get(K.AGENDA).paragraphs


def test_a_held_meeting_with_no_more_on_record_says_so(record):
    """Report and circular are there with the meeting; what is empty is named."""
    shelf = Shelf.of(record.meeting)
    report, circular = shelf.get(K.REPORT), shelf.get(K.CIRCULAR)
    assert report.made.dated == circular.made.dated == TODAY
    told = report.paragraphs
    assert "（一）组织学习。尚未组织集体学习。" in told
    assert "（二）征求意见。尚未征求意见。" in told
    assert "会后没有列出整改事项。" in told
    assert "会议由secretary同志主持，应到0人，实到0人。会议主题是：学党章。没有批评意见登记。" in told
    assert not [line for line in told if line.startswith("附件")]
    assert "没有列出支部整改事项。" in circular.paragraphs


@pytest.mark.parametrize("kind", ["circular", "preparation_report"])
def test_a_document_bears_the_day_its_step_was_done(kind, record, cast):
    record.grow()
    (before,) = (one.dated for one in documents_of(record.meeting, [K(kind)]))
    assert before == TODAY
    done = TODAY + dt.timedelta(days=9)
    Step.objects.create(
        meeting=record.meeting, key="done", kind=kind, title="办", responsible_role="secretary", done_on=done,
        done_by=cast.member("secretary"),
    )  # fmt: skip
    (paper,) = Shelf.of(record.meeting, K(kind)).papers
    assert paper.made.dated == done
    assert paper.paragraphs[-1] == "2026年5月29日"


def test_a_step_due_after_another_names_it_by_its_title(cast):
    meeting = cast.meeting(held_on=None)
    Step.objects.create(
        meeting=meeting, key="talks", kind="talks", title="谈心谈话", responsible_role="secretary", ordinal=1
    )
    waits = {"anchor": "step", "step": "talks", "amount": 5, "unit": "day", "direction": "after"}
    open_ = {
        "anchor": "meeting",
        "unit": "day",
        "direction": "before",
        "text": "会前x天",
        "needs_value": True,
    }
    for n, (title, deadline) in enumerate([("查摆问题", waits), ("写材料", open_)], 2):
        Step.objects.create(
            meeting=meeting, key=title, kind="other", title=title, deadline=deadline, ordinal=n,
            responsible_role="each_member",
        )  # fmt: skip
    told = Shelf.of(meeting, K.PLAN).get(K.PLAN).paragraphs
    assert "（一）谈心谈话" in told
    assert "（二）查摆问题（“谈心谈话”完成后5天内）" in told
    assert "（三）写材料（会前x天，待定）" in told


def test_a_correction_says_which_entry_it_corrects(record):
    record.grow("原来的话")
    first = record.meeting.opinion_rounds.get().opinions.get()
    first.pk, first.giver, first.text, first.corrects_id = None, "", "更正的话", first.pk
    first.save()
    told = Shelf.of(record.meeting, K.OPINION_ORIGINALS).papers[0].paragraphs
    assert told[-2:] == ["1. （原来的话）原来的话", "2. （未署名）更正的话（更正本组第1条）"]
    summary = Shelf.of(record.meeting, K.OPINION_SUMMARY).get(K.OPINION_SUMMARY)
    assert [row[2] for row in summary.rows] == ["意见原话", "更正的话"]  # R03: the corrected one stands


def test_earlier_items_are_told_by_how_they_stand(record):
    """R27: what is not done says why, who and until when."""
    record.grow("没有做完")
    told = Shelf.of(record.meeting, K.PREVIOUS_RECTIFICATION).papers[0].paragraphs
    assert told[1:5] == [
        "上次整改事项共1项，其中已经整改0项、正在整改0项、尚未整改1项。",
        "一、尚未整改的事项（1项）",
        "（一）没有做完",
        "整改情况：没有做完。责任人：新人1；新的时限：2026年5月20日。",
    ]
    report = Shelf.of(record.meeting, K.PREPARATION_REPORT).papers[0].paragraphs
    assert "上次整改事项共1项，其中已经整改0项、正在整改0项、尚未整改1项。" in report  # R11


def test_an_unsealed_record_says_so_and_what_it_lacks(record):
    """R17: nobody was registered as present."""
    told = Shelf.of(record.meeting, K.MINUTES).papers[0].paragraphs
    lacks = "要素不全：还没有登记谁到会。"
    assert told[-4:] == ["本记录尚未签认封存。", lacks, "主持人（签名）：", "记录人（签名）："]


# --- Leaks


def test_the_words_of_a_talk_are_in_its_own_record_alone(record):
    """R06: a confidential document, which neither the list of documents nor a packet by default holds."""
    record.grow()
    shelf = Shelf.of(record.meeting)
    assert record.meeting.talks.get().thinking == "谈话里说的话"
    assert K.TALK_COVERAGE in shelf.kinds
    holding = [p.made for p in shelf.papers if "谈话里说的话" in p.xml + p.text]
    assert [(one.kind, one.confidential) for one in holding] == [(K.TALK_RECORDS, True)]


def test_a_talk_that_one_side_has_not_confirmed_has_no_record(record):
    record.grow()
    record.grow()
    first = record.meeting.talks.first()
    first.parties.filter(leads=False).update(confirmed_on=None)
    told = Shelf.of(record.meeting, K.TALK_RECORDS).papers
    assert [p.made.slug for p in told] == [str(t.pk) for t in record.meeting.talks.exclude(pk=first.pk)]


def test_a_criticism_stands_in_no_other_document(record):
    record.grow()
    record.sitting.criticisms.update(text="只在批评里说的话", response="只在表态里说的话")
    shelf = Shelf.of(record.meeting)
    for words in ("只在批评里说的话", "只在表态里说的话"):
        assert {p.made.kind for p in shelf.papers if words in p.xml + p.text} == {K.CRITICISM_SUMMARY}
    assert shelf.get(K.CRITICISM_SUMMARY).made.confidential


def test_a_members_own_problem_stands_in_no_list_of_the_branch(record):
    record.grow()
    record.meeting.problems.filter(owner__isnull=False).update(manifestation="个人的问题", cause="个人的原因")
    told = Shelf.of(record.meeting)
    assert [p.made.title for p in told.papers if "个人的问题" in p.xml or "个人的原因" in p.xml] == []


# --- What people may write

HOSTILE = {
    "controls": "前\x07\x1b\u202e\u200b后",
    "emoji": "好👨\u200d👩\u200d👧👍🏽",
    "rare": "𠮷𡈽𪚥㐂龘",
    "markup": "<w:p>&amp;</w:p>]]>\"'",
    "formula": '=HYPERLINK("http://x","y")',
    "paths": "../../etc/passwd\\..\\C:*?<>|%00",
    "lines": "一行\r\n二行\u2028三行\t四",
    "surrogate-free": "\ufffe\uffff\U0001ffff",
    "only-marks": "；。，、",
}
FITTING = {
    "rare": "𠮷𡈽𪚥㐂龘",
    "emoji": "👍🏽",
    "controls": "前后",
    "formula": "=HYPERLINK",
    "markup": "<w:p>&amp;</w:p>]]>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_people_write_becomes_a_document_that_opens(name, record, cast):
    word = HOSTILE[name]
    for place in (cast.branch, cast.town):
        place.name, place.short_name = f"{place.name}{word}"[:100], f"{place.short_name}{word}"[:40]
        place.save()
    record.meeting.title = f"{word}年度组织生活会"[:120]
    record.meeting.theme = record.meeting.place = word
    record.meeting.save()
    record.grow(word, name=f"人{word}"[:40])
    shelf = Shelf.of(Meeting.objects.get(pk=record.meeting.pk))
    assert shelf.kinds == WRITTEN - {K.MATERIAL_BRANCH}
    for paper in shelf.papers:
        assert paper.text  # opens again
        with ZipFile(BytesIO(paper.data)) as package:
            for part in package.namelist():
                if part.endswith(".xml"):
                    ElementTree.fromstring(package.read(part))
        assert is_safe(safe_name(paper.made.title) + safe_suffix(paper.made.suffix))
    if name in FITTING:
        assert FITTING[name] in shelf.get(K.RECTIFICATION_LIST).text


def test_a_formula_is_text_in_the_workbook_and_as_written_on_paper(record):
    record.grow('=HYPERLINK("http://x")')
    shelf = Shelf.of(record.meeting, K.RECTIFICATION_LIST)
    assert shelf.get(K.RECTIFICATION_LIST).rows[1][2] == '=HYPERLINK("http://x")'
    assert shelf.get(K.RECTIFICATION_LIST, "xlsx").rows[1][2] == '\'=HYPERLINK("http://x")'


def test_a_hundred_thousand_characters_stay_whole_on_paper(record):
    """A workbook's cell cannot hold them, the document can."""
    record.grow("学" * 100_000)
    for paper in Shelf.of(record.meeting).papers:
        assert (
            not [f for f in check(paper.data, kind="record") if f.status == FAIL and f.row == "page"]
            if (paper.made.suffix == ".docx")
            else max(len(cell) for row in paper.rows for cell in row) <= 32_767
        )
    told = Shelf.of(record.meeting, K.RECTIFICATION_LIST).get(K.RECTIFICATION_LIST).rows[1]
    assert told[2] == "学" * 100_000
    plan = Shelf.of(record.meeting, K.RECTIFICATION_PLAN).papers[0].paragraphs
    assert [len(line) for line in plan if line.startswith("整改事项：")] == [5 + 100_000 + 1]


def test_long_and_short_matters_in_the_plan(record, cast):
    record.grow("短事项")
    item = RectificationItem.objects.get(meeting=record.meeting, owner=None)
    aspects = {"problem": "1短事项方面", "none": "没有一个逗号的长事项一直写到行尾也没有停下来……"}
    long = "没有一个逗号的长事项一直写到行尾也没有停下来的意思"
    for case, heading in aspects.items():
        RectificationItem.objects.filter(pk=item.pk).update(
            matter=long, problem=item.problem_id if case == "problem" else None
        )
        told = Shelf.of(record.meeting, K.RECTIFICATION_PLAN).papers[0].paragraphs
        assert told[3:5] == [f"（一）{heading}", f"整改事项：{long}。"]


def test_two_sittings_keep_their_own_day(record):
    """R13: the halted sitting's papers bear the day on which it was opened."""
    from meetings.models import Sitting

    later = MORNING + dt.timedelta(days=3)
    halted = {"halted_at": MORNING + dt.timedelta(minutes=45), "halt_reason": "走过场。", "closed_at": None}
    Sitting.objects.filter(pk=record.sitting.pk).update(**halted)
    Sitting.objects.create(meeting=record.meeting, number=2, opened_at=later, closed_at=later)
    shelf = Shelf.of(record.meeting, K.SIGN_IN, K.MINUTES, K.CIRCULAR)
    assert shelf.get(K.SIGN_IN, "1").made.dated == shelf.get(K.MINUTES, "1").made.dated == TODAY
    assert shelf.get(K.MINUTES, "2").made.dated == dt.date(2026, 5, 23)
    assert (
        "会议于2026年5月20日上午9时45分被督导组叫停，原因：走过场。" in shelf.get(K.MINUTES, "1").paragraphs
    )
    told = "会议曾于2026年5月20日召开时被督导组叫停，经重新准备，于2026年5月23日再次召开。"
    assert told in shelf.get(K.CIRCULAR).text
