"""Long work: who may take a job, how it ends, what a sweep mends. test_workers.py kills real workers."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from celery import current_app
from django.apps.registry import Apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from core import jobs
from core.exceptions import NotNow
from core.jobs import JobCancelled, JobState, LeasedJob, LeaseLost, Swept, claim, run, sweep

aside = Apps()  # a registry of its own: no other test sees this model


class Parcel(LeasedJob):
    task_name = "tests.send_parcel"
    result = models.CharField(max_length=20, blank=True)

    class Meta(LeasedJob.Meta):
        abstract = False
        app_label = "core"
        apps = aside


@pytest.fixture(scope="session")
def _parcels(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Parcel)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Parcel)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The job numbers that went to the broker."""
    numbers: list[int] = []

    def send(name: str, args: list[int], **options: Any) -> None:
        assert name == "tests.send_parcel"
        numbers.extend(args)

    monkeypatch.setattr(current_app, "send_task", send)
    return numbers


@pytest.fixture
def broker_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def send(*args: Any, **options: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(current_app, "send_task", send)


pytestmark = pytest.mark.usefixtures("_parcels")
db = pytest.mark.django_db


def now() -> dt.datetime:
    return timezone.now()


def running(*, expired: bool = False, **fields: Any) -> Parcel:
    until = now() + dt.timedelta(seconds=-1 if expired else 60)
    fields = {"lease_until": until, "lease_token": "other", "attempts": 1, **fields}
    return Parcel.objects.create(state=JobState.RUNNING, **fields)


def over(state: JobState) -> Parcel:
    return Parcel.objects.create(state=state, finished_at=now())


def seen(job: Parcel) -> tuple[str, int, str]:
    job.refresh_from_db()
    return job.state, job.progress, job.error


# --- claim --------------------------------------------------------------------------------------------------


@db
@pytest.mark.parametrize(
    ("make", "taken"),
    [
        (Parcel.objects.create, True),
        (running, False),
        (lambda: running(expired=True), True),
        (lambda: running(expired=True, cancel_requested=True), False),
        (lambda: over(JobState.DONE), False),
        (lambda: over(JobState.FAILED), False),
        (lambda: over(JobState.CANCELLED), False),
    ],
)
def test_who_can_be_claimed(make, taken):
    job = make()
    lease = claim(Parcel, job.pk)
    assert (lease is not None) is taken
    if lease:
        job.refresh_from_db()
        assert (job.state, job.lease_token) == (JobState.RUNNING, lease.token)
        assert dt.timedelta(seconds=110) < job.lease_until - now() <= dt.timedelta(seconds=120)


@db
def test_a_claim_of_nothing_is_none():
    assert claim(Parcel, 4711) is None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_it():
    job = Parcel.objects.create()
    start, got = threading.Barrier(6), []

    def worker() -> None:
        start.wait()
        try:
            got.append(claim(Parcel, job.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6
    assert len([lease for lease in got if lease]) == 1
    job.refresh_from_db()
    assert job.attempts == 1
    Parcel.objects.all().delete()


# --- run ----------------------------------------------------------------------------------------------------


def refuse(lease):
    raise NotNow("会议还没有召开，先召开会议。")


def stumble(lease):
    raise ValueError("张三")


def stop(lease):
    lease.job.request_cancel()
    lease.report(30, "写文件")
    raise AssertionError("the report must have ended the work")


@db
@pytest.mark.parametrize(
    ("work", "outcome", "error"),
    [
        (lambda lease: {"result": "box"}, JobState.DONE, ""),
        (lambda lease: None, JobState.DONE, ""),
        (refuse, JobState.FAILED, "会议还没有召开，先召开会议。"),
        (stumble, JobState.FAILED, jobs.WENT_WRONG),
        (stop, JobState.CANCELLED, ""),
    ],
)
def test_how_work_ends(work, outcome, error):
    job = Parcel.objects.create()
    assert run(Parcel, job.pk, work) == outcome
    job.refresh_from_db()
    assert (job.state, job.error, job.lease_until, job.lease_token) == (outcome, error, None, "")
    assert job.finished_at is not None
    assert (job.progress == 100) is (outcome == JobState.DONE)


@db
def test_the_result_is_written_with_the_end():
    job = Parcel.objects.create()
    run(Parcel, job.pk, lambda lease: {"result": "box"})
    job.refresh_from_db()
    assert job.result == "box"


@db
def test_work_may_finish_inside_its_own_transaction():
    job = Parcel.objects.create()

    def work(lease):
        with transaction.atomic():
            lease.done(result="own")

    assert run(Parcel, job.pk, work) == JobState.DONE
    job.refresh_from_db()
    assert job.result == "own"


@db
def test_a_finish_that_is_rolled_back_is_a_failure():
    job = Parcel.objects.create()

    def work(lease):
        with transaction.atomic():
            lease.done(result="own")
            raise ValueError

    assert run(Parcel, job.pk, work) == JobState.FAILED
    job.refresh_from_db()
    assert (job.result, job.state) == ("", JobState.FAILED)


@db
def test_the_words_of_an_exception_reach_neither_row_nor_page():
    job = Parcel.objects.create()
    run(Parcel, job.pk, stumble)
    job.refresh_from_db()
    assert "张三" not in job.error


@db
def test_whoever_lost_the_lease_publishes_nothing():
    job = Parcel.objects.create()

    def slow(lease):
        Parcel.objects.filter(pk=job.pk).update(lease_token="another worker")
        return {"result": "late"}

    assert run(Parcel, job.pk, slow) is None
    job.refresh_from_db()
    assert (job.state, job.result, job.lease_token) == (JobState.RUNNING, "", "another worker")


@db
def test_a_report_renews_the_lease_and_shows_the_step(monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_REPORTS", 0)
    lease = claim(Parcel, Parcel.objects.create().pk)
    Parcel.objects.update(lease_until=now() + dt.timedelta(seconds=1))
    lease.report(40, "写第 4 份文件")
    job = Parcel.objects.get()
    assert (job.progress, job.step) == (40, "写第 4 份文件")
    assert job.lease_until > now() + dt.timedelta(seconds=100)
    lease.report(250)
    assert Parcel.objects.get().progress == 99, "100 is for done"


@db
def test_reports_in_a_loop_cost_one_query(django_assert_num_queries):
    lease = claim(Parcel, Parcel.objects.create().pk)
    with django_assert_num_queries(1):
        for percent in range(50):
            lease.report(percent)


@db
def test_a_report_without_the_lease_ends_the_work(monkeypatch):
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN_REPORTS", 0)
    lease = claim(Parcel, Parcel.objects.create().pk)
    Parcel.objects.update(cancel_requested=True)
    with pytest.raises(JobCancelled):
        lease.report(10)
    Parcel.objects.update(lease_token="another worker")
    with pytest.raises(LeaseLost):
        lease.report(20)


# --- cancel, retry ------------------------------------------------------------------------------------------


@db
@pytest.mark.parametrize(
    ("make", "accepted", "state", "asked"),
    [
        (Parcel.objects.create, True, JobState.CANCELLED, False),
        (running, True, JobState.RUNNING, True),
        (lambda: over(JobState.DONE), False, JobState.DONE, False),
        (lambda: over(JobState.FAILED), False, JobState.FAILED, False),
        (lambda: over(JobState.CANCELLED), False, JobState.CANCELLED, False),
    ],
)
def test_cancel(make, accepted, state, asked):
    job = make()
    assert job.request_cancel() is accepted
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == (state, asked)


@db
@pytest.mark.parametrize(
    ("make", "accepted"),
    [
        (Parcel.objects.create, False),
        (running, False),
        (lambda: over(JobState.DONE), False),
        (lambda: over(JobState.FAILED), True),
        (lambda: over(JobState.CANCELLED), True),
    ],
)
def test_retry(make, accepted, sent, django_capture_on_commit_callbacks):
    job = make()
    before = job.state
    with django_capture_on_commit_callbacks(execute=True):
        assert job.retry() is accepted
    job.refresh_from_db()
    assert job.state == (JobState.QUEUED if accepted else before)
    assert sent == ([job.pk] if accepted else [])


# --- dispatch and sweep -------------------------------------------------------------------------------------


@db
def test_nothing_is_sent_before_the_commit(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = Parcel.objects.create()
        job.dispatch_on_commit()
        assert sent == []
    assert sent == [job.pk]


@db
def test_without_a_broker_the_job_stays_queued(broker_away, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = Parcel.objects.create()
        job.dispatch_on_commit()
    assert seen(job) == (JobState.QUEUED, 0, "")


@db
@pytest.mark.parametrize(
    ("make", "state", "swept"),
    [
        # never sent out; sent out long ago; sent out just now
        (Parcel.objects.create, JobState.QUEUED, Swept(0, 1)),
        (
            lambda: Parcel.objects.create(dispatched_at=now() - dt.timedelta(seconds=121)),
            JobState.QUEUED,
            Swept(0, 1),
        ),
        (
            lambda: Parcel.objects.create(dispatched_at=now() - dt.timedelta(seconds=100)),
            JobState.QUEUED,
            Swept(0, 0),
        ),
        # in living hands; its worker died; died on request; died once too often
        (running, JobState.RUNNING, Swept(0, 0)),
        (lambda: running(expired=True, dispatched_at=now()), JobState.QUEUED, Swept(0, 1)),
        (lambda: running(expired=True, cancel_requested=True), JobState.CANCELLED, Swept(1, 0)),
        (lambda: running(expired=True, attempts=3), JobState.FAILED, Swept(1, 0)),
        (lambda: over(JobState.DONE), JobState.DONE, Swept(0, 0)),
        (lambda: over(JobState.FAILED), JobState.FAILED, Swept(0, 0)),
    ],
)
def test_sweep(make, state, swept, sent):
    job = make()
    assert sweep(Parcel) == swept
    job.refresh_from_db()
    assert job.state == state
    assert sent == [job.pk] * swept.sent
    assert sweep(Parcel) == Swept(0, 0), "a second sweep finds nothing"


@db
@pytest.mark.parametrize(("minutes", "sent_again"), [(2.1, False), (19.9, False), (20.1, True)])
def test_while_the_queue_moves_a_long_wait_is_no_loss(minutes, sent_again, sent):
    """Else a queue longer than the lease would be sent again and again, and grow by itself."""
    running()
    job = Parcel.objects.create(dispatched_at=now() - dt.timedelta(minutes=minutes))
    sweep(Parcel)
    assert sent == ([job.pk] if sent_again else [])


# --- what the database itself refuses -----------------------------------------------------------------------


@db
@pytest.mark.parametrize(
    "fields",
    [
        {"progress": 101},
        {"state": JobState.RUNNING},
        {"state": JobState.RUNNING, "lease_until": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"lease_token": "left over"},
        {"state": JobState.DONE},
        {"finished_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_impossible_rows(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Parcel.objects.create(**fields)


def test_the_test_model_is_nobodys_model():
    assert Parcel not in jobs.models_with_jobs()
