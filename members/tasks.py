"""The bell has rung for a job: do it, if it is still to be done."""

from celery import shared_task

from association.base import jobs
from members.imports import uploads
from members.money import examining
from members.needs import campaigns
from members.register import certificates
from members.reminders import turns


@shared_task(name=uploads.CHECK, ignore_result=True)
def check_register(job_id: int) -> None:
    with jobs.running(job_id) as job:
        if job:
            uploads.check(job)


@shared_task(name=uploads.WRITE, ignore_result=True)
def write_register(job_id: int) -> None:
    with jobs.running(job_id) as job:
        if job:
            uploads.write(job)


@shared_task(name="members.follow_certificates", ignore_result=True)
def follow_certificates() -> int:
    return certificates.catch_up()


@shared_task(name="members.remind", ignore_result=True)
def remind() -> int:
    return turns.remind()


@shared_task(name="members.check_invariants", ignore_result=True)
def check_invariants() -> bool:
    """Whether the books hold; what was found stands in the row that it appends."""
    return examining.examine().holds


@shared_task(name=campaigns.ISSUE, ignore_result=True)
def issue_needs_cards(job_id: int) -> None:
    with jobs.running(job_id) as job:
        if job:
            campaigns.issue(job)


@shared_task(name="members.follow_needs", ignore_result=True)
def follow_needs() -> int:
    """Cards that are missing, reminders, campaigns that are over."""
    return campaigns.turn()
