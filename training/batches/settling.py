"""What each person in a sub-batch costs. Runs beside everything else: no certificate waits for it."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from association.base.money import grouped
from training.models import BatchLine, SettlementLine
from training.rules import Actor, may_settle

ZERO = Decimal("0.00")
State = SettlementLine.State


def open_lines(lines: Iterable[BatchLine]) -> None:
    """One line a person, when the sub-batch is submitted. Free for a member's people where the
    class says so; who was sent back and goes again was charged the first time."""
    rows = list(lines)
    charged = dict(
        SettlementLine.objects.filter(line__enrolment__in=[row.enrolment_id for row in rows])
        .order_by("-id")
        .values_list("line__enrolment", "line__sub_batch__number")
    )
    SettlementLine.objects.bulk_create(_line(row, charged.get(row.enrolment_id)) for row in rows)


def _line(line: BatchLine, charged: str | None) -> SettlementLine:
    enrolment = line.enrolment
    of, member = enrolment.training_class, enrolment.reservation.member
    amount, note = of.price, ""
    if charged:
        amount, note = ZERO, f"费用已列入批次 {charged}"
    elif of.free_for_members and member:
        amount, note = ZERO, "会员免费"
    elif not amount:
        note = "本班次不收费"
    return SettlementLine(
        line=line,
        amount=amount,
        team=enrolment.team,
        member=member,
        state=State.DUE if amount else State.WAIVED,
        note=note,
    )


@transaction.atomic
def settle(rows: Sequence[SettlementLine], *, on: date, reference: str, by: Actor) -> int:
    """The money for these has come in on that day. Raises Refused; then none is settled."""
    if not reference.strip():
        raise Refused("凭证号没有填写，请填入账凭证或发票的号码。", field="reference")
    if on > clock.today():
        raise Refused("结算日期不能晚于今天。", field="on")
    locked = _locked(rows, by)
    for row in locked:
        row.state, row.settled_on, row.reference = State.SETTLED, on, reference.strip()
        row.settled_by = by
        row.save(update_fields=["state", "settled_on", "reference", "settled_by"])
        _note(row, "登记结算", by=by, 结算日期=on.isoformat(), 凭证号=row.reference)
    return len(locked)


@transaction.atomic
def waive(row: SettlementLine, *, by: Actor, reason: str) -> None:
    """Nothing is asked for this one. Raises Refused."""
    if not reason.strip():
        raise Refused("不收须写明理由。", field="reason")
    (locked,) = _locked([row], by)
    locked.state, locked.note, locked.settled_by = State.WAIVED, reason.strip()[:200], by
    locked.save(update_fields=["state", "note", "settled_by"])
    _note(locked, "登记不收", by=by, reason=reason)


def _locked(rows: Sequence[SettlementLine], by: Actor) -> list[SettlementLine]:
    if not may_settle(by):
        raise Refused("您没有权限结算培训经费。请由财务管理中心办理。")
    keys = sorted({row.pk for row in rows})
    if not keys:
        raise Refused("还没有选要结算的人。", field="lines")
    locked = list(
        SettlementLine.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("line__enrolment__trainee", "line__sub_batch__training_class")
        .order_by("pk")
    )
    done = [row for row in locked if row.state != State.DUE]
    if done:
        named = "、".join(
            f"{row.line.enrolment.trainee}（{row.get_state_display()}）" for row in done
        )
        raise Refused(f"{named}不在待结算，请刷新页面重新选择。", field="lines")
    return locked


def _note(row: SettlementLine, action: str, *, by: Actor, reason: str = "", **facts: str) -> None:
    audit.record(
        row,
        action,
        by=by,
        after={"金额": grouped(row.amount), **facts},
        reason=reason,
        about=row.line.sub_batch.training_class,
    )
