"""Confirmed by another person than entered it, it is posted. Taken back, it is counter-posted."""

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from association.base.money import grouped
from association.base.transitions import Table, Transition
from members.enums import EntryKind, PaymentMethod, PaymentState, ReceiptState
from members.models import DuesPosition, LedgerEntry, Payment
from members.payments import credits, vouchers
from members.payments.entering import locked_years
from members.rules import Actor, may_confirm_payment, may_enter_payment

S = PaymentState


def _placed(payment: Payment) -> str | None:
    if not payment.allocations.exists():
        return f"{payment}还没有分配到会员和年度，不能确认。请先认领并分配。"
    return None


def _free(payment: Payment) -> str | None:
    """What was carried or refunded can't lose the money it came from; nor can a receipt."""
    if payment.receipts.filter(state=ReceiptState.VALID).exists():
        return f"{payment}已开财政票据。请先在票据系统冲红，在这里登记作废，再冲销。"
    for row in payment.allocations.select_related("assessment__position"):
        if row.assessment.position.paid < row.amount:
            return (
                f"{payment}在 {row.assessment.year} 年度的款项已结转或退款，冲销后会不够。"
                "请先冲销结转，或登记退款退回。"
            )
        if credits.promised(row.assessment, row.amount):
            return (
                f"{payment}在 {row.assessment.year} 年度多缴的款项有退款待复核，冲销后会不够退。"
                "请先撤下那笔退款，再冲销缴款。"
            )
    return None


PAYMENTS = Table(
    transitions=(
        Transition(
            "confirm", "确认到账", (S.ENTERED,), S.CONFIRMED,
            may=lambda user, payment: may_confirm_payment(user), guard=_placed,
        ),
        Transition(
            "reject", "退回登记", (S.ENTERED,), S.REJECTED,
            may=lambda user, payment: may_confirm_payment(user) or may_enter_payment(user),
            reason_needed=True, stops=True,
        ),
        Transition(
            "reverse", "冲销缴款", (S.CONFIRMED,), S.REVERSED,
            may=lambda user, payment: may_confirm_payment(user), guard=_free,
            reason_needed=True, stops=True,
        ),
    ),
    states=PaymentState,
)  # fmt: skip


def is_another(payment: Payment, by: Actor) -> bool:
    """Two people stand behind every posting. A deputy (代理) counts as the person he is."""
    return by is None or by.pk != payment.entered_by_id


@transaction.atomic
def confirm(payment: Payment, *, by: Actor) -> Payment:
    """The money is there: every part is posted to its year. Raises Refused for whoever entered it.

    Pressed by two at once, one of them posts and the other is told.
    """
    if by is None:
        raise Refused("确认到账须由一位工作人员办理。")
    _check_another(payment, by)
    locked = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if locked.state == S.ENTERED and may_confirm_payment(by):
        locked.confirmed_by, locked.confirmed_at = by, clock.now()
        locked.save(update_fields=["confirmed_by", "confirmed_at"])
    PAYMENTS.perform(payment, "confirm", by=by)
    years = {year.pk: year for year in locked_years(locked)}
    for part in locked.allocations.all():
        year = years[part.assessment_id]
        _post(
            LedgerEntry(
                assessment=year,
                kind=EntryKind.PAY,
                amount=-part.amount,
                posted_on=clock.today(),
                memo=(
                    f"缴款 {locked.number}（{PaymentMethod(locked.method).label}，"
                    f"{locked.paid_on} 到账）"
                ),
                payment=locked,
                posted_by=by,
            ),
            f"{year.year} 年度会费到账 {grouped(part.amount)} 元",
            by=by,
        )
    payment.refresh_from_db()
    return payment


@transaction.atomic
def reject(payment: Payment, *, by: Actor, reason: str) -> Payment:
    """The money isn't there, or it was written down wrongly. Nothing is posted. Raises Refused."""
    PAYMENTS.perform(payment, "reject", by=by, reason=reason)
    return _closed(payment, by=by, reason=reason)


@transaction.atomic
def reverse(payment: Payment, *, by: Actor, reason: str) -> Payment:
    """Takes a confirmed payment back by counter-entries that name what they reverse.

    Refused while a 财政票据 stands on it, or money of it was carried forward or paid back.
    """
    _check_another(payment, by)
    locked = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    years = {year.pk: year for year in locked_years(locked)}
    PAYMENTS.perform(payment, "reverse", by=by, reason=reason)
    for entry in locked.entries.filter(kind=EntryKind.PAY, reverses=None):
        year = years[entry.assessment_id]
        _post(
            LedgerEntry(
                assessment=year,
                kind=EntryKind.PAY,
                amount=-entry.amount,
                posted_on=clock.today(),
                memo=f"冲销缴款 {locked.number}",
                payment=locked,
                reverses=entry,
                posted_by=by,
            ),
            f"冲销 {year.year} 年度会费缴款 {grouped(-entry.amount)} 元",
            by=by,
            reason=reason,
        )
    return _closed(payment, by=by, reason=reason)


def _check_another(payment: Payment, by: Actor) -> None:
    if not is_another(payment, by):
        raise Refused(
            f"{payment}是您登记的，须由另一位有权限的同事确认或冲销；同事不在的，由其代理人办理。"
        )


def _post(entry: LedgerEntry, action: str, *, by: Actor, reason: str = "") -> None:
    entry.save()
    year = entry.assessment
    balance = DuesPosition.objects.get(assessment=year).balance
    after = {"摘要": entry.memo, "余额": grouped(balance)}
    audit.record(year, action, by=by, after=after, reason=reason, about=year.member)


def _closed(payment: Payment, *, by: Actor, reason: str) -> Payment:
    """A member's voucher behind it waits again: it may be entered anew, or sent back."""
    payment.refresh_from_db()
    payment.closed_by, payment.closed_at = by, clock.now()
    payment.closed_reason = reason.strip()
    payment.save(update_fields=["closed_by", "closed_at", "closed_reason"])
    vouchers.reopen(payment, by=by, reason=reason)
    return payment
