"""A job is done once, whoever rings and however often, and none is lost."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import Task, current_app
from django.db import connections, transaction

from association.accounts.models import User
from association.base import clock, jobs
from association.base.errors import Refused
from association.base.models import Job
from tests.conftest import RunJobs

TASK = "tests.count"
WAIT_SECONDS = 10

Rung = Callable[[], list[tuple[str, int]]]


@pytest.fixture
def rung() -> Iterator[Rung]:
    """What has really reached the broker since: task and job, message by message."""
    messages: list[tuple[str, int]] = []
    with current_app.connection_for_read() as connection:
        queue = connection.SimpleQueue(current_app.conf.task_default_queue)
        queue.clear()

        def listen() -> list[tuple[str, int]]:
            while queue.qsize():
                message = queue.get(block=False)
                messages.append((message.headers["task"], message.payload[0][0]))
                message.ack()
            return messages

        yield listen
        queue.close()


@pytest.fixture
def runs() -> Iterator[list[int]]:
    """A task that notes the jobs it did, registered for one test."""
    done: list[int] = []

    def count(job_id: int) -> None:
        with jobs.running(job_id) as job:
            if job is not None:
                done.append(job.pk)

    current_app.task(count, name=TASK)
    yield done
    current_app.tasks.pop(TASK)


def start(by: User | None = None, **params: Any) -> Job:
    return jobs.start(label="核定会费", task=TASK, params=params, by=by)


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_once_the_row_is_committed(lin: User, rung: Rung) -> None:
    with transaction.atomic():
        job = start(lin, year=2020)
        assert rung() == []
    assert rung() == [(TASK, job.pk)]
    job.refresh_from_db()
    assert (job.state, job.started_by, job.params) == (Job.State.QUEUED, lin, {"year": 2020})


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_rings_for_nobody(rung: Rung) -> None:
    with pytest.raises(RuntimeError):
        start_and_think_better_of_it()
    assert rung() == []
    assert not Job.objects.exists()


@transaction.atomic
def start_and_think_better_of_it() -> None:
    start()
    raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_loses_no_job(
    monkeypatch: pytest.MonkeyPatch, runs: list[int], run_jobs: RunJobs
) -> None:
    with monkeypatch.context() as away:
        away.setattr(current_app, "send_task", refuse_connection)
        with transaction.atomic():
            job = start()
    assert run_jobs() == [job]
    assert runs == [job.pk]


def refuse_connection(*args: Any, **kwargs: Any) -> None:
    raise ConnectionRefusedError


@pytest.mark.django_db
def test_a_job_is_done_and_says_when(runs: list[int], run_jobs: RunJobs) -> None:
    with clock.at("2020-06-08T10:00"):
        start()
        (job,) = run_jobs()
    assert job.state == Job.State.DONE
    assert job.finished_at.astimezone(clock.TZ).isoformat().startswith("2020-06-08T10:00")
    assert runs == [job.pk]


@pytest.mark.django_db
def test_a_job_that_was_rung_for_twice_runs_once(runs: list[int], run_jobs: RunJobs) -> None:
    start()
    (job,) = run_jobs()
    current_app.tasks[TASK](job.pk)
    assert runs == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_gets_the_job() -> None:
    job = start()
    workers = 8
    together = threading.Barrier(workers, timeout=WAIT_SECONDS)
    everybody_asked = threading.Barrier(workers, timeout=WAIT_SECONDS)
    got: list[int] = []

    def work() -> None:
        together.wait()
        try:
            with jobs.running(job.pk) as mine:
                everybody_asked.wait()  # the others ask while this one is at work
                if mine is not None:
                    got.append(mine.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert got == [job.pk]
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE


@pytest.mark.django_db
def test_a_refusal_is_the_jobs_answer() -> None:
    job = start()
    with jobs.running(job.pk):
        raise Refused("2021 年度还没有公布的会费标准。")
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.FAILED, "2021 年度还没有公布的会费标准。")


@pytest.mark.django_db
def test_any_other_error_is_written_down_without_its_details_and_raised() -> None:
    job = start()
    with pytest.raises(ZeroDivisionError), jobs.running(job.pk):
        raise ZeroDivisionError("secret")
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert str(job.pk) in job.message
    assert "secret" not in job.message


@pytest.mark.django_db
def test_a_failed_job_is_not_tried_again(runs: list[int]) -> None:
    job = start()
    with jobs.running(job.pk):
        raise Refused("不行。")
    current_app.tasks[TASK](job.pk)
    with jobs.running(job.pk) as again:
        assert again is None
    assert runs == []


@pytest.mark.django_db
def test_progress_is_shown_and_keeps_the_lease() -> None:
    with clock.at("2020-06-08T10:00"):
        job = start()
    with clock.at("2020-06-08T10:00"), jobs.running(job.pk) as mine:
        assert mine is not None
        with clock.at("2020-06-08T10:05"):
            jobs.advance(mine, done=50, total=200, message="第 50 家")
        seen = Job.objects.get(pk=job.pk)
        assert (seen.percent, seen.message, seen.is_open) == (25, "第 50 家", True)
        assert seen.leased_until.astimezone(clock.TZ).isoformat().startswith("2020-06-08T10:05:30")


def dies_at_work(job: Job) -> None:
    """A worker that is killed closes nothing: the row stays as it was claimed."""
    assert jobs._claim(job.pk) is not None


@pytest.mark.django_db
def test_the_sweeper_rings_for_a_job_whose_worker_died(rung: Rung, runs: list[int]) -> None:
    with clock.at("2020-06-08T10:00"):
        job = start()
        dies_at_work(job)
    with clock.at("2020-06-08T10:00:29"):
        assert jobs.ring_waiting() == 0
        current_app.tasks[TASK](job.pk)
        assert runs == []  # the lease still runs: it might be at work
    with clock.at("2020-06-08T10:00:35"):
        assert jobs.ring_waiting() == 1
        assert rung() == [(TASK, job.pk)]
        current_app.tasks[TASK](job.pk)
        assert runs == [job.pk]
        assert jobs.ring_waiting() == 0


@pytest.mark.django_db
def test_the_sweeper_rings_for_what_nobody_heard_but_gives_it_time(rung: Rung) -> None:
    with clock.at("2020-06-08T10:00"):
        job = start()
    with clock.at("2020-06-08T10:00:09"):
        assert jobs.ring_waiting() == 0
    with clock.at("2020-06-08T10:00:15"):
        assert jobs.ring_waiting() == 1
    assert rung() == [(TASK, job.pk)]


@pytest.mark.django_db
def test_the_sweeper_lets_what_is_finished_rest(runs: list[int], run_jobs: RunJobs) -> None:
    start()
    run_jobs()
    with clock.at(clock.now() + timedelta(days=1)):
        assert jobs.ring_waiting() == 0


@pytest.mark.django_db
def test_the_sweeper_itself_is_rung_by_name(rung: Rung) -> None:
    with clock.at("2020-06-08T10:00"):
        start()
    current_app.loader.import_default_modules()
    sweep: Task = current_app.tasks["base.ring_waiting_jobs"]
    assert sweep() == 1


def test_a_percentage_of_nothing_is_nothing() -> None:
    assert Job(total=0).percent == 0
    assert Job(total=3, done=2).percent == 66
