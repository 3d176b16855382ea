"""Plan, notice, agenda with the host's script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from gongwen import Document, chinese_number
from meetings.deadlines import Deadline
from meetings.documents import Produced, produces
from meetings.enums import Capacity, DocumentKind, MeetingState, StepKind
from meetings.exports import appraisal
from meetings.exports.common import (
    UNDECIDED,
    bare,
    called,
    day,
    document,
    done_on,
    ended,
    first_move,
    issued,
    local_day,
    numbered,
    planned_on,
    sentence,
    sign,
    when,
)
from meetings.models import Aspect, Meeting, Step
from meetings.plan_lines import DeadlineLine

_AFTER = {
    StepKind.INFORM_ABSENT, StepKind.RECTIFICATION_LIST, StepKind.COMMITMENTS, StepKind.PUBLICATION,
    StepKind.CIRCULAR, StepKind.REPORT, StepKind.FILING, StepKind.LOOK_BACK, StepKind.ARCHIVE,
}  # fmt: skip
# What those who prepare settle among themselves; a notice asks nothing of this of its readers.
_OFFICE = {StepKind.PLAN_APPROVAL, StepKind.PREPARATION_REPORT, StepKind.NOTICE, StepKind.MEETING}
_SCOPES = ((Aspect.Scope.BRANCH, "支部重点检视"), (Aspect.Scope.MEMBER, "党员重点检视"))


@produces(DocumentKind.PLAN)
def plan(meeting: Meeting) -> Iterator[Produced]:
    """方案: theme, time and place, people, agenda, what is done before and after, in the plan's order."""
    dated = planned_on(meeting)
    yield document(
        DocumentKind.PLAN, meeting, lambda: _plan(meeting), title=f"{meeting.title}方案", dated=dated
    )


def _plan(meeting: Meeting) -> Document:
    doc = Document(title=f"{meeting.title}方案")
    source = (
        f"根据《{bare(meeting.campaign.title).strip('《》')}》要求，"
        if meeting.campaign
        else "按照党章和党内有关规定，"
    )
    doc.paragraph(f"{source}结合实际，现就召开{called(meeting)}制定如下方案。")
    _theme(doc, meeting)
    doc.heading(1, "时间和地点")
    duration = f"，会期{bare(meeting.duration)}" if meeting.duration else ""
    doc.paragraph(f"会议定于{when(meeting)}在{bare(meeting.place) or '（地点待定）'}召开{duration}。")
    doc.heading(1, "参会人员")
    _people(doc, meeting)
    doc.heading(1, "会议议程")
    numbered(doc, [sentence(item.title) for item in meeting.agenda.all()], empty="议程待定。")
    steps = list(meeting.steps.select_related("responsible"))
    titles = {step.key: step.title for step in steps}
    before, after = staged(meeting, steps)
    _stage(doc, "会前准备", before, titles)
    _aspects(doc, meeting)
    if meeting.includes_appraisal:
        appraisal.content(doc, meeting)
    _stage(doc, "会后工作", after, titles)
    if meeting.includes_appraisal:
        doc.attachments_note(appraisal.SHEETS)
    sign(doc, meeting, planned_on(meeting))
    if meeting.includes_appraisal:
        appraisal.attach(doc, meeting)
    return doc


def staged(meeting: Meeting, steps: Sequence[Step]) -> tuple[list[Step], list[Step]]:
    """What is done until the meeting is over and what afterwards, each in the plan's order."""
    before: list[Step] = []
    after: list[Step] = []
    for step in steps:
        (after if _is_after(meeting, step, follows=bool(after)) else before).append(step)
    return before, after


def _is_after(meeting: Meeting, step: Step, *, follows: bool) -> bool:
    """By its kind or its day; an undated duty of no kind belongs to what stands before it in the plan."""
    if step.kind in _AFTER:
        return True
    if step.due_on and meeting.held_on:
        return step.due_on > meeting.held_on
    return follows and step.kind == StepKind.OTHER and not step.deadline


def _theme(doc: Document, meeting: Meeting) -> None:
    doc.heading(1, "会议主题")
    doc.paragraph(ended(meeting.theme), empty="主题待定。")


def _people(doc: Document, meeting: Meeting) -> None:
    lines = list(meeting.attendance_lines.all())
    for capacity in Capacity:
        named = "、".join(bare(line.text) for line in lines if line.capacity == capacity)
        if named:
            doc.paragraph(f"{named}。", lead=f"{capacity.label}：")
    if not lines:
        doc.paragraph("参会人员待定。")
    host = f"{meeting.host.name}同志" if meeting.host else UNDECIDED
    recorder = f"{meeting.recorder.name}同志" if meeting.recorder else UNDECIDED
    doc.paragraph(f"会议由{host}主持，{recorder}负责记录。")


def _stage(doc: Document, title: str, steps: Sequence[Step], titles: dict[str, str]) -> None:
    if not steps:
        return
    doc.heading(1, title)
    for step in steps:
        words = deadline_words(step, titles)
        doc.heading(2, f"{bare(step.title)}{f'（{words}）' if words else ''}")
        doc.paragraph("\n".join(_duty(step)))


