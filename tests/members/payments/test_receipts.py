from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from association.accounts.models import User
from association.base.errors import Refused
from members import payments
from members.enums import ReceiptState
from members.models import FiscalReceipt, Member, Payment
from members.payments import confirmations, receipts
from tests.factories import cast, dues, papers
from tests.factories.payments import confirmed, entered

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def paid(antai: Member) -> Payment:
    dues.assessed(antai)
    return confirmed(antai)


def recorded(payment: Payment, **fields: Any) -> FiscalReceipt:
    return receipts.record(
        payment,
        **{
            "member": cast.company("antai"),
            "code": "11010620",
            "number": "0000012345",
            "issued_on": date(2020, 3, 10),
            "amount": payment.amount,
            "by": cast.person("finance"),
            **fields,
        },
    )


def test_a_receipt_is_kept_as_it_is_printed(paid: Payment, antai: Member) -> None:
    row = recorded(paid, code=" １1010620", check_code="a1b2c3", file=papers.licence("票据.pdf"))
    assert (row.code, row.check_code, row.state) == ("11010620", "A1B2C3", ReceiptState.VALID)
    assert row.payer_name == paid.payer_name
    assert row.file is not None
    assert not receipts.uncovered().exists()


def test_payments_without_a_receipt_are_listed_with_what_is_missing(
    antai: Member, paid: Payment, he: User
) -> None:
    dues.assessed(antai, 2021)
    entered(antai)
    assert [(row, row.missing) for row in receipts.uncovered()] == [(paid, D("2000.00"))]
    recorded(paid, amount=D("500.00"))
    assert [row.missing for row in receipts.uncovered()] == [D("1500.00")]
    with pytest.raises(Refused, match=r"还可开 1,500.00 元"):
        recorded(paid, number="0000012346", amount=D("1500.01"))


def test_a_void_receipt_stays_and_its_payment_wants_another(paid: Payment, he: User) -> None:
    row = recorded(paid)
    with pytest.raises(Refused, match="须写明理由"):
        receipts.void(row, by=he, reason="")
    receipts.void(row, by=he, reason="抬头有误，已冲红")
    assert (row.state, row.void_reason) == (ReceiptState.VOID, "抬头有误，已冲红")
    assert receipts.uncovered().get() == paid
    with pytest.raises(Refused, match="已登记在"):
        recorded(paid)
    assert recorded(paid, number="0000012346").pk


def test_a_payment_with_a_receipt_is_not_taken_back_before_that_is_void(
    paid: Payment, he: User, chen: User
) -> None:
    row = recorded(paid)
    with pytest.raises(Refused, match="请先在票据系统冲红"):
        payments.reverse(paid, by=chen, reason="认错")
    receipts.void(row, by=he, reason="冲红")
    payments.reverse(paid, by=chen, reason="认错")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": "1"}, "code"),
        ({"number": "号码"}, "number"),
        ({"check_code": "!!!!"}, "check_code"),
        ({"amount": D("0.00")}, "amount"),
        ({"amount": D("2000.01")}, "amount"),
        ({"issued_on": date(2999, 1, 1)}, "issued_on"),
        ({"file": papers.not_a_document()}, "file"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    paid: Payment, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        recorded(paid, **fields)
    assert refusal.value.field == field
    assert not FiscalReceipt.objects.exists()


def test_a_receipt_belongs_to_a_confirmed_payment_and_a_member_of_it(
    antai: Member, guanghe: Member, paid: Payment
) -> None:
    with pytest.raises(Refused, match="与这家会员无关"):
        recorded(paid, member=guanghe)
    dues.assessed(antai, 2021)
    with pytest.raises(Refused, match="确认到账后才登记"):
        recorded(entered(antai), number="0000099999")
    with pytest.raises(Refused, match="没有权限登记财政票据"):
        recorded(paid, by=cast.person("social"))


def test_code_and_number_are_one_receipt_for_the_database_too(paid: Payment) -> None:
    row = recorded(paid, amount=D("1.00"))
    row.pk = None
    with pytest.raises(IntegrityError, match="one_receipt_a_number"), transaction.atomic():
        row.save(force_insert=True)


def test_the_confirmation_says_what_it_is_not(paid: Payment, antai: Member) -> None:
    facts = confirmations.of(paid, antai)
    assert (facts.number, facts.total, facts.in_words) == (
        paid.number,
        D("2000.00"),
        "人民币贰仟元整",
    )
    assert "不是发票，也不是财政票据" in facts.caution


def test_each_member_reads_its_own_part_and_the_payer_reads_all(
    antai: Member, hengyuan: Member, guanghe: Member
) -> None:
    years = [dues.assessed(antai), dues.assessed(hengyuan)]
    payment = confirmed(hengyuan, "4000.00", parts=[(year, D("2000.00")) for year in years])
    assert confirmations.of(payment, hengyuan).total == D("4000.00")
    assert [line.member for line in confirmations.of(payment, antai).lines] == [antai.name]
    with pytest.raises(Refused, match="没有可出具"):
        confirmations.of(payment, guanghe)


def test_what_is_not_confirmed_has_no_confirmation(antai: Member) -> None:
    dues.assessed(antai)
    with pytest.raises(Refused, match="没有可出具"):
        confirmations.of(entered(antai), antai)
