"""The bell has rung."""

from celery import shared_task

from bulletin.notices import publishing, reminding, telling
from bulletin.submissions import attaching, importing


@shared_task(name=attaching.READ_WORD, ignore_result=True)
def read_word(job_id: int) -> None:
    importing.run(job_id)


@shared_task(name=publishing.TELL, ignore_result=True)
def tell_notice(job_id: int) -> None:
    telling.run(job_id)


@shared_task(name="bulletin.remind", ignore_result=True)
def remind() -> None:
    reminding.remind()
