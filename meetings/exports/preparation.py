"""Study record, opinions, talk coverage, problem list, materials, state of preparation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from gongwen import Document
from meetings.documents import Produced, produces
from meetings.enums import DocumentKind, PairClass, ProblemSource
from meetings.exports.common import NONE, day, document, local_day, sign
from meetings.models import Material, MaterialVersion, Meeting
from meetings.queries import preparation
from meetings.queries.talk import coverage
from meetings.rulebook import Rulebook


@produces(DocumentKind.STUDY_RECORD)
def study_record(meeting: Meeting) -> Iterator[Produced]:
    """学习记录: every session with who was there, who made it up."""
    sessions = list(
        meeting.study_sessions.prefetch_related("attendance__member").select_related("recorded_by")
    )
    if sessions:
        last = max(session.held_on for session in sessions)
        yield document(DocumentKind.STUDY_RECORD, meeting, lambda: _studies(meeting, sessions), dated=last)


def _studies(meeting: Meeting, sessions: list) -> Document:
    doc = Document(title=f"{meeting.title}学习记录")
    for session in sessions:
        doc.heading(1, f"{session.get_kind_display()}（{day(session.held_on)}）")
        doc.fields([("地点", session.place), ("记录人", session.recorded_by.name)])
        doc.paragraph(session.works, lead="学习内容：")
        doc.paragraph(session.summary, lead="学习情况：", empty="无文字记录。")
        places = list(session.attendance.all())
        doc.labelled("参加", [p.member.name for p in places if p.present])
        doc.labelled("缺席", [p.member.name for p in places if not p.present])
        for place in places:
            if place.made_up_on:
                doc.paragraph(f"{place.member.name}于{day(place.made_up_on)}补学：{place.make_up_note}。")
    return doc


@produces(DocumentKind.OPINION_SUMMARY)
def opinion_summary(meeting: Meeting) -> Iterator[Produced]:
    """征求意见汇总表: opinions word for word, whom they concern, the answer (R03)."""
    opinions = list(preparation.opinions(meeting))
    if opinions:
        last = max(o.entered_on for o in opinions)
        yield document(
            DocumentKind.OPINION_SUMMARY, meeting, lambda: _opinions(meeting, opinions), dated=last
        )


def _opinions(meeting: Meeting, opinions: list) -> Document:
    doc = Document(title=f"{meeting.title}征求意见汇总表", landscape=True)
    doc.table(
        header=["序号", "渠道", "意见原话", "涉及对象", "反馈日期", "答复"],
        widths=[1, 2, 8, 2, 3, 6],
        rows=(
            (
                str(n), o.round.get_channel_display(), o.text, o.about.name if o.about else "支部班子",
                day(o.fed_back_on) if o.fed_back_on else "未反馈", o.answer or "未答复",
            )
            for n, o in enumerate(opinions, 1)
        ),
    )  # fmt: skip
    return doc


@produces(DocumentKind.OPINION_ORIGINALS)
def opinion_originals(meeting: Meeting) -> Iterator[Produced]:
    """征求意见原始记录: every entry as it was taken down, corrections beside what they correct."""
    rounds = list(meeting.opinion_rounds.prefetch_related("opinions__about"))
    if rounds:
        last = max(r.ends_on for r in rounds)
        yield document(
            DocumentKind.OPINION_ORIGINALS, meeting, lambda: _originals(meeting, rounds), dated=last,
            confidential=True,
        )  # fmt: skip


def _originals(meeting: Meeting, rounds: list) -> Document:
    doc = Document(title=f"{meeting.title}征求意见原始记录")
    for one in rounds:
        doc.heading(1, f"{one.get_channel_display()}（{day(one.starts_on)}至{day(one.ends_on)}）")
        doc.fields([("征求对象", one.audience), ("征求人数", str(one.asked) if one.asked else "")])
        opinions = list(one.opinions.all())
        for n, opinion in enumerate(opinions, 1):
            giver = f"（{opinion.giver}）" if opinion.giver else "（未署名）"
            fixed = "（本条更正前面的一条）" if opinion.corrects_id else ""
            doc.paragraph(f"{n}．{giver}{opinion.text}{fixed}")
        if not opinions:
            doc.paragraph("没有征求到意见。")
    return doc


@produces(DocumentKind.TALK_COVERAGE)
def talk_coverage(meeting: Meeting) -> Iterator[Produced]:
    """谈心谈话覆盖表: who had to talk to whom, and that it took place; never what was said (R04, R06)."""
    required = coverage(meeting, Rulebook.of(meeting))
    if required:
        last = meeting.talks.order_by("-held_on").values_list("held_on", flat=True).first()
        yield document(DocumentKind.TALK_COVERAGE, meeting, lambda: _coverage(meeting, required), dated=last)


def _coverage(meeting: Meeting, required: list) -> Document:
    doc = Document(title=f"{meeting.title}谈心谈话覆盖表")
    done = sum(r.is_met for r in required)
    doc.paragraph(
        f"应谈{len(required)}次，已谈{done}次，未谈{len(required) - done}次。"
        "谈话内容由谈话双方保存，不在本表。"
    )
    rows = (
        (str(n), PairClass(r.pair_class).label, r.in_words, str(r.done), "已谈" if r.is_met else "未谈")
        for n, r in enumerate(required, 1)
    )
    doc.table(header=["序号", "类别", "谈话双方", "次数", "情况"], widths=[1, 3, 5, 1, 2], rows=rows)
    return doc


@produces(DocumentKind.PROBLEM_LIST)
def problem_list(meeting: Meeting) -> Iterator[Produced]:
    """问题清单: the branch's own problems, with aspect, source and cause (R02)."""
    problems = list(meeting.problems.filter(owner__isnull=True).select_related("aspect"))
    if problems:
        last = max(local_day(p.created_at) for p in problems)
        yield document(DocumentKind.PROBLEM_LIST, meeting, lambda: _problems(meeting, problems), dated=last)


