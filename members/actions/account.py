"""Writes about accounts. Whoever could take over an account could act as it, so resetting one needs the
right at every place where the account has a say."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from audit.door import action, changes, record
from core.exceptions import Invalid, NotNow
from members import lockout
from members import permissions as P
from members.access import require
from members.actions.organization import place
from members.actions.session import end_all
from members.actions.term import appoint
from members.enums import Role
from members.models import Appointment, Member, OpenIdLink, Organization, SecondFactor, User


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
    user.code_expires_at = _code_expiry() if must_change else None
    user.set_password(password)
    user.save()
    return user


def _code_expiry() -> dt.datetime:
    """Until when a one-time code given now opens its account; by the machine's clock, as log-ins go."""
    return timezone.now() + dt.timedelta(hours=settings.CODE_HOURS)


@action("members.open_office")
def open_office(
    *, by: User, username: str, name: str, password: str, organization: Organization, role: str,
    start: dt.date, end: dt.date | None = None,
) -> User:  # fmt: skip
    """An account for somebody on no register here, together with the role it is for."""
    user = open_account(by=by, username=username, name=name, password=password, organization=organization)
    appoint(by=by, user=user, organization=organization, role=role, start=start, end=end)
    return user


def places_of_account(user: User) -> list[Organization]:
    """Where an account has, or had by appointment, a say: the own branch first."""
    member = Member.objects.filter(user=user).select_related("branch").first()
    places = _places_of(member) if member else []
    return places + [one.organization for one in user.appointments.select_related("organization")]


def require_over(by: User, user: User) -> tuple[Role, str]:
    """The acting role and the reach; NotAllowed unless `by` administers all places of an account."""
    places = places_of_account(user)
    if not places:
        raise NotNow(f"账号“{user.username}”不属于任何党组织。")
    roles = [require(by, P.MANAGE_ACCOUNTS, one) for one in places]
    return roles[0], places[0].path


def _give_code(user: User, password: str) -> None:
    """Open an account with a one-time code: sessions end, and what locked it is forgotten."""
    user.set_password(password)
    user.must_change_password = user.is_active = True
    user.code_expires_at = _code_expiry()
    user.save(update_fields=["password", "must_change_password", "code_expires_at", "is_active"])
    end_all(user)
    lockout.lift(user)


@action("members.reset_password")
def reset_password(*, by: User, user: User, password: str) -> User:
    """A one-time code in place of a forgotten password; it must be changed at the next log-in.

    Every session of the account ends, and what locked it is forgotten. The code itself goes into no record.
    Raises NotAllowed where the account has a say out of one's reach, NotNow for the own account.
    """
    role, reach = require_over(by, user)
    if user.pk == by.pk:
        raise NotNow("本人的密码请在“我的账号”里修改。")
    _give_code(user, password)
    record(by=by, role=role, what="members.reset_password", on=user, reach=reach)
    return user


@action("members.close_account")
def close_account(*, by: User, user: User) -> User:
    """Nobody can log in with the account any more, every session of it ends; a new code opens it again.

    Raises NotAllowed as `reset_password` does, NotNow for the own account or one that is closed.
    """
    role, reach = require_over(by, user)
    if user.pk == by.pk or not user.is_active:
        raise NotNow("不能停用本人的账号，也不能重复停用。")
    before, after = changes(user, {"is_active": False})
    user.save(update_fields=["is_active"])
    end_all(user)
    record(by=by, role=role, what="members.close_account", on=user, reach=reach, before=before, after=after)
    return user


@action("members.change_password")
def change_password(*, by: User, password: str, keep: str = "") -> User:
    """The person's own new password. Every session ends but the one with the key `keep`."""
    by.set_password(password)
    by.must_change_password, by.code_expires_at = False, None
    by.save(update_fields=["password", "must_change_password", "code_expires_at"])
    end_all(by, keep=keep)
    record(by=by, role=Role.OWNER, what="members.change_password", on=by)
    return by


@action("members.unlock_account")
def unlock_account(*, by: User, user: User) -> User:
    """Let an account log in again before its lock after wrong passwords ends.

    Raises NotAllowed as `reset_password` does, NotNow for one that nothing locks.
    """
    role, reach = require_over(by, user)
    if not lockout.locks_on(user):
        raise NotNow(f"账号“{user.username}”没有被锁定，可以直接登录。")
    lockout.lift(user)
    record(by=by, role=role, what="members.unlock_account", on=user, reach=reach)
    return user


@action("members.unlink_identity")
def unlink_identity(*, by: User, user: User) -> User:
    """Forget which identity at the provider an account is linked to; the next log-in there links anew.

    Raises NotAllowed as `reset_password` does, NotNow for one that is not linked.
    """
    role, reach = require_over(by, user)
    if not OpenIdLink.objects.filter(user=user).delete()[0]:
        raise NotNow(f"账号“{user.username}”没有关联统一身份。")
    end_all(user)
    record(by=by, role=role, what="members.unlink_identity", on=user, reach=reach)
    return user


@action("members.end_sessions_of")
def end_sessions_of(*, by: User, user: User) -> User:
    """Log somebody out everywhere, after a device was lost. Raises NotAllowed as `reset_password` does."""
    role, reach = require_over(by, user)
    ended = end_all(user)
    record(by=by, role=role, what="members.end_sessions_of", on=user, reach=reach, after={"ended": ended})
    return user


@action("members.rescue_account")
def rescue_account(*, username: str, password: str) -> User:
    """A one-time code for an account that no administrator is left to help (by command, on the server).

    The second factor goes, locks are lifted, all sessions end. Raises NotNow where there is no such account.
    """
    user = User.objects.select_for_update().filter(username=username).first()
    if user is None:
        raise NotNow(f"没有账号“{username}”。")
    _give_code(user, password)
    SecondFactor.objects.filter(user=user).delete()
    reach = next((place.path for place in places_of_account(user)), "")
    record(by=None, role=Role.SYSTEM, what="members.rescue_account", on=user, reach=reach)
    return user
