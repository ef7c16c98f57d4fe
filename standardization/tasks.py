"""The bell has rung."""

from celery import shared_task

from standardization.cases import timers
from standardization.people import assigning
from standardization.reminders import turns


@shared_task(name="standardization.run_clocks", ignore_result=True)
def run_clocks() -> int:
    return timers.run() + assigning.lapse()


@shared_task(name="standardization.remind", ignore_result=True)
def remind() -> int:
    return turns.remind()
