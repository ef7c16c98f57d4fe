"""Whose money it may be, and what it is probably for. A proposal; a person decides."""

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from association.base import reading
from members.arithmetic.allocation import Open, oldest_first
from members.enums import ChangeState, PaymentState
from members.models import Allocation, Assessment, ChangeRequest, DuesPosition, Member, Payment

ZERO = Decimal("0.00")
Parts = Sequence[tuple[Assessment, Decimal]]


def member_behind(payer_name: str) -> Member | None:
    """The member of this name, today or before a change of name; None if it is nobody, or several."""
    name = plain(payer_name)
    renamed = ChangeRequest.objects.filter(state=ChangeState.APPROVED, changes__name__0=name)
    found = Member.objects.filter(Q(name=name) | Q(pk__in=renamed.values("member")))[:2]
    return found[0] if len(found) == 1 else None


def plain(payer_name: str) -> str:
    """The name as registers write it: half width, brackets full width, no stray spaces."""
    name = reading.tidy(unicodedata.normalize("NFKC", payer_name))
    return name.replace("(", "（").replace(")", "）")


def years(members: Iterable[Member]) -> QuerySet[Any]:
    """Every year of these members with ``balance``, ``due_until`` and ``left``: what is owed less
    what waits to be confirmed."""
    waiting = (
        Allocation.objects.filter(assessment=OuterRef("pk"), payment__state=PaymentState.ENTERED)
        .order_by()
        .values("assessment")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    rows = Assessment.objects.filter(member__in=members, kind=Assessment.ANNUAL)
    found: QuerySet[Any] = (
        rows.annotate(
            balance=F("position__balance"),
            due_until=F("position__due_until"),
            left=F("position__balance") - Coalesce(Subquery(waiting), ZERO),
        )
        .select_related("member")
        .order_by("year", "member__number")
    )
    return found


def suggest(amount: Decimal, members: Sequence[Member]) -> Parts:
    """The amount laid on these members' years, what was due first before the rest.

    Only on years that still owe something; where none does, on the last one assessed, as overpaid.
    Nothing where none of them was ever assessed.
    """
    rows = list(years(members))
    owing = [row for row in rows if row.left > ZERO] or rows[-1:]
    if not owing:
        return []
    known = {row.pk: row for row in owing}
    lines = [Open(row.pk, row.due_until, max(row.left, ZERO)) for row in owing]
    return [(known[part.key], part.amount) for part in oldest_first(amount, lines)]


def overpaid(payment: Payment) -> Decimal:
    """What will be over, in yuan, once this payment and those that wait before it are confirmed."""
    parts = dict(payment.allocations.values_list("assessment", "amount"))
    balances = DuesPosition.objects.filter(assessment__in=parts)
    owed = dict(balances.values_list("assessment", "balance"))
    before = Allocation.objects.filter(
        assessment__in=parts, payment__state=PaymentState.ENTERED, payment__lt=payment.pk
    )
    for assessment, amount in before.values_list("assessment", "amount"):
        owed[assessment] -= amount
    over = (amount - max(owed[assessment], ZERO) for assessment, amount in parts.items())
    return sum((max(amount, ZERO) for amount in over), ZERO)
