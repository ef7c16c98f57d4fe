"""The files of a run, made in small helpings by whoever has time: one process or many.

Whoever takes a helping holds a lease on each of its rows. A process that is killed leaves them to
the next when the lease runs out; one that was frozen and wakes finds that the rows were taken again
and writes nothing. A helping's files are written in one transaction, each exactly once: the
database lets a credential have its file set one time.
"""

import logging
import time
from contextlib import suppress
from datetime import timedelta

from celery import current_app
from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import F, Q
from kombu.exceptions import KombuError

from association.base import audit, clock, files, jobs
from association.base.errors import Refused
from association.base.models import Job
from association.credentials import bundling, making, runs, signing
from association.credentials.models import Credential, Printing, PrintRun

log = logging.getLogger(__name__)

HELPING = 10  # about a second's work
LEASE = timedelta(seconds=30)
PAUSE = 0.5  # seconds between two looks, while the rest is in other hands
HELPERS = 3
HELP = "credentials.help_print"


def work(job: Job) -> None:
    """Sees a run through, prints at it, and binds the bundles when the last file is there.

    Raises Refused if some could not be made, jobs.LeaseLost if another took over.
    """
    run = PrintRun.objects.get(pk=job.params["run"])
    for _ in range(min(HELPERS, run.count // HELPING)):
        ring(run.pk)
    while (state := runs.progress(run)).waiting:
        jobs.advance(job, done=state.done, total=run.count, message="正在制作证书文件")
        if not print_some(run):
            time.sleep(PAUSE)
    jobs.advance(job, done=state.done, total=run.count, message="正在打包")
    if state.failed:
        raise Refused(
            f"{state.failed} 份没有制成，其余 {state.done} 份已制成。请看各份的问题，改正后继续制作。"
        )
    bundling.bind(run, job)
    _finish(run, job, state)


def _finish(run: PrintRun, job: Job, state: runs.Progress) -> None:
    with transaction.atomic():
        jobs.still_ours(job)
        run.finished_at = clock.now()
        run.save(update_fields=["finished_at"])
        audit.record(run, "制成证书", by=run.created_by, after={"份数": state.done})
    job.done, job.message = state.done, f"{state.done} 份证书已全部制成。"
    job.result = {"run": run.pk, "made": state.done, "void": state.void}


def help_with(run_id: int) -> None:
    """One helping of a run; if there was one, the bell goes round again behind what else waits."""
    run = PrintRun.objects.filter(pk=run_id, finished_at=None).first()
    if run is not None and print_some(run):
        ring(run_id)


def ring(run_id: int) -> None:
    """A lost bell costs time alone: who sees the run through prints as well."""
    with suppress(KombuError, OSError):
        current_app.send_task(HELP, args=[run_id], retry=False)


def print_some(run: PrintRun) -> int:
    """Takes a helping and makes its files; how many it took. Raises Refused if no key is there."""
    taken = _take(run)
    if not taken:
        return 0
    making.ready()
    made: list[tuple[Printing, bytes]] = []
    for row in taken:
        try:
            made.append((row, making.made(row.credential)))
        except (DatabaseError, InterfaceError):
            raise
        except Exception as error:  # the others of the run are not to wait for one that won't do
            log.exception("%s can't be made", row.credential)
            _give_back(row, error)
    _write(made)
    return len(taken)


@transaction.atomic
def _take(run: PrintRun) -> list[Printing]:
    now = clock.now()
    rows = list(
        Printing.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("credential")
        .filter(Q(leased_until=None) | Q(leased_until__lt=now), run=run, done_at=None)
        .filter(attempt__lt=run.tries, credential__revoked_at=None)
        .order_by("pk")[:HELPING]
    )
    Printing.objects.filter(pk__in=[row.pk for row in rows]).update(
        leased_until=now + LEASE, attempt=F("attempt") + 1
    )
    for row in rows:
        row.attempt += 1
    return rows


def _give_back(row: Printing, error: Exception) -> None:
    problem = error.message if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
    mine = Printing.objects.filter(pk=row.pk, attempt=row.attempt, done_at=None)
    mine.update(leased_until=None, problem=problem[:200])


@transaction.atomic
def _write(made: list[tuple[Printing, bytes]]) -> None:
    """Of those that are still ours: files, credentials and turns, all or none."""
    attempts = {row.pk: row.attempt for row, _ in made}
    held = Printing.objects.select_for_update().filter(pk__in=attempts, done_at=None)
    ours = {row.pk for row in held.order_by("pk") if row.attempt == attempts[row.pk]}
    jobs.end_if_frozen()
    mine = [(row.credential, content) for row, content in made if row.pk in ours]
    if not mine:
        return
    certificate = signing.certificate()
    stored = files.keep_many(
        [(making.file_name(credential), content) for credential, content in mine],
        media_type=making.MEDIA_TYPE,
        by=mine[0][0].issued_by,
    )
    for (credential, _), file in zip(mine, stored, strict=True):
        credential.file, credential.sha256 = file, file.sha256
        credential.signed_with = certificate
    Credential.objects.bulk_update(
        [credential for credential, _ in mine], ["file", "sha256", "signed_with"]
    )
    Printing.objects.filter(pk__in=ours).update(done_at=clock.now(), leased_until=None, problem="")
