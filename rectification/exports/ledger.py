"""Rectification list and plan, commitments, ledger, and what became of earlier items."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from gongwen import Document, chinese_date
from meetings.documents import Produced, produces
from meetings.enums import DocumentKind, StepKind
from meetings.exports.common import (
    Listing,
    bare,
    brief,
    called,
    document,
    done_on,
    ended,
    local_day,
    sentence,
    sign,
    workbook,
)
from meetings.models import Meeting
from meetings.rulebook import Rulebook
from rectification.enums import PreviousState
from rectification.models import PreviousReport, ProgressEntry, RectificationItem
from rectification.queries import commitments_of, items_of, ledger_of, previous_reports

_NAMED = ("方面", "问题", "差距", "情况", "要求")  # an aspect that is called so needs no 方面 after it


def listed_on(items: list[RectificationItem]) -> dt.date | None:
    """The day on which the list had all its items."""
    return local_day(max(item.created_at for item in items)) if items else None


@produces(DocumentKind.RECTIFICATION_LIST)
def rectification_list(meeting: Meeting) -> Iterator[Produced]:
    """整改清单: matter, measure, person, limit (R24)."""
    items = list(items_of(meeting))
    if items:
        paper = document(
            DocumentKind.RECTIFICATION_LIST, meeting, lambda: _list(meeting, items),
            title=f"{meeting.title}整改清单", dated=listed_on(items),
        )  # fmt: skip
        yield paper
        yield workbook(paper, lambda: list_of(items))


def _list(meeting: Meeting, items: list[RectificationItem]) -> Document:
    doc = Document(title=f"{meeting.title}整改清单", landscape=True)
    list_of(items).onto(doc)
    return doc


def list_of(items: list[RectificationItem]) -> Listing:
    """The list as a table; the report carries it as an attachment."""
    return Listing(
        header=("序号", "对象", "整改事项", "整改措施", "责任人", "整改时限"),
        widths=(1.4, 2.4, 7.4, 6.3, 2.4, 5),
        rows=[
            (str(i.number), i.whose, i.matter, i.measure, i.responsible.name, chinese_date(i.due_on))
            for i in items
        ],
    )


@produces(DocumentKind.RECTIFICATION_PLAN)
def rectification_plan(meeting: Meeting) -> Iterator[Produced]:
    """整改方案 of the branch: how its own items are put right."""
    items = branch_items(listed_items(meeting))
    if items:
        yield document(
            DocumentKind.RECTIFICATION_PLAN, meeting, lambda: _plan(meeting, items),
            title=f"{meeting.title}整改方案", dated=listed_on(items),
        )  # fmt: skip


def listed_items(meeting: Meeting) -> list[RectificationItem]:
    """The whole list with the aspects that the problems were found in."""
    return list(items_of(meeting).select_related("problem__aspect"))


def branch_items(items: Iterable[RectificationItem]) -> list[RectificationItem]:
    """The organisation's own items, without the lists of its members."""
    return [item for item in items if item.owner_id is None]


def _plan(meeting: Meeting, items: list[RectificationItem]) -> Document:
    doc = Document(title=f"{meeting.title}整改方案")
    doc.paragraph(
        f"针对{called(meeting)}查摆出的问题和征求到的意见，经研究，列出整改事项{len(items)}项，制定如下整改方案。"
    )
    doc.heading(1, "整改事项和措施")
    add_measures(doc, items)
    doc.heading(1, "工作要求")
    kept = Rulebook.of(meeting).get("rectification.ledger")
    ledger_words = "整改实行台账管理，完成一项、核实一项、销号一项。" if kept else ""
    doc.paragraph(f"{ledger_words}责任人按时报告进展，由他人核实后方可销号。")
    sign(doc, meeting, listed_on(items))
    return doc


def add_measures(doc: Document, items: Iterable[RectificationItem]) -> None:
    """Each item under a heading of its own: the matter, how it is put right, by whom, until when."""
    for item in items:
        heading = topic(item)
        doc.heading(2, heading)
        if heading != bare(item.matter):
            doc.paragraph(f"整改事项：{sentence(item.matter)}")
        doc.paragraph(f"整改措施：{sentence(item.measure)}")
        doc.paragraph(f"责任人：{item.responsible.name}；整改时限：{chinese_date(item.due_on)}。")


def topic(item: RectificationItem) -> str:
    """A matter as a heading: its words where they are short, else the aspect that it was found in."""
    aspect = item.problem.aspect if item.problem else None
    if brief(item.matter) == bare(item.matter) or aspect is None:
        return brief(item.matter)
    title = bare(aspect.title)
    return brief(title if title.endswith(_NAMED) else f"{title}方面")


@produces(DocumentKind.COMMITMENTS)
def commitments(meeting: Meeting) -> Iterator[Produced]:
    """整改承诺书 of all who made one (R24)."""
    made = list(commitments_of(meeting))
    if made:
        last = max(c.made_on for c in made)
        yield document(
            DocumentKind.COMMITMENTS, meeting, lambda: _commitments(meeting, made),
            title=f"{meeting.title}整改承诺书", dated=last,
        )  # fmt: skip


