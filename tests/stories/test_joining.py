"""A company that nobody knows applies, mends what was asked for, and is a member by the evening."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from members.models import JoiningApplication, Meeting, Member
from tests.factories import cast, dues, joining, papers, people
from tests.stories.conftest import PageFor, Shoot
from tests.stories.stage import Stage

NAME = "北京晨岭新锐科技有限公司"


@pytest.fixture
def licence(tmp_path: Path) -> Path:
    path = tmp_path / "营业执照.pdf"
    path.write_bytes(papers.pdf())
    return path


def test_a_company_applies_mends_is_admitted_and_finds_itself_in_the_portal(
    page_for: PageFor, stage: Stage, shoot: Shoot, licence: Path, console: list[str]
) -> None:
    with stage.at("2020-08-17T09:00:00"):
        applicant = page_for(width=360, height=740)
        link = _begin(applicant, shoot)
        applicant.context.clear_cookies()
        later = page_for()
        _resume(later, link, licence, shoot)
        assert all("422" in complaint for complaint in console), "the form that lacked its licence"
        console.clear()
        row = JoiningApplication.objects.get()

        lin = page_for("social")
        _send_back(lin, shoot)
        _mend(later, link, shoot)
        _accept_and_place(lin, row, joining.council(), shoot)
        _council_accepts(row)
        _admit(lin, shoot)

        member = Member.objects.get(name=NAME)
        assert member.joined_on == date(2020, 8, 17)
        assert member.assessments.get().amount == Decimal("2000.00")
        _first_sign_in(applicant, link, member, shoot)
        later.goto(link)
        expect(later.get_by_role("link", name="登录会员服务")).to_be_visible()
        _everybody_reads(page_for, member, row, shoot)


def _begin(phone: Page, shoot: Shoot) -> str:
    phone.goto("/")
    phone.get_by_role("link", name="入会", exact=True).first.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("加入")
    expect(phone.locator("main")).to_contain_text("2,000.00")
    _both(phone, shoot, "joining-about")
    phone.get_by_role("link", name="填写入会申请").click()
    _both(phone, shoot, "joining-begin")
    phone.get_by_label("联系人姓名").fill("简宁")
    phone.get_by_label("联系人手机").fill(people.mobile())
    phone.get_by_label("联系邮箱").fill("jian@example.com")
    phone.get_by_role("button", name="开始填写").click()
    expect(phone.get_by_role("status").first).to_contain_text("草稿已建立")
    _both(phone, shoot, "joining-draft")
    phone.get_by_label("单位名称").fill(NAME)
    phone.get_by_role("button", name="先存草稿").click()
    expect(phone.get_by_role("status").first).to_contain_text("草稿已保存")
    link = phone.get_by_label("请保存这个链接").input_value()
    assert link == phone.url
    return link


def _resume(page: Page, link: str, licence: Path, shoot: Shoot) -> None:
    """Another day on another machine: the link is all there is."""
    page.goto(link)
    assert page.get_by_label("单位名称").input_value() == NAME
    page.get_by_label("统一社会信用代码").fill(people.credit_code())
    page.get_by_label("单位类型").select_option(label="国有企业")
    page.get_by_label("法定代表人").fill("沈禾")
    page.get_by_role("button", name="保存并提交").click()
    expect(page.locator("main")).to_contain_text("还缺：营业执照或登记证书")
    _both(page, shoot, "joining-lacking")
    page.set_input_files("input[name=licence]", licence)
    page.get_by_role("button", name="保存并提交").click()
    expect(page.get_by_role("status").first).to_contain_text("申请已提交")
    expect(page.locator("main")).to_contain_text("待审核")
    _both(page, shoot, "joining-submitted")


def _send_back(lin: Page, shoot: Shoot) -> None:
    lin.goto("/admin/")
    lin.get_by_role("link", name="入会申请待审核").click()
    _both(lin, shoot, "joining-desk-list")
    lin.get_by_role("link", name=NAME).click()
    lin.get_by_label("答复").fill("申请表没有盖章，请补盖章的扫描件。")
    _both(lin, shoot, "joining-desk")
    lin.get_by_role("button", name="退回补正").click()
    expect(lin.get_by_role("status").first).to_contain_text("待补正")


def _mend(page: Page, link: str, shoot: Shoot) -> None:
    page.goto(link)
    expect(page.locator("main")).to_contain_text("申请表没有盖章，请补盖章的扫描件。")
    _both(page, shoot, "joining-returned")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载申请表（PDF）").click()
    assert waiting.value.suggested_filename == f"入会申请表 {NAME}.pdf"
    stamped = waiting.value.path()
    page.set_input_files(
        "input[name=stamped]",
        {"name": "盖章.pdf", "mimeType": "application/pdf", "buffer": stamped.read_bytes()},
    )
    page.get_by_role("button", name="保存并提交").click()
    expect(page.get_by_role("status").first).to_contain_text("申请已提交")


def _accept_and_place(lin: Page, row: JoiningApplication, meeting: Meeting, shoot: Shoot) -> None:
    lin.goto(f"/admin/members/joining/{row.pk}/")
    expect(lin.locator("main")).to_contain_text("盖章.pdf")
    lin.get_by_role("button", name="材料齐全").click()
    expect(lin.get_by_role("status").first).to_contain_text("材料齐全")
    lin.goto("/admin/members/joining/")
    lin.get_by_label("会议", exact=True).select_option(str(meeting.pk))
    _both(lin, shoot, "joining-desk-place")
    lin.get_by_role("button", name="列入议程").click()
    expect(lin.get_by_role("status").first).to_contain_text("已列入")
    lin.get_by_role("link", name=NAME).click()
    expect(lin.locator("main")).to_contain_text("会议还没有作出决定")
    _both(lin, shoot, "joining-desk-agenda")


def _council_accepts(row: JoiningApplication) -> None:
    row.refresh_from_db()
    joining.vote(row, number="晨决〔2020〕9号")


def _admit(lin: Page, shoot: Shoot) -> None:
    lin.goto("/admin/")
    lin.get_by_role("link", name="入会待办理").click()
    _both(lin, shoot, "joining-desk-carried")
    lin.get_by_role("link", name="办理入会").click()
    expect(lin.locator("main")).to_contain_text("晨决〔2020〕9号")
    _both(lin, shoot, "joining-desk-admit")
    lin.get_by_role("button", name="办理入会").click(timeout=60_000)  # prints and signs
    expect(lin.get_by_role("status").first).to_contain_text("已入会，编号 BJAL-2020-")


def _first_sign_in(phone: Page, link: str, member: Member, shoot: Shoot) -> None:
    phone.goto(link)
    expect(phone.locator("main")).to_contain_text(member.number)
    _both(phone, shoot, "joining-approved")
    phone.get_by_role("button", name="设置登录密码").click()
    for field in phone.locator("main input[type=password]").all():
        field.fill("晨岭-新锐-2020-安全")
    _both(phone, shoot, "joining-welcome")
    phone.locator("main form button[data-kind=primary]").click()
    phone.wait_for_url("**/portal/**")
    expect(phone.locator("main")).to_contain_text(NAME)
    _both(phone, shoot, "joining-home")
    phone.goto("/portal/dues/")
    expect(phone.locator("main")).to_contain_text("2,000.00")
    phone.goto("/portal/certificate/")
    expect(phone.locator("main")).to_contain_text(member.number)
    phone.goto("/portal/company/leave/")
    expect(phone.locator("main")).to_contain_text("不影响退会")
    _both(phone, shoot, "joining-leave")


def _everybody_reads(
    page_for: PageFor, member: Member, row: JoiningApplication, shoot: Shoot
) -> None:
    for role in ("finance", "head"):
        desk = page_for(role)
        desk.goto(f"/admin/members/joining/{row.pk}/")
        expect(desk.locator("main")).to_contain_text(member.number)
        _both(desk, shoot, f"joining-desk-over-{role}")


def _both(page: Page, shoot: Shoot, name: str) -> None:
    """A picture in either width; nothing sticks out on a phone."""
    size = page.viewport_size or {"width": 1280, "height": 800}
    for width, height in ((1280, 800), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        shoot(page, name if width > 360 else f"{name}-360")
    page.set_viewport_size(size)


def test_a_company_in_arrears_is_proposed_for_a_lapse_and_leaves_by_itself(
    page_for: PageFor, stage: Stage, shoot: Shoot, console: list[str]
) -> None:
    with stage.at("2022-03-01T09:00:00"):
        antai = cast.company("antai")
        for year in (2020, 2021):
            dues.assessed(antai, year)
        meeting = joining.council()
        lin = page_for("social")
        lin.goto("/admin/members/member/")
        lin.get_by_role("link", name="长期欠缴").click()
        lin.get_by_label(f"选中{antai.name}").check()
        lin.get_by_label("会议", exact=True).select_option(str(meeting.pk))
        _both(lin, shoot, "lapses")
        lin.get_by_role("button", name="提请会议决定").click()
        expect(lin.locator("main")).to_contain_text("已提请")
        _both(lin, shoot, "lapses-proposed")

        boss = page_for("antai_admin")
        boss.goto("/portal/company/")
        boss.get_by_role("link", name="办理退会").click()
        expect(boss.locator("main")).to_contain_text("合计 4,000.00 元")
        boss.get_by_role("button", name="退会").click()
        expect(boss.locator("main")).to_contain_text("请勾选“确认退会，立即生效”")
        assert all("422" in complaint for complaint in console), "the form that lacked its tick"
        console.clear()
        _both(boss, shoot, "leave")
        boss.get_by_label("确认退会，立即生效").check()
        boss.get_by_role("button", name="退会").click()
        expect(boss.get_by_role("status").first).to_contain_text("已办理退会，即时生效")
        _both(boss, shoot, "leave-done")
        antai.refresh_from_db()
        assert antai.state == "withdrawn"
