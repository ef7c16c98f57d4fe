"""How money arrives, click by click: the member's slip, who enters it, who confirms it."""

from playwright.sync_api import Page, expect

from members.models import Member
from tests.factories.papers import licence
from tests.stories.conftest import Shoot


def send_the_slip(phone: Page, *, owed: str, amount: str, shoot: Shoot) -> None:
    slip = licence("银行回单.pdf")
    phone.goto("/portal/dues/")
    phone.get_by_role("link", name="上传转账凭证").click()
    expect(phone.get_by_label("汇款金额（元）")).to_have_value(owed)
    phone.get_by_label("汇款金额（元）").fill(amount)
    shoot(phone, "voucher-360")
    phone.get_by_label("转账凭证").set_input_files(
        {"name": slip.name, "mimeType": "application/pdf", "buffer": slip.read()}
    )
    phone.get_by_role("button", name="上传凭证").click()
    expect(phone.get_by_text("待处理")).to_be_visible()


def enter(finance: Page, payer: Member, *, reference: str, shoot: Shoot) -> None:
    finance.goto("/admin/")
    finance.get_by_role("link", name="转账凭证待处理").click()
    shoot(finance, "vouchers")
    finance.get_by_role("link", name="登记缴款").click()
    expect(finance.get_by_label("付款户名")).to_have_value(payer.name)
    finance.get_by_label("银行流水号").fill(reference)
    shoot(finance, "payment-enter")
    finance.get_by_role("button", name="登记", exact=True).click()
    expect(finance.get_by_text("须由另一位有权限的同事确认到账")).to_be_visible()
    expect(finance.get_by_role("button", name="确认到账")).to_have_count(0)


def confirm(head: Page, payer: Member, *, shoot: Shoot) -> None:
    head.goto("/admin/")
    head.get_by_role("link", name="待确认到账").click()
    head.get_by_role("link", name=payer.name).click()
    shoot(head, "payment")
    head.get_by_role("button", name="确认到账").click()
    expect(head.get_by_text("已确认到账并入账")).to_be_visible()
