"""Dues, relief, payments and reminders that the addresses of the access table are about."""

from datetime import date
from decimal import Decimal
from typing import Any

from association.accounts.models import User
from association.base import clock, outbox
from association.base.models import OutboxRow
from members.models import (
    Assessment,
    CarriedCredit,
    DuesPosition,
    Extension,
    FiscalReceipt,
    Member,
    Payment,
    Refund,
    ReliefApplication,
    ReliefPolicy,
    ReminderRule,
    TransferVoucher,
)
from members.payments import credits, receipts
from members.relief import decisions
from tests.architecture.objects import Named, paper
from tests.architecture.objects_meetings import open_meeting
from tests.factories import cast, dues, members, papers, payments, relief


def owing(company: str) -> Named:
    """The year for which this company has to pay."""
    return {"year": assessment(cast.company(company)).year}


def assessment(of: Member) -> Assessment:
    return of.assessments.first() or dues.assessed(of)


def backing_resolution(company: str) -> Any:
    """A decision with its paper, on which this company's dues of 2020 lean."""
    of: Member = cast.company(company)
    assessment(of)
    decision = members.resolution(file=paper())
    Extension.objects.create(
        year=2020,
        member=of,
        due_on="2020-12-31",
        reason="经营困难",
        resolution=decision,
        granted_at=clock.now(),
    )
    return decision


def asking(company: str) -> ReliefApplication:
    """An application for relief of 2020's dues that was handed in."""
    of = _year(cast.company(company))
    return of.relief_applications.first() or relief.submitted(
        of, by=cast.person(f"{company}_admin")
    )


def answered(company: str) -> ReliefApplication:
    """One for the next year's that the standing council has decided on, with its letter."""
    of = _year(cast.company(company), 2021)
    return of.relief_applications.first() or _settled(of, by=cast.person(f"{company}_admin"))


def _settled(of: Assessment, *, by: User) -> ReliefApplication:
    row = relief.advised(of, by=by)
    meeting = open_meeting()
    relief.placed(row, meeting)
    relief.voted(row, meeting.roll.filter(present=True).count(), 0)
    return decisions.settle(row, by=cast.person("finance"))


def _year(of: Member, year: int = 2020) -> Assessment:
    return of.assessments.filter(year=year).first() or dues.assessed(of, year)


def payment(company: str) -> Payment:
    """It waits to be confirmed, and has its slip."""
    of = cast.company(company)
    part = [(_year(of), Decimal("2000.00"))]
    return Payment.objects.filter(payer=of, state="entered").first() or payments.entered(
        of, voucher=voucher(company), parts=part
    )


def paid(company: str) -> Payment:
    of = cast.company(company)
    part = [(_year(of), Decimal("2000.00"))]
    return Payment.objects.filter(payer=of, state="confirmed").first() or payments.confirmed(
        of, parts=part
    )


def voucher(company: str) -> TransferVoucher:
    of = cast.company(company)
    return TransferVoucher.objects.filter(member=of, state="pending").first() or payments.voucher(
        of, role=f"{company}_admin"
    )


def receipt(company: str) -> FiscalReceipt:
    of = cast.company(company)
    return FiscalReceipt.objects.filter(member=of).first() or receipts.record(
        paid(company),
        member=of,
        code="11010620",
        number="0000012345",
        issued_on=clock.today(),
        amount=Decimal("2000.00"),
        file=papers.licence("票据.pdf"),
        by=cast.person("finance"),
    )


def overpaid(company: str) -> Assessment:
    """A year of the company with 1,000.00 too much; the next one owes 2,000.00."""
    of = cast.company(company)
    year = _year(of)
    _year(of, 2021)
    owed = max(DuesPosition.objects.get(assessment=year).balance, Decimal(0))
    total = owed + Decimal("1000.00")
    payments.confirmed(of, str(total), parts=[(year, total)])
    return year


def refund(company: str) -> Refund:
    open_ones = Refund.objects.filter(assessment__member=cast.company(company), state="requested")
    return open_ones.first() or credits.request_refund(
        overpaid(company),
        amount=Decimal("1000.00"),
        payee="单位",
        reason="多缴",
        by=cast.person("finance"),
    )


def carried(company: str) -> CarriedCredit:
    year = overpaid(company)
    target = year.member.assessments.get(year=2021)
    return credits.carry(year, target=target, by=cast.person("finance"))


def draft_policy() -> ReliefPolicy:
    return ReliefPolicy.objects.filter(state="draft").first() or dues.draft_policy()


def message(company: str) -> OutboxRow:
    """A message in the portal to the company's administrator, about its dues of 2020."""
    of = cast.company(company)
    outbox.enqueue(
        rule="dues-1",
        obj=assessment(of),
        due_on=date(2020, 6, 30),
        channel=OutboxRow.Channel.PORTAL,
        recipient_key="user",
        person=cast.person(f"{company}_admin"),
        subject="2020 年度会费还有 30 天到期",
        body="请缴费。",
        about=of,
    )
    row = OutboxRow.objects.get(rule="dues-1", person=cast.person(f"{company}_admin"))
    OutboxRow.objects.filter(pk=row.pk).update(state=OutboxRow.State.SENT, sent_at=clock.now())
    row.refresh_from_db()
    return row


def reminder_rule() -> ReminderRule:
    return ReminderRule.objects.get(code="dues-1")
