"""缴费通知单: what a member is asked to transfer, by when, and what to write beside it.

Facts only, the same for the same ledger and day: the page and the PDF print them. A notice is no
fiscal receipt and no invoice, and a member that owes nothing never gets one.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings

from association.base import clock
from association.base.errors import Refused
from association.base.money import grouped, in_words
from members.dues import reasons
from members.dues.statements import Year, statement
from members.models import Member

# Where the setting is empty the bank details reach the members as a paper of their own.
ELSEWHERE = "收款账户见《收款账户告知书》"
CAUTION = "本单按出具日的账目计算，此前已汇出、尚未入账的款项请勿重复缴纳。本单不是发票或财政票据。"
ISSUER = "财务管理中心"


@dataclass(frozen=True, slots=True)
class Notice:
    """Amounts in yuan; ``due_on`` is the last day on which payment is in time."""

    number: str
    year: int
    member: str
    member_number: str
    letter: str
    """What was assessed, relieved and paid, and what is asked for, as running text."""
    amount: Decimal
    in_words: str
    due_on: date
    overdue: bool
    payee: str
    reference: str
    """To be written beside the transfer: without it nobody knows which year was paid."""
    basis: str
    issued_on: date
    account: str
    caution: str = CAUTION
    issuer: str = ISSUER


def number(member: Member, year: int) -> str:
    """``HF-2020-2018-0417``: year of the dues, then the member's number without its first part.

    The year of joining belongs to it: serials begin anew each year.
    """
    return "-".join(["HF", str(year), *member.number.split("-")[-2:]])


def of_year(member: Member, year: int, *, today: date | None = None) -> Notice:
    """Raises Refused if this year was not assessed or nothing of it is left to pay."""
    today = today or clock.today()
    found = statement(member, today=today).of(year)
    if found is None:
        raise Refused(f"{year} 年度会费尚未核定，没有缴费通知单。")
    if not found.owes:
        raise Refused(f"{year} 年度没有须缴的会费，不发缴费通知单。")
    return notice(member, found, today=today)


def notice(member: Member, year: Year, *, today: date | None = None) -> Notice:
    """The notice for a year with a balance to pay."""
    assert year.owes, "a notice for nothing"
    mine = number(member, year.year)
    return Notice(
        number=mine,
        year=year.year,
        member=member.name,
        member_number=member.number,
        letter=_letter(year),
        amount=year.balance,
        in_words=f"人民币{in_words(year.balance)}",
        due_on=year.due_until,
        overdue=year.left.overdue,
        payee=settings.ASSOCIATION_NAME,
        account=settings.DUES_ACCOUNT or ELSEWHERE,
        reference=f"{mine} {member.name}",
        basis=reasons.basis(year),
        issued_on=today or clock.today(),
    )


def _letter(year: Year) -> str:
    parts = [f"应缴 {grouped(year.assessed)} 元"]
    if year.relieved:
        parts.append(f"减免 {grouped(year.relieved)} 元")
    if year.paid:
        parts.append(f"已缴 {grouped(year.paid)} 元")
    if year.other:
        parts.append(f"结转及更正 {grouped(year.other)} 元")
    when = reasons.plain(year.due_until)
    asked = (
        f"缴费期限 {when}已过，请尽快将下列款项汇入本会账户"
        if year.left.overdue
        else f"请于 {when}前（含当日）将下列款项汇入本会账户"
    )
    return f"贵单位 {year.year} 年度会费{'，'.join(parts)}。{asked}，并在附言中写明下列编号。"
