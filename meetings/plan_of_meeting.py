"""A meeting's plan turned back into a template's content, for a saved template or next year's meeting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from meetings import provisions
from meetings.enums import Anchor
from meetings.models import Aspect, Meeting, Step
from meetings.plan_schema import PlanContent, PlanFileError
from meetings.queries.template import content_behind

LONGEST_CLAUSE = 120  # characters; a plan's own limit for clauses


def content_of(meeting: Meeting, title: str = "") -> PlanContent:
    """The plan as it now stands, people and fixed days left out: days of last time are asked for anew.

    Raises PlanFileError where the record holds what no template may (a blank agenda, say).
    """
    behind = content_behind(meeting)
    data: dict[str, Any] = {
        "slug": behind.slug if behind else "saved",
        "title": title or f"{meeting.title}的方案",
        "kind": meeting.kind,
        "includes_appraisal": meeting.includes_appraisal,
        "issuer": meeting.organization.short_name,
        "summary": f"由“{meeting.title}”保存。",
        "theme": meeting.theme,
        "form": meeting.form,
        "duration": meeting.duration or None,
        "attendance": [
            {"capacity": line.capacity, "rule": line.rule, "text": line.text}
            for line in meeting.attendance_lines.all()
        ],
        "aspects_branch": _aspects(meeting, Aspect.Scope.BRANCH),
        "aspects_member": _aspects(meeting, Aspect.Scope.MEMBER),
        "aspects_appraisal": appraised(meeting, behind),
        "cause_angles": meeting.cause_angles,
        "standards": meeting.standards,
        "problem_sources": meeting.problem_sources,
        "steps": _steps(meeting.steps.all()),
        "agenda": [{"kind": a.kind, "title": a.title[:120], "text": a.text} for a in meeting.agenda.all()],
        "provisions": [*_provisions(meeting)],
        "archive": [line.model_dump(mode="json") for line in behind.archive] if behind else [],
    }
    return _agreeing(data)


def _agreeing(data: dict[str, Any]) -> PlanContent:
    """The content; where its archive list no longer agrees with a changed provision, the provision wins."""
    try:
        return PlanContent.from_json(data)
    except PlanFileError:
        return PlanContent.from_json(data | {"archive": []})


def _aspects(meeting: Meeting, scope: str) -> list[dict[str, Any]]:
    return [
        {"title": one.title[:120], "manifestations": one.manifestations}
        for one in meeting.aspects.all()
        if one.scope == scope
    ]


def appraised(meeting: Meeting, behind: PlanContent | None) -> list[dict[str, Any]]:
    """What members are scored on: the record of a meeting does not keep it, the plan behind it does."""
    if not meeting.includes_appraisal:
        return []
    if behind and behind.aspects_appraisal:
        return [line.model_dump(mode="json") for line in behind.aspects_appraisal]
    return [{"title": "履行党员义务情况"}]


def _steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    steps = list(steps)
    keys = {step.key for step in steps}
    return [_step(step, keys) for step in steps]


def _step(step: Step, keys: set[str]) -> dict[str, Any]:
    line = {
        "key": step.key,
        "kind": step.kind,
        "title": step.title,
        "text": step.text,
        "responsible": step.responsible_role,
        "clause": (step.clause or "本支部确定")[:LONGEST_CLAUSE],
        "required": step.required,
        **step.details,
    }
    days = {"deadline": step.deadline, "starts": step.details.get("starts") or {}}
    stated = {name: _deadline(day, keys) for name, day in days.items()}
    line.pop("starts", None)
    return line | {name: day for name, day in stated.items() if day}


def _deadline(stated: dict[str, Any], keys: set[str]) -> dict[str, Any] | None:
    """The deadline for another time: a fixed day belongs to this meeting alone, so it is left open."""
    if not stated or (stated.get("step") and stated["step"] not in keys):
        return None
    if stated["anchor"] != Anchor.ABSOLUTE or not stated.get("date"):
        return stated
    return {"anchor": Anchor.ABSOLUTE, "text": stated.get("text") or "按当年安排", "needs_value": True}


def _provisions(meeting: Meeting) -> Iterable[dict[str, Any]]:
    for row in meeting.provisions.all():
        if row.key in provisions.PROVISIONS:
            yield {
                "key": row.key,
                "value": row.value,
                "clause": (row.clause or row.origin or provisions.HOUSE)[:LONGEST_CLAUSE],
                "overridable": row.overridable and not provisions.spec(row.key).fixed,
            }
