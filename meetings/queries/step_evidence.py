"""What the record says about a step: the first wording of its evidence, so that nobody types it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from meetings.enums import MaterialState, StepKind
from meetings.models import Meeting, Step
from meetings.queries import preparation as read
from meetings.queries.talk import board_of


def evidence_of(step: Step) -> str:
    """A sentence of counts; "" where nothing is on record, or the step is of a kind that keeps none."""
    tell = _TELLERS.get(StepKind(step.kind))
    return tell(step.meeting) if tell else ""


def _study(meeting: Meeting) -> str:
    sessions = list(read.study_sessions(meeting))
    if not sessions:
        return ""
    kinds = Counter(one.get_kind_display() for one in sessions)
    told = ["开展" + "、".join(f"{kind}{count}次" for kind, count in kinds.items())]
    if away := sum(one.expected_count - one.present_count for one in sessions):
        told.append(f"缺席{away}人次，已补学{sum(one.made_up_count for one in sessions)}人次")
    if written := read.reflections(meeting).count():
        told.append(f"收到学习心得{written}篇")
    return "，".join(told) + "。"


def _opinions(meeting: Meeting) -> str:
    channels = dict.fromkeys(one.get_channel_display() for one in meeting.opinion_rounds.all())
    if not channels:
        return ""
    counts = read.opinion_counts(meeting)
    told = f"通过{'、'.join(channels)}征求意见，收到{counts['all']}条"
    left = [f"{words}{counts[name]}条" for name, words in _LEFT if counts[name]]
    return f"{told}，{'，'.join(left) or '都反馈了，涉及班子的都回应了'}。"


_LEFT = (("sort", "还没归类"), ("feedback", "还没反馈"), ("answer", "还没回应"))


def _talks(meeting: Meeting) -> str:
    lines = board_of(meeting).classes()
    done = sum(line.done for line in lines)
    return f"应谈{sum(line.total for line in lines)}次，已谈{done}次。" if done else ""


def _problems(meeting: Meeting) -> str:
    branch = meeting.problems.filter(owner__isnull=True).count()
    people = meeting.problems.filter(owner__isnull=False).order_by().values("owner").distinct().count()
    told = [f"列出支部的问题{branch}个"] if branch else []
    told += [f"{people}人列出本人的问题"] if people else []
    return "，".join(told) + "。" if told else ""


def _materials(meeting: Meeting) -> str:
    states = Counter(meeting.materials.values_list("state", flat=True))
    handed_in = states.total() - states[MaterialState.OWED] - states[MaterialState.RETURNED]
    passed = states[MaterialState.APPROVED]
    return f"应交{states.total()}份，已交{handed_in}份，审核通过{passed}份。" if handed_in else ""


_TELLERS: dict[StepKind, Callable[[Meeting], str]] = {
    StepKind.STUDY: _study,
    StepKind.OPINIONS: _opinions,
    StepKind.TALKS: _talks,
    StepKind.PROBLEM_SEARCH: _problems,
    StepKind.MATERIALS: _materials,
}
