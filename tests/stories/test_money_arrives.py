"""A member transfers a part of its dues: its slip, two officers, the paper it gets."""

from decimal import Decimal

from playwright.sync_api import Page, expect

from association.base import clock
from members.models import Member, Payment
from tests.factories import cast, dues
from tests.stories import paying
from tests.stories.conftest import PageFor, Shoot


def test_a_slip_becomes_a_payment_that_two_people_stand_behind(
    page_for: PageFor, shoot: Shoot
) -> None:
    antai: Member = cast.company("antai")
    year = dues.assessed(antai, clock.today().year)
    phone = page_for("antai_admin", width=360)

    paying.send_the_slip(phone, owed="2,000.00", amount="1,500", shoot=shoot)
    paying.enter(page_for("finance"), antai, reference="T20200302", shoot=shoot)
    paying.confirm(page_for("head"), antai, shoot=shoot)

    payment = Payment.objects.get()
    assert payment.confirmed_by != payment.entered_by
    assert year.entries.get(payment=payment).amount == Decimal("-1500.00")
    read_that_it_arrived(phone, payment, shoot)


def read_that_it_arrived(phone: Page, payment: Payment, shoot: Shoot) -> None:
    phone.goto("/portal/dues/")
    expect(phone.locator("main")).to_contain_text(f"缴款 {payment.number}")
    phone.goto("/portal/payments/")
    expect(phone.get_by_text("已到账")).to_be_visible()
    with phone.expect_download() as printed:
        phone.get_by_role("link", name="缴费确认单（PDF）").click()
    assert printed.value.suggested_filename == f"缴费确认单 {payment.number}.pdf"
    shoot(phone, "payments-360")
