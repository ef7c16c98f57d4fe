"""A payment is written down by one person. Nothing counts as paid before another confirms it."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.files.base import File
from django.db import IntegrityError, transaction

from association.base import audit, clock, files, numbering
from association.base.errors import Refused
from association.base.models import StoredFile
from association.base.money import grouped
from members.arithmetic.allocation import Part, unplaced
from members.dues.tariff import FIRST_YEAR
from members.enums import PaymentMethod, PaymentState
from members.models import Allocation, Assessment, Member, Payment, TransferVoucher
from members.payments import vouchers
from members.payments.suggestions import Parts, plain
from members.rules import Actor, may_enter_payment

_COUNTER = "payment"
_FORBIDDEN = "您没有权限登记缴款。请由财务管理中心办理。"


@transaction.atomic
def enter(
    *,
    payer_name: str,
    amount: Decimal,
    paid_on: date,
    by: Actor,
    payer: Member | None = None,
    parts: Parts = (),
    method: str = PaymentMethod.TRANSFER,
    bank_reference: str = "",
    note: str = "",
    file: "File[bytes] | None" = None,
    voucher: TransferVoucher | None = None,
) -> Payment:
    """Writes down what arrived, in yuan, and which years it is for. It waits for another person.

    Without ``parts`` nobody knows yet what it is for: it can't be confirmed until ``allocate``.
    A member's ``voucher`` is answered by it. Raises Refused.
    """
    if by is None or not may_enter_payment(by):
        raise Refused(_FORBIDDEN)
    name, reference = plain(payer_name), _reference(bank_reference)
    _check(name, amount, paid_on)
    _check_reference(reference)
    payment = Payment(
        number=_number(),
        payer_name=name,
        payer=payer,
        amount=amount,
        paid_on=paid_on,
        method=method,
        bank_reference=reference,
        note=note.strip(),
        voucher=_paper(file, voucher, by=by),
        entered_by=by,
        entered_at=clock.now(),
    )
    _write(payment)
    _place(payment, parts)
    if voucher is not None:
        vouchers.answer_with(voucher, payment, by=by)
    after = {"付款户名": name, "金额": grouped(amount), "到账日期": paid_on, "分配": _words(parts)}
    audit.record(payment, "登记缴款", by=by, after=after, reason=payment.note)
    return payment


@transaction.atomic
def allocate(payment: Payment, *, parts: Parts, by: Actor, payer: Member | None = None) -> Payment:
    """Says anew which years the payment is for, as long as it waits. Raises Refused."""
    if not may_enter_payment(by):
        raise Refused(_FORBIDDEN)
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    if locked.state != PaymentState.ENTERED:
        raise Refused(
            f"{locked}现在是“{locked.get_state_display()}”，分配不能再改。分错的，请冲销后另行登记。"
        )
    if not parts:
        raise Refused("请至少分配给一家会员的一个年度。")
    before = _words([(row.assessment, row.amount) for row in _parts(locked)])
    locked.allocations.all().delete()
    _place(locked, parts)
    if payer is not None and locked.payer_id is None:
        locked.payer = payer
        locked.save(update_fields=["payer"])
    audit.record(locked, "分配缴款", by=by, before={"分配": before}, after={"分配": _words(parts)})
    return locked


def _parts(payment: Payment) -> Sequence[Allocation]:
    return list(payment.allocations.select_related("assessment__member"))


def _words(parts: Parts) -> str:
    if not parts:
        return "待认领"
    return "；".join(
        f"{year.member.number} {year.year} 年度 {grouped(sum_)}" for year, sum_ in parts
    )


def _number() -> str:
    """JK-2020-0001: the serial begins anew each year and leaves no gap."""
    year = clock.today().year
    (serial,) = numbering.take(_COUNTER, year)
    return f"JK-{year}-{serial:04d}"


def _reference(typed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()


def _check(name: str, amount: Decimal, paid_on: date) -> None:
    if not name:
        raise Refused("请填付款户名，按银行回单上印的写。", field="payer_name")
    if amount <= 0:
        raise Refused("金额须大于 0。", field="amount")
    if paid_on > clock.today():
        raise Refused("到账日期不能晚于今天，请核对银行回单。", field="paid_on")
    if paid_on.year < FIRST_YEAR:
        raise Refused(
            f"到账日期不能早于 {FIRST_YEAR}-01-01（最早的会费年度），请核对银行回单。",
            field="paid_on",
        )


def _check_reference(reference: str) -> None:
    known = Payment.objects.filter(
        bank_reference=reference, state__in=[PaymentState.ENTERED, PaymentState.CONFIRMED]
    )
    if reference and (other := known.first()):
        raise Refused(
            f"银行流水号 {reference} 已登记为缴款 {other.number}（{other.payer_name}，"
            f"{grouped(other.amount)} 元，{other.get_state_display()}）。请核对，不要重复登记。",
            field="bank_reference",
        )


def _paper(
    file: "File[bytes] | None", voucher: TransferVoucher | None, *, by: Actor
) -> StoredFile | None:
    if file is not None:
        files.check(file, field="file")
        return files.keep(file, by=by)
    return voucher.file if voucher is not None else None


def _write(payment: Payment) -> None:
    try:
        with transaction.atomic():
            payment.save()
    except IntegrityError as error:
        # Another officer was quicker by a moment: the same sentence as if we had seen it before.
        _check_reference(payment.bank_reference)
        raise Refused("这笔缴款刚刚由同事登记，请刷新页面核对。") from error


def _place(payment: Payment, parts: Parts) -> None:
    """Raises Refused if they don't add up to the payment to the fen."""
    if not parts:
        return
    try:
        rest = unplaced(payment.amount, [Part(year.pk, amount) for year, amount in parts])
    except ValueError as error:
        raise Refused("每个年度只写一行，分配的金额须大于 0。") from error
    if rest:
        off = f"还差 {grouped(rest)} 元" if rest > 0 else f"多出 {grouped(-rest)} 元"
        raise Refused(f"缴款 {grouped(payment.amount)} 元，分配合计{off}。请改到两者相等。")
    Allocation.objects.bulk_create(
        Allocation(payment=payment, assessment=year, amount=amount) for year, amount in parts
    )


def concerned(payment: Payment) -> list[Member]:
    """Who has to do with it: the members whose years it pays, and the payer if it is one."""
    found = {row.assessment.member_id: row.assessment.member for row in _parts(payment)}
    if payment.payer is not None:
        found.setdefault(payment.payer.pk, payment.payer)
    return list(found.values())


def locked_years(payment: Payment) -> list[Assessment]:
    """Held until the transaction ends, in one order for everybody: two doors never wait in a ring."""
    keys = payment.allocations.values("assessment")
    rows = Assessment.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return list(rows.select_related("member").order_by("pk"))
