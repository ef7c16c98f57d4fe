"""What a member's dues stand at, year by year, with everything that led there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from association.base import clock
from members.arithmetic import deadline
from members.enums import DuesLabel, EntryKind, PolicyMode, PolicyState, Tier
from members.models import (
    Assessment,
    Extension,
    FeeLine,
    FeeStandard,
    LedgerEntry,
    Member,
    OrganisationTypeRecord,
    ReliefPolicy,
    Resolution,
)
from members.queries import with_position

ZERO = Decimal("0.00")
_FEE = FeeLine.objects.filter(standard=OuterRef("standard"), tier=OuterRef("tier")).values("amount")
_CHARGED = (EntryKind.ASSESS, EntryKind.CORRECTION)


@dataclass(frozen=True, slots=True)
class Year:
    """One year of one member. Amounts in yuan; ``balance`` is what is still to be paid.

    ``paid`` is money alone: what was carried from or to another year stands in ``other``.
    """

    assessment: Assessment
    fee: Decimal
    """What the standard asks of this tier for a whole year."""
    label: DuesLabel
    relieved: Decimal
    paid: Decimal
    balance: Decimal
    due_until: date
    left: deadline.State
    entries: list[LedgerEntry]
    extensions: list[Extension]
    """Those that count for this member, earliest date first."""
    policies: list[ReliefPolicy]
    """Automatic policies in force for the year, whether they cover this member or not."""
    types: list[OrganisationTypeRecord]

    @property
    def year(self) -> int:
        return self.assessment.year

    @property
    def assessed(self) -> Decimal:
        return self.assessment.amount

    @property
    def other(self) -> Decimal:
        """Carried over and corrected: what neither standard, relief nor payment explains."""
        return self.balance - (self.assessed - self.relieved - self.paid)

    @property
    def owes(self) -> bool:
        return self.balance > 0

    @property
    def standard(self) -> FeeStandard:
        return self.assessment.standard

    @property
    def tier(self) -> Tier:
        return Tier(self.assessment.tier)

    @property
    def reliefs(self) -> list[LedgerEntry]:
        """The relief entries that still count: not reversed, and no reversal themselves."""
        reversed_ = {entry.reverses_id for entry in self.entries if entry.reverses_id}
        return [
            entry
            for entry in self.entries
            if entry.kind == EntryKind.RELIEF
            and not entry.reverses_id
            and entry.pk not in reversed_
        ]

    def type_on(self, day: date) -> OrganisationTypeRecord | None:
        return next((record for record in self.types if record.since <= day), None)


@dataclass(frozen=True, slots=True)
class Line:
    """A posted entry in its column, and the balance of all years after it."""

    entry: LedgerEntry
    assessed: Decimal | None
    relieved: Decimal | None
    paid: Decimal | None
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    years: list[Year] = field(default_factory=list)
    """The newest first."""

    @property
    def owed(self) -> list[Year]:
        """What is to be paid, the earliest deadline first."""
        return sorted((year for year in self.years if year.owes), key=lambda year: year.due_until)

    def of(self, year: int) -> Year | None:
        return next((one for one in self.years if one.year == year), None)

    def lines(self) -> list[Line]:
        """The ledger, the latest entry first."""
        balance, result = ZERO, []
        for entry in sorted((e for year in self.years for e in year.entries), key=lambda e: e.pk):
            balance += entry.amount
            result.append(_line(entry, balance))
        return result[::-1]

    def total(self) -> dict[str, Decimal]:
        """The columns' sums: assessed − relieved − paid = balance, to the fen."""
        lines = self.lines()
        return {
            "assessed": sum((line.assessed or ZERO for line in lines), ZERO),
            "relieved": sum((line.relieved or ZERO for line in lines), ZERO),
            "paid": sum((line.paid or ZERO for line in lines), ZERO),
            "balance": lines[0].balance if lines else ZERO,
        }


def statement(member: Member, *, today: date | None = None) -> Statement:
    """Everything in five queries, however many years there are."""
    today = today or clock.today()
    rows = list(
        with_position(member.assessments.filter(kind=Assessment.ANNUAL), today=today)
        .annotate(fee=Coalesce(Subquery(_FEE), F("amount")))
        .select_related("standard__resolution__file")
        .prefetch_related(Prefetch("entries", queryset=_entries()))
        .order_by("-year")
    )
    if not rows:
        return Statement()
    years = [row.year for row in rows]
    extensions = _by_year(_extensions(member, years))
    policies = _by_year(_policies(years))
    types = list(member.organisation_types.all())
    return Statement(
        [
            Year(
                assessment=row,
                fee=row.fee,
                label=DuesLabel(row.label),
                relieved=row.relieved,
                paid=row.paid - row.carried,
                balance=row.balance,
                due_until=row.due_until,
                left=deadline.state(row.due_until, today),
                entries=list(row.entries.all()),
                extensions=extensions.get(row.year, []),
                policies=policies.get(row.year, []),
                types=types,
            )
            for row in rows
        ]
    )


def backed_by(member: Member) -> set[Resolution]:
    """The resolutions that this member's dues lean on, and whose papers it may read."""
    found: set[Resolution] = set()
    for year in statement(member).years:
        found |= {entry.resolution for entry in year.entries if entry.resolution}
        found |= {extension.resolution for extension in year.extensions if extension.resolution}
        if year.standard.resolution:
            found.add(year.standard.resolution)
    return found


def _entries() -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.select_related("policy", "resolution__file", "payment").order_by(
        "pk"
    )


def _extensions(member: Member, years: list[int]) -> QuerySet[Extension]:
    return (
        Extension.objects.filter(Q(member=None) | Q(member=member), year__in=years)
        .select_related("policy", "resolution__file")
        .order_by("due_on", "pk")
    )


def _policies(years: list[int]) -> QuerySet[ReliefPolicy]:
    return ReliefPolicy.objects.filter(
        year__in=years, state=PolicyState.ACTIVE, mode=PolicyMode.AUTOMATIC
    ).order_by("order", "code")


def _by_year(rows: Iterable[Any]) -> dict[int, list[Any]]:
    result: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        result[row.year].append(row)
    return result


def _line(entry: LedgerEntry, balance: Decimal) -> Line:
    charged, relieved = entry.kind in _CHARGED, entry.kind == EntryKind.RELIEF
    return Line(
        entry=entry,
        assessed=entry.amount if charged else None,
        relieved=-entry.amount if relieved else None,
        paid=None if charged or relieved else -entry.amount,
        balance=balance,
    )
