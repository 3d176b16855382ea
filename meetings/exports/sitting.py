"""Sign-in list, minutes, criticism summary, supervision's comments."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from gongwen import Document
from meetings.documents import Produced, produces
from meetings.enums import Capacity, CriticismKind, DocumentKind, PresenceState
from meetings.exports.common import NONE, document, local_day, when
from meetings.models import Meeting, Sitting
from meetings.queries.sitting import attendance_count, attendance_of, criticisms_of, minutes_of

_AWAY = {
    PresenceState.ON_LEAVE: "请假",
    PresenceState.ABSENT: "缺席",
    PresenceState.EXCUSED: "按规定免于到会",
}


def _sittings(meeting: Meeting) -> list[Sitting]:
    return list(meeting.sittings.order_by("number"))


@produces(DocumentKind.SIGN_IN)
def sign_in(meeting: Meeting) -> Iterator[Produced]:
    """签到表 of each sitting, with a column to sign in."""
    sittings = _sittings(meeting)
    for sitting in sittings:
        which = f"（第{sitting.number}次）" if len(sittings) > 1 else ""
        yield document(
            DocumentKind.SIGN_IN, meeting, partial(_sign_in, meeting, sitting, which),
            title=f"{meeting.title}签到表{which}", dated=meeting.held_on, slug=str(sitting.number),
        )  # fmt: skip


def _sign_in(meeting: Meeting, sitting: Sitting, which: str) -> Document:
    doc = Document(title=f"{meeting.title}签到表{which}")
    doc.fields([("时间", when(meeting)), ("地点", meeting.place)])
    places = sorted(attendance_of(sitting), key=lambda p: list(Capacity).index(Capacity(p.capacity)))
    rows = (
        (str(n), p.name, p.get_capacity_display(), p.get_state_display(), p.reason, "")
        for n, p in enumerate(places, 1)
    )
    doc.table(
        header=["序号", "姓名", "身份", "到会情况", "请假事由", "签名"], widths=[1, 2, 2, 2, 4, 3], rows=rows
    )
    return doc


@produces(DocumentKind.MINUTES)
def minutes(meeting: Meeting) -> Iterator[Produced]:
    """会议记录 of each sitting that was opened (R17); a halted one keeps its own."""
    opened = [s for s in _sittings(meeting) if s.opened_at]
    for sitting in opened:
        which = f"（第{sitting.number}次）" if len(opened) > 1 else ""
        yield document(
            DocumentKind.MINUTES, meeting, partial(_minutes, meeting, sitting, which),
            title=f"{meeting.title}会议记录{which}", dated=local_day(sitting.opened_at),
            slug=str(sitting.number),
        )  # fmt: skip


def _minutes(meeting: Meeting, sitting: Sitting, which: str) -> Document:
    doc = Document(title=f"{meeting.title}会议记录{which}")
    opened = timezone.localtime(sitting.opened_at)
    doc.fields(
        [
            ("会议名称", meeting.title),
            ("时间", f"{opened.year}年{opened.month}月{opened.day}日{opened:%H:%M}"),
            ("地点", meeting.place),
            ("主持人", meeting.host.name if meeting.host else ""),
            ("记录人", meeting.recorder.name if meeting.recorder else ""),
            ("会议主题", meeting.theme),
        ]
    )
    _who_was_there(doc, sitting)
    _entries(doc, sitting)
    _ending(doc, sitting)
    return doc


def _who_was_there(doc: Document, sitting: Sitting) -> None:
    places = list(attendance_of(sitting))
    count = attendance_count(sitting)
    here = [p for p in places if p.state == PresenceState.PRESENT]
    doc.labelled("出席", [p.name for p in here if p.capacity == Capacity.PARTICIPANT])
    doc.labelled("列席", [p.name for p in here if p.capacity != Capacity.PARTICIPANT])
    for state, label in _AWAY.items():
        away = [p for p in places if p.state == state]
        if away:
            doc.paragraph("；".join(f"{p.name}（{p.reason or '未说明'}）" for p in away), lead=f"{label}：")
    doc.paragraph(f"应到{count.expected}人，实到{count.present}人。")


def _entries(doc: Document, sitting: Sitting) -> None:
    item = None
    for entry in minutes_of(sitting):
        if entry.item_id != item:
            doc.heading(1, entry.item.title if entry.item else "其他")
            item = entry.item_id
        doc.paragraph(entry.text, lead=f"{entry.speaker_name}：" if entry.speaker_name else "")


def _ending(doc: Document, sitting: Sitting) -> None:
    if sitting.halted_at:
        doc.paragraph(f"会议于{timezone.localtime(sitting.halted_at):%H:%M}被叫停：{sitting.halt_reason}。")
    for amendment in sitting.amendments.select_related("by"):
        doc.paragraph(
            f"{amendment.text}（{amendment.by.name}补充，原因：{amendment.reason}）", lead="补充说明："
        )
    if sitting.is_sealed:
        doc.paragraph(f"本记录经主持人、记录人签认封存，校验码：{sitting.seal}。")
    elif sitting.closed_at:
        doc.paragraph("本记录尚未签认封存。")


@produces(DocumentKind.CRITICISM_SUMMARY)
def criticism_summary(meeting: Meeting) -> Iterator[Produced]:
    """批评意见汇总表: named, so confidential; self- and mutual criticism with the stance taken (R15)."""
    opened = [s for s in _sittings(meeting) if s.opened_at]
    found = [c for sitting in opened for c in criticisms_of(sitting)]
    if found:
        yield document(
            DocumentKind.CRITICISM_SUMMARY, meeting, lambda: _criticism(meeting, found),
            dated=meeting.held_on, confidential=True,
        )  # fmt: skip


def _criticism(meeting: Meeting, found: list) -> Document:
    doc = Document(title=f"{meeting.title}批评意见汇总表", landscape=True)
    ordered = sorted(found, key=lambda c: (c.target.name_key, c.kind != CriticismKind.SELF, c.pk))
    rows = (
        (str(n), c.target.name, c.get_kind_display(), c.speaker.name, c.text, c.response or NONE)
        for n, c in enumerate(ordered, 1)
    )
    doc.table(
        header=["序号", "对象", "类别", "提出人", "批评意见", "本人表态"],
        widths=[1, 2, 2, 2, 8, 5],
        rows=rows,
    )
    return doc


@produces(DocumentKind.SUPERVISION_COMMENTS)
def supervision_comments(meeting: Meeting) -> Iterator[Produced]:
    """督导意见, in the order they were given (R13)."""
    notes = list(meeting.supervision_notes.select_related("by"))
    if notes:
        last = local_day(notes[-1].at)
        yield document(
            DocumentKind.SUPERVISION_COMMENTS, meeting, lambda: _comments(meeting, notes), dated=last
        )


def _comments(meeting: Meeting, notes: list) -> Document:
    doc = Document(title=f"{meeting.title}督导意见")
    for note in notes:
        at = timezone.localtime(note.at)
        doc.heading(1, f"{note.get_kind_display()}（{at.year}年{at.month}月{at.day}日）")
        doc.paragraph(note.text)
        doc.paragraph(f"提出人：{note.by.name}。")
    return doc
