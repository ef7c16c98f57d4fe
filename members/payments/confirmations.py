"""缴费确认单: our own paper that money has arrived. It is no 财政票据 and no 发票, and says so."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings

from association.base import clock
from association.base.errors import Refused
from association.base.money import in_words
from members.enums import PaymentMethod, PaymentState
from members.models import Allocation, Member, Payment

CAUTION = (
    "本单只确认款项到账和所缴年度，不是发票，也不是财政票据，不能作为报销凭证。"
    "会费财政票据由本会在财政部门的票据系统另行开具。"
)
ISSUER = "财务管理中心"


@dataclass(frozen=True, slots=True)
class Line:
    member: str
    member_number: str
    year: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Amounts in yuan. ``payer`` is the name on the bank's slip on the day, whatever it is now."""

    number: str
    to: str
    payer: str
    lines: list[Line]
    paid_on: date
    method: str
    bank_reference: str
    confirmed_at: datetime
    issued_on: date
    payee: str
    caution: str = CAUTION
    issuer: str = ISSUER

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def in_words(self) -> str:
        return f"人民币{in_words(self.total)}"


def parts_of(payment: Payment, member: Member) -> list[Allocation]:
    """What this member may see of it: the payer all of it, another member its own years."""
    rows = payment.allocations.select_related("assessment__member").order_by(
        "assessment__year", "assessment__member__number"
    )
    if payment.payer_id != member.pk:
        rows = rows.filter(assessment__member=member)
    return list(rows)


def of(payment: Payment, member: Member) -> Confirmation:
    """Raises Refused unless the payment is confirmed and has to do with this member."""
    parts = parts_of(payment, member)
    if payment.state != PaymentState.CONFIRMED or payment.confirmed_at is None or not parts:
        raise Refused(f"{payment}没有可出具的缴费确认单。")
    return Confirmation(
        number=payment.number,
        to=member.name,
        payer=payment.payer_name,
        lines=[
            Line(
                part.assessment.member.name,
                part.assessment.member.number,
                part.assessment.year,
                part.amount,
            )
            for part in parts
        ],
        paid_on=payment.paid_on,
        method=PaymentMethod(payment.method).label,
        bank_reference=payment.bank_reference,
        confirmed_at=payment.confirmed_at,
        issued_on=clock.today(),
        payee=settings.ASSOCIATION_NAME,
    )
