"""财政票据: issued in the finance bureau's own system, recorded here with its file. Never issued here."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.money import grouped
from association.base.transitions import Table, Transition
from members.enums import PaymentState, ReceiptState
from members.models import FiscalReceipt, Member, Payment
from members.payments.entering import concerned
from members.rules import Actor, may_record_receipt

ZERO = Decimal("0.00")
ALERT_DAYS = 30  # members telephone when nothing came within a month
_FIGURES = re.compile(r"[0-9A-Z]{4,20}")

RECEIPTS = Table(
    transitions=(
        Transition(
            "void", "作废财政票据", (ReceiptState.VALID,), ReceiptState.VOID,
            may=lambda user, receipt: may_record_receipt(user), reason_needed=True, stops=True,
        ),
    ),
    states=ReceiptState,
    about=lambda receipt: receipt.member,
)  # fmt: skip


def uncovered() -> QuerySet[Any]:
    """Confirmed payments with ``missing`` yuan that no valid receipt covers, the oldest first."""
    covered = (
        FiscalReceipt.objects.filter(payment=OuterRef("pk"), state=ReceiptState.VALID)
        .order_by()
        .values("payment")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    return (
        Payment.objects.filter(state=PaymentState.CONFIRMED)
        .annotate(missing=F("amount") - Coalesce(Subquery(covered), ZERO))
        .filter(missing__gt=0)
        .order_by("confirmed_at", "pk")
    )


@transaction.atomic
def record(
    payment: Payment,
    *,
    member: Member,
    code: str,
    number: str,
    issued_on: date,
    amount: Decimal,
    by: Actor,
    check_code: str = "",
    payer_name: str = "",
    file: "File[bytes] | None" = None,
) -> FiscalReceipt:
    """Keeps what stands on the receipt; ``amount`` in yuan. Raises Refused.

    Receipts of a payment never come to more than it. ``payer_name`` is by default the payment's.
    """
    if not may_record_receipt(by):
        raise Refused("您没有权限登记财政票据。请由财务管理中心办理。")
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    receipt = FiscalReceipt(
        payment=payment,
        member=member,
        payer_name=payer_name.strip() or payment.payer_name,
        code=_figures(code, "票据代码", "code"),
        number=_figures(number, "票据号码", "number"),
        check_code=_figures(check_code, "校验码", "check_code") if check_code.strip() else "",
        issued_on=issued_on,
        amount=amount,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    _check(receipt)
    if file is not None:
        files.check(file, field="file")
        receipt.file = files.keep(file, by=by)
    receipt.save()
    audit.record(
        receipt,
        "登记财政票据",
        by=by,
        after={"缴款": payment.number, "金额": grouped(amount), "开票日期": issued_on},
        about=member,
    )
    return receipt


def _figures(typed: str, label: str, field: str) -> str:
    value = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    if not _FIGURES.fullmatch(value):
        raise Refused(f"{label}是 4 至 20 位数字或字母，请照票据填写。", field=field)
    return value


def _check(receipt: FiscalReceipt) -> None:
    payment = receipt.payment
    if payment.state != PaymentState.CONFIRMED:
        raise Refused(f"{payment}现在是“{payment.get_state_display()}”，确认到账后才登记财政票据。")
    if receipt.member not in concerned(payment):
        raise Refused("这笔缴款与这家会员无关，请选缴款涉及的会员。", field="member")
    if receipt.issued_on > clock.today():
        raise Refused("开票日期不能晚于今天。", field="issued_on")
    known = FiscalReceipt.objects.filter(code=receipt.code, number=receipt.number).first()
    if known:
        raise Refused(
            f"{known}已登记在{known.payment}下（{known.get_state_display()}），请核对号码。",
            field="number",
        )
    valid = payment.receipts.filter(state=ReceiptState.VALID)
    left = payment.amount - (valid.aggregate(total=Sum("amount"))["total"] or ZERO)
    if not ZERO < receipt.amount <= left:
        raise Refused(
            f"{payment}共 {grouped(payment.amount)} 元，还可开 {grouped(left)} 元；"
            "票据金额须大于 0、不超过这个数。",
            field="amount",
        )


@transaction.atomic
def void(receipt: FiscalReceipt, *, by: Actor, reason: str) -> FiscalReceipt:
    """It was cancelled in the finance bureau's system; it stays on record. Raises Refused."""
    RECEIPTS.perform(receipt, "void", by=by, reason=reason)
    receipt.refresh_from_db()
    receipt.void_reason = reason.strip()
    receipt.save(update_fields=["void_reason"])
    return receipt
