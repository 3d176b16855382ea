"""Writes about organisations, people, accounts, posts and appointments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audit.door import action, changes, record
from core.exceptions import Invalid, NotNow
from members import permissions as P
from members.access import require
from members.enums import KeyPersonKind, MemberStatus, OrganizationKind, PostKind, Role
from members.models import Appointment, KeyPersonFlag, Member, Organization, Post, Transfer, User

# What may hang below what. A root is a committee or, for a small place, any single organisation.
_MAY_HOLD = {
    OrganizationKind.COMMITTEE: {
        OrganizationKind.COMMITTEE, OrganizationKind.GENERAL_BRANCH, OrganizationKind.BRANCH,
    },
    OrganizationKind.GENERAL_BRANCH: {OrganizationKind.BRANCH},
    OrganizationKind.BRANCH: {OrganizationKind.GROUP},
    OrganizationKind.GROUP: set(),
}  # fmt: skip


@action("members.found")
def found_site(*, name: str, short_name: str, kind: str, username: str, person: str, password: str) -> User:
    """The first organisation and its administrator, on an empty database only (by command).

    Raises NotNow when there is an organisation already.
    """
    if Organization.objects.exists():
        raise NotNow("系统已经有党组织，不能重新初始化。")
    root = _place(Organization(name=name, short_name=short_name, kind=kind))
    user = _account(username, person, password, must_change=False)
    Appointment.objects.create(user=user, organization=root, role=Role.ADMINISTRATOR, start=root.today)
    record(by=None, role=Role.SYSTEM, what="members.found", on=root, reach=root.path, after={"name": name})
    return user


@action("members.create_organization")
def create_organization(
    *, by: User, parent: Organization, name: str, short_name: str, kind: str
) -> Organization:
    """A new organisation below `parent`. Raises Invalid when that kind cannot hang there."""
    role = require(by, P.MANAGE_ORGANIZATIONS, parent)
    if kind not in _MAY_HOLD[OrganizationKind(parent.kind)]:
        label = OrganizationKind(kind).label
        raise Invalid(f"{parent.get_kind_display()}下面不能设{label}。", field="kind")
    if parent.children.filter(name=name).exists():
        raise Invalid(f"{parent.short_name}下面已经有“{name}”。", field="name")
    made = _place(Organization(name=name, short_name=short_name, kind=kind, parent=parent))
    record(
        by=by, role=role, what="members.create_organization", on=made, reach=made.path, after={"name": name}
    )
    return made


def _place(organization: Organization) -> Organization:
    """Save a new node and give it its path."""
    organization.path = f"new-{organization.name}"[:200]
    organization.save()
    above = organization.parent.path if organization.parent else "/"
    organization.path = f"{above}{organization.pk}/"
    organization.save(update_fields=["path"])
    return organization


@action("members.register")
def register_member(
    *, by: User, branch: Organization, name: str, status: str = MemberStatus.FULL, **details: Any
) -> Member:
    """Put a person on a branch's register. `details` are further fields of Member."""
    role = require(by, P.MANAGE_MEMBERS, branch)
    if branch.kind == OrganizationKind.GROUP:
        raise Invalid("请把党员登记在支部，再分到党小组。", field="branch")
    phone = details.get("phone", "")
    if phone and Member.objects.filter(phone=phone).exists():
        raise Invalid(f"手机号 {phone} 已经登记在别人名下。", field="phone")
    member = Member.objects.create(branch=branch, name=name, status=status, **details)
    after = {"name": name, "status": str(status)}
    record(by=by, role=role, what="members.register", on=member, reach=branch.path, after=after)
    return member


@action("members.open_account")
def open_account(
    *, by: User, username: str, name: str, password: str | None, member: Member | None = None,
    organization: Organization | None = None, must_change: bool = True,
) -> User:  # fmt: skip
    """An account for a member, or for an officer on no register here (then `organization` is given).

    Without a password it opens to nobody until one is set.
    """
    place: Any = member or organization
    role = require(by, P.MANAGE_ACCOUNTS, place)
    if User.objects.filter(username=username).exists():
        raise Invalid(f"账号“{username}”已经有人使用，请换一个。", field="username")
    user = _account(username, name, password, must_change)
    if member is not None:
        member.user = user
        member.save(update_fields=["user"])
    record(by=by, role=role, what="members.open_account", on=user, reach=place.reach)
    return user


def _account(username: str, name: str, password: str | None, must_change: bool) -> User:
    user = User(username=username, name=name, must_change_password=must_change)
    user.set_password(password)
    user.save()
    return user


