"""A year's ledger as the doors post it, and payments, which no door books yet."""

from datetime import date
from decimal import Decimal

from association.accounts.models import User
from members import dues, relief
from members.enums import EntryKind
from members.models import Assessment, LedgerEntry, Member, ReliefPolicy, Resolution
from tests.factories import members

PAID_ON = date(2020, 3, 2)


def assessed(of: Member, year: int, *, by: User) -> Assessment:
    """This member's dues of a year, assessed with everybody else's."""
    dues.assess(year, by=by)
    return of.assessments.get(year=year)


def paid(assessment: Assessment, amount: str, *, on: date = PAID_ON) -> LedgerEntry:
    return LedgerEntry.objects.create(
        assessment=assessment,
        kind=EntryKind.PAY,
        amount=-Decimal(amount),
        posted_on=on,
        memo="缴款（银行转账）",
    )


def relieved(by: User, **decision: object) -> Resolution:
    """The announced policy of 2020 comes into force; the resolution behind it."""
    resolution = members.resolution(**decision)
    relief.activate(ReliefPolicy.objects.get(code="2020-SZSJ-1"), resolution=resolution, by=by)
    return resolution
