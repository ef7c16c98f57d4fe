"""Of two workers that both believe a job to be theirs, only the later one writes anything."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, connection, connections, transaction

from association.base import audit, clock, jobs
from association.base.errors import Refused
from association.base.models import AuditEntry, Job

WAIT_SECONDS = 30


def start() -> Job:
    return jobs.start(label="导入名册", task="tests.lease", params={}, by=None)


def wait_until(holds: Callable[[], Any]) -> None:
    give_up = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.02)


@contextmanager
def elsewhere(work: Callable[[], None]) -> Iterator[None]:
    """Does this in another worker, on a connection of its own, while the block runs."""

    def play() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=play)
    thread.start()
    try:
        yield
    finally:
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive()


def done_by_another(job: Job, message: str = "由后来者写入") -> None:
    """A minute later somebody else does the job from beginning to end."""
    with clock.at(clock.now() + timedelta(minutes=1)), jobs.running(job.pk) as other:
        assert other is not None
        other.message = message


@pytest.mark.django_db
def test_each_taking_of_a_job_is_counted() -> None:
    job = start()
    for attempt in (1, 2, 3):
        with clock.at(clock.now() + timedelta(minutes=attempt)):
            taken = jobs._claim(job.pk)
            assert taken is not None
            assert taken.attempt == attempt


@pytest.mark.django_db
def test_who_was_overtaken_may_not_write_the_result() -> None:
    job = start()
    with jobs.running(job.pk) as mine:
        assert mine is not None
        done_by_another(job)
        with pytest.raises(jobs.LeaseLost), transaction.atomic():
            jobs.still_ours(mine)


@pytest.mark.django_db
def test_who_was_overtaken_may_not_say_how_far_it_is_and_stops_without_a_word() -> None:
    job = start()
    came_further = False
    with jobs.running(job.pk) as mine:
        assert mine is not None
        done_by_another(job)
        jobs.advance(mine, done=1, total=2)
        came_further = True
    job.refresh_from_db()
    assert not came_further
    assert (job.state, job.message, job.done) == (Job.State.DONE, "由后来者写入", 0)


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [None, Refused("不行。")], ids=["finished", "refused"])
def test_the_outcome_of_who_was_overtaken_replaces_nothing(outcome: Refused | None) -> None:
    job = start()
    with jobs.running(job.pk) as mine:
        assert mine is not None
        done_by_another(job)
        mine.message = "由先来者写入"
        if outcome:
            raise outcome
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.DONE, "由后来者写入")


@pytest.mark.django_db
def test_an_error_of_who_was_overtaken_is_raised_but_not_the_jobs() -> None:
    job = start()
    with pytest.raises(ZeroDivisionError), jobs.running(job.pk):
        done_by_another(job)
        raise ZeroDivisionError
    job.refresh_from_db()
    assert job.state == Job.State.DONE


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_while_the_result_is_written_nobody_takes_over_though_the_lease_ran_out() -> None:
    job = start()
    seen: list[Job | None] = []
    with jobs.running(job.pk) as mine:
        assert mine is not None
        with transaction.atomic():
            jobs.still_ours(mine)
            with clock.at(clock.now() + timedelta(minutes=5)):
                assert jobs.ring_waiting() == 1
                with elsewhere(lambda: seen.append(jobs._claim(job.pk))):
                    pass
    assert seen == [None]
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.DONE, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_a_long_step_keeps_its_lease_without_saying_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "RENEWAL", timedelta(seconds=0.05))
    job = start()
    with jobs.running(job.pk) as mine:
        assert mine is not None
        wait_until(lambda: Job.objects.get(pk=job.pk).leased_until > mine.leased_until)
        later = Job.objects.get(pk=job.pk).leased_until
        wait_until(lambda: Job.objects.get(pk=job.pk).leased_until > later)
    assert not [one for one in threading.enumerate() if one.name.endswith("(_renew_until)")]


def freezes_while_writing(job: Job, meanwhile: Callable[[], Any]) -> None:
    """Says nothing in its transaction for longer than it may, until something holds meanwhile."""
    frozen, woken = threading.Event(), threading.Event()
    woke_to: list[BaseException] = []

    def write() -> None:
        try:
            with jobs.running(job.pk) as mine, transaction.atomic():
                assert mine is not None
                jobs.still_ours(mine)
                audit.record(job, "导入名册", by=None, reason="先来者")
                frozen.set()
                woken.wait(WAIT_SECONDS)
                audit.record(job, "导入名册", by=None, reason="先来者")
        except (DatabaseError, InterfaceError) as error:
            woke_to.append(error)

    with elsewhere(write):
        assert frozen.wait(WAIT_SECONDS)
        wait_until(meanwhile)
        woken.set()
    assert len(woke_to) == 1
    job.refresh_from_db()


def written_by() -> list[str]:
    return [entry.reason for entry in AuditEntry.objects.filter(action="导入名册")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_who_freezes_while_writing_is_overtaken_and_writes_nothing_when_it_wakes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "SILENCE", timedelta(seconds=0.3))
    job = start()
    freezes_while_writing(job, lambda: taken_a_minute_later(job))
    assert (job.state, job.attempt, written_by()) == (Job.State.DONE, 2, ["后来者"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_who_wakes_before_anybody_took_over_leaves_the_job_to_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "SILENCE", timedelta(seconds=0.3))
    job = start()
    freezes_while_writing(job, nobody_holds_a_job)
    assert (job.state, job.attempt, written_by()) == (Job.State.RUNNING, 1, [])


def nobody_holds_a_job() -> bool:
    with transaction.atomic():
        return bool(Job.objects.select_for_update(skip_locked=True))


def taken_a_minute_later(job: Job) -> bool:
    with clock.at(clock.now() + timedelta(minutes=1)):
        return taken_and_done(job)


def taken_and_done(job: Job) -> bool:
    with jobs.running(job.pk) as mine:
        if mine is None:
            return False
        with transaction.atomic():
            jobs.still_ours(mine)
            audit.record(job, "导入名册", by=None, reason="后来者")
    return True


@pytest.mark.django_db(transaction=True)
def test_a_result_is_only_written_inside_a_transaction() -> None:
    job = start()
    with pytest.raises(transaction.TransactionManagementError), jobs.running(job.pk) as mine:
        assert mine is not None
        jobs.still_ours(mine)


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_a_database_that_goes_away_is_no_fault_of_the_work_which_is_tried_again() -> None:
    job = start()

    def lose_the_connection() -> None:
        with (
            pytest.raises((DatabaseError, InterfaceError)),
            jobs.running(job.pk),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    with elsewhere(lose_the_connection):
        pass
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.RUNNING, "")
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert jobs.ring_waiting() == 1
    done_by_another(job)
    job.refresh_from_db()
    assert job.state == Job.State.DONE


@pytest.mark.django_db
def test_work_that_breaks_its_worker_each_time_is_given_up_with_a_sentence() -> None:
    job = start()
    now = clock.now()
    for attempt in range(jobs.TRIES):
        with clock.at(now + timedelta(minutes=attempt)):
            assert jobs._claim(job.pk) is not None
    with clock.at(now + timedelta(minutes=jobs.TRIES)):
        assert jobs._claim(job.pk) is None
        assert jobs.ring_waiting() == 0
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.finished_at is not None
    assert f"{jobs.TRIES} 次" in job.message
    assert str(job.pk) in job.message
