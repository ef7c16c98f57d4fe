"""Reads that need several tables: what a year's dues stand at, and the lists behind the numbers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    DecimalField,
    Exists,
    F,
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
from members.enums import DuesLabel, EntryKind
from members.models import Assessment, Extension, LedgerEntry

ZERO = Decimal("0.00")
_MONEY = DecimalField(max_digits=14, decimal_places=2)
PAID = (EntryKind.PAY, EntryKind.REFUND)


def _sum(condition: Q, sign: int = 1) -> Coalesce:
    entries = (
        LedgerEntry.objects.filter(condition, assessment=OuterRef("pk"))
        .order_by()
        .values("assessment")
        .annotate(total=Sum("amount") * sign)
        .values("total")
    )
    return Coalesce(Subquery(entries, output_field=_MONEY), Value(ZERO), output_field=_MONEY)


def with_position(assessments: QuerySet[Assessment], *, today: date | None = None) -> QuerySet[Any]:
    """Adds to each assessment, in yuan and days: ``relieved``, ``paid``, ``balance``,
    ``due_until`` (that day included) and ``label`` (a DuesLabel)."""
    today = today or clock.today()
    latest = (
        Extension.objects.filter(Q(member=None) | Q(member=OuterRef("member")))
        .filter(year=OuterRef("year"))
        .order_by("-due_on")
        .values("due_on")[:1]
    )
    own = Extension.objects.filter(member=OuterRef("member"), year=OuterRef("year"))
    return assessments.annotate(
        relieved=_sum(Q(kind=EntryKind.RELIEF), sign=-1),
        paid=_sum(Q(kind__in=PAID), sign=-1),
        balance=_sum(Q()),
        due_until=Greatest(
            F("due_on"), Coalesce(Subquery(latest), F("due_on")), output_field=DateField()
        ),
    ).annotate(
        label=Case(
            When(balance__lt=0, then=Value(DuesLabel.OVERPAID.value)),
            When(balance=0, paid=0, then=Value(DuesLabel.EXEMPT.value)),
            When(balance=0, then=Value(DuesLabel.PAID.value)),
            When(due_until__lt=today, then=Value(DuesLabel.OVERDUE.value)),
            When(paid__gt=0, then=Value(DuesLabel.PARTLY.value)),
            When(Exists(own), then=Value(DuesLabel.EXTENDED.value)),
            default=Value(DuesLabel.DUE.value),
        )
    )


@dataclass(frozen=True, slots=True)
class YearTotals:
    """A year in yuan. assessed − relieved = payable = paid + balance, to the fen."""

    members: int
    assessed: Decimal
    relieved: Decimal
    paid: Decimal
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
        paid=Sum("amount", filter=Q(kind__in=PAID)),
        balance=Sum("amount"),
    )
    rows = with_position(Assessment.objects.filter(year=year))
    return YearTotals(
        members=Assessment.objects.filter(year=year).count(),
        assessed=sums["assessed"] or ZERO,
        relieved=-(sums["relieved"] or ZERO),
        paid=-(sums["paid"] or ZERO),
        balance=sums["balance"] or ZERO,
        exempt=rows.filter(label=DuesLabel.EXEMPT).count(),
    )


def label_counts(year: int) -> dict[str, int]:
    """How many members stand at each DuesLabel this year."""
    rows = with_position(Assessment.objects.filter(year=year)).order_by()
    return dict(rows.values_list("label").annotate(n=Count("pk")))
