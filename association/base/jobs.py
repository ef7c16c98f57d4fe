"""Long work as rows. A worker that dies leaves its lease to run out; the sweeper rings again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery import current_app
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from association.base import clock
from association.base.errors import Refused
from association.base.models import Job

LEASE = timedelta(seconds=60)
PATIENCE = timedelta(seconds=10)
_BROKEN = "程序出错，没有办成，数据没有改动。请把任务编号 {} 告诉系统管理员。"


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


def _claim(job_id: int) -> Job | None:
    now = clock.now()
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(pk=job_id)
            .filter(Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, leased_until__lt=now))
            .first()
        )
        if job:
            job.state = Job.State.RUNNING
            job.leased_until = now + LEASE
            job.save(update_fields=["state", "leased_until"])
    return job


@contextmanager
def running(job_id: int) -> Iterator[Job | None]:
    """The job, if it is ours to do now, else None. Whatever happens inside is written on it.

    A Refused becomes the job's message; any other error is written as failed and raised.
    """
    job = _claim(job_id)
    if job is None:
        yield None
        return
    try:
        yield job
    except Refused as refusal:
        _finish(job, Job.State.FAILED, refusal.message)
    except Exception:
        _finish(job, Job.State.FAILED, _BROKEN.format(job.pk))
        raise
    else:
        _finish(job, Job.State.DONE, job.message)


def advance(job: Job, *, done: int, total: int, message: str = "") -> None:
    """Shows how far it is, and keeps the lease. Call it outside the work's own transaction."""
    job.done, job.total, job.message = done, total, message
    job.leased_until = clock.now() + LEASE
    job.save(update_fields=["done", "total", "message", "leased_until"])


def _finish(job: Job, state: Job.State, message: str) -> None:
    job.state, job.message = state, message
    job.finished_at = clock.now()
    job.save()
