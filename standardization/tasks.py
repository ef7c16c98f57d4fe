"""The bell has rung."""

from celery import shared_task

from standardization.cases import timers
from standardization.people import assigning


@shared_task(name="standardization.run_clocks", ignore_result=True)
def run_clocks() -> int:
    return timers.run() + assigning.lapse()
