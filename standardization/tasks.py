"""The bell has rung."""

from celery import shared_task

from association.base import jobs
from standardization.cases import timers
from standardization.people import assigning
from standardization.reminders import turns
from standardization.reports import copies


@shared_task(name="standardization.run_clocks", ignore_result=True)
def run_clocks() -> int:
    return timers.run() + assigning.lapse()


@shared_task(name="standardization.remind", ignore_result=True)
def remind() -> int:
    return turns.remind()


@shared_task(name=copies.TASK, ignore_result=True)
def make_report_copies(job_id: int) -> None:
    with jobs.running(job_id) as job:
        if job:
            copies.work(job)
