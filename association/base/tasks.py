from celery import shared_task

from association.base import delivery, heartbeats, jobs, outbox, sealing


@shared_task(name="base.ring_waiting_jobs", ignore_result=True)
def ring_waiting_jobs() -> int:
    heartbeats.note(heartbeats.BEAT)
    return jobs.ring_waiting()


@shared_task(name="base.seal_audit", ignore_result=True)
def seal_audit() -> int:
    return sealing.seal()


@shared_task(name=outbox.SEND, ignore_result=True)
def send_waiting() -> int:
    return delivery.send_waiting()
