"""Money that came in or went back, against the years it counts for and the people who handled it."""

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from association.base.money import grouped
from members.enums import EntryKind, PaymentState, RefundState
from members.models import (
    Allocation,
    CarriedCredit,
    LedgerEntry,
    Payment,
    Refund,
    ReliefApplication,
)
from members.money.invariants.findings import ZERO, Check

_POSTED = (PaymentState.CONFIRMED, PaymentState.REVERSED)
_PAID_OUT = (RefundState.CONFIRMED, RefundState.RETURNED)


def allocations() -> list[str]:
    """The parts add up to the payment; only what waits or was rejected may have none."""
    may_have_none = Q(state__in=(PaymentState.ENTERED, PaymentState.REJECTED), parts=0)
    rows = (
        Payment.objects.annotate(
            parts=Count("allocations"), placed=Coalesce(Sum("allocations__amount"), ZERO)
        )
        .exclude(placed=F("amount"))
        .exclude(may_have_none)
    )
    return [
        f"缴款 {row.number} 为 {grouped(row.amount)} 元，分配合计 {grouped(row.placed)} 元。"
        for row in rows.order_by("number")
    ]


def postings() -> list[str]:
    """A confirmed payment stands in the ledger whole, one taken back comes to nothing there, and
    no other stands there at all."""
    rows = Payment.objects.annotate(posted=Coalesce(-Sum("entries__amount"), ZERO))
    wrong = rows.filter(
        Q(state=PaymentState.CONFIRMED) & ~Q(posted=F("amount"))
        | ~Q(state=PaymentState.CONFIRMED) & ~Q(posted=ZERO)
    )
    return [
        f"缴款 {row.number}（{row.get_state_display()}）为 {grouped(row.amount)} 元，"
        f"入账 {grouped(row.posted)} 元。"
        for row in wrong.order_by("number")
    ]


def by_year() -> list[str]:
    """What was posted to a year is the part of the payment that was laid on it."""
    part = Allocation.objects.filter(
        payment=OuterRef("payment"),
        assessment=OuterRef("assessment"),
        amount=-OuterRef("amount"),
    )
    posted = LedgerEntry.objects.filter(
        ~Exists(part), kind=EntryKind.PAY, reverses=None, payment__state__in=_POSTED
    )
    return [
        f"缴款 {row.payment.number} 入账到 {row.assessment.year} 年度的 {grouped(-row.amount)} 元"
        "与分配不符。"
        for row in posted.select_related("payment", "assessment").order_by("pk")
        if row.payment
    ]


def credits() -> list[str]:
    """What left one year of a member came into another of the same member."""
    rows = CarriedCredit.objects.exclude(
        outgoing__amount=F("amount"),
        incoming__amount=-F("amount"),
        incoming__assessment__member=F("outgoing__assessment__member"),
    )
    return [f"结转 {row.pk} 的转出、转入两笔与 {grouped(row.amount)} 元不符。" for row in rows]


def refunds() -> list[str]:
    """A refund that was paid stands in the ledger with its amount."""
    rows = Refund.objects.filter(state__in=_PAID_OUT).exclude(
        entry__amount=F("amount"), entry__assessment=F("assessment")
    )
    return [
        f"退款 {row.pk}（{row.payee}）为 {grouped(row.amount)} 元，明细里没有同样的一笔。"
        for row in rows
    ]


def four_eyes() -> list[str]:
    """Two people stand behind money that came in, went back or was given up."""
    told = [
        f"缴款 {row.number} 的登记和确认是同一人。"
        for row in Payment.objects.filter(confirmed_by=F("entered_by"))
    ]
    told += [
        f"退款 {row.pk}（{row.payee}，{grouped(row.amount)} 元）的提出和复核是同一人。"
        for row in Refund.objects.filter(confirmed_by=F("requested_by"))
    ]
    told += [
        f"{row.submitted_as} 的减免申请，提请和办结是同一人。"
        for row in ReliefApplication.objects.filter(decided_by=F("placed_by"))
    ]
    return told


CHECKS = (
    Check("allocations", "缴款等于分配之和", allocations),
    Check("postings", "缴款与入账一致", postings),
    Check("postings-by-year", "入账年度与分配一致", by_year),
    Check("credits", "结转一出一进", credits),
    Check("refunds", "退款与入账一致", refunds),
    Check("four-eyes", "登记和确认是两个人", four_eyes),
)
