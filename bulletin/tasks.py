"""The bell has rung."""

from celery import shared_task

from bulletin.checks import links
from bulletin.mailing import sending
from bulletin.submissions import attaching, importing


@shared_task(name=attaching.READ_WORD, ignore_result=True)
def read_word(job_id: int) -> None:
    importing.run(job_id)


@shared_task(name="bulletin.check_links", ignore_result=True)
def check_links() -> None:
    links.check_due()


@shared_task(name="bulletin.follow_mailings", ignore_result=True)
def follow_mailings() -> int:
    return sending.follow()
