"""What experts write of a review, who takes it over, and the report that comes of it."""

import re

from django.urls import reverse
from playwright.sync_api import Page, expect

from association.base.models import StoredFile
from standardization.enums import CopyFormat, Duty, ReportKind, VisitKind
from standardization.models import Assignment, ExpertReport, Finding, ReportCopy
from tests.factories import expert_reports
from tests.standardization.reports.test_copies import pdf_text, word_text
from tests.stories import review
from tests.stories.rescuers import fits, reads
from tests.stories.review import House


def report(house: House) -> None:
    experts_write(house)
    page = house.phone(house.leader).new_page()
    there = reverse("standardization:expert_case_report", args=[house.case.pk, "review"])
    _written(house, page, there)
    house.shoot(page, "review-report-360")
    head = house.office("reviewer")
    head.goto(
        reverse("standardization:office_report", args=[house.case.organisation_id, house.case.pk])
    )
    head.get_by_label("盖章").set_input_files(_stamped(ReportKind.REVIEW))
    head.get_by_role("button", name="出具报告").click()
    assert house.state() == "报告审核"
    both_say(ReportKind.REVIEW, "86.7", *numbers(VisitKind.REVIEW))


def recheck_report(house: House) -> None:
    """岑松 writes and signs, the head of 安全技术部 issues."""
    page = house.page_for("expert", **review.PHONE)
    duty = Assignment.objects.get(duty=Duty.RECHECK_LEADER)
    page.goto(reverse("standardization:expert_report", args=[duty.pk]))
    _hand_in(page, "复核项目现场情况与评审基本一致，两处不足已整改。", 700)
    desk = house.page_for("safety")
    _take_over(desk, reverse("admin:standardization_case_reports", args=[house.case.pk]))
    there = reverse("standardization:expert_case_report", args=[house.case.pk, "recheck"])
    _written(house, page, there)
    head = house.desk("safety_head", name="case_report")
    head.get_by_role("link", name="现场复核报告").click()
    head.get_by_role("button", name="出具报告").click()
    reads(head, "已出具")
    house.shoot(head, "review-recheck-report")
    both_say(ReportKind.RECHECK, *numbers(VisitKind.RECHECK))


def _written(house: House, page: Page, there: str) -> None:
    """Begun, filled from what the experts wrote, its chapters written, signed."""
    page.goto(there)
    page.get_by_role("button", name="开始编制").click()
    page.get_by_role("textbox", name=re.compile("^结论")).fill(
        "体系运行有效，建议按申请的等级定级。"
    )
    page.get_by_role("textbox", name=re.compile("^整改和改进建议")).fill("接地检测纳入月度检查。")
    page.get_by_role("button", name="保存，并填入采用的专家报告").click()
    reads(page, "已经齐全")
    page.get_by_role("button", name="写入姓名").click()
    page.get_by_role("button", name="签字", exact=True).click()
    reads(page, "第 1 版")
    house.stage.finish_jobs()


def _stamped(kind: ReportKind) -> dict[str, object]:
    """The paper that was printed, as it comes back."""
    with _copy(kind, CopyFormat.PDF).content.open("rb") as file:
        return {"name": "盖章.pdf", "mimeType": "application/pdf", "buffer": file.read()}


def _copy(kind: ReportKind, format: CopyFormat) -> StoredFile:
    return ReportCopy.objects.get(edition__report__kind=kind, format=format).file


def numbers(kind: VisitKind) -> list[str]:
    return list(Finding.objects.filter(visit__kind=kind).values_list("number", flat=True))


def both_say(kind: ReportKind, *words: str) -> None:
    """PDF and Word hold the score and the number of every finding."""
    with _copy(kind, CopyFormat.PDF).content.open("rb") as file:
        printed = pdf_text(file.read())
    with _copy(kind, CopyFormat.WORD).content.open("rb") as file:
        typed = word_text(file.read())
    for word in words:
        assert word in printed
        assert word in typed


def experts_write(house: House) -> None:
    """The leader in the browser; whoever is written by the leader is taken over by the technical
    head, the others by the leader."""
    page = house.phone(house.leader).new_page()
    duty = Assignment.objects.get(duty=Duty.LEADER)
    page.goto(reverse("standardization:expert_report", args=[duty.pk]))
    _hand_in(page, "制度健全，现场整洁，罐区接地和药品管理须加强。", 600)
    assert fits(page)
    house.shoot(page, "review-expert-report-360")
    expert_reports.submitted(house.case, Duty.REVIEWER)
    _take_over(page, reverse("standardization:expert_reports", args=[house.case.pk]))
    head = house.office("reviewer")
    head.get_by_role("link", name=re.compile("专家报告")).click()
    _take_over(head, head.url)
    assert set(ExpertReport.objects.values_list("state", flat=True)) == {"accepted"}


def _hand_in(page: Page, summary: str, colour: int) -> None:
    _box(page, "总体情况").fill(summary)
    for at, area in enumerate(("1 号储罐区", "油品实验室")):
        _box(page, area).fill(f"{area}：有专人管理，有检测记录，隐患已整改。")
        _picture(page, area, colour + at)
    expect(page.locator("[data-saved]")).to_have_text(re.compile("已保存"))
    page.get_by_role("button", name="写入姓名").click()
    page.get_by_role("button", name="签字提交").click()
    reads(page, "第 1 版")


def _box(page: Page, title: str):
    return page.get_by_role("textbox", name=re.compile(f"^{title}"))


def _picture(page: Page, area: str, colour: int) -> None:
    card = page.get_by_role("region", name=re.compile(f"^{area}"))
    card.locator("input[type=file]").set_input_files(review.photo(colour))  # type: ignore[arg-type]
    expect(card.get_by_role("img")).to_be_visible()


def _take_over(page: Page, at: str) -> None:
    page.goto(at)
    page.get_by_role("link", name=re.compile("^审阅")).first.click()
    page.get_by_role("button", name="采用").click()
    reads(page, "已采用")
