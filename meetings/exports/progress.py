"""A campaign's progress as a workbook: who is stuck, and where everyone stands at each step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from openpyxl import Workbook

from core.sheets import cell, workbook_bytes
from core.templatetags.ui import cn_date
from meetings.exports.overview import fill_sheet
from meetings.models import Step
from meetings.queries.progress import CampaignProgress, Row


def workbook(progress: CampaignProgress) -> bytes:
    """Two sheets, under the conditions that the page was asked for. Pure: nothing is written."""
    book = Workbook()
    first = book.active
    first.title = "卡在哪里"
    heads = ("党组织", "事项", "期限", "责任人", "依据")
    rows = [(s.organization.short_name, s.what, cn_date(s.due_on), s.who, s.clause) for s in progress.stuck]
    fill_sheet(first, heads, rows, (24, 36, 18, 18, 60))
    kinds = [(count.kind, count.label) for count in progress.counts]
    heads = ("党组织", "进展", "会议日期", "已完成环节", *(label for _, label in kinds))
    lines = [list(_line(row, [kind for kind, _ in kinds], progress.day)) for row in progress.rows]
    fill_sheet(book.create_sheet("各环节进展"), heads, lines, (24, 18, 18, 12, *(18 for _ in kinds)))
    return workbook_bytes(book)


def _line(row: Row, kinds: list[str], today: dt.date) -> Iterator[str]:
    yield row.organization.short_name
    yield row.stage_label
    yield cn_date(row.meeting.held_on) if row.meeting else ""
    yield f"{row.done}/{len(row.required)}" if row.meeting else ""
    for kind in kinds:
        yield "；".join(_state(step, today) for step in row.required if step.kind == kind)


def _state(step: Step, today: dt.date) -> str:
    if step.done_on:
        return cell(f"{cn_date(step.done_on)}完成")
    if step.due_on is None:
        return "没有期限"
    return f"{'已过期，' if step.due_on < today else ''}{cn_date(step.due_on)}前"
