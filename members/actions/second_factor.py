"""Writes about the second factor: setting it up, using a code up, new recovery codes, taking it off."""

from __future__ import annotations

from django.utils import timezone

from audit.door import action, record
from core.exceptions import Invalid, NotNow
from core.fields import UNREADABLE
from core.locks import locked
from members import second_factor
from members.actions.account import require_over
from members.actions.session import end_all
from members.codes import one_time_code
from members.enums import Role
from members.models import RecoveryCode, SecondFactor, User
from members.queries import must_have_second_factor

WRONG = "验证码不对，或者已经用过。请等手机上换出新的一组再试。"


@action("members.set_up_second_factor")
def set_up_second_factor(*, by: User, secret: str, code: str, keep: str = "") -> list[str]:
    """Ask this person for a code at every log-in from now on; the recovery codes, kept nowhere else.

    `code` proves that the app has the secret. Every session ends but the one with the key `keep`. Raises
    Invalid for a wrong code, NotNow where there is a second factor already.
    """
    locked(by)
    if SecondFactor.objects.filter(user=by).exists():
        raise NotNow("两步验证已经开启。要换手机，请先关闭再重新设置。")
    step = second_factor.step_of(secret, code)
    if step is None:
        raise Invalid("验证码不对。请核对手机的时间，等换出新的一组再试。", field="code")
    factor = SecondFactor.objects.create(user=by, secret=secret, last_step=step)
    end_all(by, keep=keep)
    record(by=by, role=Role.OWNER, what="members.set_up_second_factor", on=by)
    return _new_codes(factor)


def _new_codes(factor: SecondFactor) -> list[str]:
    factor.recovery_codes.all().delete()
    codes = [one_time_code() for _ in range(second_factor.RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=second_factor.digest_of(code)) for code in codes
    )
    return codes


def use_code(user: User, code: str) -> str:
    """Use up a code of the app or of the list; which of the two (app, recovery), "" where none is asked for.

    One UPDATE decides who was first. Raises Invalid for a wrong or used one, NotNow without the key.
    """
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        return ""
    if not second_factor.is_app_code(code):
        return _use_recovery_code(factor, code)
    if factor.secret == UNREADABLE:
        raise NotNow("两步验证的密钥在这里读不出来。请用恢复代码登录，或者请管理员关闭本账号的两步验证。")
    step = second_factor.step_of(factor.secret, code, after=factor.last_step)
    rows = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step or 0)
    if step is None or not rows.update(last_step=step):
        raise Invalid(WRONG, field="code")
    return "app"


def _use_recovery_code(factor: SecondFactor, code: str) -> str:
    unused = factor.recovery_codes.filter(digest=second_factor.digest_of(code), used_at=None)
    if not unused.update(used_at=timezone.now()):
        raise Invalid(WRONG, field="code")
    return "recovery"


@action("members.renew_recovery_codes")
def renew_recovery_codes(*, by: User) -> list[str]:
    """A new list; the old one opens nothing any more. Raises NotNow without a second factor."""
    codes = _new_codes(_factor_of(by))
    record(by=by, role=Role.OWNER, what="members.renew_recovery_codes", on=by)
    return codes


def _factor_of(user: User) -> SecondFactor:
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        raise NotNow("还没有开启两步验证。")
    return factor


@action("members.give_up_second_factor")
def give_up_second_factor(*, by: User) -> None:
    """The person's own: no code is asked for any more. Raises NotNow where an organisation requires one."""
    factor = _factor_of(by)
    if must_have_second_factor(by):
        raise NotNow("您所在的党组织要求两步验证，不能关闭。换手机的，请管理员关闭后重新设置。")
    factor.delete()
    record(by=by, role=Role.OWNER, what="members.give_up_second_factor", on=by)


@action("members.remove_second_factor")
def remove_second_factor(*, by: User, user: User) -> User:
    """For somebody who lost telephone and list: the password alone opens the account, all sessions end.

    Raises NotAllowed as `reset_password` does, NotNow for the own account or one without a second factor.
    """
    role, reach = require_over(by, user)
    if user.pk == by.pk:
        raise NotNow("本人的两步验证请在“我的账号”里办理。")
    _factor_of(user).delete()
    end_all(user)
    record(by=by, role=role, what="members.remove_second_factor", on=user, reach=reach)
    return user
