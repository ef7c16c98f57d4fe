from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from members import payments
from members.enums import DuesLabel, EntryKind, RefundState
from members.models import Assessment, CarriedCredit, LedgerEntry, Member, Refund
from members.payments import credits
from tests.factories import cast, dues
from tests.factories.ledger import assessed, relieved
from tests.factories.payments import confirmed, standing

pytestmark = pytest.mark.django_db
D = Decimal
PAID_ON = date(2020, 2, 10)


@pytest.fixture
def paid_before(antai: Member, he: User) -> Assessment:
    """2,000.00 paid on 2020-02-10; in June the council exempts private companies."""
    with clock.at(date(2020, 1, 10)):
        year = assessed(antai, 2020, by=he)
    with clock.at(PAID_ON):
        confirmed(antai, paid_on=PAID_ON)
    with clock.at(date(2020, 6, 20)):
        relieved(he)
    return year


def refund(year: Assessment, amount: str = "2000.00") -> Refund:
    return credits.request_refund(
        year,
        amount=D(amount),
        payee=year.member.name,
        reason="缴款后减免",
        by=cast.person("finance"),
    )


def corrected(year: Assessment, amount: str) -> None:
    LedgerEntry.objects.create(
        assessment=year, kind=EntryKind.CORRECTION, amount=D(amount),
        posted_on=clock.today(), memo="经决议更正",
    )  # fmt: skip


def test_relief_after_paying_leaves_a_credit(paid_before: Assessment) -> None:
    assert standing(paid_before) == (DuesLabel.OVERPAID, D("-2000.00"))
    assert credits.overpaid(paid_before) == D("2000.00")


def test_a_credit_carried_pays_the_next_year(
    paid_before: Assessment, antai: Member, he: User
) -> None:
    """The bill of 2021 is 2,000.00; nothing is left to pay of either year."""
    following = assessed(antai, 2021, by=he)
    carried = credits.carry(paid_before, target=following, by=he)
    assert standing(paid_before) == (DuesLabel.EXEMPT, D("0.00"))
    assert standing(following) == (DuesLabel.PAID, D("0.00"))
    assert (carried.outgoing.amount, carried.incoming.amount) == (D("2000.00"), D("-2000.00"))
    assert LedgerEntry.objects.filter(kind=EntryKind.CREDIT).aggregate(n=Sum("amount"))["n"] == 0


def test_a_credit_paid_back_leaves_a_ledger_of_zero(
    paid_before: Assessment, he: User, chen: User
) -> None:
    asked = refund(paid_before)
    assert standing(paid_before)[1] == D("-2000.00")
    with pytest.raises(Refused, match="是您提出的，须由另一位"):
        credits.confirm_refund(asked, by=he, paid_on=clock.today())
    credits.confirm_refund(asked, by=chen, paid_on=clock.today(), bank_reference="T1")
    assert asked.state == RefundState.CONFIRMED
    assert standing(paid_before) == (DuesLabel.EXEMPT, D("0.00"))
    assert LedgerEntry.objects.aggregate(n=Sum("amount"))["n"] == 0


def test_the_database_knows_two_people_behind_a_refund(paid_before: Assessment, he: User) -> None:
    refund(paid_before)
    with pytest.raises(IntegrityError, match="refund_confirmed_by_another"), transaction.atomic():
        Refund.objects.update(confirmed_by=he)
    with pytest.raises(IntegrityError, match="不能更改或删除"), transaction.atomic():
        Refund.objects.update(amount=D("1.00"))


def test_a_refund_after_a_carried_credit_needs_the_credit_back_first(
    paid_before: Assessment, antai: Member, he: User, chen: User
) -> None:
    following = assessed(antai, 2021, by=he)
    carried = credits.carry(paid_before, target=following, by=he)
    with pytest.raises(Refused, match="请先冲销结转"):
        refund(paid_before)
    credits.undo(carried, by=he, reason="单位要求退款")
    assert standing(following)[1] == D("2000.00")
    credits.confirm_refund(refund(paid_before), by=chen, paid_on=clock.today())
    assert standing(paid_before)[1] == D("0.00")
    pairs = CarriedCredit.objects.values_list("outgoing__reversed_by__amount", "undone_at")
    assert [(amount, bool(at)) for amount, at in pairs] == [(D("-2000.00"), True)]
    with pytest.raises(Refused, match="已经冲销"):
        credits.undo(carried, by=he, reason="再来")


def test_what_waits_to_be_paid_back_is_not_carried_too(
    paid_before: Assessment, antai: Member, he: User
) -> None:
    following = assessed(antai, 2021, by=he)
    refund(paid_before, "1500.00")
    assert credits.carry(paid_before, target=following, by=he).amount == D("500.00")
    with pytest.raises(Refused, match="没有可以结转的多缴款"):
        credits.carry(paid_before, target=following, by=he)


