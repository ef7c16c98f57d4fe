"""A fuel company from its application to its grade: reviewed with 86.7 and a failed veto, mended,
drawn for the recheck, found wanting again by an expert without signal, mended, closed by a second
person, reported, decided, published, announced."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from standardization.enums import Duty, VisitKind
from standardization.models import Assignment, Checklist, Finding, GradeRecord, Photo, Visit
from standardization.people import assigning
from tests.factories import cast
from tests.stories import review
from tests.stories.conftest import PageFor, Shoot
from tests.stories.rescuers import confirm, fits, reads
from tests.stories.review import House
from tests.stories.stage import Stage

pytestmark = pytest.mark.xdist_group("review")

SEEN = (("2.1", "1 号罐区断接卡锈断，没有检测记录", 201), ("3.1", "药品混放，废液桶没有标签", 202))
LAST = review.ROOMS[-1]
TEN = ("1.1", "1.2", "1.3", "2.2", "2.3", "2.4", "2.5", "3.2", "3.3", "3.4")
WANTING = {"2.3": "人体静电导除装置断线", "3.3": "通风柜风速不足，没有检测记录"}


@pytest.fixture
def house(
    page_for: PageFor,
    context_for: Callable[..., BrowserContext],
    shoot: Shoot,
    stage: Stage,
    console: list[str],
) -> House:
    return House(page_for, context_for, shoot, stage, console)


def test_a_fuel_company_gets_its_grade(house: House) -> None:
    at = house.stage.at
    with at("2020-06-01T09:00:00"):
        _review_itself(house)
    with at("2020-06-16T09:00:00"):
        _apply(house)
    with at("2020-06-17T09:00:00"):
        _accept(house)
    with at("2020-06-18T09:00:00"):
        _delegate(house)
    with at("2020-06-22T09:00:00"):
        _review(house)
    with at("2020-06-24T09:00:00"):
        _mend(house, VisitKind.REVIEW)
    with at("2020-06-28T09:00:00"):
        _verify(house)
    with at("2020-07-01T09:00:00"):
        _report(house)
    with at("2020-07-06T09:00:00"):
        _draw(house)
    with at("2020-07-08T09:00:00"):
        _plan_the_recheck(house)
    with at("2020-07-15T09:00:00"):
        _recheck_without_signal(house)
    with at("2020-07-17T09:00:00"):
        _mend(house, VisitKind.RECHECK)
    with at("2020-07-20T09:00:00"):
        _close(house)
    with at("2020-07-23T09:00:00"):
        _decide(house)
    with at("2020-08-10T09:00:00"):
        _announce(house)


def _review_itself(house: House) -> None:
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


def _apply(house: House) -> None:
    page = house.company()
    page.get_by_role("link", name="去提交").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="承诺并提交").click()
    reads(page, "申请已提交，编号 AL-BZH-2020-00001")


def _accept(house: House) -> None:
    desk = house.desk()
    review.ask(desk, "受理核对", "受理核对")
    reads(desk, "材料审核")
    review.propose(house, "受理", "材料齐全")
    bureau = house.office("bureau")
    bureau.get_by_label("决定", exact=True).select_option(label="确认")
    bureau.get_by_role("button", name="确定").click()
    reads(bureau, "决定已记录")
    assert house.state() == "待委派"


def _delegate(house: House) -> None:
    desk = house.desk(name="case_people")
    desk.get_by_role("combobox", name="评审单位").select_option(index=1)
    desk.get_by_role("button", name="选定评审单位").click()
    for name, duty in (("杜若", Duty.LEADER), ("倪川", Duty.REVIEWER)):
        desk.get_by_role("combobox", name="专家").select_option(label=name)
        desk.get_by_role("combobox", name="职责").first.select_option(label=duty.label)
        desk.get_by_role("button", name="邀请", exact=True).click()
    _declare(house, house.phone(house.leader).new_page())
    _second_accepts(house, Duty.REVIEWER)
    review.propose(house, "委派评审", "评审组符合要求")


def _declare(house: House, phone: Page) -> None:
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


def _second_accepts(house: House, duty: Duty) -> None:
    row = Assignment.objects.get(duty=duty)
    assert row.expert.user
    assigning.declare(row, clear=True, by=row.expert.user)
    assigning.accept(row, by=row.expert.user)


def _review(house: House) -> None:
    phone = house.phone(house.leader).new_page()
    phone.goto("/expert/")
    phone.get_by_role("link", name=re.compile("打开")).first.click()
    phone.get_by_role("link", name="安排现场评审").click()
    phone.get_by_label("日期").fill("2020-06-22")
    phone.get_by_role("button", name="安排", exact=True).click()
    reads(phone, "现场评审已安排")
    _begin(phone)
    visit = Visit.objects.get(kind=VisitKind.REVIEW)
    checklist = Checklist.objects.select_related("visit__case", "case").get(visit=visit)
    assert house.second.user
    review.conform_but(checklist, ("2.1", "3.1"), by=house.second.user)
    phone.get_by_role("link", name="打开检查表").click()
    for code, reason, colour in SEEN:
        _open_item(house, phone, code)
        _fail(house, phone, reason, colour, veto=code == "2.1")
    expect(phone.locator("[data-sync]")).to_have_text("已全部同步", timeout=30_000)
    house.shoot(phone, "review-checklist-360")
    _second_the_veto(house)
    phone.goto(reverse("standardization:expert_visit", args=[visit.pk]))
    reads(phone, "AL-BZH-2020-00001-01", "AL-BZH-2020-00001-02")
    house.shoot(phone, "review-visit-360")
    _end(phone)
    assert house.state() == "评审整改"


def _begin(phone: Page) -> None:
    phone.get_by_role("button", name="准备就绪").click()
    phone.get_by_role("link", name="首次会议签到").click()
    for box in phone.get_by_role("checkbox").all():
        box.check()
    phone.get_by_label("企业到会人员").fill("安然 总经理")
    phone.get_by_role("button", name="登记签到").click()
    phone.get_by_role("button", name="开始", exact=True).click()
    reads(phone, "现在是“进行中”")


def _end(phone: Page) -> None:
    phone.get_by_role("link", name="末次会议签到").click()
    for box in phone.get_by_role("checkbox").all():
        box.check()
    phone.get_by_role("button", name="登记签到").click()
    phone.get_by_role("button", name="结束现场工作").click()
    reads(phone, "现在是“已结束”")


def _fail(house: House, phone: Page, reason: str, colour: int, *, veto: bool = False) -> None:
    """The item that is shown: what was seen, with a picture, registered in one tap."""
    before = phone.locator("#q").inner_text()
    phone.get_by_role("radio", name="不符合").check(force=True)
    phone.get_by_label("发现的情况").fill(reason)
    phone.get_by_role("button", name=re.compile("^加一处")).first.click()
    if veto:
        phone.get_by_label("触发否决").check()
    with phone.expect_file_chooser() as chosen:
        phone.get_by_text("拍照", exact=True).click()
    chosen.value.set_files(review.photo(colour))  # type: ignore[arg-type]
    expect(phone.get_by_text("照片 1 张")).to_be_visible()
    phone.get_by_role("button", name="登记不符合项").click()
    expect(phone.locator("[data-found]")).to_contain_text("已登记不符合项")
    _next(phone, before)


def _next(phone: Page, before: str) -> None:
    phone.get_by_role("button", name=re.compile("^(下一项|完成)$")).click()
    missing = phone.get_by_role("dialog")
    if before == LAST:
        missing.get_by_role("button", name="关闭").click()
    else:
        expect(phone.locator("#q")).not_to_have_text(before)


def _second_the_veto(house: House) -> None:
    phone = house.phone(house.second).new_page()
    visit = Visit.objects.get(kind=VisitKind.REVIEW)
    phone.goto(reverse("standardization:expert_visit", args=[visit.pk]))
    phone.get_by_role("button", name=re.compile("确认否决")).click()
    reads(phone, "已办理")


def _mend(house: House, kind: VisitKind) -> None:
    """The company, finding by finding, with photos of the same place."""
    page = house.company()
    page.get_by_role("link", name=re.compile("去整改")).click()
    house.shoot(page, f"review-findings-{kind}")
    for number, row in enumerate(Finding.objects.filter(visit__kind=kind), start=1):
        page.goto(reverse("standardization:company_finding", args=[row.pk]))
        page.get_by_label("整改措施").fill("已更换并检测，数值合格，班前会讲评")
        page.get_by_label("完成日期").fill(f"{house_today()}")
        page.get_by_label("整改后的照片").set_input_files(
            review.photo(300 + 10 * number + len(kind))
        )  # type: ignore[arg-type]
        page.get_by_role("button", name="提交整改").click()
        reads(page, "已提交，等待验收")


def house_today() -> str:
    from association.base import clock

    return clock.today().isoformat()


def _verify(house: House) -> None:
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


def _report(house: House) -> None:
    from standardization.cases import steps

    steps.take(house.case, "issue_report", by=cast.person("reviewer"))


def _draw(house: House) -> None:
    """A failed veto has to be rechecked, whatever the lot says."""
    review.propose(house, "报告审核通过", "重点部位逐一说明，分数核对无误")
    desk = house.page_for("safety")
    desk.goto(reverse("admin:standardization_batches"))
    desk.get_by_label(re.compile("^选择北京安泰")).check()
    desk.get_by_label("批次名称").fill("云岭 2020 年第一批")
    desk.get_by_role("button", name="编成一批").click()
    confirm(desk, "抽取现场复核")
    reads(desk, "已抽取", "必查：")
    assert house.state() == "待现场复核"


def _plan_the_recheck(house: House) -> None:
    desk = house.desk(name="case_people")
    desk.get_by_role("combobox", name="专家").select_option(label="岑松")
    desk.get_by_role("combobox", name="职责").first.select_option(label=Duty.RECHECK_LEADER.label)
    desk.get_by_role("button", name="邀请", exact=True).click()
    _declare(house, house.page_for("expert", **review.PHONE))
    desk.goto(reverse("admin:standardization_case_visits", args=[house.case.pk]))
    desk.get_by_role("link", name="安排现场工作").click()
    desk.get_by_label("性质").select_option(label="现场复核")
    desk.get_by_label("日期").fill("2020-07-15")
    desk.get_by_role("button", name=re.compile("^安排")).click()
    desk = house.desk()
    confirm(desk, "发复核通知书")
    reads(desk, "复核通知书已签发")


def _recheck_without_signal(house: House) -> None:
    """Ten items and three photos in a tank farm without signal; two of them are findings."""
    visit = Visit.objects.get(kind=VisitKind.RECHECK)
    context = house.context_for("expert", **review.PHONE)
    phone = context.new_page()
    phone.goto(reverse("standardization:expert_visit", args=[visit.pk]))
    _begin(phone)
    phone.get_by_role("link", name="打开检查表").click()
    expect(phone.get_by_text("已可离线打开")).to_be_visible()
    context.set_offline(True)
    for at, code in enumerate(TEN):
        _open_item(house, phone, code)
        if code in WANTING:
            _fail(house, phone, WANTING[code], 400 + at)
        else:
            _conform(phone)
    _one_more_photo(house, phone, "2.2")
    expect(phone.locator("[data-sync]")).to_have_text("离线 · 15 条待同步")
    house.shoot(phone, "review-recheck-offline-360")
    _sign(phone)
    assert not Finding.objects.filter(visit=visit).exists()

    context.set_offline(False)
    expect(phone.locator("[data-sync]")).to_have_text("已全部同步", timeout=30_000)
    house.console.clear()  # the browser tells of every line that is down
    assert Photo.objects.filter(checklist__visit=visit).count() == 3
    assert Finding.objects.filter(visit=visit).count() == 2
    _the_rest(house, visit)
    phone.goto(reverse("standardization:expert_visit", args=[visit.pk]))
    _end(phone)
    assert house.state() == "复核整改"


def _open_item(house: House, phone: Page, code: str) -> None:
    item = house.version.items.get(code=code)
    phone.goto(phone.url.split("#")[0] + f"#i-{item.pk}")
    expect(phone.locator("#q")).to_have_text(item.text)


def _conform(phone: Page) -> None:
    before = phone.locator("#q").inner_text()
    phone.get_by_role("radio", name="符合", exact=True).check(force=True)
    _next(phone, before)


def _one_more_photo(house: House, phone: Page, code: str) -> None:
    _open_item(house, phone, code)
    with phone.expect_file_chooser() as chosen:
        phone.get_by_text("拍照", exact=True).click()
    chosen.value.set_files(review.photo(499))  # type: ignore[arg-type]
    expect(phone.get_by_text("照片 1 张")).to_be_visible()


def _sign(phone: Page) -> None:
    phone.get_by_text("签字", exact=True).click()
    phone.get_by_label("签字人姓名").fill("岑松")
    phone.get_by_label("身份").fill("复核组长")
    phone.get_by_role("button", name="写入姓名").click()
    phone.get_by_role("button", name="提交签字").click()
    expect(phone.get_by_text("岑松已签字，共 10 项作答。")).to_be_visible()


def _the_rest(house: House, visit: Visit) -> None:
    checklist = Checklist.objects.select_related("visit__case", "case").get(visit=visit)
    review.conform_but(checklist, TEN, by=cast.person("expert"))


def _close(house: House) -> None:
    """岑松 checks, 石岩 strikes off: never the same person."""
    phone = house.page_for("expert", **review.PHONE)
    for row in Finding.objects.filter(visit__kind=VisitKind.RECHECK):
        phone.goto(reverse("standardization:expert_finding", args=[row.pk]))
        phone.get_by_label("验收意见").fill("现场复看，已更换并检测")
        phone.get_by_label("现场验证").check()
        phone.get_by_role("button", name="验收通过").click()
        reads(phone, "等联合会销号")
    desk = house.page_for("safety")
    for row in Finding.objects.all():
        desk.goto(reverse("admin:standardization_finding", args=[row.pk]))
        desk.get_by_role("button", name="销号", exact=True).click()
        reads(desk, "已销号")
    house.shoot(desk, "review-finding-closed")
    assert house.state() == "综合审定"


def _decide(house: House) -> None:
    review.propose(house, "审定建议", "评分和复核都达到二级")
    head = house.desk("safety_head")
    review.ask(head, "提请批准公示", "提出", "同意审定建议")
    review.agree(house, "head")
    everybody = house.page_for()
    everybody.goto(reverse("standardization:notices"))
    reads(everybody, "北京安泰晨岭建材有限公司", "二级")
    house.shoot(everybody, "review-notices")


def _announce(house: House) -> None:
    bureau = house.office("bureau")
    bureau.get_by_label("决定", exact=True).select_option(label="公告")
    bureau.get_by_label("决定内容").fill("京应急公告 2020 年第 3 号")
    bureau.get_by_role("button", name="确定").click()
    reads(bureau, "决定已记录")
    assert house.state() == "已公告"
    everybody = house.page_for(width=360, height=740)
    everybody.goto(reverse("standardization:grades"))
    reads(everybody, "北京安泰晨岭建材有限公司", "二级")
    assert fits(everybody)
    house.shoot(everybody, "review-grades-360")
    record = GradeRecord.objects.get()
    assert (record.start.isoformat(), record.end.isoformat()) == ("2020-08-10", "2023-08-09")
