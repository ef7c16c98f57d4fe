from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import clock
from members.desk.queues import queues
from members.enums import PaymentState, RefundState, VoucherState
from members.models import CarriedCredit, FiscalReceipt, Member, Payment, Refund, TransferVoucher
from tests.conftest import ClientFor
from tests.factories import dues, payments
from tests.factories.papers import licence
from tests.pages import main, words

D = Decimal
LIST, ENTER = reverse("admin:members_payments"), reverse("admin:members_payment_enter")
OVERPAID = reverse("admin:members_overpaid")


def at(name: str, pk: int, *more: str) -> str:
    return reverse(f"admin:{name}", args=[pk, *more])


def typed(of: Member, **fields: object) -> dict[str, object]:
    today = clock.today().isoformat()
    given = {"payer_name": of.name, "amount": "２,000元", "paid_on": today, "method": "transfer"}
    return given | fields


def test_entered_by_one_and_confirmed_by_another_it_is_paid(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai)
    finance, head = client_for("finance"), client_for("head")
    told = finance.post(ENTER, typed(antai, file=licence()), follow=True)
    payment = Payment.objects.get()
    assert (payment.payer, payments.parts(payment)) == (antai, {2020: D("2000.00")})
    assert "须由另一位有权限的同事确认到账" in words(told)
    assert "确认到账</button>" not in main(told)
    refused = finance.post(at("members_payment_confirm", payment.pk), follow=True)
    assert "是您登记的，须由另一位" in refused.content.decode()

    assert "确认到账</button>" in main(head.get(at("members_payment", payment.pk)))
    head.post(at("members_payment_confirm", payment.pk))
    payment.refresh_from_db()
    assert payment.state == PaymentState.CONFIRMED
    ledger = words(client_for("antai_admin").get(reverse("members:dues")))
    assert f"缴款 {payment.number}（银行转账" in ledger


def test_three_subsidiaries_are_named_by_their_numbers(
    client_for: ClientFor, antai: Member, hengyuan: Member, guanghe: Member
) -> None:
    for one in (antai, hengyuan, guanghe):
        dues.assessed(one)
    numbers = f"{antai.number}，{hengyuan.number} {guanghe.number}"
    client_for("finance").post(ENTER, typed(hengyuan, amount="6000", members=numbers))
    assert Payment.objects.get().allocations.count() == 3


def test_what_was_typed_stays_when_something_is_wrong(client_for: ClientFor, antai: Member) -> None:
    asked = typed(antai, amount="两千", members="BJAL-0000-0000", bank_reference="R-7")
    page = client_for("finance").post(ENTER, asked)
    assert page.status_code == 422
    assert "没有会员编号 BJAL-0000-0000" in words(page)
    assert "不是金额" in words(page)
    assert 'value="R-7"' in main(page)
    assert not Payment.objects.exists()


def test_money_of_nobody_is_claimed_and_laid_by_hand(client_for: ClientFor, antai: Member) -> None:
    dues.assessed(antai)
    year = dues.assessed(antai, 2021)
    finance = client_for("finance")
    finance.post(ENTER, typed(antai, payer_name="王某"))
    payment = Payment.objects.get()
    assert "待认领" in words(finance.get(f"{LIST}?state=unplaced"))
    here = at("members_payment_allocate", payment.pk)
    assert "先在上面填会员编号" in words(finance.get(here))
    assert "没有会员编号" in words(finance.get(f"{here}?member=X"))
    there = f"{here}?member={antai.number}"
    wrong = finance.post(there, {f"y{year.pk}": "1,999"})
    assert (wrong.status_code, "还差 1.00 元" in words(wrong)) == (422, True)
    assert 'value="1,999"' in main(wrong)
    finance.post(there, {f"y{year.pk}": "2000"})
    payment.refresh_from_db()
    assert (payments.parts(payment), payment.payer) == ({2021: D("2000.00")}, antai)


