"""转账凭证: a member says that it has transferred money. The office finds the money, or asks back."""

from datetime import date
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.money import grouped
from association.base.transitions import Table, Transition
from members.enums import VoucherState
from members.models import Member, Payment, TransferVoucher
from members.rules import Actor, may_confirm_payment, may_enter_payment, represents

S = VoucherState

VOUCHERS = Table(
    transitions=(
        Transition(
            "enter", "登记为缴款", (S.PENDING,), S.ENTERED,
            may=lambda user, voucher: may_enter_payment(user),
        ),
        Transition(
            "decline", "退回凭证", (S.PENDING,), S.DECLINED,
            may=lambda user, voucher: may_enter_payment(user), reason_needed=True, stops=True,
        ),
        Transition(
            "withdraw", "撤回凭证", (S.PENDING,), S.WITHDRAWN,
            may=lambda user, voucher: represents(user, voucher.member), stops=True,
        ),
        Transition(
            "reopen", "重新处理凭证", (S.ENTERED,), S.PENDING,
            may=lambda user, voucher: may_enter_payment(user) or may_confirm_payment(user),
        ),
    ),
    states=VoucherState,
    about=lambda voucher: voucher.member,
)  # fmt: skip


@transaction.atomic
def submit(
    member: Member,
    *,
    amount: Decimal,
    paid_on: date,
    payer_name: str,
    file: "File[bytes] | None",
    by: Actor,
    note: str = "",
) -> TransferVoucher:
    """The member's word, in yuan, with the bank's slip. Raises Refused, and then no file is kept."""
    if by is None or not represents(by, member):
        raise Refused("只有本单位的用户可以上传转账凭证。")
    if amount <= 0:
        raise Refused("汇款金额须大于 0。", field="amount")
    if paid_on > clock.today():
        raise Refused("汇款日期不能晚于今天，请核对。", field="paid_on")
    if not payer_name.strip():
        raise Refused("请填付款户名。", field="payer_name")
    if file is None:
        raise Refused("请上传银行回单或转账凭证。", field="file")
    files.check(file, field="file")
    voucher = TransferVoucher.objects.create(
        member=member,
        amount=amount,
        paid_on=paid_on,
        payer_name=payer_name.strip(),
        note=note.strip(),
        file=files.keep(file, by=by),
        submitted_by=by,
        submitted_at=clock.now(),
    )
    audit.record(
        voucher,
        "上传转账凭证",
        by=by,
        after={"金额": grouped(amount), "汇款日期": paid_on},
        reason=voucher.note,
        about=member,
    )
    return voucher


def withdraw(voucher: TransferVoucher, *, by: Actor) -> None:
    """The member takes it back while nobody has worked on it. Raises Refused."""
    VOUCHERS.perform(voucher, "withdraw", by=by)


@transaction.atomic
def decline(voucher: TransferVoucher, *, by: Actor, reason: str) -> None:
    """Sends it back; the member reads the reason. Raises Refused."""
    VOUCHERS.perform(voucher, "decline", by=by, reason=reason)
    voucher.answer = reason.strip()
    voucher.save(update_fields=["answer"])


def answer_with(voucher: TransferVoucher, payment: Payment, *, by: Actor) -> None:
    """It was found at the bank and written down. Call it in the transaction that does so."""
    waiting = TransferVoucher.objects.select_for_update().get(pk=voucher.pk)
    if waiting.state == S.PENDING:
        waiting.payment = payment
        waiting.save(update_fields=["payment"])
    VOUCHERS.perform(voucher, "enter", by=by, 缴款=payment.number)
    voucher.payment = payment


def reopen(payment: Payment, *, by: Actor, reason: str) -> None:
    """The payment behind them fell away: its vouchers wait again."""
    for voucher in payment.vouchers.filter(state=S.ENTERED):
        VOUCHERS.perform(voucher, "reopen", by=by, reason=reason)
        voucher.payment = None
        voucher.save(update_fields=["payment"])
