"""What goes up and out: state of preparation, report with the list attached, circular (R11, R25, R30).

They stand here and not with the meetings, for they also tell of earlier and new items.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gongwen import Document
from meetings.documents import Produced, produces
from meetings.enums import CriticismKind, DocumentKind, MeetingState, PresenceState, StepKind
from meetings.exports.common import (
    Listing,
    bare,
    called,
    day,
    document,
    done_on,
    first_move,
    issued,
    local_day,
    sentence,
    sign,
)
from meetings.exports.preparation import (
    PROBLEMS,
    branch_problems,
    preparation_facts,
    problem_rows,
)
from meetings.exports.sitting import counted
from meetings.models import Meeting, Sitting
from meetings.queries.dual_life import cadres_at, missing_cadres
from meetings.queries.meeting import reported_to
from meetings.queries.sitting import criticisms_of, current_sitting
from meetings.rulebook import Rulebook
from rectification.exports.ledger import (
    add_measures,
    branch_items,
    list_of,
    listed_items,
    listed_on,
    previous_fact,
)
from rectification.models import RectificationItem
from rectification.queries import previous_reports

_HELD = (MeetingState.RECTIFYING, MeetingState.REPORTED, MeetingState.ARCHIVED)


def _was_held(meeting: Meeting) -> bool:
    return meeting.state in _HELD


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    """What was prepared, and what became of the earlier items."""
    earlier = list(previous_reports(meeting))
    return [*preparation_facts(meeting), *([("上次整改落实", previous_fact(earlier))] if earlier else [])]


@produces(DocumentKind.PREPARATION_REPORT)
def preparation_report(meeting: Meeting) -> Iterator[Produced]:
    """筹备情况报告 to the superior (R11): what was done so far, in numbers from the record."""
    if not meeting.study_sessions.exists() and not meeting.opinion_rounds.exists():
        return
    dated = _prepared_on(meeting)
    yield document(
        DocumentKind.PREPARATION_REPORT, meeting, lambda: _preparation(meeting, dated),
        title=f"{meeting.title}筹备情况报告", dated=dated,
    )  # fmt: skip


def _prepared_on(meeting: Meeting) -> dt.date | None:
    """The day it was handed in, else the day all was ready, else the last day of what it tells."""
    told = done_on(meeting, StepKind.PREPARATION_REPORT) or first_move(meeting, MeetingState.READY)
    if told:
        return told
    days = [*meeting.study_sessions.values_list("held_on", flat=True)]
    days += meeting.opinion_rounds.values_list("ends_on", flat=True)
    return max(days)


def _preparation(meeting: Meeting, dated: dt.date | None) -> Document:
    doc = Document(title=f"{meeting.title}筹备情况报告")
    _address_superior(doc, meeting)
    doc.paragraph(
        f"{meeting.organization.short_name}拟于{day(meeting.held_on)}召开{called(meeting)}。现将筹备情况报告如下。"
    )
    for title, text in _facts(meeting):
        doc.heading(1, title)
        doc.paragraph(text)
    sign(doc, meeting, dated)
    return doc


def _address_superior(doc: Document, meeting: Meeting) -> None:
    if meeting.organization.parent:
        doc.addressee(meeting.organization.parent.name)


@produces(DocumentKind.REPORT)
def report(meeting: Meeting) -> Iterator[Produced]:
    """情况报告: preparation, the meeting, what comes of it, in numbers from the record."""
    if _was_held(meeting):
        title = issued(meeting, f"{called(meeting)}召开情况", "报告")
        items = listed_items(meeting)
        dated = first_move(meeting, MeetingState.REPORTED) or _settled_on(meeting, items)
        yield document(
            DocumentKind.REPORT, meeting, lambda: _report(meeting, title, items, dated), title=title,
            dated=dated,
        )  # fmt: skip


def _settled_on(meeting: Meeting, items: list[RectificationItem]) -> dt.date | None:
    """The day from which the record holds what report and circular tell: the list's, else the meeting's."""
    return listed_on(items) or first_move(meeting, MeetingState.RECTIFYING) or meeting.held_on


def _report(meeting: Meeting, title: str, items: list[RectificationItem], dated: dt.date | None) -> Document:
    doc, rulebook = Document(title=title), Rulebook.of(meeting)
    if to := reported_to(meeting, rulebook):
        doc.addressee(to)
    doc.paragraph(f"{_opening(meeting)}现将有关情况报告如下。")
    doc.heading(1, "会前准备情况")
    for name, text in _facts(meeting):
        doc.heading(2, f"{name}。", text)
    doc.heading(1, "会议召开情况")
    doc.paragraph(held_words(meeting))
    if words := _cadre_words(meeting, rulebook):
        doc.paragraph(words)
    doc.heading(1, "整改措施")
    _measures(doc, items)
    along, apart = _attached(items, meeting, rulebook)
    if apart:
        doc.paragraph(f"随本报告另送{'、'.join(apart)}。")
    doc.attachments_note([name for name, _ in along])
    sign(doc, meeting, dated)
    for name, listing in along:
        doc.attachment(name, landscape=True)
        listing.onto(doc, landscape=True)
    return doc


def _attached(
    items: list[RectificationItem], meeting: Meeting, rulebook: Rulebook
) -> tuple[list[tuple[str, Listing]], list[str]]:
    """R30: the lists that the plan wants attached, the rectification list always, and what is sent apart."""
    wanted = rulebook.get("report.attachments")
    along: list[tuple[str, Listing]] = []
    if DocumentKind.PROBLEM_LIST in wanted and (problems := branch_problems(meeting)):
        along.append((f"{meeting.title}{PROBLEMS}", problem_rows(problems)))
    if items:
        along.append((f"{meeting.title}整改清单", list_of(items)))
    apart = set(wanted) - {DocumentKind.PROBLEM_LIST, DocumentKind.RECTIFICATION_LIST, DocumentKind.REPORT}
    return along, [kind.label for kind in DocumentKind if kind in apart]


def _cadre_words(meeting: Meeting, rulebook: Rulebook) -> str:
    """R18: whether the leading cadres came as ordinary members; who did not is named, with the reason."""
    sitting = current_sitting(meeting)
    cadres = cadres_at(sitting, rulebook) if sitting else []
    missing = missing_cadres(cadres, begun=True)
    if not cadres:
        return ""
    here = len(cadres) - len(missing) - sum(place.state == PresenceState.EXCUSED for place in cadres)
    words = f"党员领导干部应以普通党员身份参加的{len(cadres)}人，到会{here}人。"
    away = "、".join(f"{place.name}（{bare(place.reason) or place.state_words}）" for place in missing)
    return f"{words}没有到会的是{away}。" if missing else words


def _opening(meeting: Meeting) -> str:
    return f"{day(meeting.held_on)}，{meeting.organization.short_name}召开了{called(meeting)}。"


def _measures(doc: Document, items: list[RectificationItem]) -> None:
    if not items:
        doc.paragraph("会后没有列出整改事项。")
        return
    branch = branch_items(items)
    doc.paragraph(
        f"会后共列出整改事项{len(items)}项，其中支部{len(branch)}项、个人{len(items) - len(branch)}项，"
        f"均已明确措施、责任人和时限。{'支部的整改事项如下。' if branch else ''}"
    )
    add_measures(doc, branch)


def held_words(meeting: Meeting) -> str:
    """How the meeting went, in numbers; nobody is named but the host."""
    sitting = current_sitting(meeting)
    if sitting is None:
        return "会议情况没有登记。"
    host = f"会议由{meeting.host.name}同志主持，" if meeting.host else "会议"
    theme = bare(meeting.theme)
    about = f"会议主题是：{theme}。" if theme else ""
    return f"{_halted_before(meeting, sitting)}{host}{counted(sitting)}{about}{_criticism_words(sitting)}"


def _halted_before(meeting: Meeting, sitting: Sitting) -> str:
    """R13: a halted meeting says so when it was held again."""
    if sitting.number == 1:
        return ""
    halted = meeting.sittings.filter(halted_at__isnull=False).order_by("number").first()
    if halted is None:
        return ""
    first, again = local_day(halted.halted_at), local_day(sitting.opened_at)
    return f"会议曾于{day(first)}召开时被督导组叫停，经重新准备，于{day(again)}再次召开。"


def _criticism_words(sitting: Sitting) -> str:
    found = list(criticisms_of(sitting))
    if not found:
        return "没有批评意见登记。"
    own = {c.speaker_id for c in found if c.kind == CriticismKind.SELF}
    mutual = [c for c in found if c.kind != CriticismKind.SELF]
    answered = sum(bool(c.response) for c in mutual)
    return f"{len(own)}人作了自我批评，相互提出批评意见{len(mutual)}条，被批评人已表态{answered}条。"


@produces(DocumentKind.CIRCULAR)
def circular(meeting: Meeting) -> Iterator[Produced]:
    """情况通报, in the scope the plan names: what happened, no names of who criticised whom."""
    if _was_held(meeting):
        title = issued(meeting, f"{called(meeting)}召开情况", "通报")
        items = listed_items(meeting)
        dated = done_on(meeting, StepKind.CIRCULAR) or _settled_on(meeting, items)
        yield document(
            DocumentKind.CIRCULAR, meeting, lambda: _circular(meeting, title, branch_items(items), dated),
            title=title, dated=dated,
        )  # fmt: skip


def _circular(
    meeting: Meeting, title: str, branch: list[RectificationItem], dated: dt.date | None
) -> Document:
    doc = Document(title=title)
    doc.addressee("全体党员")
    doc.paragraph(f"{_opening(meeting)}现将有关情况通报如下。")
    doc.heading(1, "会议召开情况")
    doc.paragraph(held_words(meeting))
    doc.heading(1, "支部整改事项")
    add_measures(doc, branch)
    if not branch:
        doc.paragraph("没有列出支部整改事项。")
    doc.heading(1, "有关要求")
    doc.paragraph("请全体党员和群众监督整改落实情况，有意见和建议的，及时向支部反映。")
    if scope := Rulebook.of(meeting).get("circular.scope"):
        doc.paragraph(f"通报范围：{sentence(scope)}")
    sign(doc, meeting, dated)
    return doc
