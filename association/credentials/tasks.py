from celery import shared_task

from association.base import jobs
from association.credentials import printing, runs


@shared_task(name=runs.TASK, ignore_result=True)
def print_run(job_id: int) -> None:
    with jobs.running(job_id) as job:
        if job:
            printing.work(job)


@shared_task(name=printing.HELP, ignore_result=True)
def help_print(run_id: int) -> None:
    printing.help_with(run_id)
