"""Opinions on paper: how each was answered, the original record, and the blank form (R03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gongwen import Cell, Document
from meetings.documents import Produced, produces
from meetings.enums import DocumentKind
from meetings.exports.common import (
    Listing,
    bare,
    called,
    day,
    document,
    numbered,
    planned_on,
    span,
    workbook,
)
from meetings.models import Aspect, MaterialAnswer, Meeting, Opinion
from meetings.queries import preparation
from meetings.queries.opinion_answers import answer_in_material


@produces(DocumentKind.OPINION_SUMMARY)
def opinion_summary(meeting: Meeting) -> Iterator[Produced]:
    """征求意见汇总表: opinions word for word, whom they concern, the answer (R03)."""
    opinions = list(preparation.opinions(meeting))
    if opinions:
        last = max(
            d for o in opinions for d in (o.entered_on, o.fed_back_on, o.answered_on, _said_on(o)) if d
        )
        paper = document(
            DocumentKind.OPINION_SUMMARY, meeting, lambda: _opinions(meeting, opinions), dated=last
        )
        yield paper
        yield workbook(paper, lambda: _opinion_rows(opinions))


def _opinions(meeting: Meeting, opinions: list) -> Document:
    doc = Document(title=f"{meeting.title}征求意见汇总表", landscape=True)
    _opinion_rows(opinions).onto(doc)
    return doc


def _whom(one: Opinion) -> str:
    if one.sorted_on is None:
        return "未归类"
    return one.about.name if one.about else "支部班子"


def _said_on(one: Opinion) -> dt.date | None:
    answer = answer_in_material(one)
    return answer.on if answer else None


def _how_answered(one: Opinion) -> str:
    """The answer on the opinion's page, and how the material answers it (R03, R10); nothing is typed twice.

    The committee's passage is quoted, for it is the answer. A member's material is not everybody's to read:
    the table says that and when the member answered, not with what words.
    """
    said, answer = [one.answer] if one.answer else [], answer_in_material(one)
    if answer and answer.otherwise:
        said.append(f"本人另有回应（{day(answer.on)}）。")
    elif answer and not answer.gone_in_id:
        said.append(_in_material(one, answer))
    return "\n".join(said) or "未答复"


def _in_material(one: Opinion, answer: MaterialAnswer) -> str:
    if one.about_id:
        return f"本人在对照检查材料中回应（{day(answer.on)}）。"
    return f"在支部对照检查材料中回应：“{answer.quote}”"


def _opinion_rows(opinions: list) -> Listing:
    return Listing(
        header=("序号", "渠道", "意见原话", "涉及对象", "反馈日期", "答复"),
        widths=(1.4, 2.8, 8, 2.4, 3.8, 6),
        rows=[
            (
                str(n), o.round.get_channel_display(), o.text, _whom(o),
                day(o.fed_back_on) if o.fed_back_on else "未反馈", _how_answered(o),
            )
            for n, o in enumerate(opinions, 1)
        ],
    )  # fmt: skip


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


@produces(DocumentKind.OPINION_ORIGINALS, blank=True)
def opinion_form(meeting: Meeting) -> Iterator[Produced]:
    """征求意见表, to be handed out: what is asked about, room to answer, no name (R03)."""
    yield document(
        DocumentKind.OPINION_ORIGINALS, meeting, lambda: _opinion_form(meeting),
        title=f"{meeting.title}征求意见表（空白）", dated=planned_on(meeting), slug="blank", blank=True,
    )  # fmt: skip


def _opinion_form(meeting: Meeting) -> Document:
    doc = Document(title=f"{meeting.title}征求意见表")
    doc.paragraph(
        f"{meeting.organization.name}将召开{called(meeting)}，现征求您对支部班子及班子成员的意见和建议。"
        "本表可以不署名，意见将原文反馈。"
    )
    aspects = meeting.aspects.filter(scope=Aspect.Scope.BRANCH).values_list("title", flat=True)
    topics = [bare(title) for title in aspects] or ["对支部班子的意见和建议"]
    room = max(22, 112 // len(topics))  # millimetres: the sheet is one page where the plan has few aspects
    rows = [[Cell(topic, label=True, align="center"), Cell(span=4, height=room)] for topic in topics]
    rows.append([Cell("对班子成员（请写明姓名）", label=True, align="center"), Cell(span=4, height=26)])
    rows.append([Cell("填表日期", label=True), Cell("　　　　年　　月　　日", span=4)])
    doc.form(rows, widths=[1.6, 1, 1, 1, 1])
    return doc


def _originals(meeting: Meeting, rounds: list) -> Document:
    doc = Document(title=f"{meeting.title}征求意见原始记录")
    for one in rounds:
        doc.heading(1, f"{one.get_channel_display()}（{span(one.starts_on, one.ends_on)}）")
        doc.fields([("征求对象", one.audience), ("征求人数", f"{one.asked}人" if one.asked else "")])
        opinions = list(one.opinions.all())
        places = {opinion.pk: n for n, opinion in enumerate(opinions, 1)}
        numbered(doc, [_as_given(opinion, places) for opinion in opinions], empty="没有征求到意见。")
    return doc


def _as_given(opinion, places: dict[int, int]) -> str:  # type: ignore[no-untyped-def]
    """One entry as it was taken down: who gave it, the words, and which entry it corrects."""
    corrected = places.get(opinion.corrects_id)
    if corrected:
        fixed = f"（更正本组第{corrected}条）"
    else:
        fixed = "（更正此前另一组的一条意见）" if opinion.corrects_id else ""
    return f"（{bare(opinion.giver) or '未署名'}）{opinion.text}{fixed}"
