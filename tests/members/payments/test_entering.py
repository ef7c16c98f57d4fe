from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from members import payments
from members.enums import PaymentState, VoucherState
from members.models import Allocation, ChangeRequest, Member, Payment
from members.payments import suggestions
from members.register import changes
from tests.factories import cast, dues, papers
from tests.factories.members import member
from tests.factories.payments import ARRIVED, entered, parts, voucher

pytestmark = pytest.mark.django_db
D = Decimal


def at_once() -> None:
    """As at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_a_payment_is_laid_on_what_was_due_first(antai: Member) -> None:
    for year in (2019, 2020):
        dues.assessed(antai, year)
    payment = entered(antai, "3000.00")
    assert parts(payment) == {2019: D("2000.00"), 2020: D("1000.00")}
    assert (payment.state, payment.entered_by) == (PaymentState.ENTERED, cast.person("finance"))
    assert payment.number == f"JK-{clock.today().year}-0001"


def test_what_waits_to_be_confirmed_is_not_suggested_twice(antai: Member) -> None:
    for year in (2019, 2020):
        dues.assessed(antai, year)
    entered(antai, "2000.00")
    assert parts(entered(antai, "2000.00")) == {2020: D("2000.00")}


def test_one_payer_for_three_subsidiaries_is_one_payment_in_three_parts(
    antai: Member, hengyuan: Member, guanghe: Member
) -> None:
    """Each owes 2,000.00 for 2020, the group pays 6,000.00 at once."""
    group = [antai, hengyuan, guanghe]
    for one in group:
        dues.assessed(one)
    payment = entered(hengyuan, "6000.00", parts=suggestions.suggest(D("6000.00"), group))
    found = payment.allocations.values_list("assessment__member__name", "amount")
    assert dict(found) == {one.name: D("2000.00") for one in group}


def test_the_payers_name_stays_as_printed_although_the_company_is_renamed(
    antai: Member, lin: User
) -> None:
    """The bank still prints the old name; the member behind it is found all the same."""
    old = antai.name
    dues.assessed(antai)
    request = changes.request(
        antai,
        changes={"name": "北京安泰晨岭新材料有限公司"},
        evidence=papers.licence(),
        by=cast.person("antai_admin"),
    )
    changes.approve(request, by=lin)
    assert ChangeRequest.objects.get().state == "approved"
    antai.refresh_from_db()
    assert suggestions.member_behind(old) == antai == suggestions.member_behind(antai.name)
    payment = entered(antai, payer_name=old)
    payment.refresh_from_db()
    assert (payment.payer_name, payment.payer) == (old, antai)


def test_a_payer_that_nobody_knows_waits_and_is_placed_later(antai: Member, he: User) -> None:
    year = dues.assessed(antai)
    payment = entered(antai, payer=None, payer_name="张三", parts=())
    assert suggestions.member_behind("张三") is None
    at_once()
    with pytest.raises(Refused, match="还没有分配"):
        payments.confirm(payment, by=cast.person("head"))
    payments.allocate(payment, parts=[(year, D("2000.00"))], payer=antai, by=he)
    at_once()
    payment.refresh_from_db()
    assert (parts(payment), payment.payer) == ({2020: D("2000.00")}, antai)


def test_brackets_and_spaces_of_a_name_do_not_hide_the_member() -> None:

    row = member("云栖路装备（北京）有限公司")
    assert suggestions.member_behind("云栖路装备(北京)有限公司") == row


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        (("1500.00",), "分配合计还差 500.00 元"),
        (("1500.00", "600.00"), "分配合计多出 100.00 元"),
        (("2000.00", "0.00"), "分配的金额须大于 0"),
    ],
)
def test_parts_that_do_not_add_up_are_refused(
    antai: Member, amounts: tuple[str, ...], sentence: str
) -> None:
    years = [dues.assessed(antai, 2019 + index) for index in range(len(amounts))]
    with pytest.raises(Refused, match=sentence):
        entered(antai, parts=list(zip(years, map(D, amounts), strict=True)))
    assert not Allocation.objects.exists()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=25,
)
@given(
    amount=st.integers(min_value=1, max_value=900_000).map(lambda n: D(n) / 100),
    owed=st.lists(st.integers(min_value=1, max_value=300_000), min_size=1, max_size=3),
)
def test_whatever_is_paid_the_parts_are_the_payment(
    db: None, amount: Decimal, owed: list[int]
) -> None:
    with transaction.atomic():
        of = cast.company("guanghe")
        for index, fen in enumerate(owed):
            dues.assessed(of, 2018 + index, str(D(fen) / 100))
        payment = entered(of, str(amount))
        at_once()
        assert sum(parts(payment).values()) == amount
        transaction.set_rollback(True)


def test_the_database_adds_the_parts_up_itself(antai: Member) -> None:
    year = dues.assessed(antai)
    payment = entered(antai)
    with pytest.raises(IntegrityError, match="两者须相等"), transaction.atomic():
        Allocation.objects.filter(payment=payment).update(amount=D("1999.99"))
        at_once()
    with pytest.raises(IntegrityError, match="两者须相等"), transaction.atomic():
        Allocation.objects.create(
            payment=payment, assessment=dues.assessed(antai, 2021), amount=D("1.00")
        )
        at_once()
    assert parts(payment) == {year.year: D("2000.00")}


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": D("1.00")},
        {"payer_name": "别人"},
        {"paid_on": date(2019, 1, 1)},
        {"bank_reference": "X"},
    ],
)
def test_what_a_payment_says_is_never_edited(antai: Member, changed: dict[str, object]) -> None:
    dues.assessed(antai)
    entered(antai)
    with pytest.raises(IntegrityError, match="不能更改或删除"), transaction.atomic():
        Payment.objects.update(**changed)
    with pytest.raises(IntegrityError, match="不能更改或删除"), transaction.atomic():
        Payment.objects.all()._raw_delete("default")


def test_a_bank_reference_counts_once(antai: Member) -> None:
    dues.assessed(antai)
    first = entered(antai, bank_reference="20200302 ab１")
    assert first.bank_reference == "20200302AB1"
    with pytest.raises(Refused, match=f"已登记为缴款 {first.number}") as refusal:
        entered(antai, bank_reference="20200302AB1")
    assert refusal.value.field == "bank_reference"
    with pytest.raises(IntegrityError, match="one_payment_a_bank_reference"), transaction.atomic():
        Payment.objects.create(
            number="JK-0", payer_name="x", amount=D(1), paid_on=ARRIVED, entered_at=clock.now(),
            bank_reference="20200302AB1", entered_by=cast.person("finance"),
        )  # fmt: skip
    payments.reject(first, by=cast.person("head"), reason="流水号抄错")
    assert entered(antai, bank_reference="20200302AB1").pk


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"payer_name": "  "}, "payer_name"),
        ({"amount": D("-1.00"), "parts": ()}, "amount"),
        ({"paid_on": date(2999, 1, 1)}, "paid_on"),
        ({"file": papers.not_a_document()}, "file"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    antai: Member, fields: dict[str, object], field: str
) -> None:
    dues.assessed(antai)
    with pytest.raises(Refused) as refusal:
        entered(antai, **fields)
    assert refusal.value.field == field
    assert not Payment.objects.exists()


def test_only_who_keeps_the_money_enters_a_payment(antai: Member) -> None:
    dues.assessed(antai)
    for role in ("social", "head", "reader", "antai_admin"):
        with pytest.raises(Refused, match="没有权限登记缴款"):
            entered(antai, by=cast.person(role))


def test_a_voucher_is_answered_by_the_payment_and_waits_again_when_that_falls(
    antai: Member,
) -> None:
    dues.assessed(antai)
    asked = voucher(antai)
    payment = entered(antai, voucher=asked)
    asked.refresh_from_db()
    assert (asked.state, asked.payment, payment.voucher) == (
        VoucherState.ENTERED,
        payment,
        asked.file,
    )
    with pytest.raises(Refused, match="现在是“已登记缴款”"):
        entered(antai, voucher=asked)
    payments.reject(payment, by=cast.person("head"), reason="银行没有这笔")
    asked.refresh_from_db()
    assert (asked.state, asked.payment) == (VoucherState.PENDING, None)