def _duty(step: Step) -> list[str]:
    """What is to be done, the works to read, and who answers for it, which ends the last paragraph."""
    told = [ended(step.text)] if ended(step.text) else []
    works = [bare(work) for work in step.details.get("works", [])]
    told += [f"学习内容：{'；'.join(works)}。"] if works else []
    who = step.responsible.name if step.responsible else step.get_responsible_role_display()
    return [*told[:-1], f"{told[-1] if told else ''}责任人：{who}。"]


def deadline_words(step: Step, titles: dict[str, str]) -> str:
    """When a step is due: the day where it is known, else as the plan states it; nothing where it does not.

    `titles` are the titles of the plan's steps by key: a step may be due so long after another one.
    """
    first = (step.details.get("starts") or {}).get("date")
    begins = f"{day(dt.date.fromisoformat(first))}起，" if first else ""
    if step.due_on:
        return f"{begins}{day(step.due_on)}前"
    if not step.deadline:
        return begins.removesuffix("，")
    stated: Deadline = DeadlineLine(**step.deadline).as_deadline()
    words = stated.in_words(bare(titles.get(stated.step or "", "")))
    return begins + words.replace("（待填）", "，待定").replace("待填", "时间待定")


def _aspects(doc: Document, meeting: Meeting) -> None:
    aspects = list(meeting.aspects.all())
    if not aspects:
        return
    doc.heading(1, "检视的重点")
    texts = {
        words: [_aspect(aspect) for aspect in aspects if aspect.scope == scope] for scope, words in _SCOPES
    }
    branch, members = texts.values()
    if branch == members:  # said once where it is the same for both
        texts = {"支部和党员都要重点检视": branch}
    for words, own in texts.items():
        if own:
            doc.heading(2, f"{words}以下{len(own)}个方面")
            numbered(doc, own)


def _aspect(aspect: Aspect) -> str:
    shown = "；".join(map(bare, aspect.manifestations))
    return f"{bare(aspect.title)}{f'，重点看是否存在：{shown}' if shown else ''}。"


@produces(DocumentKind.NOTICE)
def notice(meeting: Meeting) -> Iterator[Produced]:
    """通知 to those who take part, once the day is set."""
    if not meeting.held_on:
        return
    title = issued(meeting, f"召开{called(meeting)}", "通知")
    dated = _noticed_on(meeting)
    yield document(DocumentKind.NOTICE, meeting, lambda: _notice(meeting, title), title=title, dated=dated)


def _noticed_on(meeting: Meeting):  # type: ignore[no-untyped-def]
    """The day it was sent, else the day from which it could be, else the draft's."""
    sent = done_on(meeting, StepKind.NOTICE) or first_move(meeting, MeetingState.PREPARING)
    return sent or local_day(meeting.created_at)


def _notice(meeting: Meeting, title: str) -> Document:
    doc = Document(title=title)
    doc.addressee("全体参会人员")
    doc.paragraph(f"经研究，定于{when(meeting)}召开{called(meeting)}。现将有关事项通知如下。")
    _theme(doc, meeting)
    doc.heading(1, "时间和地点")
    doc.paragraph(f"{when(meeting)}，{bare(meeting.place) or '地点另行通知'}。")
    doc.heading(1, "参会人员")
    _people(doc, meeting)
    doc.heading(1, "有关要求")
    until, _ = staged(meeting, list(meeting.steps.all()))
    before = [s for s in until if s.kind not in _OFFICE and s.due_on]
    asked = [f"{bare(step.title)}，{day(step.due_on)}前完成。" for step in before]
    numbered(doc, [*asked, "因故不能到会的，须在会前请假；经同意后提交书面发言，由他人在会上代为宣读。"])
    sign(doc, meeting, _noticed_on(meeting))
    return doc


@produces(DocumentKind.AGENDA)
def agenda(meeting: Meeting) -> Iterator[Produced]:
    """议程, with the words that lead the host from item to item."""
    yield document(
        DocumentKind.AGENDA, meeting, lambda: _agenda(meeting), title=f"{meeting.title}议程和主持词",
        dated=meeting.held_on or planned_on(meeting),
    )  # fmt: skip


def _agenda(meeting: Meeting) -> Document:
    doc = Document(title=f"{meeting.title}议程和主持词")
    doc.fields(
        [
            ("会议时间", when(meeting)),
            ("会议地点", meeting.place or UNDECIDED),
            ("主持人", meeting.host.name if meeting.host else UNDECIDED),
            ("记录人", meeting.recorder.name if meeting.recorder else UNDECIDED),
        ]
    )
    items = list(meeting.agenda.all())
    doc.heading(1, "议程")
    numbered(doc, [sentence(item.title) for item in items], empty="议程待定。")
    doc.heading(1, "主持词")
    doc.paragraph(f"同志们，现在召开{meeting.title}。")
    doc.paragraph(f"会议主题是：{sentence(meeting.theme)}" if meeting.theme else "会议主题待定。")
    if items:
        doc.paragraph(f"今天的会议共有{chinese_number(len(items))}项议程。")
    for n, item in enumerate(items, 1):
        doc.paragraph(f"下面进行第{chinese_number(n)}项，{sentence(item.title)}{ended(item.text)}")
    doc.paragraph("会议各项议程已经进行完毕，现在散会。")
    return doc
