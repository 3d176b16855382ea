"""Sign-in list, minutes, criticism summary, supervision's comments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from textwrap import wrap

from gongwen import Document
from meetings.documents import Produced, produces
from meetings.enums import Capacity, CriticismKind, DocumentKind, PresenceState
from meetings.exports.common import (
    NONE,
    UNDECIDED,
    Listing,
    bare,
    day,
    document,
    ended,
    local_day,
    moment,
    planned_on,
    sentence,
    when,
    workbook,
)
from meetings.models import Attendance, Criticism, Meeting, Sitting
from meetings.queries.minutes_fields import lacking_fields
from meetings.queries.sitting import attendance_count, attendance_of, criticisms_of, minutes_of
from meetings.rulebook import Rulebook

_AWAY = {
    PresenceState.ON_LEAVE: "请假",
    PresenceState.LEAVE_ASKED: "已请假待批",
    PresenceState.ABSENT: "缺席",
    PresenceState.EXCUSED: "按规定免于到会",
    PresenceState.EXPECTED: "未登记到会情况",
}


def _sittings(meeting: Meeting) -> list[Sitting]:
    return list(meeting.sittings.order_by("number"))


def _held_on(meeting: Meeting, sitting: Sitting) -> dt.date | None:
    """The sitting's own day: a halted one keeps it when the meeting gets another."""
    return local_day(sitting.opened_at) or meeting.held_on or planned_on(meeting)


def _held_at(meeting: Meeting, sitting: Sitting) -> str:
    return moment(sitting.opened_at) if sitting.opened_at else when(meeting)


@produces(DocumentKind.SIGN_IN)
def sign_in(meeting: Meeting) -> Iterator[Produced]:
    """签到表 of each sitting, with a column to sign in."""
    sittings = _sittings(meeting)
    for sitting in sittings:
        which = f"（第{sitting.number}次）" if len(sittings) > 1 else ""
        paper = document(
            DocumentKind.SIGN_IN, meeting, partial(_sign_in, meeting, sitting, which),
            title=f"{meeting.title}签到表{which}", dated=_held_on(meeting, sitting), slug=str(sitting.number),
        )  # fmt: skip
        yield paper
        yield workbook(paper, partial(_places, sitting))


def _sign_in(meeting: Meeting, sitting: Sitting, which: str) -> Document:
    doc = Document(title=f"{meeting.title}签到表{which}")
    head = [("时间", _held_at(meeting, sitting)), ("地点", meeting.place or UNDECIDED)]
    doc.fields([*head, *([("人数", counted(sitting))] if sitting.opened_at else [])])
    _places(sitting).onto(doc)
    _leave(sitting, doc)
    return doc


def _leave(sitting: Sitting, doc: Document) -> None:
    """请假名单 (R14): who asked for leave and why, whether it was granted, who reads the written speech."""
    asked = [
        p for p in attendance_of(sitting) if p.state in (PresenceState.ON_LEAVE, PresenceState.LEAVE_ASKED)
    ]
    if not asked:
        doc.labelled("请假", [])
        return
    doc.table(
        caption="请假名单",
        header=["序号", "姓名", "请假事由", "是否同意", "书面发言由谁代读"],
        widths=[1.3, 2.4, 6, 2.6, 4],
        rows=[
            (
                str(n), p.name, p.reason, _granted(p),
                p.delegate.name if p.delegate else "没有委托",
            )
            for n, p in enumerate(asked, 1)
        ],
    )  # fmt: skip


def _granted(place: Attendance) -> str:
    words = "同意" if place.state == PresenceState.ON_LEAVE else "待批"
    return f"{words}（开会后补假）" if place.after_opening else words


def _places(sitting: Sitting) -> Listing:
    places = sorted(attendance_of(sitting), key=lambda p: list(Capacity).index(Capacity(p.capacity)))
    return Listing(
        header=("序号", "姓名", "身份", "到会情况", "请假事由", "签名"),
        widths=(1.3, 2.4, 1.6, 3.6, 3.8, 2.8),
        rows=[
            (str(n), p.name, p.get_capacity_display(), p.state_words, p.reason, "")
            for n, p in enumerate(places, 1)
        ],
    )


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
    doc.fields(
        [
            ("会议名称", meeting.title),
            ("时间", _held_at(meeting, sitting)),
            ("地点", meeting.place),
            ("主持人", meeting.host.name if meeting.host else ""),
            ("记录人", meeting.recorder.name if meeting.recorder else ""),
            ("会议主题", meeting.theme),
        ]
    )
    places = list(attendance_of(sitting))
    _who_was_there(doc, sitting, places)
    _entries(doc, sitting)
    _told(doc, places)
    _ending(doc, sitting)
    _signatures(doc)
    return doc