def _problems(meeting: Meeting, problems: list) -> Document:
    doc = Document(title=f"{meeting.organization.short_name}查摆问题清单", landscape=True)
    rows = (
        (
            str(n),
            p.aspect.title if p.aspect else NONE,
            p.manifestation,
            ProblemSource(p.source).label,
            p.cause,
        )
        for n, p in enumerate(problems, 1)
    )
    doc.table(header=["序号", "方面", "具体表现", "来源", "原因"], widths=[1, 4, 8, 2, 6], rows=rows)
    return doc


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


@produces(DocumentKind.PREPARATION_REPORT)
def preparation_report(meeting: Meeting) -> Iterator[Produced]:
    """筹备情况报告 to the superior (R11): what was done so far, in numbers from the record."""
    if not meeting.study_sessions.exists() and not meeting.opinion_rounds.exists():
        return
    yield document(
        DocumentKind.PREPARATION_REPORT, meeting, lambda: _preparation(meeting),
        title=f"{meeting.title}筹备情况报告", dated=_prepared_on(meeting),
    )  # fmt: skip


def _prepared_on(meeting: Meeting):  # type: ignore[no-untyped-def]
    done = meeting.steps.filter(kind="preparation_report", done_on__isnull=False).first()
    return done.done_on if done else None


def _preparation(meeting: Meeting) -> Document:
    doc = Document(title=f"{meeting.title}筹备情况报告")
    parent = meeting.organization.parent
    if parent:
        doc.addressee(parent.name)
    doc.paragraph(
        f"{meeting.organization.short_name}拟于{day(meeting.held_on)}召开{meeting.title}，现将筹备情况报告如下。"
    )
    for title, text in preparation_facts(meeting):
        doc.heading(1, title)
        doc.paragraph(text)
    sign(doc, meeting, _prepared_on(meeting))
    return doc


def preparation_facts(meeting: Meeting) -> list[tuple[str, str]]:
    """The preparation in numbers, title and sentence: also what the report says of it."""
    sessions = list(preparation.study_sessions(meeting))
    opinions = list(preparation.opinions(meeting))
    answered = sum(bool(o.answer) for o in opinions)
    required = coverage(meeting, Rulebook.of(meeting))
    materials = list(preparation.materials_of(meeting))
    passed = sum(m.state in ("reviewed", "approved") for m in materials)
    channels = "、".join(dict.fromkeys(r.get_channel_display() for r in meeting.opinion_rounds.all())) or NONE
    return [
        ("组织学习", f"开展集体学习{len(sessions)}次，补学{sum(s.made_up_count for s in sessions)}人次。"),
        ("征求意见", f"通过{channels}征求到意见{len(opinions)}条，答复{answered}条。"),
        ("谈心谈话", f"应谈{len(required)}次，已谈{sum(r.is_met for r in required)}次。"),
        ("对照检查材料", f"应提交{len(materials)}份，审核通过{passed}份。"),
    ]