def test_a_voucher_becomes_a_payment_or_goes_back_with_a_reason(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai)
    first, second = payments.voucher(antai), payments.voucher(antai)
    finance = client_for("finance")
    queue = reverse("admin:members_vouchers")
    assert "2 份待处理" in words(finance.get(queue))
    form = finance.get(f"{ENTER}?voucher={first.pk}")
    assert f'value="{antai.number}"' in main(form)
    finance.post(f"{ENTER}?voucher={first.pk}", typed(antai))
    finance.post(at("members_voucher_decline", second.pk), {"reason": "重复上传"})
    states = TransferVoucher.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [VoucherState.ENTERED, VoucherState.DECLINED]
    assert Payment.objects.get().voucher == first.file
    assert finance.get(f"{ENTER}?voucher={first.pk}").status_code == 404
    assert "财务答复：重复上传" in words(client_for("antai_admin").get(reverse("members:payments")))


def test_too_much_is_carried_and_the_rest_paid_back_by_two(
    client_for: ClientFor, antai: Member
) -> None:
    year, following = dues.assessed(antai), dues.assessed(antai, 2021)
    payments.confirmed(antai, "4500.00", parts=[(year, D("4500.00"))])
    finance, head = client_for("finance"), client_for("head")
    assert "2,500.00" in words(finance.get(OVERPAID))
    finance.post(at("members_credit_carry", year.pk), {"target": following.pk})
    assert CarriedCredit.objects.get().amount == D("2000.00")
    finance.post(
        at("members_refund_request", year.pk),
        {"amount": "500", "payee": antai.name, "reason": "多缴"},
    )
    refund = Refund.objects.get()
    assert "等另一位同事复核" in words(finance.get(OVERPAID))
    paid = {"paid_on": clock.today().isoformat()}
    own = finance.post(at("members_refund_confirm", refund.pk), paid)
    assert (own.status_code, "须由另一位" in words(own)) == (422, True)
    head.post(at("members_refund_confirm", refund.pk), paid)
    refund.refresh_from_db()
    assert refund.state == RefundState.CONFIRMED
    assert "没有多缴的年度" in words(finance.get(OVERPAID))


def test_what_is_asked_back_is_offered_no_second_time_and_its_author_takes_it_down(
    client_for: ClientFor, antai: Member
) -> None:
    year = dues.assessed(antai)
    payments.confirmed(antai, "2500.00", parts=[(year, D("2500.00"))])
    finance = client_for("finance")
    told = finance.get(at("members_credit_carry", year.pk), follow=True)
    assert "没有待缴的年度可以结转" in words(told), "no form without a year to choose"
    asked = {"amount": "500", "payee": antai.name, "reason": "多缴"}
    finance.post(at("members_refund_request", year.pk), asked)
    shown = finance.get(OVERPAID)
    assert "退款待复核 500.00" in words(shown)
    assert at("members_refund_request", year.pk) not in main(shown)
    down = at("members_refund_step", Refund.objects.get().pk, "decline")
    assert "撤下退款" in words(finance.get(down))
    assert "不通过退款" in words(client_for("head").get(down))
    finance.post(down, {"reason": "单位同意结转"})
    assert at("members_refund_request", year.pk) in main(finance.get(OVERPAID))


def test_a_receipt_is_recorded_downloaded_by_the_member_and_void(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai)
    payment = payments.confirmed(antai)
    finance, listed = client_for("finance"), reverse("admin:members_receipts")
    assert payment.number in words(finance.get(listed))
    finance.post(
        at("members_receipt_add", payment.pk),
        {
            "member": antai.pk,
            "payer_name": antai.name,
            "code": "11010620",
            "number": "0000012345",
            "issued_on": clock.today().isoformat(),
            "amount": "2000",
            "file": licence("票据.pdf"),
        },
    )
    receipt = FiscalReceipt.objects.get()
    assert "已确认的缴款都登记了票据" in words(finance.get(listed))
    got = client_for("antai_agent").get(reverse("members:receipt_file", args=[receipt.pk]))
    assert got["Content-Type"] == "application/pdf"
    assert b"".join(got.streaming_content).startswith(b"%PDF-")
    finance.post(at("members_receipt_void", receipt.pk), {"reason": "抬头有误"})
    assert payment.number in words(finance.get(listed))


