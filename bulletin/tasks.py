"""The bell has rung."""

from celery import shared_task

from bulletin.articles import publishing
from bulletin.checks import links
from bulletin.editions import making
from bulletin.mailing import sending
from bulletin.notices import publishing as notices
from bulletin.notices import reminding, telling
from bulletin.readers import counting
from bulletin.submissions import attaching, importing


@shared_task(name=attaching.READ_WORD, ignore_result=True)
def read_word(job_id: int) -> None:
    importing.run(job_id)


@shared_task(name="bulletin.keep_reads", ignore_result=True)
def keep_reads() -> None:
    counting.keep()


@shared_task(name="bulletin.check_links", ignore_result=True)
def check_links() -> None:
    links.check_due()


@shared_task(name=making.MAKE, ignore_result=True)
def make_edition(job_id: int) -> None:
    making.run(job_id)


@shared_task(name="bulletin.publish_due", ignore_result=True)
def publish_due() -> None:
    publishing.run_due()


@shared_task(name="bulletin.follow_mailings", ignore_result=True)
def follow_mailings() -> int:
    return sending.follow()


@shared_task(name=notices.TELL, ignore_result=True)
def tell_notice(job_id: int) -> None:
    telling.run(job_id)


@shared_task(name="bulletin.remind", ignore_result=True)
def remind() -> None:
    reminding.remind()
