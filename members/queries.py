"""Reads that need several tables: what a year's dues stand at, and the lists behind the numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast

from association.base import clock
from association.base.models import AuditEntry
from members.enums import DuesLabel, EntryKind
from members.models import Assessment, LedgerEntry, Member

ZERO = Decimal("0.00")
RECEIVED = (EntryKind.PAY, EntryKind.CREDIT)
"""What counts as paid for a year: money that came in, and credit from another year of the member."""


def with_position(assessments: QuerySet[Assessment], *, today: date | None = None) -> QuerySet[Any]:
    """Adds to each assessment what ``DuesPosition`` says of it: ``relieved``, ``paid``, ``carried``,
    ``balance``, ``due_until``; and ``label`` (a DuesLabel), as it stands on that day."""
    return assessments.annotate(
        relieved=F("position__relieved"),
        paid=F("position__paid"),
        carried=F("position__carried"),
        balance=F("position__balance"),
        due_until=F("position__due_until"),
        label=_label(today or clock.today()),
    )


def _label(today: date) -> Case:
    return Case(
        When(position__balance__lt=0, then=Value(DuesLabel.OVERPAID.value)),
        When(position__balance=0, position__paid=0, then=Value(DuesLabel.EXEMPT.value)),
        When(position__balance=0, then=Value(DuesLabel.PAID.value)),
        When(position__due_until__lt=today, then=Value(DuesLabel.OVERDUE.value)),
        When(position__paid__gt=0, then=Value(DuesLabel.PARTLY.value)),
        When(position__extended=True, then=Value(DuesLabel.EXTENDED.value)),
        default=Value(DuesLabel.DUE.value),
    )


@dataclass(frozen=True, slots=True)
class YearTotals:
    """A year in yuan. assessed − relieved = payable = paid − refunded + balance, to the fen.

    ``paid`` counts what was carried into the year, less what was carried out of it: over all years
    that is nothing.
    """

    members: int
    assessed: Decimal
    relieved: Decimal
    paid: Decimal
    refunded: Decimal
    balance: Decimal
    exempt: int

    @property
    def payable(self) -> Decimal:
        return self.assessed - self.relieved


def totals(year: int) -> YearTotals:
    entries = LedgerEntry.objects.filter(assessment__year=year)
    sums = entries.aggregate(
        assessed=Sum("amount", filter=Q(kind=EntryKind.ASSESS)),
        relieved=Sum("amount", filter=Q(kind=EntryKind.RELIEF)),
        paid=Sum("amount", filter=Q(kind__in=RECEIVED)),
        refunded=Sum("amount", filter=Q(kind=EntryKind.REFUND)),
        balance=Sum("amount"),
    )
    rows = with_position(Assessment.objects.filter(year=year))
    return YearTotals(
        members=Assessment.objects.filter(year=year).count(),
        assessed=sums["assessed"] or ZERO,
        relieved=-(sums["relieved"] or ZERO),
        paid=-(sums["paid"] or ZERO),
        refunded=sums["refunded"] or ZERO,
        balance=sums["balance"] or ZERO,
        exempt=rows.filter(label=DuesLabel.EXEMPT).count(),
    )


def label_counts(year: int) -> dict[str, int]:
    """How many members stand at each DuesLabel this year."""
    rows = Assessment.objects.filter(year=year).order_by()
    return dict(rows.values_list(_label(clock.today())).annotate(n=Count("pk")))


def touched_since(moment: datetime) -> QuerySet[Any, Any]:
    """Keys of the members on whose timeline something was written at this moment or later."""
    entries = AuditEntry.objects.filter(about_type=Member._meta.label_lower, at__gte=moment)
    return entries.order_by().values(key=Cast("about_id", BigIntegerField()))
