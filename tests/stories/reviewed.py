"""A review from the self-review to what is mended, scene by scene."""

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from association.base import clock
from standardization.enums import Duty, VisitKind
from standardization.models import Assignment, Checklist, Finding, Visit
from standardization.people import assigning
from tests.stories import review
from tests.stories.on_site import begin, end, fail, open_item
from tests.stories.rescuers import confirm, fits, reads
from tests.stories.review import House

SEEN = (("2.1", "1 号罐区断接卡锈断，没有检测记录", 201), ("3.1", "药品混放，废液桶没有标签", 202))


def review_itself(house: House) -> None:
    page = house.page_for("antai_admin")
    page.goto(reverse("standardization:company_sites"))
    page.get_by_label("场所名称").fill("北山油库")
    page.get_by_label("地址").fill("北京市示例区云岭路 1 号")
    page.get_by_role("button", name="登记场所").click()
    for kind, name in (("储罐区", "1 号储罐区"), ("实验室", "油品实验室")):
        page.get_by_label("场所", exact=True).select_option(label="北山油库")
        page.get_by_label("类别").select_option(label=kind)
        page.get_by_label("名称", exact=False).last.fill(name)
        page.get_by_role("button", name="登记重点部位").click()
        reads(page, "重点部位已登记")
    page.goto(reverse("standardization:company_case_add"))
    page.get_by_label("评审标准", exact=True).select_option(index=1)
    page.get_by_label("北山油库").check()
    page.get_by_role("button", name="建立申请").click()
    page.get_by_role("link", name="去自评").click()
    for _ in range(3):
        for group in page.get_by_role("group", name="结论").all():
            group.get_by_label("符合", exact=True).check()
        page.get_by_role("button", name="保存并看下一要素").click()
    page.goto(reverse("standardization:company_case", args=[house.case.pk]))
    page.get_by_label("文件").set_input_files(review.paper("自评报告.jpg"))
    page.get_by_role("button", name="上传", exact=True).click()
    reads(page, "材料已上传")
    confirm(page, "开始企业内部公示")
    reads(page, "已开始企业内部公示")
    house.shoot(page, "review-company-hung-out")


def apply(house: House) -> None:
    page = house.company()
    page.get_by_role("link", name="去提交").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="承诺并提交").click()
    reads(page, "申请已提交，编号 AL-BZH-2020-00001")


def accept(house: House) -> None:
    desk = house.desk()
    review.ask(desk, "受理核对", "受理核对")
    reads(desk, "材料审核")
    review.propose(house, "受理", "材料齐全")
    bureau = house.office("bureau")
    bureau.get_by_label("决定", exact=True).select_option(label="确认")
    bureau.get_by_role("button", name="确定").click()
    reads(bureau, "决定已记录")
    assert house.state() == "待委派"


def delegate(house: House) -> None:
    desk = house.desk(name="case_people")
    desk.get_by_role("combobox", name="评审单位").select_option(index=1)
    desk.get_by_role("button", name="选定评审单位").click()
    for name, duty in (("杜若", Duty.LEADER), ("倪川", Duty.REVIEWER)):
        desk.get_by_role("combobox", name="专家").select_option(label=name)
        desk.get_by_role("combobox", name="职责").first.select_option(label=duty.label)
        desk.get_by_role("button", name="邀请", exact=True).click()
    declare(house, house.phone(house.leader).new_page())
    second_accepts(house, Duty.REVIEWER)
    review.propose(house, "委派评审", "评审组符合要求")


def declare(house: House, phone: Page) -> None:
    """Before the declaration nothing of the case is told but its name."""
    phone.goto("/expert/")
    phone.get_by_role("link", name=re.compile("去申报")).click()
    expect(phone.get_by_text("北山油库")).to_have_count(0)
    phone.get_by_label("没有下列利害关系").check()
    phone.get_by_role("button", name="提交申报").click()
    reads(phone, "北山油库")
    phone.get_by_role("button", name="接受委派").click()
    reads(phone, "已接受")
    assert fits(phone)


def second_accepts(house: House, duty: Duty) -> None:
    row = Assignment.objects.get(duty=duty)
    assert row.expert.user
    assigning.declare(row, clear=True, by=row.expert.user)
    assigning.accept(row, by=row.expert.user)


def hold(house: House) -> None:
    phone = house.phone(house.leader).new_page()
    phone.goto("/expert/")
    phone.get_by_role("link", name=re.compile("打开")).first.click()
    phone.get_by_role("link", name="安排现场评审").click()
    phone.get_by_label("日期").fill("2020-06-22")
    phone.get_by_role("button", name="安排", exact=True).click()
    reads(phone, "现场评审已安排")
    begin(phone)
    visit = Visit.objects.get(kind=VisitKind.REVIEW)
    checklist = Checklist.objects.select_related("visit__case", "case").get(visit=visit)
    assert house.second.user
    review.conform_but(checklist, ("2.1", "3.1"), by=house.second.user)
    phone.get_by_role("link", name="打开检查表").click()
    for code, reason, colour in SEEN:
        open_item(house, phone, code)
        fail(house, phone, reason, colour, veto=code == "2.1")
    expect(phone.locator("[data-sync]")).to_have_text("已全部同步", timeout=30_000)
    house.shoot(phone, "review-checklist-360")
    second_the_veto(house)
    phone.goto(reverse("standardization:expert_visit", args=[visit.pk]))
    reads(phone, "AL-BZH-2020-00001-01", "AL-BZH-2020-00001-02")
    house.shoot(phone, "review-visit-360")
    end(phone)
    assert house.state() == "评审整改"
    desk = house.desk(name="case_scores")
    reads(desk, "86.7", "否决", review.VETO, "最高三级")
    house.shoot(desk, "review-scores")


def second_the_veto(house: House) -> None:
    phone = house.phone(house.second).new_page()
    visit = Visit.objects.get(kind=VisitKind.REVIEW)
    phone.goto(reverse("standardization:expert_visit", args=[visit.pk]))
    phone.get_by_role("button", name=re.compile("确认否决")).click()
    reads(phone, "已办理")


def mend(house: House, kind: VisitKind) -> None:
    """The company, finding by finding, with photos of the same place."""
    page = house.company()
    page.get_by_role("link", name=re.compile("去整改")).click()
    house.shoot(page, f"review-findings-{kind}")
    for number, row in enumerate(Finding.objects.filter(visit__kind=kind), start=1):
        page.goto(reverse("standardization:company_finding", args=[row.pk]))
        page.get_by_label("整改措施").fill("已更换并检测，数值合格，班前会讲评")
        page.get_by_label("完成日期").fill(clock.today().isoformat())
        page.get_by_label("整改后的照片").set_input_files(
            review.photo(300 + 10 * number + len(kind))
        )  # type: ignore[arg-type]
        page.get_by_role("button", name="提交整改").click()
        reads(page, "已提交，等待验收")


def verify(house: House) -> None:
    assert house.state() == "整改验证"
    phone = house.phone(house.leader).new_page()
    duty = Assignment.objects.get(duty=Duty.LEADER)
    there = reverse("standardization:expert_case_findings", args=[duty.pk])
    for row in Finding.objects.all():
        phone.goto(there)
        phone.get_by_role("link", name=row.text).click()
        phone.get_by_label("验收意见").fill("照片与检测报告一致")
        phone.get_by_role("button", name="验收通过").click()
        reads(phone, "等联合会销号")
    phone.goto(there)
    assert fits(phone)
    house.shoot(phone, "review-verify-360")
    phone.get_by_role("button", name="整改验证通过").click()
    assert house.state() == "报告编制"
