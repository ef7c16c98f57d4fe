"""Who did what, when, to what, and why."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Model, QuerySet

from association.base import clock, context
from association.base.models import AuditEntry

SYSTEM = "系统"
_LONGEST = 60
"""Of an action: one that names a form or a question may be longer, and is cut."""
_MOST = 1000


def record(
    obj: Model,
    action: str,
    *,
    by: AbstractBaseUser | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    about: Model | None = None,
) -> AuditEntry:
    """Appends one entry, in the caller's transaction. ``by=None`` is the system itself.

    ``before`` and ``after`` hold only the fields that changed, in words a reader knows.
    """
    return AuditEntry.objects.create(
        **entry(obj, action, by=by, before=before, after=after, reason=reason, about=about)
    )


def entry(
    obj: Model,
    action: str,
    *,
    by: AbstractBaseUser | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    about: Model | None = None,
) -> dict[str, Any]:
    """The fields of one entry: for runs that append thousands at once."""
    surroundings = context.current()
    about = obj if about is None else about
    return {
        "at": clock.now(),
        "actor": by,
        "actor_name": str(by) if by else SYSTEM,
        "action": action if len(action) <= _LONGEST else f"{action[: _LONGEST - 1]}…",
        "object_type": obj._meta.label_lower,
        "object_id": str(obj.pk),
        "object_label": str(obj)[:200],
        "about_type": about._meta.label_lower,
        "about_id": str(about.pk),
        "before": dict(before or {}),
        "after": dict(after or {}),
        "reason": reason,
        "request_id": surroundings.request_id,
        "address": surroundings.address,
    }


@transaction.atomic(savepoint=False)
def record_many(entries: list[dict[str, Any]]) -> None:
    """Appends what ``entry`` has made, in the caller's transaction, in this order.

    The transaction's number is asked for once: a column that the database fills in for each row
    keeps Django from handing the rows over as arrays, which is what makes thousands cheap.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()::text::bigint")
        (number,) = cursor.fetchone()
    AuditEntry.objects.bulk_create(
        [AuditEntry(**fields, written_by=number) for fields in entries], batch_size=1000
    )


def timeline(obj: Model) -> QuerySet[AuditEntry]:
    """Everything about this object, newest first."""
    return AuditEntry.objects.filter(
        about_type=obj._meta.label_lower, about_id=str(obj.pk)
    ).order_by("-id")


def done_to(obj: Model) -> QuerySet[AuditEntry]:
    """What was done to this object itself, newest first, whatever it is about: a finding's steps stand
    in the timeline of its case."""
    return AuditEntry.objects.filter(
        object_type=obj._meta.label_lower, object_id=str(obj.pk)
    ).order_by("-id")


def listed(rows: QuerySet[AuditEntry]) -> list[AuditEntry]:
    """A page's record from its beginning; ``ui/timeline.html`` folds what is older away. A class of
    many people may have more than a page can hold: then the latest, and the page says so."""
    return list(rows[:_MOST])
