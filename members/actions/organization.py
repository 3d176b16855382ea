"""Writes about the tree of party organisations."""

from __future__ import annotations

from audit.door import action, changes, record
from core.exceptions import Invalid, NotNow
from members import permissions as P
from members.access import require
from members.enums import OrganizationKind
from members.models import Organization, User

# What may hang below what. A root is a committee or, for a small place, any single organisation.
_MAY_HOLD = {
    OrganizationKind.COMMITTEE: {
        OrganizationKind.COMMITTEE, OrganizationKind.GENERAL_BRANCH, OrganizationKind.BRANCH,
    },
    OrganizationKind.GENERAL_BRANCH: {OrganizationKind.BRANCH},
    OrganizationKind.BRANCH: {OrganizationKind.GROUP},
    OrganizationKind.GROUP: set(),
}  # fmt: skip


def kinds_below(kind: str) -> list[OrganizationKind]:
    """The kinds that may hang below `kind`, in the order of the vocabulary."""
    return [one for one in OrganizationKind if one in _MAY_HOLD[OrganizationKind(kind)]]


@action("members.create_organization")
def create_organization(
    *, by: User, parent: Organization, name: str, short_name: str, kind: str
) -> Organization:
    """A new organisation below `parent`. Raises Invalid when that kind cannot hang there."""
    role = require(by, P.MANAGE_ORGANIZATIONS, parent)
    if kind not in kinds_below(parent.kind):
        label = OrganizationKind(kind).label
        raise Invalid(f"{parent.get_kind_display()}下面不能设{label}。", field="kind")
    if parent.children.filter(name=name).exists():
        raise Invalid(f"{parent.short_name}下面已经有“{name}”。", field="name")
    made = place(Organization(name=name, short_name=short_name, kind=kind, parent=parent))
    record(
        by=by, role=role, what="members.create_organization", on=made, reach=made.path, after={"name": name}
    )
    return made


def place(organization: Organization) -> Organization:
    """Save a new node and give it its path."""
    organization.path = f"new-{organization.name}"[:200]
    organization.save()
    above = organization.parent.path if organization.parent else "/"
    organization.path = f"{above}{organization.pk}/"
    organization.save(update_fields=["path"])
    return organization


@action("members.require_second_factor")
def require_second_factor(*, by: User, organization: Organization, required: bool) -> Organization:
    """Whether everybody of an organisation and all below sets up a second factor at the next log-in.

    Raises Invalid for a party group, whose people belong to its branch, NotNow when it is so already.
    """
    role = require(by, P.MANAGE_ACCOUNTS, organization)
    if organization.kind == OrganizationKind.GROUP:
        raise Invalid("党小组的人随支部，请在支部设置。")
    before, after = changes(organization, {"requires_second_factor": required})
    if not after:
        raise NotNow(f"{organization.short_name}已经{'要求' if required else '不要求'}两步验证。")
    organization.save(update_fields=["requires_second_factor"])
    told = {"on": organization, "reach": organization.path, "before": before, "after": after}
    record(by=by, role=role, what="members.require_second_factor", **told)
    return organization
