"""Study record, talk coverage, problem list, materials; the preparation in numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import PurePath

from django.db.models import Max

from core.exceptions import NotNow
from gongwen import Document
from meetings.documents import Produced, produces
from meetings.enums import DocumentKind, MaterialState, PairClass
from meetings.exports.common import (
    Listing,
    bare,
    day,
    document,
    ended,
    local_day,
    sentence,
    workbook,
)
from meetings.models import (
    Material,
    MaterialVersion,
    Meeting,
    Problem,
    StudyNote,
    Talk,
)
from meetings.queries import preparation
from meetings.queries.talk import coverage
from meetings.rulebook import Rulebook

_SAID = ("thinking", "shortcomings")
PROBLEMS = "查摆问题清单"


@produces(DocumentKind.STUDY_RECORD)
def study_record(meeting: Meeting) -> Iterator[Produced]:
    """学习记录: every session with who was there, who made it up."""
    sessions = list(
        meeting.study_sessions.prefetch_related("attendance__member").select_related("recorded_by")
    )
    if sessions:
        made_up = [p.made_up_on for session in sessions for p in session.attendance.all() if p.made_up_on]
        last = max(*made_up, *(session.held_on for session in sessions), dt.date.min)
        yield document(DocumentKind.STUDY_RECORD, meeting, lambda: _studies(meeting, sessions), dated=last)


def _studies(meeting: Meeting, sessions: list) -> Document:
    doc = Document(title=f"{meeting.title}学习记录")
    for session in sessions:
        doc.heading(1, f"{session.get_kind_display()}（{day(session.held_on)}）")
        doc.fields([("地点", session.place), ("记录人", session.recorded_by.name)])
        doc.paragraph(ended(session.works), lead="学习内容：")
        doc.paragraph(ended(session.summary), lead="学习情况：", empty="无文字记录。")
        places = list(session.attendance.all())
        doc.labelled("参加", [p.member.name for p in places if p.present])
        doc.labelled("缺席", [p.member.name for p in places if not p.present])
        for place in places:
            if place.made_up_on:
                doc.paragraph(f"{place.member.name}于{day(place.made_up_on)}{_made_up(place.make_up_note)}")
    _alone(doc, meeting)
    return doc


def _alone(doc: Document, meeting: Meeting) -> None:
    """What members read alone and who handed in a reflection: that they did, not what they wrote."""
    notes = list(
        meeting.study_notes.select_related("member").order_by("member__name_key", "written_on", "id")
    )
    read = [note for note in notes if note.kind == StudyNote.Kind.SELF]
    if read:
        doc.heading(1, "个人自学")
        rows = [(note.member.name, day(note.written_on), "、".join(note.text.splitlines())) for note in read]
        doc.table(header=["姓名", "日期", "篇目"], widths=[2, 3, 7], rows=rows)
    written = [note.member.name for note in notes if note.kind == StudyNote.Kind.REFLECTION]
    if written:
        doc.labelled("已交学习心得", written)


def _made_up(note: str) -> str:
    return f"补学：{sentence(note)}" if bare(note) else "补学。"


@produces(DocumentKind.TALK_COVERAGE)
def talk_coverage(meeting: Meeting) -> Iterator[Produced]:
    """谈心谈话覆盖表: who had to talk to whom, and that it took place; never what was said (R04, R06).

    None before the first talk took place.
    """
    last = meeting.talks.filter(held_on__isnull=False).aggregate(last=Max("held_on"))["last"]
    required = coverage(meeting, Rulebook.of(meeting)) if last else []
    if required:
        paper = document(
            DocumentKind.TALK_COVERAGE, meeting, lambda: _coverage(meeting, required), dated=last
        )
        yield paper
        yield workbook(paper, lambda: _coverage_rows(required))


def _coverage(meeting: Meeting, required: list) -> Document:
    doc = Document(title=f"{meeting.title}谈心谈话覆盖表")
    doc.paragraph(f"{_talked(required)}谈话内容由谈话双方保存，不在本表。")
    _coverage_rows(required).onto(doc)
    return doc


def _coverage_rows(required: list) -> Listing:
    return Listing(
        header=("序号", "类别", "谈话双方", "次数", "情况"),
        widths=(1.2, 3, 5, 1.2, 1.6),
        rows=[
            (str(n), PairClass(r.pair_class).label, r.in_words, str(r.done), "已谈" if r.is_met else "未谈")
            for n, r in enumerate(required, 1)
        ],
    )


@produces(DocumentKind.TALK_RECORDS)
def talk_records(meeting: Meeting) -> Iterator[Produced]:
    """谈心谈话记录, one for each talk that both sides have confirmed: confidential (R06, R07).

    They go to the parties on their own page, and into a packet only where the branch's table says so. Who
    talked to whom stands in none of the titles.
    """
    held = meeting.talks.filter(held_on__isnull=False).exclude(parties__confirmed_on__isnull=True)
    talks = held.select_related("recorded_by").prefetch_related("parties__member").defer(*_SAID)
    for number, talk in enumerate(talks, 1):
        yield talk_record(talk, meeting, f"（{number}）")


def talk_record(talk: Talk, meeting: Meeting, which: str = "") -> Produced:
    """One talk on paper, for its parties; its text is read when the bytes are asked for."""
    return document(
        DocumentKind.TALK_RECORDS, meeting, lambda: _talk(talk, meeting),
        title=f"{meeting.title}谈心谈话记录{which}", dated=talk.held_on, confidential=True, slug=str(talk.pk),
    )  # fmt: skip


def _talk(talk: Talk, meeting: Meeting) -> Document:
    said = Talk.objects.only(*_SAID).prefetch_related("parties").get(pk=talk.pk)
    if not said.is_readable:  # a paper that says so would pass for the record
        raise NotNow("谈心谈话记录的密文在这台服务器上打不开，没有生成文件。请管理员恢复密钥文件后再试。")
    doc = Document(title=f"{meeting.title}谈心谈话记录")
    parties = list(talk.parties.all())
    doc.fields(
        [
            ("谈话人", "、".join(p.member.name for p in parties if p.leads)),
            ("谈话对象", "、".join(p.member.name for p in parties if not p.leads)),
            ("时间", day(talk.held_on)),
            ("地点", talk.place),
            ("方式", talk.get_mode_display()),
            ("记录人", talk.recorded_by.name if talk.recorded_by else ""),
        ]
    )
    for title, text in (("思想交流情况", said.thinking), ("相互指出的不足", said.shortcomings)):
        doc.heading(1, title)
        doc.paragraph(ended(text), empty="没有记录。")
    doc.heading(1, "双方确认")
    for party in parties:
        confirmed = f"{day(party.confirmed_on)}确认" if party.confirmed_on else "尚未确认"
        doc.paragraph(f"{party.member.name}：{confirmed}。签名：")
    return doc


def _talked(required: list) -> str:
    """How many of the required talks took place, as a sentence."""
    done = sum(r.is_met for r in required)
    left = f"，还有{len(required) - done}组未谈" if done < len(required) else ""
    return f"按方案应谈{len(required)}组，已谈{done}组{left}。"


@produces(DocumentKind.PROBLEM_LIST)
def problem_list(meeting: Meeting) -> Iterator[Produced]:
    """问题清单: the branch's own problems, with aspect, source and cause (R02)."""
    problems = branch_problems(meeting)
    if problems:
        title = f"{meeting.title}{PROBLEMS}"
        paper = document(
            DocumentKind.PROBLEM_LIST, meeting, lambda: _problems(title, problems), title=title,
            dated=max(local_day(p.created_at) for p in problems),
        )  # fmt: skip
        yield paper
        yield workbook(paper, lambda: problem_rows(problems))