def test_a_credit_already_paid_back_from_the_next_year_does_not_come_back(
    paid_before: Assessment, antai: Member, he: User, chen: User
) -> None:
    following = assessed(antai, 2021, by=he)
    carried = credits.carry(paid_before, target=following, by=he)
    corrected(following, "-2000.00")
    credits.confirm_refund(refund(following), by=chen, paid_on=clock.today())
    with pytest.raises(Refused, match="不能再冲销结转"):
        credits.undo(carried, by=he, reason="冲回")


def test_what_a_waiting_refund_needs_does_not_leave_its_year(
    antai: Member, he: User, chen: User
) -> None:
    """Paid twice, and the second time asked back, when the bank recalls it."""
    year = assessed(antai, 2020, by=he)
    confirmed(antai)
    again = confirmed(antai, parts=[(year, D("2000.00"))])
    asked = refund(year)
    with pytest.raises(Refused, match="有退款待复核，冲销后会不够退"):
        payments.reverse(again, by=chen, reason="银行退票")
    credits.decline_refund(asked, by=he, reason="银行退票")
    payments.reverse(again, by=chen, reason="银行退票")
    assert standing(year)[1] == D("0.00")


def test_a_credit_that_a_refund_waits_for_is_not_taken_back(
    paid_before: Assessment, antai: Member, he: User
) -> None:
    following = assessed(antai, 2021, by=he)
    carried = credits.carry(paid_before, target=following, by=he)
    corrected(following, "-2000.00")
    refund(following)
    with pytest.raises(Refused, match="2021 年度有退款待复核，冲销结转后会不够退"):
        credits.undo(carried, by=he, reason="冲回")


def test_a_refund_is_paid_out_only_of_what_is_still_too_much(
    paid_before: Assessment, chen: User
) -> None:
    asked = refund(paid_before)
    corrected(paid_before, "500.00")
    with pytest.raises(Refused, match=r"现在只多缴 1,500.00 元，不够退 2,000.00 元"):
        credits.confirm_refund(asked, by=chen, paid_on=clock.today())
    assert standing(paid_before)[1] == D("-1500.00")
    assert not LedgerEntry.objects.filter(kind=EntryKind.REFUND).exists()


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "2000.01"])
def test_no_more_goes_than_was_too_much(
    paid_before: Assessment, antai: Member, he: User, amount: str
) -> None:
    following = assessed(antai, 2021, by=he)
    with pytest.raises(Refused) as refusal:
        credits.carry(paid_before, target=following, by=he, amount=D(amount))
    assert refusal.value.field == "amount"
    with pytest.raises(Refused, match=r"可退 2,000.00 元"):
        refund(paid_before, amount)
    assert not LedgerEntry.objects.filter(kind__in=["credit", "refund"]).exists()


def test_a_credit_stays_with_its_member_and_goes_where_something_is_owed(
    paid_before: Assessment, guanghe: Member, antai: Member, he: User
) -> None:
    with pytest.raises(Refused, match="同一家会员"):
        credits.carry(paid_before, target=dues.assessed(guanghe), by=he)
    with pytest.raises(Refused, match="同一家会员"):
        credits.carry(paid_before, target=paid_before, by=he)
    clear = dues.assessed(antai, 2021, "0.00")
    with pytest.raises(Refused, match="没有待缴的会费"):
        credits.carry(paid_before, target=clear, by=he)


def test_a_refund_that_the_bank_sends_back_is_overpaid_again(
    paid_before: Assessment, chen: User
) -> None:
    asked = credits.confirm_refund(refund(paid_before), by=chen, paid_on=clock.today())
    credits.return_refund(asked, by=chen, reason="账号有误")
    assert (asked.state, asked.answer) == (RefundState.RETURNED, "账号有误")
    assert standing(paid_before) == (DuesLabel.OVERPAID, D("-2000.00"))
    assert asked.entry is not None
    assert asked.entry.reversed_by.amount == D("-2000.00")
    credits.confirm_refund(refund(paid_before), by=chen, paid_on=clock.today())
    assert standing(paid_before)[1] == D("0.00")


def test_a_refund_not_granted_leaves_the_credit(paid_before: Assessment, chen: User) -> None:
    asked = credits.decline_refund(refund(paid_before), by=chen, reason="单位同意结转")
    assert asked.state == RefundState.DECLINED
    assert credits.overpaid(paid_before) == D("2000.00")


def test_who_may_not_is_told_whom_to_ask(paid_before: Assessment, antai: Member, he: User) -> None:
    following, lin = assessed(antai, 2021, by=he), cast.person("social")
    with pytest.raises(Refused, match="没有权限结转"):
        credits.carry(paid_before, target=following, by=lin)
    with pytest.raises(Refused, match="没有权限提出退款"):
        credits.request_refund(paid_before, amount=D(1), payee="x", reason="x", by=lin)
    with pytest.raises(Refused, match="没有权限复核并退款"):
        credits.confirm_refund(refund(paid_before), by=lin, paid_on=clock.today())
