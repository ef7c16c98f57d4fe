"""Payments through the doors: 贺敏 enters, 陈立群 confirms."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from association.base import clock
from members import payments
from members.models import Allocation, Assessment, Member, Payment, TransferVoucher
from members.payments import suggestions, vouchers
from members.queries import with_position
from tests.factories import cast, papers

ARRIVED = date(2020, 3, 2)
_NUMBERS = count(1)


def entered(of: Member, amount: str = "2000.00", **fields: Any) -> Payment:
    """What this member transferred, laid on its years as suggested."""
    total = Decimal(amount)
    if "parts" not in fields:
        fields["parts"] = suggestions.suggest(total, [of])
    return payments.enter(
        **{
            "payer_name": of.name,
            "payer": of,
            "amount": total,
            "paid_on": ARRIVED,
            "by": cast.person("finance"),
            **fields,
        }
    )


def confirmed(of: Member, amount: str = "2000.00", **fields: Any) -> Payment:
    return payments.confirm(entered(of, amount, **fields), by=cast.person("head"))


def voucher(of: Member, role: str = "antai_admin", **fields: Any) -> TransferVoucher:
    return vouchers.submit(
        of,
        **{
            "amount": Decimal("2000.00"),
            "paid_on": clock.today(),
            "payer_name": of.name,
            "file": slip(),
            "by": cast.person(role),
            **fields,
        },
    )


def slip() -> SimpleUploadedFile:
    """No two of a bank's are the same."""
    return SimpleUploadedFile("银行回单.pdf", papers.pdf(b"<< /Number %d >>" % next(_NUMBERS)))


def parts(payment: Payment) -> dict[int, Decimal]:
    """The payment's parts by year."""
    rows = Allocation.objects.filter(payment=payment).select_related("assessment")
    return {row.assessment.year: row.amount for row in rows}


def standing(assessment: Assessment, on: date | None = None) -> tuple[str, Decimal]:
    """The label on the day, and what is left to pay."""
    rows = with_position(Assessment.objects.filter(pk=assessment.pk), today=on or clock.today())
    row = rows.get()
    return row.label, row.balance
