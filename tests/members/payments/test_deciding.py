from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from association.accounts import deputies
from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from members import payments
from members.dues import extensions
from members.enums import DuesLabel, EntryKind, PaymentState, Position
from members.models import Assessment, LedgerEntry, Member, Payment
from members.payments import credits
from members.queries import totals, with_position
from tests.factories import accounts, cast, dues, ledger
from tests.factories.members import member
from tests.factories.payments import confirmed, entered, parts, standing

D = Decimal
once = pytest.mark.django_db


def posted(kind: EntryKind = EntryKind.PAY) -> list[Decimal]:
    return list(
        LedgerEntry.objects.filter(kind=kind).order_by("pk").values_list("amount", flat=True)
    )


@once
def test_nothing_counts_as_paid_before_it_is_confirmed(antai: Member, chen: User) -> None:
    year = dues.assessed(antai)
    payment = entered(antai)
    assert standing(year, date(2020, 5, 1)) == (DuesLabel.DUE, D("2000.00"))
    payments.confirm(payment, by=chen)
    assert standing(year, date(2020, 5, 1)) == (DuesLabel.PAID, D("0.00"))
    assert (payment.state, payment.confirmed_by) == (PaymentState.CONFIRMED, chen)
    entry = LedgerEntry.objects.get(kind=EntryKind.PAY)
    assert (entry.amount, entry.payment, entry.posted_by) == (D("-2000.00"), payment, chen)
    assert "2020 年度会费到账 2,000.00 元" in audit.timeline(antai).values_list("action", flat=True)


@once
def test_a_part_is_paid_and_the_rest_is_in_arrears_the_day_after(he: User) -> None:
    """15,000.00 until 2020-12-31, of which 10,000.00 come on 2020-11-05."""
    of = member(position=Position.VICE_PRESIDENT)
    others = [member() for _ in range(2)]
    year = ledger.assessed(of, 2020, by=he)
    LedgerEntry.objects.create(
        assessment=year,
        kind=EntryKind.CORRECTION,
        amount=D("15000.00") - year.amount,
        posted_on=date(2020, 6, 20),
        memo="经决议减半",
    )
    for one in others:
        confirmed(one)
    extensions.extend(year=2020, until=date(2020, 12, 31), reason="疫情", by=he)
    with clock.at(date(2020, 11, 5)):
        confirmed(of, "10000.00", paid_on=date(2020, 11, 5))
    assert standing(year, date(2020, 11, 5)) == (DuesLabel.PARTLY, D("5000.00"))
    assert standing(year, date(2020, 12, 31)) == (DuesLabel.PARTLY, D("5000.00"))
    rows = with_position(Assessment.objects.all(), today=date(2021, 1, 1))
    arrears = [(row.member, row.balance) for row in rows if row.label == DuesLabel.OVERDUE]
    assert arrears == [(of, D("5000.00"))]


@once
def test_who_entered_it_does_not_confirm_it(antai: Member, he: User, chen: User) -> None:
    dues.assessed(antai)
    payment = entered(antai)
    with pytest.raises(Refused, match="是您登记的，须由另一位"):
        payments.confirm(payment, by=he)
    with pytest.raises(IntegrityError, match="payment_confirmed_by_another"), transaction.atomic():
        Payment.objects.update(confirmed_by=he, confirmed_at=clock.now())
    assert posted() == []
    payments.confirm(payment, by=chen)


@once
def test_a_deputy_is_the_person_he_is(antai: Member, he: User) -> None:
    """郑涛 stands in for 贺敏: what she entered he may confirm, what he entered he may not."""
    dues.assessed(antai)
    hers = entered(antai, "1000.00")
    zheng = standing_in(cast.person("reader"), he)
    his = entered(antai, "1000.00", by=zheng)
    with pytest.raises(Refused, match="是您登记的"):
        payments.confirm(his, by=zheng)
    payments.confirm(hers, by=zheng)
    payments.confirm(his, by=he)
    assert posted() == [D("-1000.00"), D("-1000.00")]


@once
def test_who_stands_in_for_the_confirmer_does_not_confirm_what_he_entered(
    antai: Member, he: User, chen: User
) -> None:
    """郑涛 stands in for 贺敏, who enters, and for 陈立群, who confirms; he is one person still."""
    dues.assessed(antai)
    standing_in(cast.person("reader"), he)
    zheng = standing_in(cast.person("reader"), chen)
    his = entered(antai, "1000.00", by=zheng)
    with pytest.raises(Refused, match="是您登记的"):
        payments.confirm(his, by=zheng)
    assert posted() == []
    payments.confirm(his, by=chen)
    assert posted() == [D("-1000.00")]


