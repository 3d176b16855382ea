"""Campaigns: an upper body's plan, issued to organisations below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.base import File
from django.db import transaction

from audit.door import action, changes, record
from core.clock import now
from core.exceptions import Conflict, Invalid, NotNow
from core.locks import locked
from core.uploads import UploadRefused, accept
from meetings import permissions as P
from meetings import provisions
from meetings.actions.plan_content import fill, new_meeting
from meetings.models import Campaign, CampaignAttachment, Correction, Meeting, Provision
from meetings.plan_schema import PlanContent
from members.access import require
from members.enums import OrganizationKind, Role
from members.models import Organization, User
from members.queries import Holders

LONGEST_CLAUSE = 500  # characters; a clause is a sentence or two
CORRECTABLE = ("theme", "starts_on", "ends_on")  # a campaign's own fields that a correction may change
REVISABLE = ("title", "year_of", *CORRECTABLE)


@action("campaign.draft")
def draft_campaign(
    *, by: User, organization: Organization, content: PlanContent, title: str, year_of: int,
    starts_on: dt.date, ends_on: dt.date, targets: Iterable[Organization], theme: str = "",
) -> Campaign:  # fmt: skip
    """A campaign from a plan's content, for the issuer itself and organisations below it."""
    role = require(by, P.ISSUE_CAMPAIGN, organization)
    _check_window(starts_on, ends_on)
    targets = _checked_targets(organization, targets)
    twin = Campaign.objects.filter(
        organization=organization, title=title.strip(), year_of=year_of, issued_at__isnull=True
    )
    if twin.exists():
        raise Invalid("已经有一份同名的草案，请在它上面继续，或者换一个名称。", field="title")
    campaign = Campaign.objects.create(
        organization=organization, title=title.strip(), kind=content.kind, year_of=year_of,
        theme=theme.strip() or content.theme, starts_on=starts_on, ends_on=ends_on,
        content=content.to_json(),
    )  # fmt: skip
    campaign.targets.set(targets)
    Provision.objects.bulk_create(
        Provision(
            campaign=campaign, key=line.key, value=line.value, clause=line.clause,
            origin=f"工作部署：{campaign.title}", overridable=line.may_override,
        )
        for line in content.provisions
        if not line.needs_value
    )  # fmt: skip
    after = {"title": title, "targets": [t.pk for t in targets]}
    record(by=by, role=role, what="campaign.draft", on=campaign, reach=campaign.reach, after=after)
    return campaign