def _problems(title: str, problems: list) -> Document:
    doc = Document(title=title, landscape=True)
    problem_rows(problems).onto(doc)
    return doc


def branch_problems(meeting: Meeting) -> list[Problem]:
    """The branch's own problems, those of its members left out."""
    return list(meeting.problems.filter(owner__isnull=True).select_related("aspect"))


def problem_rows(problems: list) -> Listing:
    """The list as a table; a report may carry it as an attachment."""
    return Listing(
        header=("序号", "方面", "具体表现", "来源", "原因"),
        widths=(1.4, 4, 8, 2.4, 6),
        rows=[
            (
                str(n), p.aspect.title if p.aspect else "其他", p.manifestation,
                p.get_source_display() or "没有写明", p.cause or "未填写",
            )
            for n, p in enumerate(problems, 1)
        ],
    )  # fmt: skip


@produces(DocumentKind.MATERIAL_BRANCH)
def material_branch(meeting: Meeting) -> Iterator[Produced]:
    """The committee's material, in its last version."""
    yield from _materials(meeting, DocumentKind.MATERIAL_BRANCH, of_committee=True)


@produces(DocumentKind.MATERIAL_MEMBER)
def material_member(meeting: Meeting) -> Iterator[Produced]:
    """Each member's material, in its last version."""
    yield from _materials(meeting, DocumentKind.MATERIAL_MEMBER, of_committee=False)


