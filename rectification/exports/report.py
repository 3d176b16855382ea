"""The report to the superior, with the list attached, and the circular (R25, R30)."""

from __future__ import annotations

from collections.abc import Iterator

from gongwen import Document, chinese_date
from meetings.documents import Produced, produces
from meetings.enums import CriticismKind, DocumentKind, MeetingState, StepKind
from meetings.exports.common import document, first_move, sign
from meetings.exports.preparation import preparation_facts
from meetings.models import Meeting
from meetings.queries.sitting import attendance_count, criticisms_of, current_sitting
from rectification.exports.ledger import add_list
from rectification.queries import items_of

_HELD = (MeetingState.RECTIFYING, MeetingState.REPORTED, MeetingState.ARCHIVED)


def _was_held(meeting: Meeting) -> bool:
    return meeting.state in _HELD


@produces(DocumentKind.REPORT)
def report(meeting: Meeting) -> Iterator[Produced]:
    """情况报告: preparation, the meeting, what comes of it, in numbers from the record."""
    if _was_held(meeting):
        title = f"关于{meeting.title}召开情况的报告"
        dated = first_move(meeting, MeetingState.REPORTED)
        yield document(
            DocumentKind.REPORT, meeting, lambda: _report(meeting, title), title=title, dated=dated
        )


def _report(meeting: Meeting, title: str) -> Document:
    doc = Document(title=title)
    if meeting.organization.parent:
        doc.addressee(meeting.organization.parent.name)
    doc.paragraph(
        f"{chinese_date(meeting.held_on)}，{meeting.organization.short_name}召开{meeting.title}。现将有关情况报告如下。"
    )
    doc.heading(1, "会前准备情况")
    for name, text in preparation_facts(meeting):
        doc.heading(2, name, text)
    doc.heading(1, "会议召开情况")
    doc.paragraph(held_words(meeting))
    items = list(items_of(meeting))
    doc.heading(1, "整改措施")
    branch = [item for item in items if item.owner_id is None]
    doc.paragraph(
        f"会后共列出整改事项{len(items)}项，其中支部{len(branch)}项、个人{len(items) - len(branch)}项，"
        "均已明确措施、责任人和时限。"
    )
    for item in branch:
        doc.paragraph(
            f"{item.matter.rstrip('。')}。整改措施：{item.measure.rstrip('。')}，由{item.responsible.name}负责，"
            f"{chinese_date(item.due_on)}前完成。"
        )
    name = f"{meeting.title}整改清单"
    doc.attachments_note([name])
    sign(doc, meeting, first_move(meeting, MeetingState.REPORTED))
    doc.attachment(name, landscape=True)
    add_list(doc, items)
    return doc


def held_words(meeting: Meeting) -> str:
    """How the meeting went, in numbers."""
    sitting = current_sitting(meeting)
    count = attendance_count(sitting)
    found = list(criticisms_of(sitting))
    own = sum(c.kind == CriticismKind.SELF for c in found)
    answered = sum(bool(c.response) for c in found)
    host = meeting.host.name if meeting.host else "（未登记）"
    again = f"会议曾被叫停，于本次重新召开（第{sitting.number}次）。" if sitting.number > 1 else ""
    return (
        f"会议由{host}主持，应到{count.expected}人，实到{count.present}人，请假{count.on_leave}人。{again}"
        f"会议紧扣“{meeting.theme}”主题，{own}人作自我批评，提出相互批评意见{len(found) - own}条，"
        f"被批评人表态{answered}条。"
    )


@produces(DocumentKind.CIRCULAR)
def circular(meeting: Meeting) -> Iterator[Produced]:
    """情况通报, in the scope the plan names: what happened, no names of who criticised whom."""
    if _was_held(meeting):
        title = f"关于{meeting.title}情况的通报"
        done = meeting.steps.filter(kind=StepKind.CIRCULAR, done_on__isnull=False).first()
        dated = done.done_on if done else None
        yield document(
            DocumentKind.CIRCULAR, meeting, lambda: _circular(meeting, title, dated), title=title, dated=dated
        )


def _circular(meeting: Meeting, title: str, dated) -> Document:  # type: ignore[no-untyped-def]
    doc = Document(title=title)
    doc.addressee("全体党员")
    doc.paragraph(
        f"{chinese_date(meeting.held_on)}，{meeting.organization.short_name}召开了{meeting.title}。现将有关情况通报如下。"
    )
    doc.paragraph(held_words(meeting))
    branch = [item for item in items_of(meeting) if item.owner_id is None]
    doc.heading(1, "支部整改事项")
    for item in branch:
        doc.paragraph(
            f"{item.matter.rstrip('。')}（责任人：{item.responsible.name}，时限：{chinese_date(item.due_on)}）。"
        )
    if not branch:
        doc.paragraph("无。")
    doc.paragraph("请全体党员和群众监督。")
    sign(doc, meeting, dated)
    return doc
