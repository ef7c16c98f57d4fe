import io
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
from django.urls import reverse

from association.base import clock
from members import payments
from members.enums import VoucherState
from members.models import Member, TransferVoucher
from tests.conftest import ClientFor
from tests.factories import cast, dues, papers
from tests.factories.payments import confirmed, entered, voucher
from tests.pages import main, words

pytestmark = pytest.mark.django_db
D = Decimal
PAYMENTS, NEW = reverse("members:payments"), reverse("members:voucher_add")


def typed(**fields: object) -> dict[str, object]:
    today = clock.today().isoformat()
    given = {
        "amount": "2,000.00",
        "paid_on": today,
        "payer_name": "某公司",
        "file": papers.licence(),
    }
    return given | fields


def test_a_member_sends_its_slip_in_and_reads_where_it_is(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai)
    client = client_for("antai_agent")
    assert 'value="2,000.00"' in main(client.get(NEW))
    page = client.post(NEW, typed(), follow=True)
    assert "待处理" in words(page)
    slip = TransferVoucher.objects.get()
    assert (slip.member, slip.amount) == (antai, D("2000.00"))
    assert slip.submitted_by == cast.person("antai_agent")
    payment = entered(antai, voucher=slip)
    assert "到账确认中" in words(client.get(PAYMENTS))
    payments.confirm(payment, by=cast.person("head"))
    assert "已到账" in words(client.get(PAYMENTS))


def test_what_was_typed_stays_and_the_file_is_asked_for_again(
    client_for: ClientFor, antai: Member
) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    page = client_for("antai_admin").post(NEW, typed(paid_on=tomorrow, note="两年的"))
    assert page.status_code == 422
    assert "汇款日期不能晚于今天" in words(page)
    assert "请重新选择凭证" in words(page)
    assert "两年的" in main(page)
    assert not TransferVoucher.objects.exists()


def test_a_slip_that_nobody_worked_on_can_be_taken_back(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai)
    slip = voucher(antai)
    client = client_for("antai_admin")
    client.post(reverse("members:voucher_withdraw", args=[slip.pk]))
    slip.refresh_from_db()
    assert slip.state == VoucherState.WITHDRAWN
    worked_on = voucher(antai)
    entered(antai, voucher=worked_on)
    told = client.post(reverse("members:voucher_withdraw", args=[worked_on.pk]), follow=True)
    assert "现在是“已登记缴款”" in told.content.decode()


def test_the_confirmation_can_be_read_and_says_what_it_is_not(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai)
    payment = confirmed(antai, payer_name="安泰建材集团")
    here = reverse("members:payment_confirmation", args=[payment.pk])
    answer = client_for("antai_admin").get(here)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        text = document[0].get_textpage().get_text_range()
    printed = "".join(text.split())
    for words_ in (
        "缴费确认单",
        "安泰建材集团",
        "2020年度会费",
        "贰仟元整",
        "不是发票，也不是财政票据",
    ):
        assert words_ in printed
    assert client_for("guanghe_admin").get(here).status_code == 404


def test_before_it_is_confirmed_there_is_no_confirmation(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai)
    waiting = entered(antai)
    client = client_for("antai_admin")
    there = reverse("members:payment_confirmation", args=[waiting.pk])
    assert there not in main(client.get(PAYMENTS))
    assert client.get(there).status_code == 404


def test_who_was_paid_for_reads_its_own_part_the_payer_all_of_it(
    client_for: ClientFor, antai: Member, hengyuan: Member
) -> None:
    years = [dues.assessed(antai), dues.assessed(hengyuan)]
    confirmed(hengyuan, "4000.00", parts=[(year, D("2000.00")) for year in years])
    part = words(client_for("antai_admin").get(PAYMENTS))
    assert ("2,000.00 元，银行转账" in part, f"付款户名 {hengyuan.name}" in part) == (True, True)
    assert "4,000.00" not in part
    whole = words(client_for("hengyuan_admin").get(PAYMENTS))
    assert ("4,000.00 元" in whole, antai.name in whole) == (True, True)


def test_what_was_sent_back_to_the_desk_is_none_of_the_members_business(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai)
    payments.reject(entered(antai), by=cast.person("finance"), reason="抄错行")
    page = words(client_for("antai_admin").get(PAYMENTS))
    assert "还没有缴款" in page
    assert "抄错行" not in page
