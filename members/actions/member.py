"""Writes about people on the registers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audit.door import action, changes, record
from core.exceptions import Invalid, NotNow
from members import permissions as P
from members.access import require
from members.actions.term import end_all
from members.enums import MemberStatus, OrganizationKind
from members.models import Member, Organization, Transfer, User


@action("members.register")
def register_member(
    *, by: User, branch: Organization, name: str, status: str = MemberStatus.FULL, **details: Any
) -> Member:
    """Put a person on a branch's register. `details` are further fields of Member.

    Raises Invalid for a place that keeps no register, a group of another branch, a phone number of somebody
    else's, or an activist with a day of joining.
    """
    role = require(by, P.MANAGE_MEMBERS, branch)
    if branch.kind == OrganizationKind.GROUP:
        raise Invalid("请把党员登记在支部，再分到党小组。", field="branch")
    _check(Member(branch=branch, name=name, status=status, **details))
    member = Member.objects.create(branch=branch, name=name, status=status, **details)
    after = {"name": name, "status": str(status)}
    record(by=by, role=role, what="members.register", on=member, reach=branch.path, after=after)
    return member


@action("members.edit")
def edit_member(*, by: User, member: Member, **new: Any) -> Member:
    """Correct what the register says of a person; `new` are fields of Member, never branch or account.

    The account's name follows. Raises NotNow for somebody who left, Invalid as `register_member` does, and
    Invalid for a post holder who would no longer be a full member.
    """
    role = require(by, P.MANAGE_MEMBERS, member)
    _must_be_here(member)
    before, after = changes(member, new)
    _check(member)
    if member.status != MemberStatus.FULL and member.posts.filter(end__isnull=True).exists():
        raise Invalid("担任党内职务的人须是正式党员，请先办理其任期结束。", field="status")
    member.save()
    if member.user and member.user.name != member.name:
        member.user.name = member.name
        member.user.save(update_fields=["name"])
    record(by=by, role=role, what="members.edit", on=member, reach=member.reach, before=before, after=after)
    return member


def _check(member: Member) -> None:
    others = Member.objects.filter(phone=member.phone).exclude(pk=member.pk)
    if member.phone and others.exists():
        raise Invalid(f"手机号 {member.phone} 已经登记在别人名下。", field="phone")
    if member.group and member.group.parent_id != member.branch_id:
        raise Invalid("请选择本支部的党小组。", field="group")
    if member.status == MemberStatus.ACTIVIST and member.joined_on:
        raise Invalid("入党积极分子没有入党日期。", field="joined_on")


def _must_be_here(member: Member) -> None:
    if member.left_on:
        raise NotNow(f"{member.name}已经离开，名册上的记录只供查阅。")


def _must_have_come(on: dt.date, today: dt.date) -> None:
    if on > today:
        raise Invalid("日期还没有到，请在当天或之后办理。", field="on")


@action("members.transfer")
def transfer_member(*, by: User, member: Member, to: Organization, on: dt.date) -> Transfer:
    """Move a member to another branch: rights in the old one end at once, its records stay.

    Posts held in the old branch and its groups end the day before. Raises Invalid for the same branch, for a
    place that keeps no register, and for a day to come; NotNow for somebody who left.
    """
    role = require(by, P.MANAGE_MEMBERS, member)
    require(by, P.MANAGE_MEMBERS, to)
    _must_be_here(member)
    if to.pk == member.branch_id or to.kind != OrganizationKind.BRANCH:
        raise Invalid("请选择另一个支部。", field="to")
    _must_have_come(on, to.today)
    held = member.posts.filter(organization__path__startswith=member.branch.path, end__isnull=True)
    end_all(by, held, on - dt.timedelta(days=1))
    made = Transfer.objects.create(member=member, from_branch=member.branch, to_branch=to, on=on)
    member.branch, member.group = to, None
    member.save()
    after = {"from": made.from_branch_id, "to": to.pk}
    record(by=by, role=role, what="members.transfer", on=made, reach=to.path, after=after)
    return made


@action("members.leave")
def leave_branch(*, by: User, member: Member, on: dt.date) -> Member:
    """Take a person off the register: posts end the day before, rights end at once, records stay.

    Raises NotNow for somebody who left before, Invalid for a day to come.
    """
    role = require(by, P.MANAGE_MEMBERS, member)
    _must_be_here(member)
    _must_have_come(on, member.branch.today)
    end_all(by, member.posts.filter(end__isnull=True), on - dt.timedelta(days=1))
    before, after = changes(member, {"left_on": on})
    member.save()
    record(by=by, role=role, what="members.leave", on=member, reach=member.reach, before=before, after=after)
    return member
