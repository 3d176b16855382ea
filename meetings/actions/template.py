"""Saved templates: a meeting's plan kept for the next one."""

from __future__ import annotations

from audit.door import action, record
from core.clock import now
from core.exceptions import Invalid
from meetings import permissions as P
from meetings.models import Meeting, PlanTemplate
from meetings.plan_of_meeting import content_of
from meetings.plan_schema import PlanFileError, load
from members.access import Seat, require
from members.enums import Role
from members.models import Member, Organization, User


@action("template.import")
def import_template(*, by: User, organization: Organization, source: bytes, file_name: str) -> PlanTemplate:
    """Keep a template that came as a file, for an organisation and those below, under its own title.

    Raises PlanFileError (file, key, reason) for a file that is no template, Invalid for a name already taken.
    """
    role = _require(by, organization)
    content = load(source, file_name)
    _refuse_name(organization, content.title)
    saved = PlanTemplate.objects.create(
        organization=organization, name=content.title, content=content.to_json(), saved_by=by_member(by),
        saved_at=now(),
    )  # fmt: skip
    after = {"name": content.title, "file": file_name}
    record(by=by, role=role, what="template.import", on=saved, reach=saved.reach, after=after)
    return saved


def _require(by: User, organization: Organization) -> Role:
    """Templates are the leaders' of an organisation, and the officers' above it."""
    seat = Seat(by)
    role = seat.role_for(P.ISSUE_CAMPAIGN, organization)
    return role or require(by, P.PLAN_MEETING, organization)


def by_member(by: User) -> Member | None:
    """The person on a register behind an account, if there is one."""
    return Member.objects.filter(user=by).first()


def _refuse_name(organization: Organization, name: str) -> None:
    if PlanTemplate.objects.filter(organization=organization, name=name).exists():
        raise Invalid("已经有同名的模板，请换一个名称。", field="name")


@action("template.drop")
def drop_template(*, by: User, template: PlanTemplate) -> None:
    """Take a saved template off the list. Meetings made from it keep what they have."""
    role = _require(by, template.organization)
    before = {"name": template.name}
    record(by=by, role=role, what="template.drop", on=template, reach=template.reach, before=before)
    PlanTemplate.objects.filter(pk=template.pk).delete()


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
    _refuse_name(organization, name)
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