def test_each_number_of_the_desk_is_what_its_list_holds(
    client_for: ClientFor, antai: Member, he: User, chen: User
) -> None:
    year = dues.assessed(antai)
    payments.confirmed(antai, "2500.00", parts=[(year, D("2500.00"))])
    payments.entered(antai, "100.00")
    payments.voucher(antai)
    told = {queue.word: (queue.count, queue.note) for queue in queues(he)}
    assert told["待确认到账"] == (1, "1 笔是您登记的，由他人办")
    assert told["转账凭证待处理"][0] == told["多缴待处理"][0] == 1
    assert told["退款待复核"][0] == 0
    assert {queue.word: queue.count for queue in queues(chen)}["待确认到账"] == 1
    [queue] = [queue for queue in queues(chen) if queue.word == "待确认到账"]
    assert "共 1 笔" in words(client_for("head").get(queue.url))


def test_the_list_asks_as_often_for_forty_payments_as_for_one(
    client_for: ClientFor, antai: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    dues.assessed(antai)
    client = client_for("finance")
    payments.entered(antai, "10.00")
    with django_assert_max_num_queries(60) as one:
        client.get(LIST)
    for _ in range(39):
        payments.entered(antai, "10.00")
    with django_assert_max_num_queries(len(one)):
        page = client.get(LIST)
    assert "共 40 笔" in words(page)


def test_a_payment_is_found_by_payer_number_or_reference(
    client_for: ClientFor, antai: Member, guanghe: Member
) -> None:
    dues.assessed(antai)
    dues.assessed(guanghe)
    payments.entered(antai, bank_reference="REF-7781")
    payments.entered(guanghe)
    client = client_for("social")
    for q in ("安泰", "ref-7781", "-0001"):
        page = words(client.get(LIST, {"q": q}))
        assert ("共 1 笔" in page, antai.name in page) == (True, True)


@pytest.mark.parametrize("day", ["1990-05-05", "2006-12-31"])
def test_a_day_before_the_first_year_of_dues_is_refused_at_its_field(
    client_for: ClientFor, antai: Member, day: str
) -> None:
    told = client_for("finance").post(ENTER, typed(antai, paid_on=day))
    sentence = "到账日期不能早于 2007-01-01（最早的会费年度），请核对银行回单。"
    assert told.context["form"].errors == {"paid_on": [sentence]}
    assert not Payment.objects.exists()


def test_a_day_long_ago_is_taken_with_a_warning(client_for: ClientFor, antai: Member) -> None:
    finance = client_for("finance")
    warned = "到账日期 2015-03-01 在两年以前，请再核对银行回单；写错的，请退回登记后重新登记。"
    assert warned in words(finance.post(ENTER, typed(antai, paid_on="2015-03-01"), follow=True))
    assert "两年以前" not in words(finance.post(ENTER, typed(antai), follow=True))


def test_what_will_be_overpaid_is_told_before_it_is_confirmed(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai)
    finance = client_for("finance")
    told = words(finance.post(ENTER, typed(antai, amount="2,500"), follow=True))
    assert told.count("将多缴 500.00 元") == 2, "in the confirmation and on the page"
    assert "将多缴" in words(
        client_for("head").get(at("members_payment", Payment.objects.get().pk))
    )
    client_for("head").post(at("members_payment_confirm", Payment.objects.get().pk))
    assert "将多缴" not in words(finance.get(at("members_payment", Payment.objects.get().pk))), (
        "it is told as credit by now"
    )


def test_only_the_payment_that_comes_second_will_overpay(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai)
    finance = client_for("finance")
    for _ in range(2):
        finance.post(ENTER, typed(antai), follow=True)
    first, second = Payment.objects.order_by("pk")
    assert "将多缴" not in words(finance.get(at("members_payment", first.pk)))
    assert "将多缴 2,000.00 元" in words(finance.get(at("members_payment", second.pk)))
