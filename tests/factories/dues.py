"""Dues and what leads to them, written row by row: no door is asked."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from association.base import clock
from members.enums import EntryKind, Tier
from members.models import (
    Assessment,
    AssessmentRun,
    FeeLine,
    FeeStandard,
    LedgerEntry,
    Member,
    ReliefPolicy,
)

_serial = count(1)


def assessed(
    of: Member, year: int = 2020, amount: str = "2000.00", tier: Tier = Tier.MEMBER
) -> Assessment:
    """A member that owes the amount for the year by the standard that an empty portal knows."""
    started = datetime(year, 1, 10, 9, tzinfo=clock.TZ)
    run = AssessmentRun.objects.create(year=year, assessed=1, started_at=started)
    row = Assessment.objects.create(
        member=of,
        year=year,
        tier=tier,
        amount=Decimal(amount),
        due_on=date(year, 6, 30),
        standard=FeeStandard.objects.get(code="2020"),
        run=run,
    )
    LedgerEntry.objects.create(
        assessment=row,
        kind=EntryKind.ASSESS,
        amount=row.amount,
        posted_on=date(year, 1, 10),
        memo=f"{year} 年度会费",
    )
    return row


def draft_standard(**fields: Any) -> FeeStandard:
    """A draft with an amount for every tier, from a year that has no standard yet."""
    serial = next(_serial)
    standard = FeeStandard.objects.create(
        **{"code": f"draft-{serial}", "title": "会费标准草案", "year_from": 2030 + serial, **fields}
    )
    FeeLine.objects.bulk_create(
        FeeLine(standard=standard, tier=tier, amount=Decimal("3000.00")) for tier in Tier
    )
    return standard


def draft_policy(**fields: Any) -> ReliefPolicy:
    """A draft that exempts everybody in 2020."""
    return ReliefPolicy.objects.create(
        **{
            "code": f"2020-TEST-{next(_serial)}",
            "title": "免缴会费草案",
            "year": 2020,
            "reference_date": date(2020, 6, 1),
            "valid_from": date(2020, 1, 1),
            "valid_to": date(2020, 12, 31),
            "basis": "测试",
            **fields,
        }
    )
