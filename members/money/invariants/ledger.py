"""Every year's dues against its entries."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from association.base.money import grouped
from members.enums import EntryKind
from members.models import Assessment, LedgerEntry
from members.money.invariants.findings import ZERO, Check


def _added(**narrowed: Any) -> Coalesce:
    """The entries' sum, 0 if there is none."""
    wanted = Q(**{f"entries__{name}": value for name, value in narrowed.items()})
    return Coalesce(Sum("entries__amount", filter=wanted), ZERO)


def balances() -> list[str]:
    """What the pages show as left to pay is what was assessed, relieved, paid and corrected."""
    rows = (
        Assessment.objects.select_related("member")
        .annotate(
            posted=_added(),
            charged=_added(kind=EntryKind.ASSESS),
            corrected=_added(kind=EntryKind.CORRECTION),
            balance=F("position__balance"),
            relieved=F("position__relieved"),
            paid=F("position__paid"),
        )
        .exclude(
            charged=F("amount"),
            posted=F("position__balance"),
            balance=F("amount") + F("corrected") - F("relieved") - F("paid"),
        )
    )
    return [
        f"{row.member.number} {row.year} 年度：核定 {grouped(row.amount)} 元，明细核定"
        f" {grouped(row.charged)} 元、合计 {grouped(row.posted)} 元，余额 {grouped(row.balance)} 元，对不上。"
        for row in rows.order_by("year", "member__number")
    ]


def counter_entries() -> list[str]:
    """A counter-entry takes back exactly what it names: same year, same kind, same amount."""
    rows = LedgerEntry.objects.exclude(reverses=None).exclude(
        amount=-F("reverses__amount"),
        kind=F("reverses__kind"),
        assessment=F("reverses__assessment"),
    )
    return [
        f"会费明细 {row.pk} 冲销明细 {row.reverses_id}，但金额、类别或年度与原来一笔不符。"
        for row in rows.order_by("pk")
    ]


def one_a_year() -> list[str]:
    twice: QuerySet[Any, Any] = (
        Assessment.objects.order_by()
        .values("member__number", "year", "kind")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
    )
    return [
        f"{row['member__number']} {row['year']} 年度会费核定了 {row['n']} 次。"
        for row in twice.order_by("year", "member__number")
    ]


CHECKS = (
    Check("balance", "余额等于明细之和", balances),
    Check("counter-entry", "冲销与原来一笔相抵", counter_entries),
    Check("assessed-once", "每家每年只核定一次", one_a_year),
)
