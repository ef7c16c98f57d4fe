"""The first line through the house: from the office's Excel to the member's phone.

Played here, and by ``tests/cluster`` on servers.
"""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from association.base import fictitious, sheets
from members.models import Member
from tests.stories.conftest import PageFor, Shoot
from tests.stories.stage import Stage

HEADERS = [
    "序号", "单位名称", "统一社会信用代码", "单位类型", "会员级别", "联系人", "手机", "邮箱", "所在区",
    "入会日期", "2020年应缴会费（元）", "备注",
]  # fmt: skip
PRIVATE, STATE = "北京晨岭消防器材有限公司", "北京曜石能源集团有限公司"
PASSWORD = "qing-shan-lv-shui-2020"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Two companies, a social organisation, and a row with a wrong code."""
    wrong = fictitious.credit_code(4)[:-1] + "I"
    rows = [
        [1, PRIVATE, fictitious.credit_code(1), "私营企业", "会员单位", "周禾", fictitious.mobile(1),
         "a@example.com", "朝阳区", "2018/03/06", 2000, None],
        [2, STATE, fictitious.credit_code(2), "国企", "常务理事单位", "吴云舒", fictitious.mobile(2),
         "b@example.com", "海淀区", date(2016, 5, 9), 10000, None],
        [3, "京郊青禾应急志愿服务中心", fictitious.credit_code(3, "51110116"), "社会组织", "会员单位",
         "郑安宁", fictitious.mobile(3), "c@example.com", "怀柔区", "2019年5月26日", "2,000", None],
        [4, "北京写错代码有限公司", wrong, "民营企业", "会员单位", "王晨", fictitious.mobile(4),
         "d@example.com", "朝阳区", "2018.04.11", 2000, None],
    ]  # fmt: skip
    path = tmp_path / "会员名册.xlsx"
    path.write_bytes(sheets.write(HEADERS, rows, title="会员单位名册（2020年度）"))
    return path


def test_from_the_offices_excel_to_the_members_phone(
    page_for: PageFor, stage: Stage, shoot: Shoot, register: Path
) -> None:
    with stage.at("2020-06-20T09:00:00"):
        _import(page_for("social"), stage, shoot, register)
        _assess_simulate_and_decide(page_for("finance"), shoot)
        links = [_invite(page_for("social"), name) for name in (PRIVATE, STATE)]

        exempt = _accept(page_for(width=360, height=740), links[0])
        exempt.get_by_role("link", name="会费", exact=True).click()
        expect(exempt.locator("main")).to_contain_text("免缴")
        expect(exempt.locator("main")).to_contain_text("民营企业，本年度会费全额减免")
        expect(exempt.locator("main")).to_contain_text("2020-SZSJ-1")
        expect(exempt.locator("main")).to_contain_text("测试决〔2020〕3 号")
        expect(exempt.get_by_role("link", name="缴费通知单")).to_have_count(0)
        assert _fits(exempt)
        shoot(exempt, "membership-year-exempt-360")

        owing = _accept(page_for(width=360, height=740), links[1])
        owing.get_by_role("link", name="会费", exact=True).click()
        expect(owing.locator("main")).to_contain_text("10,000.00")
        expect(owing.locator("main")).to_contain_text("12月31日（周四）")
        expect(owing.locator("main")).to_contain_text("待缴")
        assert _fits(owing)
        shoot(owing, "membership-year-owing-360")

    with stage.at("2021-01-01T00:00:00"):
        owing.reload()
        if "/login/" in owing.url:  # half a year later nobody is signed in any more
            _sign_in(owing, fictitious.mobile(22))
        owing.goto("/portal/dues/")
        expect(owing.locator("main")).to_contain_text("已逾期")


def _import(desk: Page, stage: Stage, shoot: Shoot, register: Path) -> None:
    desk.goto("/admin/")
    desk.get_by_role("link", name="会员", exact=True).click()
    desk.get_by_role("link", name="导入名册").click()
    desk.set_input_files("input[type=file]", register)
    desk.locator("main form button[data-kind=primary]").click()
    stage.finish_jobs()
    desk.reload()
    expect(desk.locator("main")).to_contain_text("第 18 位“I”不能用在统一社会信用代码里")
    shoot(desk, "membership-year-checked")
    desk.get_by_role("button", name="确认导入").click()
    stage.finish_jobs()
    desk.reload()
    assert Member.objects.count() == 3
    shoot(desk, "membership-year-imported")


def _assess_simulate_and_decide(desk: Page, shoot: Shoot) -> None:
    desk.goto("/admin/members/dues/?year=2020")
    desk.get_by_role("link", name="核定 2020 年度").click()
    expect(desk.locator("main")).to_contain_text("14,000.00")
    desk.get_by_role("button", name="确认核定 3 家").click()
    expect(desk.get_by_role("status")).to_contain_text("新核定 3 家")

    desk.get_by_role("link", name="减免", exact=True).click()
    desk.get_by_role("link", name="2020-SZSJ-1").click()
    expect(desk.locator("main")).to_contain_text("4,000.00")
    shoot(desk, "membership-year-simulated")

    desk.goto("/admin/members/resolution/add/")
    desk.get_by_label("决议文号").fill("测试决〔2020〕3 号")
    desk.get_by_label("标题").fill("关于减免部分会员单位会费的决议")
    desk.get_by_label("作出机构").select_option(label="常务理事会")
    desk.get_by_label("决定日期").fill("2020-06-18")
    desk.locator("[name=_save]").click()

    desk.get_by_role("link", name="减免", exact=True).click()
    desk.get_by_role("link", name="2020-SZSJ-1").click()
    desk.get_by_role("link", name="执行并入账").click()
    desk.get_by_label("批准它的决议").select_option(index=1)
    desk.get_by_role("button", name="执行并入账").click()
    expect(desk.get_by_role("status")).to_contain_text("2 家会员的减免已入账")


def _invite(desk: Page, company: str) -> str:
    desk.goto(f"/admin/members/member/?q={company}")
    desk.get_by_role("link", name=company).click()
    desk.get_by_role("link", name="邀请单位管理员").click()
    desk.get_by_label("姓名").fill("孟知行")
    desk.get_by_label("手机号").fill(fictitious.mobile(21 if company == PRIVATE else 22))
    desk.get_by_label("单位管理员").check()
    desk.get_by_role("button", name="生成邀请链接").click()
    return desk.locator("#once").input_value()


def _accept(phone: Page, link: str) -> Page:
    phone.goto(link)
    for field in phone.locator("input[type=password]").all():
        field.fill(PASSWORD)
    phone.locator("main form button[data-kind=primary]").click()
    phone.wait_for_url("**/portal/")
    return phone


def _sign_in(phone: Page, login: str) -> None:
    phone.locator("[name=login]").fill(login)
    phone.locator("[name=password]").fill(PASSWORD)
    phone.locator("main form button[data-kind=primary]").click()
    phone.wait_for_url("**/portal/**")


def _fits(page: Page) -> bool:
    """No sideways scrolling."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
