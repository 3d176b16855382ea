"""How long an account is locked to an address after wrong passwords, and what the person reads.

django-axes counts and refuses; here stand its answers. An account's name is kept as a digest: people type
passwords into the field for the account, and nothing may tell afterwards who tried what. Whether an account
exists makes no difference anywhere here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import math
import unicodedata
from dataclasses import dataclass
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core import limits
from core.addresses import client_address
from core.exceptions import TooMany
from core.limits import Limit
from core.views import too_many_requests
from members.models import User

log = logging.getLogger(__name__)

# Minutes of the first lock within a day, the second, and every further one.
STEPS = (5, 15, 60)
LONGEST = dt.timedelta(minutes=max(STEPS))
LOCKS = Limit("locks", 1_000_000, 86_400, "登录")  # counts, never refuses

# Against tries that the lock does not see: many accounts from one address, one account from many addresses.
FROM_ADDRESS = Limit("login-address", 100, 600, "从这里登录")
TO_ACCOUNT = Limit("login-account", 30, 3600, "登录这个账号")

# Codes of the second factor, for whoever knows the password already. A guess hits with 3 in 1,000,000 (one
# step early and one late count too): with 1 in 10,000 a day at most.
CODES_AT_ONCE = Limit("second-factor", 5, 300, "输入验证码")
CODES_A_DAY = Limit("second-factor-day", 30, 86_400, "输入验证码")

HELP = "忘记密码的，请联系本支部书记或管理员重置；急用的，请管理员解除锁定。"


@dataclass(frozen=True)
class Lock:
    """An account is closed to an address for so many seconds."""

    address: str
    seconds: int


def digest_of(username: str) -> str:
    """What stands for an account's name in tables of tries."""
    name = unicodedata.normalize("NFKC", username).strip()
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def account_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """For axes: the account, as a digest."""
    given = credentials if credentials and credentials.get("username") else request.POST
    return digest_of(str(given.get("username") or ""))


def cool_off(request: HttpRequest) -> dt.timedelta:
    """For axes: how long a lock lasts, and for how long a wrong password counts."""
    return _cool_off(account_tried(request), client_address(request))


def _cool_off(account: str, address: str) -> dt.timedelta:
    before = limits.spent(LOCKS, f"{account} {address}")
    return dt.timedelta(minutes=STEPS[min(max(before - 1, 0), len(STEPS) - 1)])


def note_lock(request: HttpRequest, **kwargs: Any) -> None:
    """At the failure that locks (`user_locked_out`), not at those refused while it lasts."""
    if request.axes_failures_since_start is not None:  # type: ignore[attr-defined]
        limits.take(LOCKS, f"{account_tried(request)} {client_address(request)}")
        log.warning("an account is locked to %s after wrong passwords", client_address(request) or "here")


def was_refused(request: HttpRequest) -> bool:
    """Whether this try met a lock, so that no password was looked at."""
    return bool(getattr(request, "axes_locked_out", False)) and request.axes_failures_since_start is None  # type: ignore[attr-defined]


class Handler(AxesDatabaseHandler):
    """Axes' own, but a try is forgotten by its own lock's length.

    Upstream deletes everybody's tries by the cool-off of whoever is just logging in, which would open a long
    lock by somebody else's short one.
    """

    def clean_expired_user_attempts(
        self, request: HttpRequest | None = None, credentials: dict[str, Any] | None = None
    ) -> int:
        """Forget what is too old to count: of this account and address, and of everybody after `LONGEST`."""
        count, _ = AccessAttempt.objects.filter(attempt_time__lte=timezone.now() - LONGEST).delete()
        for rows in self.filter_user_attempts(request, credentials) if request else ():
            count += rows.filter(attempt_time__lte=get_cool_off_threshold(request)).delete()[0]
        return count


def locked_out(request: HttpRequest, response: object, credentials: dict[str, Any]) -> HttpResponse:
    """For axes: the answer to whoever is locked out."""
    account, address = account_tried(request, credentials), client_address(request)
    locks = [lock for lock in _locks(account) if lock.address == address]
    seconds = locks[0].seconds if locks else 60
    message = f"密码连续输错，这个账号在这里暂时不能登录，请在{limits.in_words(seconds)}后再试。{HELP}"
    return too_many_requests(request, message=message, seconds=seconds, heading="登录已暂时锁定")


def locks_on(user: User) -> list[Lock]:
    """From where an account is locked at this moment; with address "" from everywhere."""
    named = (
        (TO_ACCOUNT, digest_of(user.username)),
        (CODES_AT_ONCE, _whose(user)),
        (CODES_A_DAY, _whose(user)),
    )
    full = [limit for limit, who in named if limits.spent(limit, who) >= limit.times]
    everywhere = [Lock("", limits.wait(limit)) for limit in full]
    return everywhere + _locks(digest_of(user.username))


def lift(user: User) -> None:
    """Open an account to every address again, and forget what was tried. Called by an action."""
    account = digest_of(user.username)
    Handler().reset_attempts(username=account)
    limits.forget_beginning(LOCKS, f"{account} ")
    limits.forget(TO_ACCOUNT, account)
    forget_codes(user)


def count_code(user: User) -> None:
    """Count a try at the second factor. Raises TooMany."""
    try:
        for limit in (CODES_AT_ONCE, CODES_A_DAY):
            limits.spend(limit, _whose(user), hint="手机不在身边的，请用恢复代码，或者联系管理员。")
    except TooMany:
        log.warning("account %s: too many codes of the second factor", user.pk)
        raise


def forget_codes(user: User) -> None:
    """The right code came."""
    for limit in (CODES_AT_ONCE, CODES_A_DAY):
        limits.forget(limit, _whose(user))


def _whose(user: User) -> str:
    return f"user {user.pk}"


def _locks(account: str) -> list[Lock]:
    rows = AccessAttempt.objects.filter(username=account, attempt_time__gt=timezone.now() - LONGEST)
    by_address = rows.order_by("ip_address").values("ip_address")
    tried = by_address.annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    found = []
    for one in tried.filter(failures__gte=settings.AXES_FAILURE_LIMIT):
        until = one["last"] + _cool_off(account, one["ip_address"] or "")
        left = math.ceil((until - timezone.now()).total_seconds())
        if left > 0:
            found.append(Lock(one["ip_address"] or "", left))
    return found
