"""More was paid than is owed: counted for another year of the member, or paid back.

Either is a counter-entry; nothing posted is touched. Paying back takes two people.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from association.base.money import grouped
from association.base.transitions import Table, Transition
from members.enums import EntryKind, RefundState
from members.models import Assessment, CarriedCredit, DuesPosition, LedgerEntry, Refund
from members.rules import Actor, may_carry_credit, may_confirm_refund, may_request_refund

ZERO = Decimal("0.00")
S = RefundState


def overpaid(assessment: Assessment) -> Decimal:
    """What may be carried or paid back, in yuan: what is too much, less what waits to be paid back."""
    return max(_too_much(assessment) - waiting(assessment), ZERO)


def waiting(assessment: Assessment) -> Decimal:
    """What was asked to go back and nobody has checked yet, in yuan."""
    return sum((row.amount for row in assessment.refunds.filter(state=S.REQUESTED)), ZERO)


def promised(assessment: Assessment, amount: Decimal) -> bool:
    """Whether a refund that waits would lack money if so much of it went out of the year."""
    asked = waiting(assessment)
    return asked > ZERO and _too_much(assessment) - amount < asked


def _too_much(assessment: Assessment) -> Decimal:
    return max(-_position(assessment).balance, ZERO)


def _position(assessment: Assessment) -> DuesPosition:
    return DuesPosition.objects.get(assessment=assessment)


def _locked(*assessments: Assessment) -> None:
    """Held until the transaction ends; always in one order, so that no two doors wait in a ring."""
    keys = [assessment.pk for assessment in assessments]
    rows = Assessment.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    assert len(rows) == len(set(keys))


def _posted(assessment: Assessment, kind: EntryKind, amount: Decimal, memo: str, *, by: Actor,
            reverses: LedgerEntry | None = None) -> LedgerEntry:  # fmt: skip
    return LedgerEntry.objects.create(
        assessment=assessment,
        kind=kind,
        amount=amount,
        posted_on=clock.today(),
        memo=memo,
        reverses=reverses,
        posted_by=by,
    )


@transaction.atomic
def carry(
    source: Assessment,
    *,
    target: Assessment,
    by: Actor,
    amount: Decimal | None = None,
    reason: str = "",
) -> CarriedCredit:
    """Counts what was paid too much for one year for another of the same member, in yuan.

    Without an amount as much as fits. Two linked entries, no money moves. Raises Refused.
    """
    if not may_carry_credit(by):
        raise Refused("您没有权限结转多缴的会费。请由财务管理中心办理。")
    if source.member_id != target.member_id or source.pk == target.pk:
        raise Refused("只能结转到同一家会员的另一个年度。", field="target")
    _locked(source, target)
    amount = _fitting(source, target, amount)
    outgoing = _posted(source, EntryKind.CREDIT, amount, f"多缴结转至 {target.year} 年度", by=by)
    incoming = _posted(target, EntryKind.CREDIT, -amount, f"{source.year} 年度多缴结转", by=by)
    carried = CarriedCredit.objects.create(
        outgoing=outgoing,
        incoming=incoming,
        amount=amount,
        reason=reason.strip(),
        carried_by=by,
        carried_at=clock.now(),
    )
    audit.record(
        carried,
        f"{source.year} 年度多缴 {grouped(amount)} 元结转至 {target.year} 年度",
        by=by,
        after={
            f"{source.year} 年度余额": grouped(_position(source).balance),
            f"{target.year} 年度余额": grouped(_position(target).balance),
        },
        reason=carried.reason,
        about=source.member,
    )
    return carried


def _fitting(source: Assessment, target: Assessment, amount: Decimal | None) -> Decimal:
    over, left = overpaid(source), _position(target).balance
    if over <= ZERO:
        raise Refused(f"{source.year} 年度没有可以结转的多缴款：已结转、已退，或正在办理退款。")
    if left <= ZERO:
        raise Refused(
            f"{target.year} 年度没有待缴的会费，不能结转。请等下一年度核定，或办理退款。",
            field="target",
        )
    most = min(over, left)
    if amount is not None and not ZERO < amount <= most:
        raise Refused(
            f"{source.year} 年度多缴 {grouped(over)} 元，{target.year} 年度待缴 {grouped(left)} 元，"
            f"结转金额须大于 0、不超过 {grouped(most)} 元。",
            field="amount",
        )
    return most if amount is None else amount


@transaction.atomic
def undo(carried: CarriedCredit, *, by: Actor, reason: str) -> CarriedCredit:
    """Takes a credit back to the year it came from, by two counter-entries. Raises Refused."""
    if not may_carry_credit(by):
        raise Refused("您没有权限冲销结转。请由财务管理中心办理。")
    if not reason.strip():
        raise Refused("请写明冲销结转的理由。", field="reason")
    carried = (
        CarriedCredit.objects.select_for_update(of=("self",))
        .select_related("outgoing__assessment__member", "incoming__assessment")
        .get(pk=carried.pk)
    )
    if carried.undone_at:
        raise Refused("这笔结转已经冲销。请刷新页面。")
    source, target = carried.outgoing.assessment, carried.incoming.assessment
    _locked(source, target)
    if _position(target).paid < carried.amount:
        raise Refused(f"{target.year} 年度已把结转来的款项退还，不能再冲销结转。")
    if promised(target, carried.amount):
        raise Refused(
            f"{target.year} 年度有退款待复核，冲销结转后会不够退。请先撤下那笔退款，再冲销结转。"
        )
    for entry, year in ((carried.outgoing, source), (carried.incoming, target)):
        memo = f"冲销结转：{entry.memo}"
        _posted(year, EntryKind.CREDIT, -entry.amount, memo, by=by, reverses=entry)
    carried.undone_at = clock.now()
    carried.save(update_fields=["undone_at"])
    audit.record(
        carried,
        f"冲销结转：{source.year} 年度至 {target.year} 年度 {grouped(carried.amount)} 元",
        by=by,
        reason=reason,
        about=source.member,
    )
    return carried


REFUNDS = Table(
    transitions=(
        Transition(
            "confirm", "复核并退款", (S.REQUESTED,), S.CONFIRMED,
            may=lambda user, refund: may_confirm_refund(user),
        ),
        Transition(
            "decline", "不通过退款", (S.REQUESTED,), S.DECLINED,
            may=lambda user, refund: may_confirm_refund(user) or may_request_refund(user),
            reason_needed=True, stops=True,
        ),
        Transition(
            "return", "登记银行退回", (S.CONFIRMED,), S.RETURNED,
            may=lambda user, refund: may_confirm_refund(user), reason_needed=True, stops=True,
        ),
    ),
    states=RefundState,
    about=lambda refund: refund.assessment.member,
)  # fmt: skip


@transaction.atomic
def request_refund(
    assessment: Assessment, *, amount: Decimal, payee: str, reason: str, by: Actor
) -> Refund:
    """Asks for money to go back, in yuan. Nothing is posted before another person has checked it.

    Raises Refused for more than was overpaid: credit that was carried has to come back first.
    """
    if by is None or not may_request_refund(by):
        raise Refused("您没有权限提出退款。请由财务管理中心办理。")
    if not payee.strip():
        raise Refused("请填收款户名。", field="payee")
    if not reason.strip():
        raise Refused("请写明退款理由。", field="reason")
    _locked(assessment)
    _check_overpaid(assessment, amount, overpaid(assessment))
    refund = Refund.objects.create(
        assessment=assessment,
        amount=amount,
        payee=payee.strip(),
        reason=reason.strip(),
        requested_by=by,
        requested_at=clock.now(),
    )
    audit.record(
        refund,
        f"提出退款 {grouped(amount)} 元",
        by=by,
        after={"年度": assessment.year, "收款户名": refund.payee},
        reason=refund.reason,
        about=assessment.member,
    )
    return refund


def _check_overpaid(assessment: Assessment, amount: Decimal, over: Decimal) -> None:
    if not ZERO < amount <= over:
        carried = CarriedCredit.objects.filter(
            outgoing__assessment=assessment, undone_at=None
        ).exists()
        hint = "多缴的款项已结转的，请先冲销结转。" if carried else "请核对金额。"
        raise Refused(
            f"{assessment.year} 年度可退 {grouped(over)} 元，退款须大于 0、不超过这个数。{hint}",
            field="amount",
        )


def _check_still_there(assessment: Assessment, amount: Decimal) -> None:
    """Between asking and checking a counter-entry may have taken what was too much."""
    if amount > (over := _too_much(assessment)):
        raise Refused(
            f"{assessment.year} 年度现在只多缴 {grouped(over)} 元，不够退 {grouped(amount)} 元。"
            "请退回这笔退款（不通过），核对后重新提出。"
        )


@transaction.atomic
def confirm_refund(refund: Refund, *, by: Actor, paid_on: date, bank_reference: str = "") -> Refund:
    """Another person than who asked has checked it and paid it out; it is posted. Raises Refused."""
    if by is None or by.pk == refund.requested_by_id:
        raise Refused(
            "这笔退款是您提出的，须由另一位有权限的同事复核；同事不在的，由其代理人办理。"
        )
    if paid_on > clock.today():
        raise Refused("退款日期不能晚于今天。", field="paid_on")
    _locked(refund.assessment)
    locked = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if locked.state == S.REQUESTED and may_confirm_refund(by):
        year = refund.assessment
        _check_still_there(year, locked.amount)
        locked.entry = _posted(
            year, EntryKind.REFUND, locked.amount, f"退还多缴会费（{paid_on} 汇出）", by=by
        )
        locked.confirmed_by, locked.confirmed_at = by, clock.now()
        locked.paid_on, locked.bank_reference = paid_on, bank_reference.strip()
        locked.save(
            update_fields=["entry", "confirmed_by", "confirmed_at", "paid_on", "bank_reference"]
        )
    REFUNDS.perform(refund, "confirm", by=by, 金额=grouped(locked.amount))
    refund.refresh_from_db()
    return refund


@transaction.atomic
def decline_refund(refund: Refund, *, by: Actor, reason: str) -> Refund:
    """Nothing goes back; the money stays overpaid. Who asked may take it back, too."""
    REFUNDS.perform(refund, "decline", by=by, reason=reason)
    return _answered(refund, reason)


@transaction.atomic
def return_refund(refund: Refund, *, by: Actor, reason: str) -> Refund:
    """The bank sent it back (wrong account): a counter-entry, and it is overpaid again."""
    _locked(refund.assessment)
    REFUNDS.perform(refund, "return", by=by, reason=reason)
    refund.refresh_from_db()
    assert refund.entry is not None, "a paid refund is posted"
    _posted(
        refund.assessment,
        EntryKind.REFUND,
        -refund.amount,
        "冲销退款（银行退回）",
        by=by,
        reverses=refund.entry,
    )
    return _answered(refund, reason)


def _answered(refund: Refund, reason: str) -> Refund:
    refund.refresh_from_db()
    refund.answer = reason.strip()
    refund.save(update_fields=["answer"])
    return refund
