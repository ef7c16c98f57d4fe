"""Many credentials at once: numbered in one transaction, printed afterwards by any number of hands.

The app above calls ``issue_many`` in its own transaction and keeps the credentials' keys. From then
on ``PrintRun`` and its rows are the truth; ``printing`` does the work, ``job`` shows how far it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Model, Q, QuerySet

from association.accounts.models import User
from association.base import audit, clock, jobs
from association.base.errors import Refused
from association.credentials import issuing, making
from association.credentials.kinds import Kind
from association.credentials.models import Credential, Printing, PrintRun

TASK = "credentials.print_run"
TRIES = 5  # of one credential, before a person has to look at it


@dataclass(frozen=True, slots=True)
class Draft:
    """One credential to be: whom it is issued to, what it says, on whose timeline it stands."""

    subject: str
    facts: Mapping[str, Any]
    replaces: Credential | None = None
    about: Model | None = None


@transaction.atomic
def issue_many(
    *,
    kind: Kind,
    drafts: Sequence[Draft],
    template: str,
    label: str,
    by: User | None,
    valid_from: date,
    valid_to: date | None = None,
    reason: str = "",
) -> PrintRun:
    """Numbers all of them one after the other, in the order of the drafts, or none.

    They stand in the register at once, as 制作中; each is valid when its file is there.
    ``in_order`` gives them in the order of the drafts. ``label`` names the run for people.

    Raises Refused as ``issuing.issue`` does, or if there is nothing to issue.
    """
    if not drafts:
        raise Refused("没有要签发的证书。请先选人，再签发。")
    making.ready()
    for draft in drafts:
        if draft.replaces is not None:
            issuing.locked(draft.replaces, step="替换")
    credentials = issuing.numbered(
        kind,
        [(draft.subject, draft.facts) for draft in drafts],
        template=template,
        by=by,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    for credential, draft in zip(credentials, drafts, strict=True):
        credential.replaces = draft.replaces
    Credential.objects.bulk_create(credentials, batch_size=500)
    audit.record_many(
        [
            issuing.entry(credential, reason=reason, about=draft.about)
            for credential, draft in zip(credentials, drafts, strict=True)
        ]
    )
    return _start(label, credentials, by=by)


def _start(label: str, credentials: list[Credential], *, by: User | None) -> PrintRun:
    run = PrintRun.objects.create(
        title=label[:120],
        count=len(credentials),
        created_by=by,
        created_at=clock.now(),
        tries=TRIES,
    )
    Printing.objects.bulk_create(
        [Printing(credential=credential, run=run) for credential in credentials], batch_size=1000
    )
    return _with_job(run, by=by)


def _with_job(run: PrintRun, *, by: User | None) -> PrintRun:
    run.job = jobs.start(label=run.title, task=TASK, params={"run": run.pk}, by=by)
    run.save(update_fields=["job"])
    return run


@transaction.atomic
def resume(run: PrintRun, *, by: User | None) -> PrintRun:
    """Takes up a run that stopped: those that failed are tried as often again.

    Raises Refused if it is finished or somebody is at it.
    """
    current = PrintRun.objects.select_for_update(of=("self",)).select_related("job").get(pk=run.pk)
    if current.finished_at is not None:
        raise Refused(f"“{current}”已全部制成，不必继续。")
    if current.job is not None and current.job.is_open:
        raise Refused(f"“{current}”正在制作，请等它结束。")
    current.tries += TRIES
    current.save(update_fields=["tries"])
    audit.record(current, "继续制证", by=by)
    return _with_job(current, by=by)


def in_order(run: PrintRun) -> QuerySet[Credential]:
    """The run's credentials as they were numbered."""
    return Credential.objects.filter(printing__run=run).order_by("pk")


@dataclass(frozen=True, slots=True)
class Progress:
    count: int
    done: int
    void: int
    """Revoked before they were made: they keep their numbers and get no file."""
    failed: int
    """Tried too often; ``Printing.problem`` says why."""

    @property
    def waiting(self) -> int:
        return self.count - self.done - self.void - self.failed


def progress(run: PrintRun) -> Progress:
    open_ = Q(done_at=None)
    void = Q(credential__revoked_at__isnull=False)
    idle = Q(leased_until=None) | Q(leased_until__lt=clock.now())
    counts = Printing.objects.filter(run=run).aggregate(
        count=Count("pk"),
        done=Count("pk", filter=~open_),
        void=Count("pk", filter=open_ & void),
        failed=Count("pk", filter=open_ & ~void & idle & Q(attempt__gte=run.tries)),
    )
    return Progress(**counts)
