"""Plan, notice, agenda with the host's script."""

from __future__ import annotations

from collections.abc import Iterator

from gongwen import Document
from meetings.deadlines import Deadline
from meetings.documents import Produced, produces
from meetings.enums import Capacity, DocumentKind, MeetingState, StepKind
from meetings.exports.common import day, document, first_move, sign, when
from meetings.models import Aspect, Meeting, Step
from meetings.plan_lines import DeadlineLine

_AFTER = {
    StepKind.INFORM_ABSENT, StepKind.RECTIFICATION_LIST, StepKind.COMMITMENTS, StepKind.PUBLICATION,
    StepKind.CIRCULAR, StepKind.REPORT, StepKind.FILING, StepKind.LOOK_BACK, StepKind.ARCHIVE,
}  # fmt: skip


@produces(DocumentKind.PLAN)
def plan(meeting: Meeting) -> Iterator[Produced]:
    """方案: theme, time and place, people, agenda, what is done before and after, in the plan's order."""
    dated = first_move(meeting, MeetingState.SUBMITTED, MeetingState.PREPARING)
    yield document(
        DocumentKind.PLAN, meeting, lambda: _plan(meeting), title=f"{meeting.title}方案", dated=dated
    )


def _plan(meeting: Meeting) -> Document:
    doc = Document(title=f"{meeting.title}方案")
    source = f"根据{meeting.campaign.title}要求，" if meeting.campaign else "按照党章和党内有关规定，"
    doc.paragraph(f"{source}结合实际，现就召开{meeting.title}制定如下方案。")
    doc.heading(1, "会议主题")
    doc.paragraph(meeting.theme, empty="主题待定。")
    doc.heading(1, "时间和地点")
    duration = f"，会期{meeting.duration}" if meeting.duration else ""
    doc.paragraph(f"会议定于{when(meeting)}在{meeting.place or '（地点待定）'}召开{duration}。")
    doc.heading(1, "参会人员")
    _people(doc, meeting)
    doc.heading(1, "会议议程")
    doc.paragraph(
        "\n".join(f"{n}．{item.title}" for n, item in enumerate(meeting.agenda.all(), 1)), empty="议程待定。"
    )
    steps = list(meeting.steps.select_related("responsible"))
    _stage(doc, "会前准备", [s for s in steps if s.kind not in _AFTER])
    _aspects(doc, meeting)
    _stage(doc, "会后工作", [s for s in steps if s.kind in _AFTER])
    sign(doc, meeting, first_move(meeting, MeetingState.SUBMITTED, MeetingState.PREPARING))
    return doc


def _people(doc: Document, meeting: Meeting) -> None:
    lines = list(meeting.attendance_lines.all())
    for capacity in Capacity:
        named = "、".join(line.text for line in lines if line.capacity == capacity)
        if named:
            doc.paragraph(f"{named}。", lead=f"{capacity.label}：")
    host = meeting.host.name if meeting.host else "（待定）"
    recorder = meeting.recorder.name if meeting.recorder else "（待定）"
    doc.paragraph(f"会议由{host}同志主持，{recorder}同志负责记录。")


def _stage(doc: Document, title: str, steps: list[Step]) -> None:
    if not steps:
        return
    doc.heading(1, title)
    for step in steps:
        limit = f"（{deadline_words(step)}）" if step.deadline else ""
        doc.heading(2, f"{step.title}{limit}")
        doc.paragraph(step.text)
        works = step.details.get("works", [])
        if works:
            doc.paragraph(f"学习内容：{'；'.join(works)}。")
        who = step.responsible.name if step.responsible else step.get_responsible_role_display()
        doc.paragraph(f"责任人：{who}。")


def deadline_words(step: Step) -> str:
    """When a step is due: the day where it is known, else as the plan states it."""
    if step.due_on:
        return f"{day(step.due_on)}前"
    stated: Deadline = DeadlineLine(**step.deadline).as_deadline()
    return stated.in_words()


def _aspects(doc: Document, meeting: Meeting) -> None:
    aspects = list(meeting.aspects.all())
    if not aspects:
        return
    doc.heading(1, "检视的重点")
    for scope, words in ((Aspect.Scope.BRANCH, "支部重点检视"), (Aspect.Scope.MEMBER, "党员重点检视")):
        own = [a for a in aspects if a.scope == scope]
        if own:
            doc.heading(2, f"{words}以下{len(own)}个方面")
            for n, aspect in enumerate(own, 1):
                shown = f"，重点看是否存在{'、'.join(aspect.manifestations)}" if aspect.manifestations else ""
                doc.paragraph(f"{n}．{aspect.title}{shown}。")


@produces(DocumentKind.NOTICE)
def notice(meeting: Meeting) -> Iterator[Produced]:
    """通知 to those who take part, once the day is set."""
    if not meeting.held_on:
        return
    dated = first_move(meeting, MeetingState.PREPARING)
    title = f"关于召开{meeting.title}的通知"
    yield document(DocumentKind.NOTICE, meeting, lambda: _notice(meeting, title), title=title, dated=dated)


def _notice(meeting: Meeting, title: str) -> Document:
    doc = Document(title=title)
    doc.addressee("全体参会人员")
    doc.paragraph(f"经研究，定于{when(meeting)}召开{meeting.title}。现将有关事项通知如下：")
    doc.heading(1, "会议主题")
    doc.paragraph(meeting.theme, empty="主题待定。")
    doc.heading(1, "时间和地点")
    doc.paragraph(f"{when(meeting)}，{meeting.place or '地点另行通知'}。")
    doc.heading(1, "参会人员")
    _people(doc, meeting)
    doc.heading(1, "有关要求")
    before = [s for s in meeting.steps.all() if s.kind not in _AFTER and s.due_on]
    for step in before:
        doc.paragraph(f"{day(step.due_on)}前完成{step.title}。")
    doc.paragraph("因故不能到会的，请会前向支部书记请假；书面发言材料可委托他人在会上宣读。")
    sign(doc, meeting, first_move(meeting, MeetingState.PREPARING))
    return doc


@produces(DocumentKind.AGENDA)
def agenda(meeting: Meeting) -> Iterator[Produced]:
    """议程, with the words that lead the host from item to item."""
    yield document(
        DocumentKind.AGENDA, meeting, lambda: _agenda(meeting), title=f"{meeting.title}议程和主持词",
        dated=meeting.held_on,
    )  # fmt: skip


def _agenda(meeting: Meeting) -> Document:
    doc = Document(title=f"{meeting.title}议程和主持词")
    doc.fields(
        [
            ("会议时间", when(meeting)),
            ("会议地点", meeting.place),
            ("主持人", meeting.host.name if meeting.host else ""),
            ("记录人", meeting.recorder.name if meeting.recorder else ""),
        ]
    )
    items = list(meeting.agenda.all())
    doc.heading(1, "议程")
    doc.paragraph("\n".join(f"{n}．{item.title}" for n, item in enumerate(items, 1)), empty="议程待定。")
    doc.heading(1, "主持词")
    doc.paragraph(f"同志们：现在召开{meeting.title}。会议主题是：{meeting.theme or '（待定）'}。")
    doc.paragraph(f"今天的会议共有{len(items)}项议程。")
    for n, item in enumerate(items, 1):
        doc.paragraph(f"进行第{n}项议程：{item.title}。{item.text}")
    doc.paragraph("各项议程已经进行完毕，现在散会。")
    return doc