def _commitments(meeting: Meeting, made: list) -> Document:
    doc = Document(title=f"{meeting.title}整改承诺书")
    for commitment in made:
        doc.heading(1, commitment.member.name)
        doc.paragraph(ended(commitment.text))
        doc.paragraph(f"承诺人：{commitment.member.name}；承诺日期：{chinese_date(commitment.made_on)}。")
        if commitment.report:
            doc.paragraph(f"兑现情况（{chinese_date(commitment.reported_on)}）：{ended(commitment.report)}")
    return doc


@produces(DocumentKind.LEDGER)
def ledger(meeting: Meeting) -> Iterator[Produced]:
    """整改台账: every entry of every item, in order (R26), where the rules want a ledger kept."""
    items = list(items_of(meeting)) if Rulebook.of(meeting).get("rectification.ledger") else []
    if items:
        entries = list(ledger_of(meeting))
        last = local_day(max(e.at for e in entries)) if entries else listed_on(items)
        paper = document(
            DocumentKind.LEDGER, meeting, lambda: _ledger(meeting, items, entries),
            title=f"{meeting.title}整改台账", dated=last,
        )  # fmt: skip
        yield paper
        yield workbook(paper, lambda: _ledger_rows(items, entries))


def _ledger(meeting: Meeting, items: list[RectificationItem], entries: list[ProgressEntry]) -> Document:
    doc = Document(title=f"{meeting.title}整改台账", landscape=True)
    _ledger_rows(items, entries).onto(doc)
    return doc


def _ledger_rows(items: list[RectificationItem], entries: list[ProgressEntry]) -> Listing:
    own: dict[int, list[str]] = {}
    for entry in entries:
        own.setdefault(entry.item_id, []).append(_progress(entry))
    return Listing(
        header=("序号", "整改事项", "责任人", "整改时限", "进展情况", "销号情况"),
        widths=(1.4, 6, 2.4, 5, 7, 3.6),
        rows=[
            (
                str(i.number), i.matter, i.responsible.name, chinese_date(i.due_on),
                "\n".join(own.get(i.pk, ["暂无进展登记"])), _written_off(i),
            )
            for i in items
        ],
    )  # fmt: skip


def _progress(entry: ProgressEntry) -> str:
    day = local_day(entry.at)
    when = f"{chinese_date(day)}，" if day else ""
    evidence = f"（佐证材料：{entry.evidence_name}）" if entry.evidence_name else ""
    return f"{when}{entry.by.name}{entry.get_kind_display()}：{ended(entry.text)}{evidence}"


def _written_off(item: RectificationItem) -> str:
    if item.verified_by:
        return f"{chinese_date(item.verified_on)}由{item.verified_by.name}核实销号"
    return item.get_state_display()


@produces(DocumentKind.PREVIOUS_RECTIFICATION)
def previous_rectification(meeting: Meeting) -> Iterator[Produced]:
    """上次整改落实情况报告: each earlier item done, in progress, or not done and why (R27)."""
    reports = list(previous_reports(meeting))
    if reports:
        title = f"{meeting.organization.short_name}上次组织生活会整改落实情况报告"
        dated = done_on(meeting, StepKind.REVIEW_PREVIOUS) or meeting.held_on
        yield document(
            DocumentKind.PREVIOUS_RECTIFICATION, meeting, lambda: _previous(meeting, reports, title, dated),
            title=title, dated=dated or local_day(meeting.created_at),
        )  # fmt: skip


def previous_fact(reports: list[PreviousReport]) -> str:
    """How the earlier items stand, as a sentence."""
    counts = Counter(report.state for report in reports)
    done, going, left = (counts[state] for state in PreviousState)
    return f"上次整改事项共{len(reports)}项，其中已经整改{done}项、正在整改{going}项、尚未整改{left}项。"


def _previous(meeting: Meeting, reports: list[PreviousReport], title: str, dated: dt.date | None) -> Document:
    doc = Document(title=title)
    doc.paragraph(previous_fact(reports))
    for state in PreviousState:
        own = [report for report in reports if report.state == state]
        if own:
            doc.heading(1, f"{state.label}的事项（{len(own)}项）")
        for report in own:
            matter = report.item.matter
            doc.heading(2, brief(matter))
            if brief(matter) != bare(matter):
                doc.paragraph(f"整改事项：{sentence(matter)}")
            doc.paragraph(_how(report))
    sign(doc, meeting, dated)
    return doc


def _how(report: PreviousReport) -> str:
    """How far it is or why it is not, and who until when, in one paragraph."""
    words = f"整改情况：{sentence(report.text) or '无说明。'}"
    if report.person and report.new_limit:
        words += f"责任人：{report.person.name}；新的时限：{chinese_date(report.new_limit)}。"
    return words
