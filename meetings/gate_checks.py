"""What each gate of a meeting asks for. Sentences say what is missing and who can supply it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse

from core.machine import Missing
from meetings.enums import (
    Capacity,
    MaterialState,
    PresenceState,
    StepKind,
    StudyKind,
    SupervisionKind,
)
from meetings.gates import gate, shortened
from meetings.material_stages import STAGES
from meetings.models import Material, Meeting, Step
from meetings.queries import preparation
from meetings.queries.levels import HELD, general_branch_above, upper_meeting
from meetings.queries.sitting import attendance_count, current_sitting
from meetings.queries.talk import coverage
from meetings.queries.turns import floor_of, speeches
from meetings.rulebook import Rulebook

COMMITTEE = "支部委员会"  # as Material.whose calls what is nobody's own


def _page(name: str, meeting: Meeting) -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk])


def _required(meeting: Meeting, kind: StepKind) -> list[Step]:
    return [step for step in meeting.steps.all() if step.kind == kind and step.required]


@gate("plan.complete", "方案要素齐全")
def plan_complete(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    wanted = {
        "会议主题": meeting.theme,
        "会议日期": meeting.held_on,
        "会议地点": meeting.place,
        "主持人": meeting.host_id,
        "记录人": meeting.recorder_id,
    }
    url = _page("plan", meeting)
    found = [Missing(f"还没有填写{name}", "书记", url) for name, value in wanted.items() if not value]
    if not meeting.agenda.exists():
        found.append(Missing("还没有会议议程", "书记", url))
    return found


@gate("plan.needs_approval", "方案须报上级审核")
def plan_needs_approval(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    if rules.get("gate.plan_approved"):
        return []
    return [Missing("这次会议的方案不须报批，请直接开始会前准备", "书记")]


@gate("plan.needs_no_approval", "方案不须报上级审核")
def plan_needs_no_approval(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    if not rules.get("gate.plan_approved"):
        return []
    clause = rules.clause("gate.plan_approved")
    return [Missing("方案须先报上级审核同意", "书记报送，上级审核", clause=clause)]


@gate("plan.date_ahead", "重新确定会议日期")
def plan_date_ahead(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    if meeting.held_on and meeting.held_on >= meeting.today:
        return []
    return [Missing("请先把会议日期改到今天或以后", "书记", _page("reschedule", meeting))]


@gate("gate.preparation_reported", "筹备情况已报上级")
def preparation_reported(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R11: the plan and the state of preparation go to the superior before the meeting."""
    return [
        Missing(f"“{step.title}”还没有完成", step.get_responsible_role_display(), _page("detail", meeting))
        for step in _required(meeting, StepKind.PREPARATION_REPORT)
        if not step.is_done
    ]


