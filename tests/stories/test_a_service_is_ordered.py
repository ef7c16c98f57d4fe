"""A company commissions a 风险评估 twice: signed on the last day of the discount, and the day after.

It reads each time why the price is what it is; its first page sums up what it saved.
"""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from association.base import clock
from members.models import Member, Service, ServiceOrder
from tests.factories import cast, orders
from tests.factories.papers import pdf
from tests.stories.conftest import PageFor, Shoot
from tests.stories.stage import Stage


def test_the_same_service_costs_less_the_day_before(
    page_for: PageFor, antai: Member, stage: Stage, shoot: Shoot, tmp_path: Path
) -> None:
    cast.person("antai_admin")
    item = orders.service("PG", "20000")
    Service.objects.update(department=cast.person("business").department)
    orders.discount()
    contract, report = tmp_path / "合同.pdf", tmp_path / "报告.pdf"
    contract.write_bytes(pdf())
    report.write_bytes(pdf())
    with stage.at("2021-12-31T22:00:00+08:00"):
        company, desk = page_for("antai_admin"), page_for("business")
        first = ask(company, desk, item.name, "储罐区", shoot)
        sign(company, desk, first, contract, shoot)
        deliver(company, desk, first, report, shoot)
    with stage.at("2021-12-31T23:50:00+08:00"):
        second = ask(company, desk, item.name, "新建库房", None)
    with stage.at("2022-01-01T00:00:00+08:00"):
        sign(company, desk, second, contract, None)
        read_prices(company, first, second, shoot)
        company.goto("/portal/")
        expect(company.get_by_text("今年会员服务为您节省")).to_have_count(0)
    with stage.at("2021-12-31T23:55:00+08:00"):
        read_savings(page_for("antai_admin", width=360), shoot)


def ask(company: Page, desk: Page, name: str, wish: str, shoot: Shoot | None) -> int:
    """Requested, quoted, agreed: the number of the order."""
    company.goto("/portal/services/")
    expect(company.get_by_text("按原价优惠 10%")).to_be_visible()
    if shoot:
        shoot(company, "services-1280")
    company.get_by_role("link", name=re.compile(rf"委托\s*{name}")).click()
    company.get_by_label("需求").fill(wish)
    company.get_by_role("button", name="提交委托").click()
    expect(company.get_by_text("还没有报价")).to_be_visible()
    order = ServiceOrder.objects.latest("pk")
    desk.goto("/admin/")
    desk.get_by_role("link", name="服务待报价").click()
    if shoot:
        shoot(desk, "orders-desk-1280")
    desk.get_by_role("link", name=order.member.name).click()
    desk.get_by_role("link", name="报价", exact=True).click()
    desk.get_by_role("button", name="报价", exact=True).click()
    expect(desk.get_by_text("已报价，等单位确认。")).to_be_visible()
    company.goto("/portal/")
    company.get_by_role("link", name="看订单").click()
    company.get_by_role("link", name="确认报价", exact=True).click()
    expect(company.get_by_text("如在 2021-12-31 签约")).to_be_visible()
    expect(company.get_by_text("优惠以合同签约的时间为准").first).to_be_visible()
    if shoot:
        shoot(company, "order-agree-1280")
    company.get_by_role("button", name="确认报价", exact=True).click()
    expect(company.get_by_text("待签约", exact=True)).to_be_visible()
    return order.pk


def sign(company: Page, desk: Page, order: int, contract: Path, shoot: Shoot | None) -> None:
    """The company sends its stamped copy; the desk records when it was signed."""
    company.goto(f"/portal/services/orders/{order}/contract/")
    company.get_by_label("盖章的合同").set_input_files(contract)
    company.get_by_role("button", name="上传盖章合同", exact=True).click()
    expect(company.get_by_text("合同已上传，等业务发展部登记签约").first).to_be_visible()
    desk.goto(f"/admin/members/orders/{order}/sign/")
    signed_at = f"{clock.now():%Y-%m-%dT%H:%M:%S}"
    desk.get_by_label("签约时间").fill(signed_at)
    if shoot:
        shoot(desk, "order-sign-1280")
    desk.get_by_role("button", name="登记签约", exact=True).click()
    expect(desk.get_by_text("价格已按签约时间确定")).to_be_visible()


def deliver(company: Page, desk: Page, order: int, report: Path, shoot: Shoot) -> None:
    desk.get_by_role("link", name="登记交付", exact=True).click()
    desk.get_by_label("报告").set_input_files(report)
    desk.get_by_role("button", name="登记交付", exact=True).click()
    shoot(desk, "order-desk-1280")
    company.goto(f"/portal/services/orders/{order}/")
    expect(company.get_by_role("link", name="报告.pdf")).to_be_visible()
    company.get_by_role("link", name="确认验收", exact=True).click()
    company.get_by_role("button", name="确认验收", exact=True).click()
    expect(company.get_by_text("等财务管理中心结算开票")).to_be_visible()


def read_prices(company: Page, first: int, second: int, shoot: Shoot) -> None:
    company.goto(f"/portal/services/orders/{first}/")
    sums = company.locator(".sum")
    expect(sums).to_have_text(re.compile(r"20,000\.00.*2,000\.00.*18,000\.00", re.DOTALL))
    expect(company.get_by_text("签约时间 2021-12-31 22:")).to_be_visible()
    expect(company.get_by_text("优惠 10%：原价 20,000.00 元，减 2,000.00 元")).to_be_visible()
    shoot(company, "order-less-1280")
    company.goto(f"/portal/services/orders/{second}/")
    expect(sums).to_have_text(re.compile(r"20,000\.00.*0\.00.*20,000\.00", re.DOTALL))
    expect(company.get_by_text("签约时间 2022-01-01 00:00:")).to_be_visible()
    expect(
        company.get_by_text("至 2021-12-31（含当日）已结束，按原价 20,000.00 元收取")
    ).to_be_visible()
    company.set_viewport_size({"width": 360, "height": 800})
    shoot(company, "order-full-360")
    company.set_viewport_size({"width": 1280, "height": 800})


def read_savings(phone: Page, shoot: Shoot) -> None:
    phone.goto("/portal/")
    expect(phone.get_by_text("今年会员服务为您节省")).to_be_visible()
    shoot(phone, "home-saved-360")
    phone.get_by_role("link", name="看每一笔和依据").click()
    expect(phone.get_by_role("heading", name="2021 年会员服务为您节省 ¥2,000.00")).to_be_visible()
    shoot(phone, "benefits-360")
    phone.get_by_role("link", name="订单 FW-2021-0001").click()
    expect(phone).to_have_url(re.compile(r"/portal/services/orders/\d+/$"))
