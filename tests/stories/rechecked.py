"""A review from the draw to the announcement, scene by scene."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from standardization.enums import Duty, VisitKind
from standardization.models import Checklist, Finding, GradeRecord, Photo, Visit
from tests.factories import cast
from tests.stories import review
from tests.stories.on_site import begin, conform, end, fail, one_more_photo, open_item, sign
from tests.stories.rescuers import confirm, fits, reads
from tests.stories.review import House
from tests.stories.reviewed import declare

TEN = ("1.1", "1.2", "1.3", "2.2", "2.3", "2.4", "2.5", "3.2", "3.3", "3.4")
WANTING = {"2.3": "人体静电导除装置断线", "3.3": "通风柜风速不足，没有检测记录"}


def draw(house: House) -> None:
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


def plan_the_recheck(house: House) -> None:
    desk = house.desk(name="case_people")
    desk.get_by_role("combobox", name="专家").select_option(label="岑松")
    desk.get_by_role("combobox", name="职责").first.select_option(label=Duty.RECHECK_LEADER.label)
    desk.get_by_role("button", name="邀请", exact=True).click()
    declare(house, house.page_for("expert", **review.PHONE))
    desk.goto(reverse("admin:standardization_case_visits", args=[house.case.pk]))
    desk.get_by_role("link", name="安排现场工作").click()
    desk.get_by_label("性质").select_option(label="现场复核")
    desk.get_by_label("日期").fill("2020-07-15")
    desk.get_by_role("button", name=re.compile("^安排")).click()
    desk = house.desk()
    confirm(desk, "发复核通知书")
    reads(desk, "复核通知书已签发")


def recheck_without_signal(house: House) -> None:
    """Ten items and three photos in a tank farm without signal; two of them are findings."""
    visit = Visit.objects.get(kind=VisitKind.RECHECK)
    context = house.context_for("expert", **review.PHONE)
    phone = context.new_page()
    phone.goto(reverse("standardization:expert_visit", args=[visit.pk]))
    begin(phone)
    phone.get_by_role("link", name="打开检查表").click()
    expect(phone.get_by_text("已可离线打开")).to_be_visible()
    context.set_offline(True)
    for at, code in enumerate(TEN):
        open_item(house, phone, code)
        if code in WANTING:
            fail(house, phone, WANTING[code], 400 + at)
        else:
            conform(phone)
    one_more_photo(house, phone, "2.2")
    waiting = "离线 · 15 条待同步 · 1 条草稿"  # of the item that is still open
    expect(phone.locator("[data-sync]")).to_have_text(waiting)
    house.shoot(phone, "review-recheck-offline-360")
    sign(phone)
    assert not Finding.objects.filter(visit=visit).exists()

    context.set_offline(False)
    expect(phone.locator("[data-sync]")).to_have_text("已全部同步", timeout=30_000)
    house.console.clear()  # the browser tells of every line that is down
    assert Photo.objects.filter(checklist__visit=visit).count() == 3
    assert Finding.objects.filter(visit=visit).count() == 2
    the_rest(house, visit)
    phone.goto(reverse("standardization:expert_visit", args=[visit.pk]))
    end(phone)
    assert house.state() == "复核整改"


def the_rest(house: House, visit: Visit) -> None:
    checklist = Checklist.objects.select_related("visit__case", "case").get(visit=visit)
    review.conform_but(checklist, TEN, by=cast.person("expert"))


def close(house: House) -> None:
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
    desk.set_viewport_size({"width": 360, "height": 740})
    look = desk.locator(".rows > li", has=desk.locator("form")).first
    day, form = (look.locator(part).bounding_box() for part in ("time", "form"))
    assert day
    assert form
    assert day["y"] + day["height"] <= form["y"], "a look-back's day stands above its box"
    desk.set_viewport_size({"width": 1280, "height": 800})
    assert house.state() == "综合审定"


def decide(house: House) -> None:
    review.propose(house, "审定建议", "评分和复核都达到二级")
    head = house.desk("safety_head")
    review.ask(head, "提请批准公示", "提出", "同意审定建议")
    review.agree(house, "head")
    everybody = house.page_for()
    everybody.goto(reverse("standardization:notices"))
    reads(everybody, "北京安泰晨岭建材有限公司", "二级")
    house.shoot(everybody, "review-notices")


def announce(house: House) -> None:
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
