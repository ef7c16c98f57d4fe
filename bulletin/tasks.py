"""The bell has rung."""

from celery import shared_task

from bulletin.readers import counting
from bulletin.submissions import attaching, importing


@shared_task(name=attaching.READ_WORD, ignore_result=True)
def read_word(job_id: int) -> None:
    importing.run(job_id)


@shared_task(name="bulletin.keep_reads", ignore_result=True)
def keep_reads() -> None:
    counting.keep()