def _materials(meeting: Meeting, kind: DocumentKind, *, of_committee: bool) -> Iterator[Produced]:
    owed = meeting.materials.filter(owner__isnull=of_committee, versions__isnull=False).distinct()
    for material in owed.select_related("owner", "meeting__organization").prefetch_related("versions"):
        version = max(material.versions.all(), key=lambda v: v.number)
        yield Produced(
            kind=kind,
            title=f"{material.whose}{material.get_form_display()}",
            author=material.owner.name if material.owner else meeting.organization.name,
            dated=local_day(version.submitted_at),
            render=lambda material=material, version=version: _version(material, version),
            suffix=PurePath(version.file_name).suffix or ".docx",
            slug=str(material.pk),
        )


def _version(material: Material, version: MaterialVersion) -> bytes:
    """The file as it was handed in; what was written in the page is set on paper."""
    if version.file:
        with version.file.open("rb") as stored:
            return stored.read()
    doc = Document(title=f"{material.whose}{material.get_form_display()}")
    doc.paragraph(version.text)
    return doc.to_bytes()


def preparation_facts(meeting: Meeting) -> list[tuple[str, str]]:
    """The preparation in numbers, title and sentence: what the reports say of it."""
    return [
        ("组织学习", _study_fact(meeting)),
        ("征求意见", _opinion_fact(meeting)),
        ("谈心谈话", _talk_fact(meeting)),
        ("查摆问题", _problem_fact(meeting)),
        ("对照检查材料", _material_fact(meeting)),
    ]


def _study_fact(meeting: Meeting) -> str:
    sessions = list(preparation.study_sessions(meeting))
    if not sessions:
        return "尚未组织集体学习。"
    made_up = sum(s.made_up_count for s in sessions)
    missing = sum(s.expected_count - s.present_count for s in sessions) - made_up
    words = f"开展学习研讨{len(sessions)}次" + (f"，为缺席党员补学{made_up}人次" if made_up else "")
    return words + (f"，还有{missing}人次需要补学。" if missing else "。")


def _opinion_fact(meeting: Meeting) -> str:
    channels = "、".join(dict.fromkeys(r.get_channel_display() for r in meeting.opinion_rounds.all()))
    if not channels:
        return "尚未征求意见。"
    found = list(preparation.opinions(meeting))
    if not found:
        return f"通过{channels}等方式征求意见，没有征求到意见。"
    fed_back = sum(bool(o.fed_back_on) for o in found)
    answered = sum(o.is_answered for o in found)
    return f"通过{channels}等方式征求到意见{len(found)}条，已原文反馈{fed_back}条，已答复{answered}条。"


def _talk_fact(meeting: Meeting) -> str:
    if required := coverage(meeting, Rulebook.of(meeting)):
        return _talked(required)
    held = meeting.talks.filter(held_on__isnull=False).count()
    return f"已开展谈心谈话{held}次。" if held else "方案未作谈心谈话安排。"


def _problem_fact(meeting: Meeting) -> str:
    owners = list(meeting.problems.order_by().values_list("owner", flat=True))
    branch = owners.count(None)
    people = len(set(owners) - {None})
    if not owners:
        return "尚未列出查摆的问题。"
    return f"支部列出问题{branch}条，{people}名党员列出个人问题{len(owners) - branch}条。"


def _material_fact(meeting: Meeting) -> str:
    states = list(meeting.materials.order_by().values_list("state", flat=True))
    if not states:
        return "方案没有要求提交书面材料。"
    handed_in = len(states) - states.count(MaterialState.OWED)
    passed = states.count(MaterialState.APPROVED)
    reviewed = states.count(MaterialState.REVIEWED)
    waits = f"，待上级审核{reviewed}份" if reviewed else ""
    done = f"，审核通过{passed}份" if set(states) - {MaterialState.OWED, MaterialState.HANDED_IN} else ""
    return f"应提交{len(states)}份，已提交{handed_in}份{done}{waits}。"
