"""Writes about people on the registers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from audit.door import action, changes, record
from core.exceptions import Invalid, NotNow
from members import permissions as P
from members.access import require
from members.actions.session import end_all
from members.actions.term import end_all as end_terms
from members.enums import MemberStatus, OrganizationKind
from members.id_numbers import clean_id_number, digests_of
from members.models import Identity, Member, Organization, Transfer, User, holding
from members.rules import check_entry


@action("members.register")
def register_member(
    *, by: User, branch: Organization, name: str, status: str = MemberStatus.FULL, id_number: str = "",
    **details: Any,
) -> Member:  # fmt: skip
    """Put a person on a branch's register. `details` are further fields of Member.

    Raises Invalid for a place that keeps no register, and for what `rules.check_entry` refuses.
    """
    role = require(by, P.MANAGE_MEMBERS, branch)
    if branch.kind == OrganizationKind.GROUP:
        raise Invalid("请把党员登记在支部，再分到党小组。", field="branch")
    number = clean_id_number(id_number) if id_number else ""
    _check(Member(branch=branch, name=name, status=status, **details), number)
    member = Member.objects.create(branch=branch, name=name, status=status, **details)
    _identify(member, number)
    after = {"name": name, "status": str(status)}
    record(by=by, role=role, what="members.register", on=member, reach=branch.path, after=after)
    return member


@action("members.edit")
def edit_member(*, by: User, member: Member, id_number: str = "", **new: Any) -> Member:
    """Correct what the register says of a person; `new` are fields of Member, never branch or account.

    An empty `id_number` leaves the one that is there. The account's name follows. Raises NotNow for somebody
    who left, Invalid as `register_member` does, and for a post holder who would no longer be a full member.
    """
    role = require(by, P.MANAGE_MEMBERS, member)
    _must_be_here(member)
    number = clean_id_number(id_number) if id_number else ""
    before, after = changes(member, new)
    _check(member, number)
    member.save()
    if _identify(member, number):
        after["id_number"] = NEW_NUMBER
    if member.user and member.user.name != member.name:
        member.user.name = member.name
        member.user.save(update_fields=["name"])
    record(by=by, role=role, what="members.edit", on=member, reach=member.reach, before=before, after=after)
    return member


NEW_NUMBER = "已登记"  # all that the trail says of an identity number


def _check(member: Member, number: str) -> None:
    """The rules on an entry, with what the register says of telephone, identity number and posts."""
    others = Member.objects.filter(left_on__isnull=True).exclude(pk=member.pk)
    known = Identity.objects.filter(digest__in=digests_of(number)).exclude(Q(member=member.pk))
    check_entry(
        member,
        today=member.branch.today,
        holds_post=bool(member.pk) and member.posts.filter(end__isnull=True).exists(),
        phone_taken=bool(member.phone) and others.filter(phone=member.phone).exists(),
        id_taken=bool(number) and known.exists(),
    )


def _identify(member: Member, number: str) -> bool:
    """Keep a new identity number beside the entry; whether there was anything to keep."""
    if number:
        kept = {"number": number, "digest": digests_of(number)[0]}
        Identity.objects.update_or_create(member=member, defaults=kept)
    return bool(number)


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
    end_terms(by, held, on - dt.timedelta(days=1))
    made = Transfer.objects.create(member=member, from_branch=member.branch, to_branch=to, on=on)
    member.branch, member.group = to, None
    member.save()
    after = {"from": made.from_branch_id, "to": to.pk}
    record(by=by, role=role, what="members.transfer", on=made, reach=to.path, after=after)
    return made


def _shut(user: User, day: dt.date) -> bool:
    """End all sessions of somebody who left; without an appointment the account is closed too."""
    end_all(user)
    if user.appointments.filter(holding(day)).exists():
        return False
    user.is_active = False
    user.save(update_fields=["is_active"])
    return True


@action("members.leave")
def leave_branch(*, by: User, member: Member, on: dt.date) -> Member:
    """Take a person off the register: posts end the day before, rights end at once, records stay.

    Every session ends, and the account is closed unless an appointment is held. The identity number goes: it
    served to keep the register, and nothing that stays needs it. Raises NotNow for somebody who left before,
    Invalid for a day to come.
    """
    role = require(by, P.MANAGE_MEMBERS, member)
    _must_be_here(member)
    _must_have_come(on, member.branch.today)
    end_terms(by, member.posts.filter(end__isnull=True), on - dt.timedelta(days=1))
    before, after = changes(member, {"left_on": on})
    member.save()
    Identity.objects.filter(member=member).delete()
    if member.user:
        after["account_closed"] = _shut(member.user, member.branch.today)
    record(by=by, role=role, what="members.leave", on=member, reach=member.reach, before=before, after=after)
    return member
