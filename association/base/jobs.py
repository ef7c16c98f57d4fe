"""Long work as rows. Whoever does one holds a lease; if that runs out, the sweeper rings again.

A lease alone proves nothing: a worker that was frozen wakes up and doesn't know that another one
took over. Therefore each taking is counted, and everything a worker writes about its job, or in its
name, holds only while the count is its own. ``still_ours`` is that fence in front of the work's own
transaction.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery import current_app
from django.contrib.auth.models import AbstractBaseUser
from django.db import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.models import Q, QuerySet

from association.base import clock
from association.base.errors import Refused
from association.base.models import Job

logger = logging.getLogger(__name__)

# Lease, the sweeper's ten seconds and the work itself: a killed worker's job is done in a minute.
LEASE = timedelta(seconds=30)
RENEWAL = timedelta(seconds=10)
# Who says nothing in the middle of a transaction for so long is held to be frozen.
SILENCE = timedelta(seconds=60)
# Work that breaks its worker each time must not be tried for ever.
TRIES = 5
PATIENCE = timedelta(seconds=10)

# What psycopg2 says when a connection broke, or the database ended it, has these three names.
_DATABASE_AWAY = (OperationalError, InterfaceError, InternalError)
_BROKEN = "程序出错，没有办成，数据没有改动。请把任务编号 {} 告诉系统管理员。"
_GIVEN_UP = "程序 {} 次在中途中断，不再自动重试。请把任务编号 {} 告诉系统管理员。"


class LeaseLost(Exception):  # noqa: N818 - reads as what happened
    """Somebody else has the job by now: write nothing more in its name."""


def start(*, label: str, task: str, params: dict[str, Any], by: AbstractBaseUser | None) -> Job:
    """Writes the job in the caller's transaction; the bell rings once that is committed."""
    job = Job.objects.create(
        label=label,
        task=task,
        params=params,
        started_by=by,  # type: ignore[misc]  # the class of our users lives above
        created_at=clock.now(),
    )
    transaction.on_commit(lambda: _ring(job), robust=True)
    return job


def _ring(job: Job) -> None:
    current_app.send_task(job.task, args=[job.pk], retry=False)


def ring_waiting() -> int:
    """Rings for what a lost message or a dead worker left behind; how many it rang for."""
    now = clock.now()
    waiting = Job.objects.filter(
        Q(state=Job.State.QUEUED, created_at__lt=now - PATIENCE)
        | Q(state=Job.State.RUNNING, leased_until__lt=now)
    )
    for job in waiting:
        _ring(job)
    return len(waiting)


@transaction.atomic
def _claim(job_id: int) -> Job | None:
    now = clock.now()
    job = (
        Job.objects.select_for_update(skip_locked=True)
        .filter(pk=job_id)
        .filter(Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, leased_until__lt=now))
        .first()
    )
    if job is None:
        return None
    if job.attempt >= TRIES:
        _finish(job, Job.State.FAILED, _GIVEN_UP.format(TRIES, job.pk))
        return None
    job.state, job.attempt, job.leased_until = Job.State.RUNNING, job.attempt + 1, now + LEASE
    job.save(update_fields=["state", "attempt", "leased_until"])
    return job


@contextmanager
def running(job_id: int) -> Iterator[Job | None]:
    """The job, if it is ours to do now, else None. Whatever happens inside is written on it.

    A Refused becomes the job's message; a database that went away leaves it to be taken up again;
    any other error is written as failed. Both are raised. Once somebody else has the job nothing is
    written.
    """
    job = _claim(job_id)
    if job is None:
        yield None
        return
    try:
        with _renewed(job):
            yield job
    except LeaseLost:
        logger.warning("Job %s was taken over; attempt %s stops.", job.pk, job.attempt)
    except Refused as refusal:
        _finish(job, Job.State.FAILED, refusal.message)
    except _DATABASE_AWAY:
        raise
    except Exception:
        _finish(job, Job.State.FAILED, _BROKEN.format(job.pk))
        raise
    else:
        _finish(job, Job.State.DONE, job.message)


@contextmanager
def _renewed(job: Job) -> Iterator[None]:
    """Renews the lease beside the work, so that no single step is too long for it."""
    over = threading.Event()
    beside = threading.Thread(target=_renew_until, args=[over, job], daemon=True)
    beside.start()
    try:
        yield
    finally:
        over.set()
        beside.join()


def _renew_until(over: threading.Event, job: Job) -> None:
    try:
        while not over.wait(RENEWAL.total_seconds()):
            try:
                _renew(job)
            except (DatabaseError, InterfaceError) as error:
                logger.warning("The lease of job %s can't be renewed: %s", job.pk, error)
                connection.close()
    finally:
        connections.close_all()  # this thread's own


@transaction.atomic
def _renew(job: Job) -> None:
    """Locked is the row only by its own worker, in ``still_ours``, and then nobody takes it."""
    if _mine(job).select_for_update(skip_locked=True, no_key=True).first():
        _mine(job).update(leased_until=clock.now() + LEASE)


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt)


def still_ours(job: Job) -> None:
    """Call it first in the transaction that writes the result: until that ends nobody takes over.

    Should the worker be frozen in the middle, the database ends the transaction after ``SILENCE``.
    Raises LeaseLost if somebody took over already, TransactionManagementError outside of one.
    """
    if not _mine(job).select_for_update(no_key=True).first():
        raise LeaseLost
    end_if_frozen()


def end_if_frozen() -> None:
    """Should the worker be frozen in this transaction, the database ends it after ``SILENCE``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('idle_in_transaction_session_timeout', %s, true)",
            [str(round(SILENCE.total_seconds() * 1000))],
        )


def advance(job: Job, *, done: int, total: int, message: str = "") -> None:
    """Shows how far it is. Call it outside the work's own transaction. Raises LeaseLost."""
    job.done, job.total, job.message = done, total, message
    seen = _mine(job).update(
        done=done, total=total, message=message, leased_until=clock.now() + LEASE
    )
    if not seen:
        raise LeaseLost


def _finish(job: Job, state: Job.State, message: str) -> None:
    written = _mine(job).update(
        state=state,
        message=message,
        done=job.done,
        total=job.total,
        result=job.result,
        finished_at=clock.now(),
    )
    if not written:
        logger.warning("Job %s was taken over; attempt %s is not noted.", job.pk, job.attempt)
