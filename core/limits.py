"""How often one may: log in, export, import, open codes. Counted in the database, for every process counts.

At most `times` in each window of `seconds`; across the edge of two windows twice that in the worst case.
django-ratelimit counts in a cache, which without Redis is one per process; hence these lines (ADR 0020).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from core.addresses import client_address
from core.exceptions import TooMany
from core.models import RateCount

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Limit:
    """At most `times` in `seconds` for one person or address; `what` finishes the sentence 操作太频繁."""

    name: str
    times: int
    seconds: int
    what: str


# Far above what a person does by hand, far below what fills a disk or reads out a register unnoticed.
EXPORT = Limit("export", 60, 600, "导出")
IMPORT = Limit("import", 30, 600, "导入")
CODES = Limit("codes", 120, 3600, "开通账号和重置密码")


def take(limit: Limit, who: str) -> bool:
    """Count one more for `who`; False, and nothing counted, when the window is full."""
    rows = _rows(limit, who)
    fresh = RateCount(limit=limit.name, who=who, window=_window(limit), ends_at=_end(limit))
    RateCount.objects.bulk_create([fresh], ignore_conflicts=True)
    return bool(rows.filter(count__lt=limit.times).update(count=F("count") + 1))


def spend(limit: Limit, who: str, hint: str = "") -> None:
    """Count one more for `who`. Raises TooMany with how long to wait when the window is full."""
    if not take(limit, who):
        left = wait(limit)
        raise TooMany(f"{limit.what}太频繁，请在{in_words(left)}后再试。", wait=left, hint=hint)


def give_back(limit: Limit, who: str) -> None:
    """One less: what was counted beforehand turned out not to be one of those that count."""
    _rows(limit, who).filter(count__gt=0).update(count=F("count") - 1)


def forget(limit: Limit, who: str) -> None:
    """Begin anew for `who`."""
    RateCount.objects.filter(limit=limit.name, who=who).delete()


def forget_beginning(limit: Limit, beginning: str) -> None:
    """Begin anew for everybody whose name begins so."""
    RateCount.objects.filter(limit=limit.name, who__startswith=beginning).delete()


def spent(limit: Limit, who: str) -> int:
    """How often in the present window."""
    return _rows(limit, who).values_list("count", flat=True).first() or 0


def wait(limit: Limit) -> int:
    """Seconds until the present window ends, at least one."""
    return max(1, math.ceil((_end(limit) - timezone.now()).total_seconds()))


def in_words(seconds: int) -> str:
    """A span of waiting, rounded up: 40秒, 15分钟, 2小时."""
    if seconds < 60:
        return f"{seconds}秒"
    minutes = -(-seconds // 60)
    return f"{minutes}分钟" if minutes < 120 else f"{-(-minutes // 60)}小时"


def throw_away_old() -> int:
    """Delete the counts of windows that ended; how many."""
    return RateCount.objects.filter(ends_at__lt=timezone.now()).delete()[0]


def limited(limit: Limit, *methods: str) -> Callable[[V], V]:
    """A view that answers 429 to whoever asks too often; `methods` narrows what counts (all by default)."""

    def decorate(view: V) -> V:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not methods or request.method in methods:
                spend(limit, who_asks(request))
            return view(request, *args, **kwargs)

        return run  # type: ignore[return-value]

    return decorate


def who_asks(request: HttpRequest) -> str:
    """The account, or the address of somebody who has not logged in."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user {user.pk}"
    return f"from {client_address(request)}"


def _rows(limit: Limit, who: str) -> QuerySet[RateCount]:
    return RateCount.objects.filter(limit=limit.name, who=who, window=_window(limit))


def _window(limit: Limit) -> int:
    return int(timezone.now().timestamp()) // limit.seconds


def _end(limit: Limit) -> dt.datetime:
    return dt.datetime.fromtimestamp((_window(limit) + 1) * limit.seconds, dt.UTC)
