"""转账凭证: a member says that it has transferred money. The office finds the money, or asks back."""

from datetime import date
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from association.base.money import grouped
from association.base.transitions import Table, Transition
from members.enums import PaymentState, VoucherState
from members.models import Member, Payment, TransferVoucher
from members.rules import Actor, may_confirm_payment, may_enter_payment, represents

S = VoucherState
YEARS_BACK = 2
"""Older transfers have long been found at the bank or never came."""

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


def waiting(member: Member) -> QuerySet[TransferVoucher]:
    """What the member has sent in and the dues don't show yet: nobody has looked, or a payment was
    entered and not yet confirmed."""
    entered = Q(state=S.ENTERED, payment__state=PaymentState.ENTERED)
    return TransferVoucher.objects.filter(Q(state=S.PENDING) | entered, member=member)


def waiting_sum(member: Member) -> Decimal:
    return waiting(member).aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


def earliest(member: Member) -> date:
    """The first day a slip may name: before it joined, a member owed nothing."""
    first = date(clock.today().year - YEARS_BACK, 1, 1)
    return max(first, member.joined_on or first)


def earliest_in_words(member: Member) -> str:
    day = earliest(member)
    why = "（贵单位入会的日期）" if day == member.joined_on else ""
    return f"{day.year}年{day.month}月{day.day}日{why}"


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
    if paid_on < earliest(member):
        raise Refused(
            f"汇款日期不能早于 {earliest_in_words(member)}，请按银行回单核对；"
            "确实更早汇出的，请联系财务管理中心。",
            field="paid_on",
        )
    if not payer_name.strip():
        raise Refused("请填付款户名。", field="payer_name")
    if file is None:
        raise Refused("请上传银行回单或转账凭证。", field="file")
    kept = files.keep(file, by=by)
    _not_twice(member, kept)
    voucher = TransferVoucher.objects.create(
        member=member,
        amount=amount,
        paid_on=paid_on,
        payer_name=payer_name.strip(),
        note=note.strip(),
        file=kept,
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


def _not_twice(member: Member, kept: StoredFile) -> None:
    """One transfer is worked on once. Of two at the same moment the second waits for the first."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if waiting(member).filter(file__sha256=kept.sha256).exists():
        raise Refused(
            "这份凭证已经上传，正待财务核对，不必再传。内容填错的，请在“缴款”页撤回原来那份，再重新上传。",
            field="file",
        )


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
