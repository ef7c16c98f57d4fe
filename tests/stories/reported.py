"""What experts write of a review, who takes it over, and the report that comes of it."""

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from standardization.enums import Duty
from standardization.models import Assignment, ExpertReport
from tests.factories import cast, expert_reports
from tests.stories import review
from tests.stories.rescuers import fits, reads
from tests.stories.review import House


def report(house: House) -> None:
    experts_write(house)
    from standardization.cases import steps

    steps.take(house.case, "issue_report", by=cast.person("reviewer"))


def experts_write(house: House) -> None:
    """The leader in the browser; whoever is written by the leader is taken over by the technical
    head, the others by the leader."""
    page = house.phone(house.leader).new_page()
    duty = Assignment.objects.get(duty=Duty.LEADER)
    page.goto(reverse("standardization:expert_report", args=[duty.pk]))
    _box(page, "总体情况").fill("制度健全，现场整洁，罐区接地和药品管理须加强。")
    for area in ("1 号储罐区", "油品实验室"):
        _box(page, area).fill(f"{area}：有专人管理，有检测记录，隐患已整改。")
        _picture(page, area)
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已保存"))
    assert fits(page)
    house.shoot(page, "review-expert-report-360")
    page.get_by_role("button", name="写入姓名").click()
    page.get_by_role("button", name="签字提交").click()
    reads(page, "第 1 版")
    expert_reports.submitted(house.case, Duty.REVIEWER)
    _take_over(page, reverse("standardization:expert_reports", args=[house.case.pk]))
    head = house.office("reviewer")
    head.get_by_role("link", name=re.compile("专家报告")).click()
    _take_over(head, head.url)
    assert set(ExpertReport.objects.values_list("state", flat=True)) == {"accepted"}


def _box(page: Page, title: str):
    return page.get_by_role("textbox", name=re.compile(f"^{title}"))


def _picture(page: Page, area: str) -> None:
    card = page.get_by_role("region", name=re.compile(f"^{area}"))
    card.locator("input[type=file]").set_input_files(review.photo(len(area)))  # type: ignore[arg-type]
    expect(card.get_by_role("img")).to_be_visible()


def _take_over(page: Page, at: str) -> None:
    page.goto(at)
    page.get_by_role("link", name=re.compile("^审阅")).first.click()
    page.get_by_role("button", name="采用").click()
    reads(page, "已采用")
