"""Who owes for how long, as the ledger and the extensions stood on a day.

A day's dues are overdue from the day after their last one. Who was exempted has nothing to pay, who
got more time isn't late: neither is in the list. What was posted or granted later doesn't count.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from association.base import clock
from members.models import Assessment, Extension, LedgerEntry
from members.money.enums import Age

ZERO = Decimal("0.00")
_LIMITS = ((30, Age.MONTH), (60, Age.TWO_MONTHS), (90, Age.QUARTER), (365, Age.YEAR),
           (730, Age.TWO_YEARS))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bucket:
    """``count`` years of members that owe ``total`` yuan together."""

    age: Age
    count: int
    total: Decimal


def overdue(day: date, *, age: Age | None = None) -> QuerySet[Any]:
    """Each assessment in arrears on the day, the oldest first, with ``balance`` in yuan,
    ``due_until`` and ``age``; its members along."""
    posted = LedgerEntry.objects.filter(assessment=OuterRef("pk"), posted_on__lte=day)
    rows = (
        Assessment.objects.annotate(
            balance=Coalesce(_single(posted, Sum("amount")), ZERO),
            due_until=Greatest("due_on", _single(_granted(day), Max("due_on"))),
        )
        .filter(balance__gt=0, due_until__lt=day)
        .annotate(age=_age(day))
        .select_related("member")
        .order_by("due_until", "member__number", "year")
    )
    return rows.filter(age=age) if age else rows


def _granted(day: date) -> QuerySet[Extension]:
    """Extensions of the assessment's year that were granted by the end of the day."""
    night = datetime.combine(day + timedelta(days=1), time.min, clock.TZ)
    return Extension.objects.filter(
        Q(member__isnull=True) | Q(member=OuterRef("member")),
        year=OuterRef("year"),
        granted_at__lt=night,
    )


def _single(rows: QuerySet[Any], value: Any) -> Subquery:
    """One value over all of the rows."""
    of_all = rows.order_by().annotate(all=Value(1)).values("all")
    return Subquery(of_all.annotate(value=value).values("value"))


def _age(day: date) -> Case:
    return Case(
        *(
            When(due_until__gte=day - timedelta(days=days), then=Value(age.value))
            for days, age in _LIMITS
        ),
        default=Value(Age.LONGER.value),
    )


def buckets(day: date) -> list[Bucket]:
    """All ages in their order, the empty ones too."""
    sums = {
        row["age"]: row
        for row in overdue(day)
        .order_by()
        .values("age")
        .annotate(count=Count("pk"), total=Sum(F("balance")))
    }
    return [
        Bucket(age, sums[age]["count"], sums[age]["total"]) if age in sums else Bucket(age, 0, ZERO)
        for age in Age
    ]
