"""The overview as a workbook. A cell that could be read as a formula is made text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from core.sheets import cell, workbook_bytes
from core.templatetags.ui import cn_date
from meetings.models import Meeting, Step
from meetings.queries.meeting import Progress, progress_of

_WIDTHS = (24, 40, 14, 18, 24, 18, 60)  # characters


def safe(value: object) -> str:
    """The value as text that no spreadsheet program computes."""
    return cell("" if value is None else str(value))


def workbook(late: Iterable[Step], meetings: Iterable[Meeting]) -> bytes:
    """Two sheets: who is stuck at which clause, and where every meeting stands. Pure: nothing is written."""
    shown = list(meetings)
    progress = progress_of(shown)
    book = Workbook()
    first = book.active
    first.title = "逾期环节"
    heads = ("党组织", "会议", "状态", "期限", "环节", "责任人", "依据")
    fill_sheet(first, heads, map(_late, late), _WIDTHS)
    fill_sheet(
        book.create_sheet("进展"),
        ("党组织", "会议", "状态", "会议日期", "已完成环节", "下一期限", "下一环节"),
        [_meeting(meeting, progress[meeting.pk]) for meeting in shown],
        _WIDTHS,
    )
    return workbook_bytes(book)


def fill_sheet(  # type: ignore[no-untyped-def]
    sheet, head: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int]
) -> None:
    """Head and rows, all text that nothing computes; widths in characters, the head stays when scrolling."""
    sheet.append(list(head))
    for row in rows:
        sheet.append([safe(value) for value in row])
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for title in sheet[1]:
        title.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for one in row:
            one.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _late(step: Step) -> tuple[object, ...]:
    meeting = step.meeting
    who = step.responsible.name if step.responsible else step.get_responsible_role_display()
    return (
        meeting.organization.short_name, meeting.title, meeting.get_state_display(), cn_date(step.due_on),
        step.title, who, step.basis,
    )  # fmt: skip


def _meeting(meeting: Meeting, at: Progress) -> tuple[object, ...]:
    return (
        meeting.organization.short_name, meeting.title, meeting.get_state_display(), cn_date(meeting.held_on),
        f"{at.done}/{at.total}", cn_date(at.next_due_on), at.next_step,
    )  # fmt: skip