@gate("gate.studies_held", "规定的学习已经开展")
def studies_held(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """Every kind of study that the rules ask for was held, and who missed it has made it up (R12)."""
    url, found = _page("studies", meeting), []
    kinds = set(meeting.study_sessions.values_list("kind", flat=True))
    if rules.get("study.group_required") and not kinds & {StudyKind.GROUP, StudyKind.DISCUSSION}:
        found.append(Missing("还没有登记集体学习", "委员", url, rules.clause("study.group_required")))
    if rules.get("study.discussion_required") and StudyKind.DISCUSSION not in kinds:
        found.append(
            Missing(
                "还没有登记专题研讨（会前的专题讨论会）",
                "委员",
                url,
                rules.clause("study.discussion_required"),
            )
        )
    return found + _make_ups(meeting, rules, url) + _reflections(meeting, rules, url)


def _make_ups(meeting: Meeting, rules: Rulebook, url: str) -> list[Missing]:
    if not rules.get("study.make_up_required"):
        return []
    names = sorted(set(preparation.not_made_up(meeting).values_list("member__name", flat=True)))
    clause = rules.clause("study.make_up_required")
    return [Missing(f"{shortened(names)}缺席学习还没有补学", "本人、委员", url, clause)] if names else []


def _reflections(meeting: Meeting, rules: Rulebook, url: str) -> list[Missing]:
    if not rules.get("study.reflection_required"):
        return []
    written = set(preparation.reflections(meeting).values_list("member_id", flat=True))
    owing = [name for member, name in _owners(meeting) if member not in written]
    clause = rules.clause("study.reflection_required")
    return [Missing(f"{shortened(owing)}还没有提交学习心得", "本人", url, clause)] if owing else []


def _owners(meeting: Meeting) -> list[tuple[int, str]]:
    return list(meeting.materials.filter(owner__isnull=False).values_list("owner_id", "owner__name"))


@gate("gate.opinions_fed_back", "意见已经反馈")
def opinions_fed_back(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R03: opinions are fed back to those they concern. Where the plan asks for a round, there was one."""
    url = _page("opinions", meeting)
    if _required(meeting, StepKind.OPINIONS) and not meeting.opinion_rounds.exists():
        return [Missing("还没有登记征求意见的情况", "委员", url)]
    count = preparation.opinions(meeting).filter(fed_back_on__isnull=True).count()
    boxes = preparation.closed_boxes(meeting).count()
    found = [Missing(f"还有{boxes}个意见箱没有打开", "委员", url)] if boxes else []
    return found + ([Missing(f"还有{count}条意见没有反馈", "书记", url)] if count else [])


@gate("gate.opinions_answered", "涉及班子的意见已经回应")
def opinions_answered(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R03 (6): every opinion that concerns the committee is answered, on its page or in the material.

    Whom an unsorted one concerns nobody knows, so it holds the meeting up too.
    """
    counts, url = preparation.opinion_counts(meeting), _page("opinion_orphans", meeting)
    unsorted, open_ones = counts["sort"], counts["answer"]
    found = [Missing(f"还有{unsorted}条意见没有归类，不知道是否涉及班子", "委员", url)] if unsorted else []
    text = f"还有{open_ones}条涉及班子的意见没有回应（意见页上或材料里都可以）"
    return found + ([Missing(text, "书记", url)] if open_ones else [])


@gate("gate.talks_covered", "谈心谈话覆盖到位")
def talks_covered(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R04, R05: every required pair has talked."""
    if not _required(meeting, StepKind.TALKS):
        return []
    open_ones = [r for r in coverage(meeting, rules) if not r.is_met]
    if not open_ones:
        return []
    shown = "；".join(r.in_words for r in open_ones[:3])
    text = f"还有{len(open_ones)}次谈心谈话没有完成：{shown}{'等' if len(open_ones) > 3 else ''}"
    clause = rules.clause("talks.pair_classes")
    return [Missing(text, "书记、委员、党员本人", _page("talks", meeting), clause)]


_PASSED_HERE = (MaterialState.HANDED_IN, MaterialState.APPROVED)
_YET_TO: dict[str, tuple[str, str]] = {
    MaterialState.WITH_GROUP: ("还没有经党小组组长审核", "党小组组长"),
    MaterialState.SUBMITTED: ("还没有审核", "书记"),
    MaterialState.WITH_COMMITTEE: ("还没有经支委会审定", "支委会"),
    MaterialState.REVIEWED: ("还没有经上级审核", "上级党务"),
}


def _waiting(materials: QuerySet[Material]) -> list[tuple[str, str]]:
    """Whose materials these are, and their states: nothing else of them is read."""
    return [(name or COMMITTEE, state) for name, state in materials.values_list("owner__name", "state")]


@gate("gate.materials_approved", "材料已经审核")
def materials_approved(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R09: personal material reviewed by the secretary, the branch's settled by the committee.

    What the superior approves because the plan says so is the next gate's; here stands what came up because
    nobody in the branch could review it.
    """
    url = _page("materials", meeting)
    above = preparation.superior_scope(rules) if rules.get("materials.superior_reviews") else Q(pk__in=[])
    open_ones = meeting.materials.exclude(state__in=_PASSED_HERE)
    waiting = _waiting(open_ones.exclude(above, state=MaterialState.REVIEWED))
    owed = [name for name, state in waiting if state not in _YET_TO]
    found = [Missing(f"{shortened(owed)}的材料还没有提交", "本人", url)] if owed else []
    for stage in STAGES:
        if names := [name for name, state in waiting if state == stage.state]:
            told, who = _YET_TO[stage.state]
            found.append(Missing(f"{shortened(names)}的材料{told}", who, url, rules.clause(stage.provision)))
    return found


@gate("gate.superior_approval", "材料经上级审核")
def superior_approval(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R09: where the plan says so, the superior approves before the meeting may be held."""
    if not rules.get("materials.superior_reviews"):
        return []
    scope = meeting.materials.filter(preparation.superior_scope(rules))
    names = [name for name, _ in _waiting(scope.exclude(state=MaterialState.APPROVED))]
    clause = rules.clause("materials.superior_reviews")
    url = _page("materials", meeting)
    return [Missing(f"{shortened(names)}的材料还没有经上级审核", "上级党务", url, clause)] if names else []


@gate("sitting.day_has_come", "会议日期已到")
def day_has_come(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    if meeting.held_on and meeting.held_on <= meeting.today:
        return []
    return [Missing("还没到会议日期；提前开会请先改日期", "书记", _page("reschedule", meeting))]


@gate("gate.upper_first", "上一级的会已经开过")
def upper_first(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """Plan 2: the general branch meets first, its branches after it; with none above nothing is awaited."""
    upper = general_branch_above(meeting)
    if upper is None:
        return []
    found = upper_meeting(meeting)
    if found and found.state in HELD:
        return []
    return [Missing(f"{upper.short_name}的组织生活会还没有开", f"{upper.short_name}书记")]


@gate("gate.attendance", "到会人数符合规定")
def attendance(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """The hard quorum; those excused by rule do not count as expected."""
    sitting = current_sitting(meeting)
    count = attendance_count(sitting) if sitting else None
    if count and count.share_present >= rules.get("quorum.hard"):
        return []
    clause = rules.clause("quorum.hard")
    told = f"应到{count.expected}人，已签到{count.present}人" if count else "还没有应到人员名单"
    return [Missing(f"到会人数不够：{told}", "主持人、记录人", _page("attendance", meeting), clause)]


@gate("supervision.postpone_allowed", "督导组可以要求推迟")
def postpone_allowed(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R13: the provision permits it, or it is not to be had."""
    key = "supervision.may_postpone"
    return [] if rules.get(key) else [Missing("这次会议没有授权督导组要求推迟", clause=rules.clause(key))]


@gate("supervision.halt_allowed", "督导组可以叫停")
def halt_allowed(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R13: the provision permits it, or it is not to be had."""
    key = "supervision.may_halt"
    return [] if rules.get(key) else [Missing("这次会议没有授权督导组叫停", clause=rules.clause(key))]


@gate("supervision.final_comment_required", "上级已经点评")
def final_comment(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R13: before the end, supervision gives its comments."""
    if meeting.supervision_notes.filter(kind=SupervisionKind.FINAL).exists():
        return []
    return [Missing("督导组或上级还没有点评", "督导组成员", _page("run", meeting))]


@gate("criticism.response_required", "受批评人已经表态")
def stances_taken(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R16: after the others' criticism comes the person's own stance."""
    sitting = current_sitting(meeting)
    owing = floor_of(sitting, rules).owing if sitting else []
    names = shortened([member.name for member in owing])
    url = _page("run", meeting)
    return [Missing(f"{names}受到批评后还没有表态", "本人、记录人", url)] if owing else []


@gate("leave.written_speech_read", "请假党员的书面发言已经代读")
def speeches_read(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R14: whoever asked for leave has a delegate, who reads the speech at the meeting."""
    sitting = current_sitting(meeting)
    left = [one for one in speeches(sitting, rules) if not one.was_read] if sitting else []
    nobody = [one.member.name for one in left if not one.delegate]
    unread = [one.member.name for one in left if one.delegate]
    found = []
    if nobody:
        words = f"{shortened(nobody)}请假，还没有指定书面发言由谁代读"
        found.append(Missing(words, "本人、书记", _page("attendance", meeting)))
    if unread:
        words = f"{shortened(unread)}的书面发言还没有代读"
        found.append(Missing(words, "代读人、记录人", _page("run", meeting)))
    return found


@gate("opinions.answer_each", "涉及班子的意见已经逐条回应")
def each_opinion_answered(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R03 (6): at the latest with the report; before the meeting where `gate.opinions_answered` says so."""
    return opinions_answered(meeting, rules)


@gate("minutes.sealed", "会议记录已经封存")
def minutes_sealed(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    sitting = current_sitting(meeting)
    if sitting and sitting.is_sealed:
        return []
    return [Missing("会议记录还没有由主持人和记录人签认封存", "主持人、记录人", _page("minutes", meeting))]


@gate("leave.inform_absent", "缺席人员已经转告")
def absent_informed(meeting: Meeting, rules: Rulebook) -> list[Missing]:
    """R14: the host tells absent members what happened and what was said about them."""
    sitting = current_sitting(meeting)
    if sitting is None:
        return []
    away = sitting.attendance.filter(
        capacity=Capacity.PARTICIPANT, member__isnull=False, told_on__isnull=True
    )
    away = away.exclude(state=PresenceState.PRESENT).select_related("member")
    names = [a.name for a in away]
    url = _page("attendance", meeting)
    return [Missing(f"还没有向缺席的{shortened(names)}转告会议情况", "主持人", url)] if names else []
