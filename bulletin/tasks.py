"""The bell has rung."""

from celery import shared_task

from bulletin.submissions import attaching, importing


@shared_task(name=attaching.READ_WORD, ignore_result=True)
def read_word(job_id: int) -> None:
    importing.run(job_id)