@action("members.change_password")
def change_password(*, by: User, password: str) -> User:
    """The person's own new password."""
    by.set_password(password)
    by.must_change_password = False
    by.save(update_fields=["password", "must_change_password"])
    record(by=by, role=Role.OWNER, what="members.change_password", on=by)
    return by


@action("members.give_post")
def give_post(
    *,
    by: User,
    member: Member,
    organization: Organization,
    kind: str,
    start: dt.date,
    delegated: bool = False,
) -> Post:
    """Seat a member in an organisation's committee from `start` on."""
    role = require(by, P.MANAGE_MEMBERS, organization)
    if member.status != MemberStatus.FULL:
        raise Invalid("只有正式党员可以担任党内职务。", field="member", clause="《中国共产党章程》第七条")
    if kind == PostKind.SECRETARY:
        sitting = organization.posts.filter(kind=kind, end__isnull=True).first()
        if sitting:
            raise Invalid(f"书记现由{sitting.member.name}担任，请先办理其任期结束。", field="kind")
    post = Post.objects.create(
        member=member, organization=organization, kind=kind, start=start, delegated=delegated
    )
    after = {"member": member.pk, "kind": str(kind), "start": str(start), "delegated": delegated}
    record(by=by, role=role, what="members.give_post", on=post, reach=organization.path, after=after)
    return post


@action("members.end_post")
def end_post(*, by: User, post: Post, on: dt.date) -> Post:
    """End a term on a day (the last on which it is held). Raises Invalid before its start."""
    role = require(by, P.MANAGE_MEMBERS, post)
    if on < post.start:
        raise Invalid("任期结束的日期早于开始的日期。", field="on")
    before, after = changes(post, {"end": on})
    post.save()
    record(by=by, role=role, what="members.end_post", on=post, reach=post.reach, before=before, after=after)
    return post


@action("members.appoint")
def appoint(
    *, by: User, user: User, organization: Organization, role: str, start: dt.date, end: dt.date | None = None
) -> Appointment:
    """Give an account a role at an organisation and all below, from–to."""
    acting = require(by, P.MANAGE_APPOINTMENTS, organization)
    if end and end < start:
        raise Invalid("结束日期早于开始日期。", field="end")
    made = Appointment.objects.create(user=user, organization=organization, role=role, start=start, end=end)
    after = {"user": user.pk, "role": str(role), "start": str(start), "end": str(end or "")}
    record(by=by, role=acting, what="members.appoint", on=made, reach=organization.path, after=after)
    return made


@action("members.end_appointment")
def end_appointment(*, by: User, appointment: Appointment, on: dt.date) -> Appointment:
    """End an appointment on a day (the last on which it is held)."""
    role = require(by, P.MANAGE_APPOINTMENTS, appointment)
    if on < appointment.start:
        raise Invalid("结束日期早于开始日期。", field="on")
    before, after = changes(appointment, {"end": on})
    appointment.save()
    record(
        by=by, role=role, what="members.end_appointment", on=appointment, reach=appointment.reach,
        before=before, after=after,
    )  # fmt: skip
    return appointment


@action("members.flag_key_person")
def flag_key_person(*, by: User, member: Member, kind: str, start: dt.date) -> KeyPersonFlag:
    """Mark why a member is talked to by the secretary in person (R05)."""
    role = require(by, P.FLAG_KEY_PERSON, member)
    flag = KeyPersonFlag.objects.create(member=member, kind=KeyPersonKind(kind), start=start)
    record(
        by=by, role=role, what="members.flag_key_person", on=flag, reach=flag.reach, after={"kind": str(kind)}
    )
    return flag


@action("members.transfer")
def transfer_member(*, by: User, member: Member, to: Organization, on: dt.date) -> Transfer:
    """Move a member to another branch: rights in the old one end at once, its records stay.

    Posts held in the old branch end the day before. Raises Invalid for the same branch or a group.
    """
    role = require(by, P.MANAGE_MEMBERS, member)
    require(by, P.MANAGE_MEMBERS, to)
    if to.pk == member.branch_id or to.kind == OrganizationKind.GROUP:
        raise Invalid("请选择另一个支部。", field="to")
    for post in member.posts.filter(organization=member.branch, end__isnull=True):
        end_post(by=by, post=post, on=max(post.start, on - dt.timedelta(days=1)))
    made = Transfer.objects.create(member=member, from_branch=member.branch, to_branch=to, on=on)
    member.branch, member.group = to, None
    member.save()
    after = {"from": made.from_branch_id, "to": to.pk}
    record(by=by, role=role, what="members.transfer", on=made, reach=to.path, after=after)
    return made
