"""What a year's dues come to, by tier and by type, and the list behind every number.

assessed − relieved = payable = paid − refunded + balance, to the fen, in each line. The left side
is reckoned from what was assessed and relieved, ``balance`` is what every page shows as left to
pay: where they don't meet, ``Line.off`` says by how much, and the page says so in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from association.base import clock
from association.base.money import grouped
from members.enums import EntryKind, OrganisationType, Tier
from members.models import Assessment, LedgerEntry, OrganisationTypeRecord
from members.money.enums import Part

ZERO = Decimal("0.00")
UNTYPED = "none"
"""Of companies whose type nobody has confirmed."""
_SUMS = ("assessed", "relieved", "paid", "refunded", "balance")


@dataclass(frozen=True, slots=True)
class Line:
    """In yuan. ``paid`` counts credit carried into the year, less what was carried out of it."""

    key: str
    label: str
    members: int = 0
    assessed: Decimal = ZERO
    relieved: Decimal = ZERO
    paid: Decimal = ZERO
    refunded: Decimal = ZERO
    balance: Decimal = ZERO

    @property
    def payable(self) -> Decimal:
        return self.assessed - self.relieved

    @property
    def received(self) -> Decimal:
        return self.paid - self.refunded

    @property
    def off(self) -> Decimal:
        """0, or the books don't hold."""
        return self.payable - self.received - self.balance

    def of(self, part: Part) -> Decimal:
        return Decimal(getattr(self, part.value))


@dataclass(frozen=True, slots=True)
class Income:
    """A year. ``as_of`` is the day by which the organisations' types are told."""

    year: int
    as_of: date
    total: Line
    tiers: list[Line]
    types: list[Line]

    @property
    def complaints(self) -> list[str]:
        """A sentence for each line that doesn't add up."""
        return complaints([self.total, *self.tiers, *self.types])


def complaints(lines: Iterable[Line]) -> list[str]:
    return [
        f"{line.label}：须缴 {grouped(line.payable)} 元，已缴减已退加余额是"
        f" {grouped(line.received + line.balance)} 元，相差 {grouped(line.off)} 元。"
        for line in lines
        if line.off
    ]


def types_as_of(year: int) -> date:
    """Types are told as of the year's last day; while it runs, as of today."""
    return min(date(year, 12, 31), clock.today())


def _type(day: date, member: str) -> Subquery:
    """The organisation type that held on the day, by a key of a member."""
    records = OrganisationTypeRecord.objects.filter(member=OuterRef(member), since__lte=day)
    latest = records.order_by("-since").values("organisation_type")[:1]
    return Subquery(latest)


def year(of: int) -> Income:
    """Everything the page of a year says, in two queries."""
    day = types_as_of(of)
    cells = _cells(
        Assessment.objects.filter(year=of).annotate(type=_type(day, "member")),
        LedgerEntry.objects.filter(assessment__year=of).annotate(
            type=_type(day, "assessment__member")
        ),
        {"tier": "assessment__tier", "type": "type"},
    )
    return Income(
        year=of,
        as_of=day,
        total=_sum("", f"{of} 年度合计", cells.values()),
        tiers=_grouped(cells, 0, [(tier.value, tier.label) for tier in Tier]),
        types=_grouped(
            cells, 1, [*((kind.value, kind.label) for kind in OrganisationType), (None, "未登记")]
        ),
    )


def years() -> list[Line]:
    """Every year that was assessed, the latest first, in two queries."""
    cells = _cells(
        Assessment.objects.all(), LedgerEntry.objects.all(), {"year": "assessment__year"}
    )
    return [
        _sum(str(key[0]), f"{key[0]} 年度", [cell])
        for key, cell in sorted(cells.items(), reverse=True)
    ]


Cell = dict[str, Any]


def _cells(
    assessments: QuerySet[Any], entries: QuerySet[Any], names: dict[str, str]
) -> dict[tuple[Any, ...], Cell]:
    """The sums of each group. ``names`` are the group's fields: of assessments and of entries."""
    cells = {
        tuple(row[name] for name in names): row
        for row in assessments.order_by()
        .values(*names)
        .annotate(members=Count("pk"), fee=Sum("amount"), balance=Sum("position__balance"))
    }
    sums = (
        entries.order_by()
        .values(*names.values())
        .annotate(
            corrected=_total(Q(kind=EntryKind.CORRECTION)),
            relieved=-_total(Q(kind=EntryKind.RELIEF)),
            paid=-_total(Q(kind__in=(EntryKind.PAY, EntryKind.CREDIT))),
            refunded=_total(Q(kind=EntryKind.REFUND)),
        )
    )
    for row in sums:
        cell = cells[tuple(row[name] for name in names.values())]
        cell |= {name: row[name] for name in ("corrected", "relieved", "paid", "refunded")}
    for cell in cells.values():
        cell["assessed"] = cell["fee"] + cell.get("corrected", ZERO)
    return cells


def _total(wanted: Q) -> Coalesce:
    return Coalesce(Sum("amount", filter=wanted), ZERO)


def _sum(key: str, label: str, cells: Iterable[Cell]) -> Line:
    rows = list(cells)
    sums = {name: sum((row.get(name) or ZERO for row in rows), ZERO) for name in _SUMS}
    return Line(key, label, members=sum(row["members"] for row in rows), **sums)


def _grouped(
    cells: dict[tuple[Any, ...], Cell], place: int, names: list[tuple[str | None, str]]
) -> list[Line]:
    """One line for each name that has members, in the order of the names."""
    lines = [
        _sum(key or UNTYPED, label, [cell for group, cell in cells.items() if group[place] == key])
        for key, label in names
    ]
    return [line for line in lines if line.members]


def rows(of: int, *, tier: str = "", kind: str = "", part: Part | None = None) -> QuerySet[Any]:
    """The assessments behind a number, each with the columns of ``Part``; with a ``part`` only
    those that count for it. Their sums are the number."""
    found = Assessment.objects.filter(year=of).select_related("member")
    found = found.annotate(
        type=_type(types_as_of(of), "member"),
        refunded=_of_entries(EntryKind.REFUND),
        assessed=F("amount") + _of_entries(EntryKind.CORRECTION),
        relieved=F("position__relieved"),
        paid=F("position__paid") + F("refunded"),
        payable=F("assessed") - F("relieved"),
        balance=F("position__balance"),
    )
    if tier:
        found = found.filter(tier=tier)
    if kind:
        found = found.filter(type=None if kind == UNTYPED else kind)
    return found.exclude(**{part.value: 0}) if part else found


def _of_entries(kind: EntryKind) -> Coalesce:
    """The sum of this kind for one assessment."""
    sums = (
        LedgerEntry.objects.filter(assessment=OuterRef("pk"), kind=kind)
        .order_by()
        .values("assessment")
        .annotate(total=Sum("amount"))
    )
    return Coalesce(Subquery(sums.values("total")), ZERO)


def summed(found: QuerySet[Any]) -> dict[str, Decimal]:
    """The columns' sums over a list of ``rows``, and ``members``."""
    sums = {f"sum_{name}": Coalesce(Sum(name), ZERO) for name in Part.values}
    answer = found.order_by().aggregate(members=Count("pk"), **sums)
    return {name.removeprefix("sum_"): value for name, value in answer.items()}
