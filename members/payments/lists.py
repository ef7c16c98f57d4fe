"""What waits, and what there is: the lists behind the numbers of the 工作台 and the member's page."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from members.enums import PaymentState, RefundState, VoucherState
from members.models import (
    Assessment,
    CarriedCredit,
    FiscalReceipt,
    Member,
    Payment,
    Refund,
    TransferVoucher,
)


def waiting_vouchers() -> QuerySet[TransferVoucher]:
    """The oldest first: it has waited longest."""
    return (
        TransferVoucher.objects.filter(state=VoucherState.PENDING)
        .select_related("member", "file")
        .order_by("submitted_at", "pk")
    )


def payments() -> QuerySet[Payment]:
    """The latest first. ``parts`` counts the years a payment is laid on: 0 is nobody's yet."""
    return Payment.objects.select_related("payer", "entered_by", "confirmed_by").annotate(
        parts=Count("allocations")
    )


def unconfirmed() -> QuerySet[Payment]:
    return payments().filter(state=PaymentState.ENTERED).order_by("pk")


def overpaid() -> QuerySet[Any]:
    """Years with more paid than owed, the oldest first, with ``balance`` and ``paid``."""
    rows = Assessment.objects.filter(position__balance__lt=0).select_related("member")
    rows = rows.annotate(balance=F("position__balance"), paid=F("position__paid"))
    return rows.order_by("year", "member__number")


def waiting_refunds() -> QuerySet[Refund]:
    return (
        Refund.objects.filter(state=RefundState.REQUESTED)
        .select_related("assessment__member", "requested_by")
        .order_by("requested_at", "pk")
    )


def carried() -> QuerySet[CarriedCredit]:
    return CarriedCredit.objects.select_related(
        "outgoing__assessment__member", "incoming__assessment", "carried_by"
    )


def of_member(member: Member) -> QuerySet[Payment]:
    """What this member paid, and what others paid for it, the latest first."""
    mine = Q(payer=member) | Q(allocations__assessment__member=member)
    return Payment.objects.filter(mine).distinct().order_by("-pk")


def receipts_of(member: Member) -> QuerySet[FiscalReceipt]:
    return member.receipts.select_related("payment", "file").order_by("-issued_on", "-pk")