def _who_was_there(doc: Document, sitting: Sitting, places: list[Attendance]) -> None:
    here = [p for p in places if p.state == PresenceState.PRESENT]
    doc.labelled("出席", [p.name for p in here if p.capacity == Capacity.PARTICIPANT])
    doc.labelled("列席", [p.name for p in here if p.capacity != Capacity.PARTICIPANT])
    for state, label in _AWAY.items():
        away = [_reason(p) for p in places if p.state == state and not p.after_opening]
        if away:
            doc.labelled(label, away)
    if late := [_reason(p) for p in places if p.after_opening]:
        doc.labelled("开会后补假（按缺席计）", late)
    doc.paragraph(counted(sitting))


def _reason(place: Attendance) -> str:
    return f"{place.name}（{bare(place.reason)}）" if bare(place.reason) else place.name


def counted(sitting: Sitting) -> str:
    """How many were to come and came, as a sentence; those excused by rule are not expected."""
    count = attendance_count(sitting)
    parts = [f"应到{count.expected}人", f"实到{count.present}人"]
    parts += [f"请假{count.on_leave}人"] if count.on_leave else []
    late = f"（其中开会后补假{count.late}人）" if count.late else ""
    parts += [f"缺席{count.absent}人{late}"] if count.absent else []
    excused = f"另有{count.excused}人按规定免于到会。" if count.excused else ""
    return f"{'，'.join(parts)}。{excused}"


def _entries(doc: Document, sitting: Sitting) -> None:
    """What was said, under the items of the agenda; what belongs to no item stands before them."""
    item = None
    for entry in minutes_of(sitting):
        if entry.item and entry.item_id != item:
            doc.heading(1, bare(entry.item.title))
            item = entry.item_id
        doc.paragraph(ended(entry.text), lead=f"{entry.speaker_words}：" if entry.speaker_words else "")


def _told(doc: Document, places: list[Attendance]) -> None:
    """R14: who was told afterwards, by whom and when."""
    told = [f"{p.name}（{p.told_by.name}于{day(p.told_on)}转告）" for p in places if p.told_on and p.told_by]
    if told:
        doc.paragraph(f"{'；'.join(told)}。", lead="会后转告：")


def _ending(doc: Document, sitting: Sitting) -> None:
    if sitting.halted_at:
        at = moment(sitting.halted_at)
        doc.paragraph(f"会议于{at}被督导组叫停，原因：{sentence(sitting.halt_reason)}")
    for amendment in sitting.amendments.select_related("by"):
        who = f"（{day(local_day(amendment.at))}，{amendment.by.name}补充；原因：{bare(amendment.reason)}）"
        doc.paragraph(f"{ended(amendment.text)}{who}", lead="补充说明：")
    if sitting.is_sealed:
        doc.paragraph(f"本记录于{day(local_day(sitting.sealed_at))}经主持人、记录人签认封存。")
        doc.paragraph(f"封存校验码：{' '.join(wrap(sitting.seal, 8))}")  # in groups, or it would not wrap
    elif sitting.closed_at:
        doc.paragraph("本记录尚未签认封存。")
        if lacking := lacking_fields(sitting, Rulebook.of(sitting.meeting), minutes_of(sitting)):
            doc.paragraph(f"{'；'.join(lacking)}。", lead="要素不全：")
    elif not sitting.halted_at:
        doc.paragraph("会议尚未结束，本记录不完整。")


def _signatures(doc: Document) -> None:
    """Where host and recorder sign on paper."""
    doc.blank()
    doc.paragraph("主持人（签名）：")
    doc.paragraph("记录人（签名）：")


@produces(DocumentKind.CRITICISM_SUMMARY)
def criticism_summary(meeting: Meeting) -> Iterator[Produced]:
    """批评意见汇总表: named, so confidential; self- and mutual criticism with the stance taken (R15)."""
    opened = [s for s in _sittings(meeting) if s.opened_at]
    found = [c for sitting in opened for c in criticisms_of(sitting)]
    if found:
        paper = document(
            DocumentKind.CRITICISM_SUMMARY, meeting, lambda: _criticism(meeting, found),
            dated=max(day for day in (local_day(c.said_at) for c in found) if day), confidential=True,
        )  # fmt: skip
        yield paper
        yield workbook(paper, lambda: _criticism_rows(found))


def _criticism(meeting: Meeting, found: list[Criticism]) -> Document:
    doc = Document(title=f"{meeting.title}批评意见汇总表", landscape=True)
    _criticism_rows(found).onto(doc)
    return doc


def _criticism_rows(found: list[Criticism]) -> Listing:
    ordered = sorted(found, key=lambda c: (c.target.name_key, c.kind != CriticismKind.SELF, c.pk))
    return Listing(
        header=("序号", "对象", "类别", "提出人", "批评意见", "本人表态"),
        widths=(1.4, 2.4, 2.4, 2.4, 8, 5),
        rows=[
            (str(n), c.target.name, c.get_kind_display(), c.by_name, c.text, c.response or NONE)
            for n, c in enumerate(ordered, 1)
        ],
    )


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
        doc.heading(1, f"{note.get_kind_display()}（{day(local_day(note.at))}）")
        doc.paragraph(ended(note.text))
        doc.paragraph(f"提出人：{note.by.name}。")
    return doc
