"""The bell has rung."""

from celery import shared_task

from training.certificates import telling
from training.reminders import turns


@shared_task(name="training.remind", ignore_result=True)
def remind() -> int:
    return turns.remind()


@shared_task(name="training.tell_certificates", ignore_result=True)
def tell_certificates() -> int:
    return telling.tell_ready()
