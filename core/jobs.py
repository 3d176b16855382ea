"""Long work that survives its worker.

The row is the truth; the broker carries only its number, and may lose it or bring it twice. A worker *claims*
the row with one UPDATE, holds it by a lease that it renews while it reports progress, and may finish it only
while the lease is still its own. `sweep` finds what nobody works on and sends it out again.

    queued ──claim──▶ running ──▶ done / failed / cancelled
       ▲                 │
       └──lease expired──┘

Times here are the machine's, never the simulated clock's: a lease is about processes.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import KombuError

from core.exceptions import Refused

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3  # a job that took three workers down with it will take the fourth
OVERDUE = 10  # leases a job may wait in a queue that moves before its message counts as lost
SECONDS_BETWEEN_REPORTS = 0.5  # a page that shows progress asks about once a second
GAVE_UP = "多次尝试都没有完成，已停止。请重试；仍不成功请联系管理员。"
WENT_WRONG = "处理时出错，没有产生任何结果。请重试；仍不成功请联系管理员。"


class JobState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未成功"
    CANCELLED = "cancelled", "已取消"


OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
IDLE: Mapping[str, Any] = {"lease_until": None, "lease_token": ""}


class LeasedJob(models.Model):
    """Base of a model whose rows are long work. `task_name` names the Celery task; it takes the primary key.

    Only this module writes these fields; the actions of the app that owns the row call it.
    """

    task_name: ClassVar[str]

    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    progress = models.PositiveSmallIntegerField("进度", default=0, help_text="百分比")
    step = models.CharField("当前步骤", max_length=100, blank=True)
    error = models.CharField("未成功的原因", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    cancel_requested = models.BooleanField("已请求取消", default=False)
    queued_at = models.DateTimeField("提交时间", default=timezone.now)
    dispatched_at = models.DateTimeField("最近派发时间", null=True, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    lease_until = models.DateTimeField("占用期限", null=True, blank=True)
    lease_token = models.CharField("占用标记", max_length=32, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_progress_is_percent",
                condition=Q(progress__gte=0, progress__lte=100),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_running_is_leased",
                condition=(Q(state=JobState.RUNNING, lease_until__isnull=False) & ~Q(lease_token=""))
                | (~Q(state=JobState.RUNNING) & Q(lease_until=None, lease_token="")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_over_has_end",
                condition=Q(state__in=OVER, finished_at__isnull=False)
                | (~Q(state__in=OVER) & Q(finished_at=None)),
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    def dispatch_on_commit(self) -> None:
        """Send the job out once the running transaction is committed and a worker can see it."""
        transaction.on_commit(self.dispatch)

    def dispatch(self) -> bool:
        """Tell a worker. False when the broker is away: the row stays queued, a sweep tells one later."""
        _rows(self).update(dispatched_at=timezone.now())
        try:
            current_app.send_task(
                self.task_name, args=[self.pk], expires=OVERDUE * settings.JOB_LEASE_SECONDS
            )
        except (KombuError, OSError) as error:
            log.warning("broker away (%s): %s stays queued", type(error).__name__, self)
            return False
        return True

    def request_cancel(self) -> bool:
        """Cancel at once if nobody has begun, else ask the worker to stop. False when it is over already."""
        now = timezone.now()
        if _rows(self).filter(state=JobState.QUEUED).update(state=JobState.CANCELLED, finished_at=now):
            return True
        return bool(_rows(self).filter(state=JobState.RUNNING).update(cancel_requested=True))

    def retry(self) -> bool:
        """Queue a job that failed or was cancelled once more, and send it out. False in any other state."""
        again = _rows(self).filter(state__in=(JobState.FAILED, JobState.CANCELLED))
        fresh = {"attempts": 0, "progress": 0, "step": "", "error": "", "cancel_requested": False}
        if not again.update(state=JobState.QUEUED, finished_at=None, queued_at=timezone.now(), **fresh):
            return False
        self.dispatch_on_commit()
        return True


J = TypeVar("J", bound=LeasedJob)


class JobCancelled(Exception):
    """Raised inside the work when its cancellation was asked for. Clean up and let it pass."""


class LeaseLost(Exception):
    """Raised inside the work when another worker has the job by now. Publish nothing."""


@dataclass
class Lease(Generic[J]):
    """The right of one worker to one job, as long as it shows signs of life."""

    job: J
    token: str
    ended: bool = False
    beat: Callable[[], None] | None = None
    _reported: float = field(default=0.0, repr=False)

    def report(self, percent: int, step: str = "") -> None:
        """Renew the lease and show progress. Raises JobCancelled or LeaseLost.

        Call it as often as you like (it writes at most twice a second), and at least every JOB_LEASE_SECONDS,
        or the job counts as dead.
        """
        if time.monotonic() - self._reported < SECONDS_BETWEEN_REPORTS:
            return
        shown = {"progress": max(0, min(99, percent)), "step": step[:100]}  # 100 is for done
        if not self._held().filter(cancel_requested=False).update(lease_until=_lease_end(), **shown):
            raise JobCancelled if self._held().exists() else LeaseLost
        self._reported = time.monotonic()
        if self.beat:  # the work is part of a larger job, which must stay alive too
            self.beat()

    def done(self, **fields: Any) -> None:
        """Finish, writing the result's own `fields` in the same UPDATE. Raises LeaseLost and writes nothing.

        `run` calls it; work that must record more in the same transaction calls it there itself.
        """
        self._end(JobState.DONE, progress=100, step="", **fields)

    def failed(self, sentence: str) -> None:
        """Finish without result; `sentence` tells the person what to do. Raises LeaseLost."""
        self._end(JobState.FAILED, error=sentence[:300])

    def cancelled(self) -> None:
        """Finish because it was asked for. Raises LeaseLost."""
        self._end(JobState.CANCELLED)

    def _held(self) -> models.QuerySet[J]:
        return _rows(self.job).filter(state=JobState.RUNNING, lease_token=self.token)

    def _end(self, state: JobState, **fields: Any) -> None:
        if not self._held().update(state=state, finished_at=timezone.now(), **IDLE, **fields):
            raise LeaseLost
        self.ended = True


def claim(model: type[J], pk: int) -> Lease[J] | None:
    """Take the job; None when it is over, cancelled, or in living hands. One UPDATE decides among workers."""
    now, token = timezone.now(), uuid.uuid4().hex
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    rows = model._base_manager.filter(free, pk=pk, cancel_requested=False)
    taken = {"lease_token": token, "lease_until": _lease_end(), "attempts": F("attempts") + 1}
    if not rows.update(state=JobState.RUNNING, started_at=now, progress=0, **taken):
        return None
    return Lease(model._base_manager.get(pk=pk), token)


def run(
    model: type[J],
    pk: int,
    work: Callable[[Lease[J]], Mapping[str, Any] | None],
    beat: Callable[[], None] | None = None,
) -> JobState | None:
    """Claim the job, do the work, record how it ended. The body of every task of a LeasedJob.

    `beat` is called with each report, for work that is part of a larger job; what it raises ends this one.

    `work` returns the fields of the result, which are written together with "done". A `Refused` becomes the
    job's error sentence; any other exception is logged and becomes a general one. None: nothing was ours.
    """
    lease = claim(model, pk)
    if lease is None:
        return None
    lease.beat = beat
    try:
        return _outcome(lease, work)
    except LeaseLost:
        log.warning("%s went to another worker; this result is dropped", lease.job)
        return None


def _outcome(lease: Lease[J], work: Callable[[Lease[J]], Mapping[str, Any] | None]) -> JobState:
    try:
        result = work(lease) or {}
        if not lease.ended:
            lease.done(**result)
    except LeaseLost:
        raise
    except JobCancelled:
        lease.cancelled()
        return JobState.CANCELLED
    except Refused as refusal:
        lease.failed(refusal.message)
        return JobState.FAILED
    except Exception:
        log.exception("%s failed", lease.job)
        lease.failed(WENT_WRONG)
        return JobState.FAILED
    return JobState.DONE


@dataclass(frozen=True)
class Swept:
    """What a sweep did: how many jobs it ended, and how many it sent out again."""

    ended: int
    sent: int


def sweep(model: type[LeasedJob]) -> Swept:
    """Queue jobs with expired leases again, and send out what waits too long. Safe to run twice."""
    now = timezone.now()
    dead = model._base_manager.filter(state=JobState.RUNNING, lease_until__lt=now)
    ended = dead.filter(cancel_requested=True).update(state=JobState.CANCELLED, finished_at=now, **IDLE)
    worn_out = dead.filter(attempts__gte=MOST_ATTEMPTS)
    ended += worn_out.update(state=JobState.FAILED, error=GAVE_UP, finished_at=now, **IDLE)
    dead.filter(cancel_requested=False).update(state=JobState.QUEUED, dispatched_at=None, **IDLE)
    return Swept(ended, sum(job.dispatch() for job in _forgotten(model, now)))


def _forgotten(model: type[LeasedJob], now: datetime) -> models.QuerySet[LeasedJob]:
    """Queued jobs whose message is lost. While others are at work it moves, and a wait proves little."""
    moves = model._base_manager.filter(state=JobState.RUNNING).exists()
    lost_since = now - _lease() * (OVERDUE if moves else 1)
    waiting = model._base_manager.filter(state=JobState.QUEUED)
    return waiting.filter(Q(dispatched_at=None) | Q(dispatched_at__lt=lost_since)).order_by("pk")


def models_with_jobs() -> list[type[LeasedJob]]:
    """Every model whose rows are long work."""
    return [model for model in apps.get_models() if issubclass(model, LeasedJob)]


def _rows(job: J) -> models.QuerySet[J]:
    return type(job)._base_manager.filter(pk=job.pk)


def _lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _lease_end() -> datetime:
    return timezone.now() + _lease()