def standing_in(deputy: User, principal: User) -> User:
    """The deputy as signed in today, with the role of the other beside the own."""
    deputies.appoint(
        principal=principal,
        deputy=deputy,
        role=principal.groups.get(),
        start=clock.today(),
        end=clock.today(),
        reason="出差",
        by=cast.person("general"),
    )
    return User.objects.get(pk=deputy.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_two_officers_confirming_at_once_post_it_once() -> None:
    of = cast.company("antai")
    dues.assessed(of)
    payment = entered(of)
    officers = [cast.person("head"), accounts.staff("finance", "钱晨")]
    told = at_once(
        *(lambda by=by: payments.confirm(Payment.objects.get(), by=by) for by in officers)
    )
    assert posted() == [D("-2000.00")]
    assert [sentence for sentence in told if sentence] == [
        f"“{payment}”现在是“已确认”，不能确认到账。请刷新页面看最新状态。"
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_the_same_bank_reference_entered_twice_at_once_is_one_payment() -> None:
    of = cast.company("antai")
    dues.assessed(of)
    officers = [cast.person("finance"), accounts.staff("finance", "钱晨")]
    told = at_once(*(lambda by=by: entered(of, bank_reference="A1", by=by) for by in officers))
    payment = Payment.objects.get()
    assert parts(payment) == {2020: D("2000.00")}
    assert [bool(sentence) for sentence in sorted(told)] == [False, True]
    assert payment.number in sorted(told)[1]


def at_once(*doors: Callable[[], object]) -> list[str]:
    """What each was told, "" for whoever got through."""
    start, told = Barrier(len(doors), timeout=30), [""] * len(doors)

    def play(index: int, door: Callable[[], object]) -> None:
        try:
            start.wait()
            door()
        except Refused as refusal:
            told[index] = refusal.message
        finally:
            connection.close()

    threads = [Thread(target=play, args=pair) for pair in enumerate(doors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


@once
def test_a_payment_to_the_wrong_member_is_taken_back_by_entries_that_name_it(
    antai: Member, guanghe: Member, chen: User
) -> None:
    wrong, right = dues.assessed(antai), dues.assessed(guanghe)
    payment = confirmed(antai, bank_reference="A1")
    payments.reverse(payment, by=chen, reason="广和的款，认错了会员")
    first, counter = LedgerEntry.objects.filter(kind=EntryKind.PAY).order_by("pk")
    assert (counter.reverses, counter.amount) == (first, D("2000.00"))
    assert standing(wrong, date(2020, 5, 1)) == (DuesLabel.DUE, D("2000.00"))
    assert (payment.state, payment.closed_by) == (PaymentState.REVERSED, chen)
    confirmed(guanghe, bank_reference="A1")
    assert standing(right)[1] == D("0.00")
    with pytest.raises(Refused, match="现在是“已冲销”"):
        payments.reverse(payment, by=chen, reason="再来")


@once
def test_a_confirmed_payment_keeps_its_parts(antai: Member, he: User) -> None:
    year, other = dues.assessed(antai), dues.assessed(antai, 2021)
    payment = confirmed(antai)
    with pytest.raises(Refused, match="分配不能再改"):
        payments.allocate(payment, parts=[(other, D("2000.00"))], by=he)
    with pytest.raises(IntegrityError, match="分配不能更改"), transaction.atomic():
        payment.allocations.update(assessment=other)
    assert list(payment.allocations.values_list("assessment", flat=True)) == [year.pk]


@once
def test_money_that_went_on_can_not_be_pulled_out_from_under(
    antai: Member, he: User, chen: User
) -> None:
    year, following = dues.assessed(antai), dues.assessed(antai, 2021)
    payment = confirmed(antai, "3000.00", parts=[(year, D("3000.00"))])
    carried = credits.carry(year, target=following, by=he)
    with pytest.raises(Refused, match="已结转或退款"):
        payments.reverse(payment, by=chen, reason="认错了会员")
    credits.undo(carried, by=he, reason="认错了会员")
    payments.reverse(payment, by=chen, reason="认错了会员")
    assert standing(year)[1] == standing(following)[1] == D("2000.00")


@once
def test_sent_back_it_is_gone_and_needs_a_reason(antai: Member, he: User) -> None:
    year = dues.assessed(antai)
    payment = entered(antai)
    with pytest.raises(Refused, match="须写明理由"):
        payments.reject(payment, by=he, reason=" ")
    payments.reject(payment, by=he, reason="金额抄错")
    assert (payment.state, payment.closed_reason) == (PaymentState.REJECTED, "金额抄错")
    assert standing(year)[1] == D("2000.00")
    with pytest.raises(Refused, match="现在是“已退回”"):
        payments.confirm(payment, by=cast.person("head"))


@once
def test_the_years_sums_hold_through_paying_carrying_and_paying_back(
    antai: Member, guanghe: Member, he: User, chen: User
) -> None:
    year, following = dues.assessed(antai), dues.assessed(antai, 2021)
    confirmed(antai, "5500.00", parts=[(year, D("5500.00"))])
    confirmed(guanghe, "2000.00", parts=[(dues.assessed(guanghe), D("2000.00"))])
    credits.carry(year, target=following, by=he, amount=D("1200.00"))
    refund = credits.request_refund(year, amount=D("800.00"), payee="安泰", reason="多缴", by=he)
    credits.confirm_refund(refund, by=chen, paid_on=clock.today())
    for wanted in (2020, 2021):
        found = totals(wanted)
        assert found.payable == found.assessed - found.relieved
        assert found.payable == found.paid - found.refunded + found.balance
    assert (totals(2020).paid, totals(2020).refunded) == (D("6300.00"), D("800.00"))
    assert (totals(2021).paid, totals(2021).balance) == (D("1200.00"), D("800.00"))
