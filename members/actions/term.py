"""Writes about what is held from a day to a day: posts, appointments, reasons for a talk in person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from audit.door import action, changes, record
from core.exceptions import Invalid, NotNow
from members import permissions as P
from members.access import Permission, require
from members.enums import KeyPersonKind, MemberStatus, PostKind
from members.models import Appointment, KeyPersonFlag, Member, Organization, Post, User


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
    """Seat a member in an organisation's committee from `start` on.

    Raises Invalid for somebody who is no full member or left, a second secretary, a post held already, and a
    delegation of anybody but a deputy.
    """
    role = require(by, P.MANAGE_MEMBERS, organization)
    if member.status != MemberStatus.FULL:
        raise Invalid("只有正式党员可以担任党内职务。", field="member", clause="《中国共产党章程》第七条")
    if member.left_on:
        raise Invalid(f"{member.name}已经离开。", field="member")
    if delegated and kind != PostKind.DEPUTY_SECRETARY:
        raise Invalid("只有副书记可以受书记委托。", field="delegated")
    _must_be_vacant(member, organization, kind)
    post = Post.objects.create(
        member=member, organization=organization, kind=kind, start=start, delegated=delegated
    )
    after = {"member": member.pk, "kind": str(kind), "start": str(start), "delegated": delegated}
    record(by=by, role=role, what="members.give_post", on=post, reach=organization.path, after=after)
    return post


def _must_be_vacant(member: Member, organization: Organization, kind: str) -> None:
    held = organization.posts.filter(kind=kind, end__isnull=True).select_related("member")
    if held.filter(member=member).exists():
        raise Invalid(f"{member.name}已经担任{organization.short_name}{PostKind(kind).label}。", field="kind")
    sitting = held.first()
    if kind == PostKind.SECRETARY and sitting:
        raise Invalid(f"书记现由{sitting.member.name}担任，请先办理其任期结束。", field="kind")


@action("members.end_post")
def end_post(*, by: User, post: Post, on: dt.date) -> Post:
    """End a term on a day (the last on which it is held). Raises Invalid before its start, NotNow twice."""
    _end(by, P.MANAGE_MEMBERS, post, on, "members.end_post")
    return post


def end_all(by: User, posts: Iterable[Post], on: dt.date) -> None:
    """End several terms on a day, or on their first day where that is later."""
    for post in posts:
        end_post(by=by, post=post, on=max(post.start, on))


def _end(
    by: User, wanted: Permission, held: Post | Appointment | KeyPersonFlag, on: dt.date, what: str
) -> None:
    role = require(by, wanted, held)
    if held.end is not None and held.end <= on:  # an end that was set may only be brought forward
        raise NotNow("这一项已经结束过了。请刷新页面看最新情况。")
    if on < held.start:
        raise Invalid("结束日期早于开始日期。", field="on")
    before, after = changes(held, {"end": on})
    held.save()
    record(by=by, role=role, what=what, on=held, reach=held.reach, before=before, after=after)


@action("members.appoint")
def appoint(
    *, by: User, user: User, organization: Organization, role: str, start: dt.date, end: dt.date | None = None
) -> Appointment:
    """Give an account a role at an organisation and all below, from–to.

    Raises Invalid for oneself (an administrator would else read what the role opens), for an end before the
    start, and for a role held there already.
    """
    acting = require(by, P.MANAGE_APPOINTMENTS, organization)
    if user.pk == by.pk:
        raise Invalid("不能给自己任命，请由另一位管理员办理。", field="user")
    if end and end < start:
        raise Invalid("结束日期早于开始日期。", field="end")
    if user.appointments.filter(organization=organization, role=role, end__isnull=True).exists():
        raise Invalid(f"{user.name}在{organization.short_name}已经有这个角色。", field="role")
    made = Appointment.objects.create(user=user, organization=organization, role=role, start=start, end=end)
    after = {"user": user.pk, "role": str(role), "start": str(start), "end": str(end or "")}
    record(by=by, role=acting, what="members.appoint", on=made, reach=organization.path, after=after)
    return made


@action("members.end_appointment")
def end_appointment(*, by: User, appointment: Appointment, on: dt.date) -> Appointment:
    """End an appointment on a day (the last on which it is held), or sooner than was set."""
    _end(by, P.MANAGE_APPOINTMENTS, appointment, on, "members.end_appointment")
    return appointment


@action("members.flag_key_person")
def flag_key_person(*, by: User, member: Member, kind: str, start: dt.date) -> KeyPersonFlag:
    """Mark why a member is talked to by the secretary in person (R05). Raises Invalid when it is marked."""
    role = require(by, P.FLAG_KEY_PERSON, member)
    if member.key_flags.filter(kind=kind, end__isnull=True).exists():
        raise Invalid(f"{member.name}已经标记为{KeyPersonKind(kind).label}。", field="kind")
    flag = KeyPersonFlag.objects.create(member=member, kind=KeyPersonKind(kind), start=start)
    record(
        by=by, role=role, what="members.flag_key_person", on=flag, reach=flag.reach, after={"kind": str(kind)}
    )
    return flag


@action("members.end_flag")
def end_flag(*, by: User, flag: KeyPersonFlag, on: dt.date) -> KeyPersonFlag:
    """The reason no longer holds after a day (R05). Raises Invalid before its start, NotNow twice."""
    _end(by, P.FLAG_KEY_PERSON, flag, on, "members.end_flag")
    return flag
