"""A member transfers a part of its dues: its slip, two officers, the paper it gets."""

from decimal import Decimal

from playwright.sync_api import Page, expect

from association.base import clock
from members.models import Member, Payment
from tests.factories import cast, dues
from tests.factories.papers import licence
from tests.stories.conftest import PageFor, Shoot


def test_a_slip_becomes_a_payment_that_two_people_stand_behind(
    page_for: PageFor, shoot: Shoot
) -> None:
    antai: Member = cast.company("antai")
    year = dues.assessed(antai, clock.today().year)
    phone = page_for("antai_admin", width=360)

    send_the_slip(phone, shoot)
    enter(page_for("finance"), antai, shoot)
    confirm(page_for("head"), antai, shoot)

    payment = Payment.objects.get()
    assert payment.confirmed_by != payment.entered_by
    assert year.entries.get(payment=payment).amount == Decimal("-1500.00")
    read_that_it_arrived(phone, payment, shoot)


def send_the_slip(phone: Page, shoot: Shoot) -> None:
    slip = licence("银行回单.pdf")
    phone.goto("/portal/dues/")
    phone.get_by_role("link", name="上传转账凭证").click()
    expect(phone.get_by_label("汇款金额（元）")).to_have_value("2,000.00")
    phone.get_by_label("汇款金额（元）").fill("1,500")
    shoot(phone, "voucher-360")
    phone.get_by_label("转账凭证").set_input_files(
        {"name": slip.name, "mimeType": "application/pdf", "buffer": slip.read()}
    )
    phone.get_by_role("button", name="上传凭证").click()
    expect(phone.get_by_text("待处理")).to_be_visible()


def enter(finance: Page, payer: Member, shoot: Shoot) -> None:
    finance.goto("/admin/")
    finance.get_by_role("link", name="转账凭证待处理").click()
    shoot(finance, "vouchers")
    finance.get_by_role("link", name="登记缴款").click()
    expect(finance.get_by_label("付款户名")).to_have_value(payer.name)
    finance.get_by_label("银行流水号").fill("T20200302")
    shoot(finance, "payment-enter")
    finance.get_by_role("button", name="登记", exact=True).click()
    expect(finance.get_by_text("须由另一位有权限的同事确认到账")).to_be_visible()
    expect(finance.get_by_role("button", name="确认到账")).to_have_count(0)


def confirm(head: Page, payer: Member, shoot: Shoot) -> None:
    head.goto("/admin/")
    head.get_by_role("link", name="待确认到账").click()
    head.get_by_role("link", name=payer.name).click()
    shoot(head, "payment")
    head.get_by_role("button", name="确认到账").click()
    expect(head.get_by_text("已确认到账并入账")).to_be_visible()


def read_that_it_arrived(phone: Page, payment: Payment, shoot: Shoot) -> None:
    phone.goto("/portal/dues/")
    expect(phone.locator("main")).to_contain_text(f"缴款 {payment.number}")
    phone.goto("/portal/payments/")
    expect(phone.get_by_text("已到账")).to_be_visible()
    with phone.expect_download() as printed:
        phone.get_by_role("link", name="缴费确认单（PDF）").click()
    assert printed.value.suggested_filename == f"缴费确认单 {payment.number}.pdf"
    shoot(phone, "payments-360")
