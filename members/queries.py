"""Reads that need several tables: what a year's dues stand at, and the lists behind the numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, CharField, DateField, F, Func, Q, QuerySet, Sum, Value
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
        label=_Label(today or clock.today()),
    )


_LABEL = f"""
  case when {{balance}} < 0 then '{DuesLabel.OVERPAID}'
       when {{balance}} = 0 and {{paid}} = 0 then '{DuesLabel.EXEMPT}'
       when {{balance}} = 0 then '{DuesLabel.PAID}'
       when {{due_until}} < {{today}} then '{DuesLabel.OVERDUE}'
       when {{paid}} > 0 then '{DuesLabel.PARTLY}'
       when {{extended}} then '{DuesLabel.EXTENDED}'
       else '{DuesLabel.DUE}' end"""
"""The one rule of how a year's dues stand. It is text, because composing it of conditions for each
page took longer than the database takes for a thousand members."""


class _Label(Func):
    """``_LABEL`` of the row's position, on a day."""

    output_field = CharField()
    facts = ("balance", "paid", "due_until", "extended")

    def __init__(self, today: date) -> None:
        facts = (F(f"position__{fact}") for fact in self.facts)
        super().__init__(*facts, Value(today, DateField()))

    def as_sql(self, compiler: Any, *args: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        *facts, (today, params) = map(compiler.compile, self.get_source_expressions())
        columns = dict(zip(self.facts, (sql for sql, _ in facts), strict=True))
        return _LABEL.format(**columns, today=today), list(params)


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


_COUNTS = """
  with own as materialized (
    select member_id, max(due_on) as due_on from members_extension
     where year = %(year)s and member_id is not null group by member_id),
  everybody as materialized (
    select max(due_on) as due_on from members_extension
     where year = %(year)s and member_id is null),
  sums as materialized (
    select e.assessment_id, sum(e.amount) as balance,
           -sum(e.amount) filter (where e.kind = any(%(counting)s)) as paid
      from members_ledgerentry e join members_assessment a on a.id = e.assessment_id
     where a.year = %(year)s
     group by e.assessment_id)
select {label}, count(*)
  from (select coalesce(sums.balance, 0) as balance,
               coalesce(sums.paid, 0) as paid,
               greatest(a.due_on, everybody.due_on, own.due_on) as due_until,
               own.member_id is not null as extended
          from members_assessment a
          left join sums on sums.assessment_id = a.id
          left join own on own.member_id = a.member_id
         cross join everybody
         where a.year = %(year)s) position
 group by 1"""


def label_counts(year: int) -> dict[str, int]:
    """How many members stand at each DuesLabel this year.

    Adds the whole year up at once: ``DuesPosition`` looks each assessment up for itself, which
    suits a page of them.
    """
    label = _LABEL.format(**{fact: fact for fact in _Label.facts}, today="%(today)s")
    facts: dict[str, Any] = {
        "year": year,
        "today": clock.today(),
        "counting": [*RECEIVED, EntryKind.REFUND],
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(label=label), facts)
        return dict(cursor.fetchall())


def touched_since(moment: datetime) -> QuerySet[Any, Any]:
    """Keys of the members on whose timeline something was written at this moment or later."""
    entries = AuditEntry.objects.filter(about_type=Member._meta.label_lower, at__gte=moment)
    return entries.order_by().values(key=Cast("about_id", BigIntegerField()))
