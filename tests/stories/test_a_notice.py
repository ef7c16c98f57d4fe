"""The Safety Month: a notice with three forms and six due dates goes out; a member hands in on the
phone; the desk sees who is missing and what it comes to."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from bulletin.models import Due, Notice
from tests.factories import cast, texts
from tests.stories.conftest import PageFor, Shoot
from tests.stories.stage import Stage

FORMS = (
    (
        "联络员名单",
        (("联络员姓名", "一行文字", ""), ("手机", "电话", "")),
        (("2026-06-04T17:00", ""),),
    ),
    ("本单位方案", (("活动方案", "文件", ""),), (("2026-06-06T17:00", ""),)),
    (
        "指标进展",
        (("活动场次", "数字", "场"), ("参加人数", "数字", "人")),
        (
            ("2026-06-06T12:00", "第一周"),
            ("2026-06-13T12:00", "第二周"),
            ("2026-06-20T12:00", "第三周"),
            ("2026-06-26T12:00", "连同总结"),
        ),
    ),
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "活动方案.docx"
    path.write_bytes(texts.document())
    return path


def test_the_safety_month_goes_out_and_comes_back(
    page_for: PageFor, stage: Stage, shoot: Shoot, plan: Path, tmp_path: Path, console: list[str]
) -> None:
    antai, hengyuan = cast.company("antai"), cast.company("hengyuan")
    with stage.at("2026-05-30"):
        desk = page_for("bulletin")
        _draft(desk)
        for form in FORMS:
            _add_form(desk, *form)
        shoot(desk, "notice-draft")
        desk.get_by_role("button", name="发布").click()
        desk.get_by_role("dialog").get_by_role("button", name="发布").click()
        expect(desk.get_by_text("正在告知会员单位")).to_be_visible()
        expect(desk.get_by_role("row")).to_have_count(1 + 6)
        shoot(desk, "notice-published")
        stage.finish_jobs()
    with stage.at("2026-06-03"):
        phone = page_for("antai_admin", width=360, height=740)
        _sign_roster(phone, shoot)
        console.clear()  # the browser tells of the answer 422
        _hand_in(phone, plan, shoot)
    with stage.at("2026-06-07"):
        _look(desk, antai.name, hengyuan.name, shoot)
        _workbook(desk, tmp_path, antai.name, hengyuan.name)


def test_a_draft_shows_the_box_that_its_audience_uses_and_asks_before_typed_text_is_lost(
    page_for: PageFor, stage: Stage, plan: Path
) -> None:
    antai = cast.company("antai")
    with stage.at("2026-05-30"):
        desk = page_for("bulletin")
        _draft(desk)
        box = desk.get_by_label("指定的会员单位")
        expect(box).to_be_hidden()
        desk.get_by_label("发给").select_option(label="几类会员单位")
        expect(desk.get_by_role("group", name="单位类型")).to_be_visible()
        desk.get_by_label("发给").select_option(label="指定的会员单位")
        expect(desk.get_by_role("group", name="单位类型")).to_be_hidden()
        box.fill(antai.name)

        asked: list[str] = []
        desk.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        desk.get_by_text("上传附件", exact=True).first.click()
        desk.get_by_role("button", name="附件", exact=True).set_input_files(plan)
        desk.get_by_role("button", name="上传附件").click()
        expect(box).to_have_value(antai.name)
        assert asked == ["beforeunload"]
        desk.get_by_role("button", name="保存草稿").click()
        expect(desk.get_by_text("草稿已保存")).to_be_visible()
        assert list(Notice.objects.get().members.all()) == [antai]
        desk.get_by_text("上传附件", exact=True).first.click()
        desk.get_by_role("button", name="附件", exact=True).set_input_files(plan)
        desk.get_by_role("button", name="上传附件").click()
        expect(desk.get_by_text("附件已上传")).to_be_visible()
        assert Notice.objects.get().files.count() == 1


def _draft(desk: Page) -> None:
    desk.goto(reverse("admin:bulletin_notices"))
    desk.get_by_role("link", name="起草通知").click()
    desk.get_by_label("标题").fill("关于开展安全生产月活动的通知")
    desk.get_by_label("发文单位").fill("示例市安全生产协会")
    desk.get_by_role("button", name="起草").click()
    desk.get_by_label("发文字号").fill("示安协发[2026]12号")
    desk.get_by_label("成文日期").fill("2026-05-30")
    desk.get_by_label("正文").fill("请按附表报送。\n一、活动安排\n学一遍，查一遍，练一遍。")
    desk.get_by_role("button", name="保存草稿").click()
    expect(desk.get_by_text("草稿已保存")).to_be_visible()
    expect(desk.get_by_label("发文字号")).to_have_value("示安协发〔2026〕12号")


def _add_form(desk: Page, title: str, questions: tuple, dues: tuple) -> None:  # type: ignore[type-arg]
    desk.get_by_role("group").filter(has_text="照用以前的报表").locator("summary").click()
    desk.get_by_label("表名").fill(title)
    desk.get_by_role("button", name="增加报表").click()
    desk.get_by_role("link", name=title, exact=True).click()
    for label, kind, unit in questions:
        _ask(desk, label, kind, unit)
    for moment, label in dues:
        summary = desk.locator("summary", has_text="增加报送日期")
        if not desk.get_by_label("截止时间").is_visible():
            summary.click()
        desk.get_by_label("名称", exact=False).first.fill(label)
        desk.get_by_label("截止时间").fill(moment)
        desk.get_by_role("button", name="增加报送日期").click()
        expect(desk.get_by_text("报送日期已增加")).to_be_visible()
    desk.get_by_role("navigation", name="位置").get_by_role("link").last.click()


def _ask(desk: Page, label: str, kind: str, unit: str) -> None:
    field = desk.get_by_label("问题", exact=True)
    if not field.is_visible():
        desk.locator("summary", has_text="增加问题").click()
    field.fill(label)
    desk.get_by_label("怎么答").select_option(label=kind)
    if unit:
        desk.locator("#add-unit").fill(unit)
    desk.get_by_role("button", name="增加问题").click()
    expect(desk.get_by_text("问题已增加")).to_be_visible()


def _sign_roster(phone: Page, shoot: Shoot) -> None:
    """First with a number that lacks a figure."""
    phone.goto(reverse("portal"))
    expect(phone.get_by_text("报送：联络员名单")).to_be_visible()
    phone.get_by_role("link", name=re.compile("去填报 ?报送：联络员名单|去填报")).first.click()
    phone.get_by_label("联络员姓名").fill("安然")
    phone.get_by_label("手机").fill("１３８ 0000 000")
    phone.get_by_role("button", name="签交").click()
    expect(phone.get_by_role("alert")).to_contain_text("应是 11 位手机号")
    expect(phone.get_by_label("联络员姓名")).to_have_value("安然")
    shoot(phone, "report-wrong-360")
    phone.get_by_label("手机").fill("138 0000 0000")
    phone.get_by_role("button", name="签交").click()
    expect(phone.get_by_text("已签交。")).to_be_visible()
    expect(phone.get_by_text("13800000000", exact=True)).to_be_visible()


def _hand_in(phone: Page, plan: Path, shoot: Shoot) -> None:
    _open(phone, "本单位方案")
    phone.get_by_label("活动方案").set_input_files(plan)
    phone.get_by_role("button", name="签交").click()
    expect(phone.get_by_role("link", name="活动方案.docx")).to_be_visible()
    _open(phone, "指标进展（第一周）")
    phone.get_by_label("活动场次").fill("3 场")
    phone.get_by_label("参加人数").fill("1，200")
    phone.get_by_role("button", name="保存草稿").click()
    expect(phone.get_by_text("草稿已保存")).to_be_visible()
    shoot(phone, "report-draft-360")
    phone.get_by_role("button", name="签交").click()
    expect(phone.get_by_text("1200 人", exact=True)).to_be_visible()
    phone.goto(reverse("bulletin:my_notices"))
    expect(phone.get_by_text("还要报送 3 项")).to_be_visible()
    shoot(phone, "notices-360")


def _open(phone: Page, title: str) -> None:
    phone.goto(reverse("bulletin:my_notices"))
    phone.get_by_role("link", name=re.compile(f"去填报 ?{re.escape(title)}")).click()


def _look(desk: Page, signed: str, missing: str, shoot: Shoot) -> None:
    due = Due.objects.get(label="第一周")
    desk.goto(reverse("admin:bulletin_notice", args=[due.form.notice_id]))
    desk.get_by_role("link", name="指标进展（第一周）").click()
    expect(desk.get_by_role("rowheader", name=missing)).to_be_visible()
    expect(desk.get_by_role("rowheader", name=signed)).to_have_count(0)
    expect(desk.get_by_text("逾期").first).to_be_visible()
    shoot(desk, "notice-missing")
    views = desk.get_by_role("navigation", name="报送情况")
    views.get_by_role("link", name="已经报的").click()
    expect(desk.get_by_role("rowheader", name=signed)).to_be_visible()
    views.get_by_role("link", name="汇总").click()
    expect(desk.get_by_role("cell", name="1200 人")).to_be_visible()
    shoot(desk, "notice-totals")


def _workbook(desk: Page, folder: Path, signed: str, missing: str) -> None:
    with desk.expect_download() as download:
        desk.get_by_role("link", name="下载 Excel 汇总").click()
    path = folder / "汇总.xlsx"
    download.value.save_as(path)
    rows = {row[1]: row for row in load_workbook(path)["汇总"].iter_rows(values_only=True)}
    assert rows[signed][2] == "已报送"
    assert rows[signed][-2:] == (3, 1200)
    assert rows[missing][2] == "未报"
    assert Notice.objects.get().document_number == "示安协发〔2026〕12号"
