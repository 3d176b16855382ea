"""Saved templates: a meeting's plan kept for the next one."""

from __future__ import annotations

from audit.door import action, record
from core.clock import now
from core.exceptions import Invalid
from meetings import permissions as P
from meetings.models import Meeting, PlanTemplate
from meetings.plan_of_meeting import content_of
from meetings.plan_schema import PlanFileError
from members.access import require
from members.models import User


@action("template.save")
def save_template(*, by: User, meeting: Meeting, name: str) -> PlanTemplate:
    """Keep a meeting's plan (steps, agenda, aspects, provisions) for its organisation and those below.

    People and fixed days stay out. Raises Invalid for a name already taken, or a plan that is no template.
    """
    role = require(by, P.PLAN_MEETING, meeting)
    name = name.strip()
    if not name:
        raise Invalid("请写明模板的名称。", field="name")
    organization = meeting.organization
    if PlanTemplate.objects.filter(organization=organization, name=name).exists():
        raise Invalid("已经有同名的模板，请换一个名称。", field="name")
    try:
        content = content_of(meeting, name)
    except PlanFileError as error:
        raise Invalid(f"这份方案还不能存为模板：{error.reason}。") from error
    saved = PlanTemplate.objects.create(
        organization=organization, name=name, content=content.to_json(), saved_by=by.member, saved_at=now()
    )
    after = {"name": name, "from": meeting.pk}
    record(by=by, role=role, what="template.save", on=saved, reach=saved.reach, after=after)
    return saved
