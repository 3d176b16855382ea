"""What a plan's content becomes: a meeting with its agenda, attendance, aspects, steps and provisions.

Not actions: parts of those that make a meeting.
"""

from __future__ import annotations

from collections.abc import Iterable

from meetings.enums import MeetingForm, Responsible
from meetings.models import (
    AgendaItem,
    Aspect,
    AttendanceLine,
    Campaign,
    Meeting,
    Provision,
    Step,
)
from meetings.plan_lines import LevelLine, StepLine
from meetings.plan_schema import PlanContent
from members.enums import OrganizationKind, PostKind
from members.models import Member, Organization
from members.queries import secretary_of


def new_meeting(
    organization: Organization, content: PlanContent, year_of: int, campaign: Campaign | None = None
) -> Meeting:
    """An unsaved draft with what the plan says of the whole meeting; `fill` gives it the parts."""
    level = _level(content, organization)
    return Meeting(
        organization=organization,
        campaign=campaign,
        template=content.slug,
        title=default_title(organization, content, year_of),
        kind=content.kind,
        form=_form_for(content, level, organization),
        includes_appraisal=content.includes_appraisal,
        year_of=year_of,
        theme=(campaign.theme if campaign else "") or content.theme,
        duration=(level.duration if level else content.duration) or "",
        host=secretary_of(organization, organization.today),
        recorder=_usual_recorder(organization),
        cause_angles=list(content.cause_angles),
        standards=list(content.standards),
        problem_sources=[str(source) for source in content.problem_sources],
    )


def _level(content: PlanContent, organization: Organization) -> LevelLine | None:
    return content.level_for(OrganizationKind(organization.kind))


def default_title(organization: Organization, content: PlanContent, year_of: int) -> str:
    """What a meeting is called until somebody says otherwise: 幸福村党支部2026年度组织生活会."""
    also = "暨民主评议党员" if content.includes_appraisal else ""
    word = "专题组织生活会" if content.kind == "thematic" else "年度组织生活会"
    return f"{organization.short_name}{year_of}{'年' if content.kind == 'thematic' else ''}{word}{also}"


def _form_for(content: PlanContent, level: LevelLine | None, organization: Organization) -> str:
    if organization.kind == OrganizationKind.GROUP:
        return MeetingForm.GROUP
    return level.form if level else content.form


def _usual_recorder(organization: Organization) -> Member | None:
    """The organisation commissioner takes the minutes unless the plan names somebody else."""
    home = organization.parent if organization.kind == OrganizationKind.GROUP else organization
    post = home.posts.filter(kind=PostKind.ORGANIZATION, end__isnull=True).select_related("member").first()
    return post.member if post else None


def fill(meeting: Meeting, content: PlanContent) -> None:
    """Write the parts of a saved draft as the plan has them; where it has levels, those of its own."""
    source = _level(content, meeting.organization) or content
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, ordinal=n, kind=line.kind, title=line.title, text=line.text)
        for n, line in enumerate(source.agenda, 1)
    )
    AttendanceLine.objects.bulk_create(
        AttendanceLine(meeting=meeting, ordinal=n, capacity=line.capacity, rule=line.rule, text=line.text)
        for n, line in enumerate(source.attendance, 1)
    )
    Aspect.objects.bulk_create([*_aspects(meeting, content)])
    # Once for each role: a campaign fills hundreds of drafts.
    who = {role: _responsible(meeting, role) for role in {line.responsible for line in content.steps}}
    Step.objects.bulk_create(
        _step(meeting, n, line, who[line.responsible]) for n, line in enumerate(content.steps, 1)
    )
    Provision.objects.bulk_create(_provisions(meeting, content))


def _aspects(meeting: Meeting, content: PlanContent) -> Iterable[Aspect]:
    for scope, lines in (("branch", content.aspects_branch), ("member", content.aspects_member)):
        for n, line in enumerate(lines, 1):
            yield Aspect(
                meeting=meeting, scope=scope, ordinal=n, title=line.title,
                manifestations=list(line.manifestations),
            )  # fmt: skip


def _step(meeting: Meeting, ordinal: int, line: StepLine, responsible: Member | None) -> Step:
    details = {
        "works": list(line.works),
        "study_kinds": [str(k) for k in line.study_kinds],
        "channels": [str(c) for c in line.channels],
        "pair_classes": [str(c) for c in line.pair_classes],
        "starts": line.starts.model_dump(mode="json") if line.starts else None,
    }
    return Step(
        meeting=meeting,
        ordinal=ordinal,
        key=line.key,
        kind=line.kind,
        title=line.title,
        text=line.text,
        clause=line.clause,
        required=line.required,
        responsible_role=line.responsible,
        responsible=responsible,
        details={name: value for name, value in details.items() if value},
        deadline=line.deadline.model_dump(mode="json") if line.deadline else {},
    )


def _responsible(meeting: Meeting, role: str) -> Member | None:
    """The person who usually answers for a role; nobody where everyone or the superior does."""
    home = meeting.organization
    if role == Responsible.SECRETARY:
        return secretary_of(home, home.today)
    if role in (Responsible.HOST, Responsible.RECORDER):
        return meeting.host if role == Responsible.HOST else meeting.recorder
    if role in (Responsible.ORGANIZATION, Responsible.PUBLICITY):
        post = home.posts.filter(kind=role, end__isnull=True).select_related("member").first()
        return post.member if post else secretary_of(home, home.today)
    return None


def _provisions(meeting: Meeting, content: PlanContent) -> Iterable[Provision]:
    """The meeting's own rows: what the template sets, and over it what the campaign sets."""
    rows = {
        line.key: Provision(
            meeting=meeting, key=line.key, value=line.value, clause=line.clause,
            origin=f"方案模板：{content.title}", overridable=line.may_override,
        )
        for line in content.provisions
        if not line.needs_value
    }  # fmt: skip
    if meeting.campaign:
        for row in meeting.campaign.provisions.all():
            rows[row.key] = Provision(
                meeting=meeting, key=row.key, value=row.value, clause=row.clause,
                origin=f"工作部署：{meeting.campaign.title}", overridable=row.overridable,
            )  # fmt: skip
    return rows.values()
