"""The demo's money: a part paid, too much paid, a slip that waits, a payment to be confirmed."""

from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile

from association.accounts.models import User
from association.base import clock, pdf
from members import payments
from members.models import Member, Payment, Representative
from members.payments import receipts, suggestions, vouchers


def tell(
    members: list[Member], agent: Representative, *, year: int, finance: User, head: User
) -> None:
    """After the year was assessed and relieved. What it shows could have been clicked."""
    heating, institute, property_, waiting = members[2], members[4], members[8], members[15]
    with clock.at(date(year, 4, 8)):
        part = _arrived(heating, "10000.00", date(year, 4, 7), "A7301", by=finance)
        payments.confirm(part, by=head)
        whole = _arrived(institute, "5000.00", date(year, 4, 8), "A7302", by=finance)
        payments.confirm(whole, by=head)
        twice = _arrived(property_, "4000.00", date(year, 4, 8), "A7303", by=finance)
        payments.confirm(twice, by=head)
    with clock.at(date(year, 4, 20)):
        receipts.record(
            whole,
            member=institute,
            code="11010699",
            number="0000000001",
            check_code="9f2c41",
            issued_on=date(year, 4, 20),
            amount=whole.amount,
            file=_paper("财政票据（演示）", institute.name),
            by=finance,
        )
    today = clock.today()
    _arrived(waiting, "20000.00", today, "A7410", by=finance)
    vouchers.submit(
        agent.member,
        amount=Decimal("6000.00"),
        paid_on=today,
        payer_name=agent.member.name,
        note=f"{year} 年度会费，先缴一部分。",
        file=_paper("银行回单（演示）", agent.member.name),
        by=agent.user,
    )


def _arrived(of: Member, amount: str, on: date, reference: str, *, by: User) -> Payment:
    total = Decimal(amount)
    return payments.enter(
        payer_name=of.name,
        payer=of,
        amount=total,
        paid_on=on,
        bank_reference=f"DEMO{on:%Y%m%d}{reference}",
        parts=suggestions.suggest(total, [of]),
        by=by,
    )


def _paper(title: str, name: str) -> "ContentFile[bytes]":
    return ContentFile(
        pdf.render("demo/paper.html", {"title": title, "name": name}), f"{title}.pdf"
    )
