"""What a plan's content becomes: a meeting with its agenda, attendance, aspects, steps and provisions.

Not actions: parts of those that make a meeting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model

from meetings.deadlines import WorkCalendar
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
from meetings.queries.calendar import work_calendar
from meetings.step_deadlines import bound_by, set_due
from members.enums import OrganizationKind, PostKind
from members.models import Member, Organization
from members.queries import Holders

AT_ONCE = 1_000  # rows of one statement


def new_meeting(
    organization: Organization, content: PlanContent, year_of: int, campaign: Campaign | None, people: Holders
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
        host=people.of(organization, PostKind.SECRETARY),
        # The organisation commissioner takes the minutes unless the plan names somebody else.
        recorder=people.of(organization, PostKind.ORGANIZATION),
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


def fill(meetings: Sequence[Meeting], content: PlanContent) -> None:
    """Write the parts of saved drafts as the plan has them, with the days on which steps fall due.

    Where the plan has levels, each gets those of its own. They are all of one campaign or of none. The number
    of statements hardly grows with the drafts, for a campaign has hundreds.
    """
    people, calendar = Holders(meeting.organization for meeting in meetings), work_calendar()
    campaign = meetings[0].campaign
    rules = _rules(content, campaign)
    rows: defaultdict[type[Model], list[Model]] = defaultdict(list)
    for meeting in meetings:
        for row in _parts(meeting, content, rules, people, calendar):
            rows[type(row)].append(row)
    for model, made in rows.items():
        model._default_manager.bulk_create(made, batch_size=AT_ONCE)


def _parts(
    meeting: Meeting, content: PlanContent, rules: Sequence[Rule], people: Holders, calendar: WorkCalendar
) -> Iterator[Model]:
    source = _level(content, meeting.organization) or content
    for n, item in enumerate(source.agenda, 1):
        yield AgendaItem(meeting=meeting, ordinal=n, kind=item.kind, title=item.title, text=item.text)
    for n, line in enumerate(source.attendance, 1):
        yield AttendanceLine(
            meeting=meeting, ordinal=n, capacity=line.capacity, rule=line.rule, text=line.text
        )
    yield from _aspects(meeting, content)
    provisions = [Provision(meeting=meeting, **rule) for rule in rules]
    steps = [_step(meeting, n, line, people) for n, line in enumerate(content.steps, 1)]
    set_due(meeting, steps, bound_by(provisions), calendar)
    yield from steps
    yield from provisions


def _aspects(meeting: Meeting, content: PlanContent) -> Iterable[Aspect]:
    for scope, lines in (("branch", content.aspects_branch), ("member", content.aspects_member)):
        for n, line in enumerate(lines, 1):
            yield Aspect(
                meeting=meeting, scope=scope, ordinal=n, title=line.title,
                manifestations=list(line.manifestations),
            )  # fmt: skip


def _step(meeting: Meeting, ordinal: int, line: StepLine, people: Holders) -> Step:
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
        responsible=_responsible(meeting, line.responsible, people),
        details={name: value for name, value in details.items() if value},
        deadline=line.deadline.model_dump(mode="json") if line.deadline else {},
    )


def _responsible(meeting: Meeting, role: str, people: Holders) -> Member | None:
    """The person who usually answers for a role; nobody where everyone or the superior does."""
    home = meeting.organization
    if role == Responsible.SECRETARY:
        return people.of(home, PostKind.SECRETARY)
    if role in (Responsible.HOST, Responsible.RECORDER):
        return meeting.host if role == Responsible.HOST else meeting.recorder
    if role in (Responsible.ORGANIZATION, Responsible.PUBLICITY):
        return people.of(home, PostKind(role)) or people.of(home, PostKind.SECRETARY)
    return None


Rule = Mapping[str, Any]  # the fields of a provision but whose it is


def _rules(content: PlanContent, campaign: Campaign | None) -> list[Rule]:
    """What each meeting's own provisions hold: what the template sets, and over it what the campaign sets."""
    rules = {
        line.key: {
            "key": line.key, "value": line.value, "clause": line.clause,
            "origin": f"方案模板：{content.title}", "overridable": line.may_override,
        }
        for line in content.provisions
        if not line.needs_value
    }  # fmt: skip
    for row in campaign.provisions.all() if campaign else ():
        rules[row.key] = {
            "key": row.key, "value": row.value, "clause": row.clause,
            "origin": f"工作部署：{campaign.title}", "overridable": row.overridable,
        }  # fmt: skip
    return list(rules.values())
