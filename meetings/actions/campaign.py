"""Campaigns: an upper body's plan, issued to organisations below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from audit.door import action, record
from core.clock import now
from core.exceptions import Invalid, NotNow
from core.locks import locked
from meetings import permissions as P
from meetings.models import Campaign, Provision
from meetings.plan_schema import PlanContent
from members.access import require
from members.models import Organization, User


@action("campaign.draft")
def draft_campaign(
    *, by: User, organization: Organization, content: PlanContent, title: str, year_of: int,
    starts_on: dt.date, ends_on: dt.date, targets: Iterable[Organization],
) -> Campaign:  # fmt: skip
    """A campaign from a plan's content, for organisations below the issuer."""
    role = require(by, P.ISSUE_CAMPAIGN, organization)
    if ends_on < starts_on:
        raise Invalid("截止日期早于开始日期。", field="ends_on")
    targets = list(targets)
    outside = [t.name for t in targets if not organization.contains(t) or t.pk == organization.pk]
    if outside or not targets:
        raise Invalid(f"请选择{organization.short_name}下属的党组织。", field="targets")
    twin = Campaign.objects.filter(
        organization=organization, title=title.strip(), year_of=year_of, issued_at__isnull=True
    )
    if twin.exists():
        raise Invalid("已经有一份同名的草案，请在它上面继续，或者换一个名称。", field="title")
    campaign = Campaign.objects.create(
        organization=organization, title=title.strip(), kind=content.kind, theme=content.theme,
        year_of=year_of, starts_on=starts_on, ends_on=ends_on, content=content.to_json(),
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


@action("campaign.issue")
def issue_campaign(*, by: User, campaign: Campaign) -> Campaign:
    """Send it out: from now on the branches it is for see it on their to-do page and plan from it."""
    campaign = locked(campaign, "organization")
    role = require(by, P.ISSUE_CAMPAIGN, campaign)
    if campaign.issued_at:
        raise NotNow("这项工作部署已经下发过了。")
    campaign.issued_at = now()
    campaign.save()
    record(by=by, role=role, what="campaign.issue", on=campaign, reach=campaign.reach)
    return campaign
