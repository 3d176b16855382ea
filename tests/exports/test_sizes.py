"""Many people, long names, long words: every document stays within its sheet and loses nothing."""

from __future__ import annotations

import pytest

from core import clock
from gongwen.checker import FAIL, check
from meetings.documents import blanks_of
from meetings.enums import DocumentKind as K
from meetings.models import Attendance, Meeting
from members.models import Member
from tests.casting import TODAY
from tests.exports.rows import Record
from tests.exports.shelf import Paper, Shelf

pytestmark = pytest.mark.django_db
OFFICIAL = {K.PLAN, K.NOTICE, K.PREPARATION_REPORT, K.RECTIFICATION_PLAN, K.CIRCULAR, K.REPORT}


@pytest.fixture
def record(cast):
    with clock.at(TODAY):
        yield Record(cast)


def faults(papers: list[Paper]) -> list[tuple[str, str, str]]:
    return [
        (paper.made.title, finding.expected, finding.found)
        for paper in papers
        if paper.made.suffix == ".docx"
        for finding in check(paper.data, kind="official" if paper.made.kind in OFFICIAL else "record")
        if finding.status == FAIL
    ]


def blank_papers(meeting: Meeting) -> list[Paper]:
    return [Paper(one, one.render()) for one in blanks_of(meeting)]


def test_three_hundred_people_came(record, cast):
    """Names in columns, a list over many sheets with its head repeated, everybody once."""
    names = [f"党员{n:03}号" for n in range(300)]
    people = [Member(name=name, branch=cast.branch) for name in names]
    for one in people:
        one.prepare()
    Member.objects.bulk_create(people)
    for member in Member.objects.filter(name__in=names):
        Attendance.objects.create(
            sitting=record.sitting, member=member, capacity="participant", state="present"
        )
    shelf = Shelf.of(record.meeting, K.SIGN_IN, K.MINUTES)
    found = faults(shelf.papers)
    assert found == [], found
    listed = [row[1] for row in shelf.get(K.SIGN_IN, "1").rows]
    assert [name for name in listed if name in names] == sorted(names)
    present = next(line for line in shelf.get(K.MINUTES, "1").paragraphs if line.startswith("出席："))
    assert sorted(present.removeprefix("出席：").replace("\n", "\t").split("\t")) == sorted(names)


@pytest.mark.parametrize(
    "name",
    [
        "阿卜杜热合曼·买买提艾力·吐尔逊尼亚孜·库尔班江",
        "W" * 40,
        "欧阳",
        "𠮷𡈽",
        "张\u3000三",
        "../王/五",
    ],
)
def test_names_of_any_length_and_shape(name, record, cast):
    Meeting.objects.filter(pk=record.meeting.pk).update(includes_appraisal=True, template="company-appraisal")
    record.meeting.refresh_from_db()
    record.grow("事情", name=name)
    cast.branch.name = "中共某某市某某区某某街道某某社区第一网格联合党支部委员会" * 3
    cast.branch.save()
    papers = [*Shelf.of(Meeting.objects.get(pk=record.meeting.pk)).papers, *blank_papers(record.meeting)]
    assert faults(papers) == []


@pytest.mark.parametrize("word", ["学" * 3000, "W" * 3000, "一行\n" * 400])
def test_long_text_in_every_field(word, record, cast):
    Meeting.objects.filter(pk=record.meeting.pk).update(includes_appraisal=True, template="company-appraisal")
    record.meeting.refresh_from_db()
    record.grow(word)
    record.meeting.theme = word
    record.meeting.save()
    assert faults([*Shelf.of(record.meeting).papers, *blank_papers(record.meeting)]) == []


def test_nothing_at_all(cast):
    meeting = cast.meeting(
        held_on=None, theme="", place="", host=None, recorder=None, includes_appraisal=True
    )
    Member.objects.filter(branch=cast.branch).exclude(user__isnull=False).delete()
    papers = [*Shelf.of(meeting).papers, *blank_papers(meeting)]
    assert papers
    assert faults(papers) == []