def _check_window(starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < starts_on:
        raise Invalid("截止日期早于开始日期。", field="ends_on")


def _checked_targets(issuer: Organization, targets: Iterable[Organization]) -> list[Organization]:
    """The targets, each once. Invalid for none, one that was closed, or one not under the issuer."""
    found = list({one.pk: one for one in targets}.values())
    outside = [one.short_name for one in found if not issuer.contains(one)]
    closed = [one.short_name for one in found if one.dissolved_on]
    if closed:
        raise Invalid(f"{'、'.join(closed)}已经撤销，不能下发给它。", field="targets")
    if outside or not found:
        raise Invalid(f"请选择{issuer.short_name}下属的党组织。", field="targets")
    if any(one.kind == OrganizationKind.GROUP for one in found):
        raise Invalid("工作部署下发到党支部，党小组随支部开会，不用单独选。", field="targets")
    return found


def _opened(by: User, campaign: Campaign) -> tuple[Campaign, Role]:
    """The locked campaign that this person issues, unless it is closed."""
    campaign = locked(campaign, "organization")
    role = require(by, P.ISSUE_CAMPAIGN, campaign)
    if campaign.closed_at:
        raise NotNow("这项工作部署已经结束，不能再改。")
    return campaign, role


@action("campaign.revise")
def revise_campaign(
    *, by: User, campaign: Campaign, targets: Iterable[Organization], **fields: Any
) -> Campaign:
    """Change a draft's fields (REVISABLE) and whom it is for. Raises NotNow once it is out."""
    campaign, role = _opened(by, campaign)
    if campaign.issued_at:
        raise NotNow("已经下发的工作部署不能直接改，请用“更正”，支部会看到改了什么。")
    if unknown := set(fields) - set(REVISABLE):
        raise Invalid(f"不能修改这些内容：{'、'.join(sorted(unknown))}。")
    targets = _checked_targets(campaign.organization, targets)
    before, after = changes(campaign, fields)
    _check_window(campaign.starts_on, campaign.ends_on)
    campaign.save()
    campaign.targets.set(targets)
    campaign.provisions.update(origin=f"工作部署：{campaign.title}")
    after["targets"] = [one.pk for one in targets]
    record(
        by=by,
        role=role,
        what="campaign.revise",
        on=campaign,
        reach=campaign.reach,
        before=before,
        after=after,
    )
    return campaign


@action("campaign.set_provision")
def set_campaign_provision(
    *, by: User, campaign: Campaign, key: str, value: Any, clause: str, overridable: bool
) -> Campaign:
    """Set one provision of a draft; of an issued campaign it goes into the correction that is being gathered.

    Raises Invalid for a value that cannot be, no clause, or a fixed rule said to be overridable.
    """
    campaign, role = _opened(by, campaign)
    line = _provision_line(key, value, clause, overridable)
    if campaign.issued_at:
        _gather(campaign, key, line)
    else:
        told = line | {"origin": f"工作部署：{campaign.title}"}
        Provision.objects.update_or_create(campaign=campaign, key=key, defaults=told)
    record(
        by=by, role=role, what="campaign.set_provision", on=campaign, reach=campaign.reach,
        after={key: line["value"], "overridable": overridable}, reason=line["clause"],
    )  # fmt: skip
    return campaign


def _provision_line(key: str, value: Any, clause: str, overridable: bool) -> dict[str, Any]:
    spec = provisions.spec(key)
    if not clause.strip():
        raise Invalid("请写明这一条的依据，支部看得到。", field="clause")
    if overridable and spec.fixed:
        raise Invalid(f"“{spec.label}”是固定规则，支部不能调整。", field="overridable", clause=spec.source)
    try:
        value = provisions.validate(key, value)
    except provisions.ProvisionError as error:
        raise Invalid(f"{error.reason}。", field="value") from error
    return {"value": value, "clause": clause.strip()[:LONGEST_CLAUSE], "overridable": overridable}


@action("campaign.drop_provision")
def drop_campaign_provision(*, by: User, campaign: Campaign, key: str) -> Campaign:
    """Leave a provision of a draft to the platform's default; of an issued campaign, take back the change."""
    campaign, role = _opened(by, campaign)
    if campaign.issued_at:
        _ungather(campaign, key)
    elif not campaign.provisions.filter(key=key).delete()[0]:
        raise Invalid("这一条本来就按平台默认。")
    record(
        by=by,
        role=role,
        what="campaign.drop_provision",
        on=campaign,
        reach=campaign.reach,
        before={"key": key},
    )
    return campaign


@action("campaign.correct_field")
def correct_fields(*, by: User, campaign: Campaign, **fields: Any) -> Campaign:
    """Gather changes of an issued campaign's theme or window (CORRECTABLE) for the next correction.

    A field that is given as it stands is no change. Raises Invalid when nothing would change.
    """
    campaign, role = _opened(by, campaign)
    if campaign.issued_at is None:
        raise NotNow("草案可以直接修改，不用更正。")
    starts_on, ends_on = (fields.get(name) or getattr(campaign, name) for name in ("starts_on", "ends_on"))
    _check_window(starts_on, ends_on)
    changed = {name: value for name, value in fields.items() if value != getattr(campaign, name)}
    if not changed:
        raise Invalid("没有改动。请先修改，再保存。")
    for name, value in changed.items():
        clean = value.isoformat() if isinstance(value, dt.date) else value.strip()
        _gather(campaign, name, {"value": clean, "clause": "", "overridable": name == "theme"})
    after = {name: str(value) for name, value in changed.items()}
    record(by=by, role=role, what="campaign.correct_field", on=campaign, reach=campaign.reach, after=after)
    return campaign


def _gather(campaign: Campaign, what: str, line: dict[str, Any]) -> None:
    correction = campaign.corrections.filter(sent_at__isnull=True).first()
    if correction is None:
        number = campaign.corrections.count() + 1
        correction = Correction(campaign=campaign, number=number)
    correction.changes[what] = line
    correction.save()


def _ungather(campaign: Campaign, what: str) -> None:
    correction = campaign.corrections.filter(sent_at__isnull=True).first()
    if correction is None or correction.changes.pop(what, None) is None:
        raise Invalid("这次更正里没有这一条。")
    if correction.changes:
        correction.save()
    else:
        correction.delete()


@action("campaign.attach")
def attach(*, by: User, campaign: Campaign, upload: File) -> CampaignAttachment:
    """Add a file to a campaign. Raises Invalid for a file that cannot be taken, or one already there."""
    campaign, role = _opened(by, campaign)
    try:
        taken = accept(upload)
    except UploadRefused as refused:
        raise Invalid(refused.message, field="upload", hint=refused.hint) from refused
    if campaign.attachments.filter(sha256=taken.sha256).exists():
        raise Conflict("这个文件已经在附件里了。")
    made = CampaignAttachment(
        campaign=campaign, name=taken.clean_name, sha256=taken.sha256, size=taken.size, added_by=by
    )
    made.file.save(taken.clean_name, taken.content, save=False)
    made.save()
    after = {"name": made.name, "sha256": made.sha256}
    record(by=by, role=role, what="campaign.attach", on=campaign, reach=campaign.reach, after=after)
    return made


@action("campaign.detach")
def detach(*, by: User, attachment: CampaignAttachment) -> Campaign:
    """Take a file off a draft. Raises NotNow once the campaign is out: somebody may have read it."""
    campaign, role = _opened(by, attachment.campaign)
    if campaign.issued_at:
        raise NotNow("已经下发的附件不能撤下，可以再加一份更正后的。")
    before = {"name": attachment.name, "sha256": attachment.sha256}
    storage, name = attachment.file.storage, attachment.file.name
    CampaignAttachment.objects.filter(pk=attachment.pk).delete()
    transaction.on_commit(lambda: storage.delete(name))
    record(by=by, role=role, what="campaign.detach", on=campaign, reach=campaign.reach, before=before)
    return campaign


@action("campaign.issue")
def issue_campaign(*, by: User, campaign: Campaign) -> Campaign:
    """Send it out: each organisation it is for gets a draft meeting, ready to adapt.

    Organisations that were closed or moved away since the draft was made are left out. Raises NotNow when it
    is out already, Invalid when nobody is left.
    """
    campaign, role = _opened(by, campaign)
    if campaign.issued_at:
        raise NotNow("这项工作部署已经下发过了。")
    reached, left_out = reachable(campaign)
    if not reached:
        raise Invalid("选定的党组织都已经撤销或转出，请先修改下发范围。", field="targets")
    campaign.targets.remove(*left_out)
    campaign.issued_at = now()
    campaign.save()
    _draft_meetings(campaign, reached)
    record(
        by=by, role=role, what="campaign.issue", on=campaign, reach=campaign.reach,
        after={"targets": [one.pk for one in reached], "left_out": [one.pk for one in left_out]},
    )  # fmt: skip
    return campaign


def reachable(campaign: Campaign) -> tuple[list[Organization], list[Organization]]:
    """The targets that still stand under the issuer, and those that were closed or moved away."""
    found = list(campaign.targets.select_related("parent").order_by("path"))
    left_out = [one for one in found if one.dissolved_on or not campaign.organization.contains(one)]
    return [one for one in found if one not in left_out], left_out


def _draft_meetings(campaign: Campaign, organizations: Sequence[Organization]) -> None:
    content = PlanContent.from_json(campaign.content, campaign.title)
    people = Holders(organizations)
    drafts = [new_meeting(one, content, campaign.year_of, campaign, people) for one in organizations]
    fill(Meeting.objects.bulk_create(drafts), content)


@action("campaign.extend")
def extend_campaign(*, by: User, campaign: Campaign, targets: Iterable[Organization]) -> Campaign:
    """Issue it to further organisations: founded or moved in since. Raises Invalid when there are none."""
    campaign, role = _opened(by, campaign)
    if campaign.issued_at is None:
        raise NotNow("草案还没有下发，请直接修改下发范围。")
    have = set(campaign.targets.values_list("pk", flat=True))
    new = [one for one in _checked_targets(campaign.organization, targets) if one.pk not in have]
    if not new:
        raise Invalid("选定的党组织都已经收到这项部署。", field="targets")
    campaign.targets.add(*new)
    _draft_meetings(campaign, new)
    after = {"targets": [one.pk for one in new]}
    record(by=by, role=role, what="campaign.extend", on=campaign, reach=campaign.reach, after=after)
    return campaign


@action("campaign.close")
def close_campaign(*, by: User, campaign: Campaign, reason: str) -> Campaign:
    """End a campaign: no meeting is made from it any more, those under way go on. Not for a draft."""
    campaign, role = _opened(by, campaign)
    if campaign.issued_at is None:
        raise NotNow("草案还没有下发，不用结束。")
    if not reason.strip():
        raise Invalid("请写明结束的说明。", field="reason")
    campaign.closed_at = now()
    campaign.save()
    record(by=by, role=role, what="campaign.close", on=campaign, reach=campaign.reach, reason=reason.strip())
    return campaign
