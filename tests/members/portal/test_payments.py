import io
from datetime import date, timedelta
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
DUES = reverse("members:dues")


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


@pytest.mark.parametrize(
    ("today", "joined", "paid_on", "earliest"),
    [
        ("2020-06-15", "2010-03-01", "1999-01-01", "2018年1月1日"),
        ("2020-06-15", "2010-03-01", "2017-12-31", "2018年1月1日"),
        ("2020-06-15", "2019-03-01", "2019-02-28", "2019年3月1日（贵单位入会的日期）"),
    ],
)
def test_a_day_before_anything_was_owed_or_long_gone_is_refused_and_the_field_says_the_earliest(
    client_for: ClientFor, antai: Member, today: str, joined: str, paid_on: str, earliest: str
) -> None:
    Member.objects.filter(pk=antai.pk).update(joined_on=joined)
    with clock.at(today):
        client = client_for("antai_admin")
        assert f"最早 {earliest}" in words(client.get(NEW))
        refused = client.post(NEW, typed(paid_on=paid_on))
        assert f"汇款日期不能早于 {earliest}，请按银行回单核对" in words(refused)
        first = date.fromisoformat(paid_on) + timedelta(days=1)
        taken = client.post(NEW, typed(paid_on=max(first, date(2018, 1, 1)).isoformat()))
    assert (refused.status_code, taken.status_code) == (422, 302)


def test_the_same_slip_is_not_taken_twice_while_it_waits(
    client_for: ClientFor, antai: Member, hengyuan: Member
) -> None:
    dues.assessed(antai)
    client = client_for("antai_admin")
    assert client.post(NEW, typed()).status_code == 302
    again = client.post(NEW, typed(amount="1000"))
    assert again.status_code == 422
    assert "这份凭证已经上传，正待财务核对，不必再传" in words(again)
    row = TransferVoucher.objects.get()
    payment = entered(antai, voucher=row)
    assert client.post(NEW, typed()).status_code == 422, "its payment isn't confirmed"
    payments.reject(payment, by=cast.person("finance"), reason="抄错行")
    client.post(reverse("members:voucher_withdraw", args=[row.pk]))
    assert client.post(NEW, typed()).status_code == 302, "it was taken back"
    assert client_for("hengyuan_admin").post(NEW, typed()).status_code == 302, "another's"


def test_what_waits_is_said_with_the_dues_and_taken_off_what_is_asked_for(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai, amount="10000.00")
    client = client_for("antai_admin")
    assert "待财务核对" not in words(client.get(DUES))
    row = voucher(antai, amount=D("6000.00"))
    assert "凭证 6,000.00 元待财务核对" in words(client.get(DUES))
    form = client.get(NEW)
    assert 'value="4,000.00"' in main(form)
    assert "待缴 10,000.00 元，其中 6,000.00 元已上传凭证，待财务核对" in words(form)
    payment = entered(antai, "6000.00", voucher=row)
    assert "凭证 6,000.00 元待财务核对" in words(client.get(DUES))
    payments.confirm(payment, by=cast.person("head"))
    assert "待财务核对" not in words(client.get(DUES))
    voucher(antai, amount=D("9000.00"))
    assert 'name="amount" value' not in main(client.get(NEW)), "all that is owed is on its way"


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
