from celery import shared_task

from association.base import jobs


@shared_task(name="base.ring_waiting_jobs", ignore_result=True)
def ring_waiting_jobs() -> int:
    return jobs.ring_waiting()
