"""Which grades the desk lists: those that end soon, those whose yearly self-review is overdue."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from association.base import clock
from standardization.grades import records
from standardization.models import GradeRecord

WITHIN = (30, 90, 180)
OVERDUE = "review"


def in_force() -> Q:
    today = clock.today()
    return Q(start__lte=today, end__gte=today, revoked_on__isnull=True)


def ends_within(days: int) -> Q:
    """In force today and followed by no other one."""
    return in_force() & Q(end__lte=clock.today() + timedelta(days), renewed_by__isnull=True)


def self_review_overdue() -> list[int]:
    today = clock.today()
    rows = GradeRecord.objects.filter(in_force()).prefetch_related("self_reviews")
    return [
        row.pk
        for row in rows
        if any(on < today for _, on in records.missing_self_reviews(row, today))
    ]


def chosen(rows: QuerySet[GradeRecord], within: str) -> QuerySet[GradeRecord]:
    """As the address asks: within 30, 90 or 180 days, or ``review``; else all."""
    if within == OVERDUE:
        return rows.filter(pk__in=self_review_overdue())
    if within in [str(days) for days in WITHIN]:
        return rows.filter(ends_within(int(within)))
    return rows
