"""Writes about accounts. Whoever could take over an account could act as it, so resetting one needs the
right at every place where the account has a say."""

from __future__ import annotations

import datetime as dt

from audit.door import action, changes, record
from core.exceptions import Invalid, NotNow
from members import permissions as P
from members.access import require
from members.actions.organization import place
from members.actions.term import appoint
from members.enums import Role
from members.models import Appointment, Member, Organization, User


@action("members.found")
def found_site(
    *,
    name: str,
    short_name: str,
    kind: str,
    username: str,
    person: str,
    password: str,
    must_change: bool = False,
) -> User:
    """The first organisation and its administrator, on an empty database only (by command).

    Raises NotNow when there is an organisation already.
    """
    if Organization.objects.exists():
        raise NotNow("系统已经有党组织，不能重新初始化。")
    root = place(Organization(name=name, short_name=short_name, kind=kind))
    user = _account(username, person, password, must_change)
    Appointment.objects.create(user=user, organization=root, role=Role.ADMINISTRATOR, start=root.today)
    record(by=None, role=Role.SYSTEM, what="members.found", on=root, reach=root.path, after={"name": name})
    return user


@action("members.open_account")
def open_account(
    *, by: User, username: str, name: str, password: str | None, member: Member | None = None,
    organization: Organization | None = None, must_change: bool = True,
) -> User:  # fmt: skip
    """An account for a member, or for an officer on no register here (then `organization` is given).

    Without a password it opens to nobody until one is set. Raises Invalid for a name that is taken, NotNow
    for a member who has an account or left, NotAllowed where the member holds a post out of one's reach.
    """
    places = _places_of(member) if member else [organization]
    roles = [require(by, P.MANAGE_ACCOUNTS, one) for one in places]
    if member and (member.user_id or member.left_on):
        raise NotNow(f"{member.name}已经有账号，或者已经离开。")
    if User.objects.filter(username=username).exists():
        raise Invalid(f"账号“{username}”已经有人使用，请换一个。", field="username")
    user = _account(username, name, password, must_change)
    if member is not None:
        member.user = user
        member.save(update_fields=["user"])
    record(by=by, role=roles[0], what="members.open_account", on=user, reach=places[0].path)
    return user


def _places_of(member: Member) -> list[Organization]:
    """Where a member has a say: the own branch first, then where posts are held."""
    posts = member.posts.filter(end__isnull=True).select_related("organization")
    return [member.branch, *(post.organization for post in posts)]


def _account(username: str, name: str, password: str | None, must_change: bool) -> User:
    user = User(username=username, name=name, must_change_password=must_change)
    user.set_password(password)
    user.save()
    return user


@action("members.open_office")
def open_office(
    *, by: User, username: str, name: str, password: str, organization: Organization, role: str,
    start: dt.date, end: dt.date | None = None,
) -> User:  # fmt: skip
    """An account for somebody on no register here, together with the role it is for."""
    user = open_account(by=by, username=username, name=name, password=password, organization=organization)
    appoint(by=by, user=user, organization=organization, role=role, start=start, end=end)
    return user


def _require_over(by: User, user: User) -> tuple[Role, str]:
    """The acting role and the reach; NotAllowed unless `by` administers all places of an account."""
    member = Member.objects.filter(user=user).select_related("branch").first()
    places = _places_of(member) if member else []
    places += [one.organization for one in user.appointments.select_related("organization")]
    if not places:
        raise NotNow(f"账号“{user.username}”不属于任何党组织。")
    roles = [require(by, P.MANAGE_ACCOUNTS, one) for one in places]
    return roles[0], places[0].path


@action("members.reset_password")
def reset_password(*, by: User, user: User, password: str) -> User:
    """A one-time code in place of a forgotten password; it must be changed at the next log-in.

    Every session of the account ends, for sessions are bound to the password. The code itself goes into no
    record. Raises NotAllowed where the account has a say out of one's reach, NotNow for the own account.
    """
    role, reach = _require_over(by, user)
    if user.pk == by.pk:
        raise NotNow("本人的密码请在“我的账号”里修改。")
    user.set_password(password)
    user.must_change_password = user.is_active = True
    user.save(update_fields=["password", "must_change_password", "is_active"])
    record(by=by, role=role, what="members.reset_password", on=user, reach=reach)
    return user


@action("members.close_account")
def close_account(*, by: User, user: User) -> User:
    """Nobody can log in with the account any more; a new one-time code opens it again.

    Raises NotAllowed as `reset_password` does, NotNow for the own account or one that is closed.
    """
    role, reach = _require_over(by, user)
    if user.pk == by.pk or not user.is_active:
        raise NotNow("不能停用本人的账号，也不能重复停用。")
    before, after = changes(user, {"is_active": False})
    user.save(update_fields=["is_active"])
    record(by=by, role=role, what="members.close_account", on=user, reach=reach, before=before, after=after)
    return user


@action("members.change_password")
def change_password(*, by: User, password: str) -> User:
    """The person's own new password."""
    by.set_password(password)
    by.must_change_password = False
    by.save(update_fields=["password", "must_change_password"])
    record(by=by, role=Role.OWNER, what="members.change_password", on=by)
    return by
