"""Rectification list and plan, commitments, ledger, and what became of earlier items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gongwen import Document, chinese_date
from meetings.documents import Produced, produces
from meetings.enums import DocumentKind
from meetings.exports.common import document, local_day, sign
from meetings.models import Meeting
from rectification.models import RectificationItem
from rectification.queries import commitments_of, items_of, ledger_of, previous_reports


def _listed_on(items: list[RectificationItem]) -> dt.date | None:
    return local_day(items[0].created_at) if items else None


@produces(DocumentKind.RECTIFICATION_LIST)
def rectification_list(meeting: Meeting) -> Iterator[Produced]:
    """整改清单: matter, measure, person, limit (R24)."""
    items = list(items_of(meeting))
    if items:
        yield document(
            DocumentKind.RECTIFICATION_LIST, meeting, lambda: _list(meeting, items),
            title=f"{meeting.title}整改清单", dated=_listed_on(items),
        )  # fmt: skip


def _list(meeting: Meeting, items: list[RectificationItem]) -> Document:
    doc = Document(title=f"{meeting.title}整改清单", landscape=True)
    add_list(doc, items)
    return doc


def add_list(doc: Document, items: list[RectificationItem]) -> None:
    """The list as a table; the report carries it as an attachment."""
    rows = (
        (str(i.number), i.whose, i.matter, i.measure, i.responsible.name, chinese_date(i.due_on))
        for i in items
    )
    doc.table(
        header=["序号", "对象", "整改事项", "整改措施", "责任人", "整改时限"], widths=[1, 2, 8, 7, 2, 3],
        rows=rows, landscape=True,
    )  # fmt: skip


@produces(DocumentKind.RECTIFICATION_PLAN)
def rectification_plan(meeting: Meeting) -> Iterator[Produced]:
    """整改方案 of the branch: how its own items are put right."""
    items = [i for i in items_of(meeting) if i.owner_id is None]
    if items:
        yield document(
            DocumentKind.RECTIFICATION_PLAN, meeting, lambda: _plan(meeting, items),
            title=f"{meeting.title}整改方案", dated=_listed_on(items),
        )  # fmt: skip


def _plan(meeting: Meeting, items: list[RectificationItem]) -> Document:
    doc = Document(title=f"{meeting.title}整改方案")
    doc.paragraph(f"针对{meeting.title}查摆出的问题和征求到的意见，制定如下整改方案。")
    doc.heading(1, "整改事项和措施")
    for item in items:
        doc.heading(2, item.matter.rstrip("。"))
        doc.paragraph(f"整改措施：{item.measure.rstrip('。')}。")
        doc.paragraph(f"责任人：{item.responsible.name}；整改时限：{chinese_date(item.due_on)}。")
    doc.heading(1, "工作要求")
    doc.paragraph("实行台账管理，完成一项、核实一项、销号一项；责任人按时报告进展，由他人核实后销号。")
    sign(doc, meeting, _listed_on(items))
    return doc


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
        doc.paragraph(commitment.text)
        doc.paragraph(f"承诺日期：{chinese_date(commitment.made_on)}。")
        if commitment.report:
            doc.paragraph(f"兑现情况：{commitment.report}")
    return doc


@produces(DocumentKind.LEDGER)
def ledger(meeting: Meeting) -> Iterator[Produced]:
    """整改台账: every entry of every item, in order (R26)."""
    items = list(items_of(meeting))
    if items:
        entries = list(ledger_of(meeting))
        last = local_day(max(e.at for e in entries)) if entries else _listed_on(items)
        yield document(
            DocumentKind.LEDGER, meeting, lambda: _ledger(meeting, items, entries),
            title=f"{meeting.title}整改台账", dated=last,
        )  # fmt: skip


def _ledger(meeting: Meeting, items: list[RectificationItem], entries: list) -> Document:
    doc = Document(title=f"{meeting.title}整改台账", landscape=True)
    own: dict[int, list[str]] = {}
    for entry in entries:
        words = f"{chinese_date(local_day(entry.at))}{entry.by.name}{entry.get_kind_display()}：{entry.text}"
        own.setdefault(entry.item_id, []).append(words)
    rows = (
        (
            str(i.number), i.matter, i.responsible.name, chinese_date(i.due_on),
            "\n".join(own.get(i.pk, ["暂无进展登记"])), _written_off(i),
        )
        for i in items
    )  # fmt: skip
    doc.table(
        header=["序号", "整改事项", "责任人", "时限", "进展", "销号"], widths=[1, 6, 2, 3, 9, 3], rows=rows
    )
    return doc


def _written_off(item: RectificationItem) -> str:
    if item.verified_by:
        return f"{chinese_date(item.verified_on)}由{item.verified_by.name}核实销号"
    return item.get_state_display()


@produces(DocumentKind.PREVIOUS_RECTIFICATION)
def previous_rectification(meeting: Meeting) -> Iterator[Produced]:
    """上次整改落实情况报告: each earlier item done, in progress, or not done and why (R27)."""
    reports = list(previous_reports(meeting))
    if reports:
        yield document(
            DocumentKind.PREVIOUS_RECTIFICATION, meeting, lambda: _previous(meeting, reports),
            title=f"{meeting.organization.short_name}上次组织生活会整改落实情况报告", dated=meeting.held_on,
        )  # fmt: skip


def _previous(meeting: Meeting, reports: list) -> Document:
    doc = Document(title=f"{meeting.organization.short_name}上次组织生活会整改落实情况报告")
    counts = {state: sum(r.state == state for r in reports) for state in ("done", "in_progress", "not_done")}
    doc.paragraph(
        f"上次整改事项共{len(reports)}项：已经整改{counts['done']}项，正在整改{counts['in_progress']}项，"
        f"尚未整改{counts['not_done']}项。"
    )
    for report in reports:
        doc.heading(1, f"{report.item.matter.rstrip('。')}（{report.get_state_display()}）")
        doc.paragraph(report.text, empty="无说明。")
        if report.person and report.new_limit:
            doc.paragraph(f"责任人：{report.person.name}；新的时限：{chinese_date(report.new_limit)}。")
    sign(doc, meeting, meeting.held_on)
    return doc
