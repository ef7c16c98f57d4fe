"""The bell has rung."""

from celery import shared_task

from training.reminders import turns


@shared_task(name="training.remind", ignore_result=True)
def remind() -> int:
    return turns.remind()
