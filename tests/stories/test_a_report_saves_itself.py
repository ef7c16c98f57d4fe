"""An expert writes in a real browser: what was typed is there after a reload, without the net it stays
in its box and the page says so, and signed it goes to whoever reads it."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from standardization.enums import PartSubject
from standardization.models import Case, ExpertReport, ExpertReportVersion, ReportPart, Visit
from standardization.reports import drafting
from tests.factories import cast, checklists, expert_reports
from tests.stories.conftest import PageFor, Shoot

WIDTH = {"width": 360, "height": 740}


@pytest.fixture
def case(transactional_db: None) -> Case:
    cast.person("expert")
    return expert_reports.reviewing()


@pytest.fixture
def report(case: Case) -> ExpertReport:
    return expert_reports.opened(case)


def address(report: ExpertReport) -> str:
    return reverse("standardization:expert_report", args=[report.assignment_id])


def bar(page: Page):
    return page.locator("[data-saved]")


def box(page: Page, title: str):
    return page.get_by_role("textbox", name=re.compile(f"^{title}"))


def summary(report: ExpertReport) -> ReportPart:
    return report.parts.get(subject=PartSubject.SUMMARY)


def test_what_was_typed_is_there_after_a_reload(
    page_for: PageFor, report: ExpertReport, shoot: Shoot
) -> None:
    page = page_for("expert", **WIDTH)
    page.goto(address(report))
    box(page, "总体情况").fill("罐区整洁，台账齐全。")
    expect(bar(page)).to_have_text(re.compile("还没有保存"))
    expect(bar(page)).to_have_text(re.compile(r"已保存 \d\d:\d\d"))
    shoot(page, "report-draft-360")
    page.reload()
    expect(box(page, "总体情况")).to_have_value("罐区整洁，台账齐全。")
    expect(page.get_by_text("“总体情况”没有写")).to_have_count(0)


def test_leaving_the_page_saves(page_for: PageFor, report: ExpertReport) -> None:
    page = page_for("expert", **WIDTH)
    page.goto(address(report))
    box(page, "总体情况").fill("写了就走")
    page.goto(reverse("standardization:expert_home"))
    for _ in range(50):  # it is sent as the page goes, and nobody waits for it
        if summary(report).text:
            break
        page.wait_for_timeout(100)
    page.goto(address(report))
    expect(box(page, "总体情况")).to_have_value("写了就走")


def test_without_the_net_the_words_stay_and_the_page_says_so(
    context_for, report: ExpertReport, console: list[str]
) -> None:
    phone: BrowserContext = context_for("expert", **WIDTH)
    page = phone.new_page()
    page.goto(address(report))
    phone.set_offline(True)
    box(page, "总体情况").fill("地下室里写的")
    expect(bar(page)).to_have_text(re.compile("没有保存.*网络不通"))
    expect(box(page, "总体情况")).to_have_value("地下室里写的")
    assert summary(report).text == ""
    phone.set_offline(False)
    expect(bar(page)).to_have_text(re.compile("已保存"), timeout=20_000)
    assert summary(report).text == "地下室里写的"
    console.clear()  # the browser tells of every line that is down


def test_an_answer_that_was_lost_is_no_other_page(
    context_for, report: ExpertReport, console: list[str]
) -> None:
    """It arrived, the answer didn't, and the expert wrote on."""
    phone: BrowserContext = context_for("expert", **WIDTH)
    page = phone.new_page()
    page.goto(address(report))
    cut = [True]

    def lose(route, request) -> None:
        answer = route.fetch()
        if cut and cut.pop():
            assert answer.status == 200
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/report/save/", lose)
    box(page, "总体情况").fill("第一句。")
    expect(bar(page)).to_have_text(re.compile("没有保存.*网络不通"))
    box(page, "总体情况").fill("第一句。第二句。")
    expect(bar(page)).to_have_text(re.compile("已保存"), timeout=20_000)
    assert summary(report).text == "第一句。第二句。"
    console.clear()


def test_of_two_pages_the_older_one_is_shown_both_texts(
    page_for: PageFor, report: ExpertReport, console: list[str]
) -> None:
    page = page_for("expert", **WIDTH)
    page.goto(address(report))
    other = page.context.new_page()
    other.goto(address(report))
    box(other, "总体情况").fill("电脑上写的")
    other.get_by_role("button", name="保存", exact=True).click()
    expect(bar(other)).to_have_text(re.compile("已保存"))
    box(page, "总体情况").fill("手机上写的")
    expect(bar(page)).to_have_text(re.compile("没有保存.*另一个页面"))
    assert summary(report).text == "电脑上写的"
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("电脑上写的")).to_be_visible()
    expect(box(page, "总体情况")).to_have_value("手机上写的")
    page.get_by_role("button", name="以我写的为准，保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    assert summary(report).text == "手机上写的"
    console.clear()  # two answers of 409


def test_chosen_uploaded_signed_with_the_keyboard_and_read(
    page_for: PageFor, report: ExpertReport, tmp_path: Path, shoot: Shoot
) -> None:
    report = written_but_for_pictures(report)
    visit = Visit.objects.get()
    chosen = expert_reports.photo(visit, visit.site.key_areas.get(kind="tanks"))
    picture = tmp_path / "实验室.jpg"
    picture.write_bytes(checklists.jpeg(9, size=(2400, 1800)))
    page = page_for("expert", **WIDTH)
    page.goto(address(report))
    page.get_by_text("从现场照片里选（1 张）").click()
    page.locator(f"[value='{chosen.pk}']").check()
    expect(page.get_by_role("img", name="储罐区的照片")).to_be_visible()
    page.get_by_label("上传实验室的照片").set_input_files(picture)
    expect(page.get_by_role("img", name="实验室的照片")).to_be_visible()
    expect(bar(page)).to_have_text(re.compile("已保存"))
    expect(page.get_by_text("提交前还缺")).to_be_hidden()
    page.get_by_role("button", name="写入姓名").click()
    expect(page.get_by_text("已签名。")).to_be_visible()
    shoot(page, "report-signing-360")
    page.get_by_role("button", name="签字提交").click()
    expect(page.get_by_text("已签字提交（第 1 版）")).to_be_visible()
    version = ExpertReportVersion.objects.get()
    shown = [part["picture"] for part in version.parts if part["picture"]]
    assert [each["photo"] for each in shown] == [str(chosen.pk), None]

    desk = page_for("safety")
    desk.goto(
        reverse("admin:standardization_case_reports", args=[version.report.assignment.case_id])
    )
    late: list[Route] = []
    desk.route("**/pictures/**", lambda route: late.append(route))
    desk.get_by_role("link", name=re.compile("审阅")).click()
    send_back = desk.get_by_role("button", name="退回", exact=True)
    send_back.scroll_into_view_if_needed()
    place = where(send_back)
    for route in late:
        route.continue_()
    desk.unroute("**/pictures/**")
    for shot in desk.locator(".shot img").all():
        expect(shot).not_to_have_js_property("naturalWidth", 0)
    assert len(late) >= 2
    assert where(send_back) == place, "who is about to click hits what was aimed at"
    desk.get_by_text("退回这一项").first.click()
    desk.get_by_label("退回原因：总体情况").fill("写明抽查了哪几处")
    send_back.click()
    expect(desk.get_by_text("已退回")).to_be_visible()
    page.goto(address(report))
    expect(page.get_by_text("写明抽查了哪几处")).to_be_visible()
    shoot(page, "report-returned-360")


def where(of: Locator) -> float:
    """How far down the page it is, in px."""
    return float(of.evaluate("(element) => element.getBoundingClientRect().top + scrollY"))


def written_but_for_pictures(report: ExpertReport) -> ExpertReport:
    by = cast.person("expert")
    texts = {part.pk: f"{part.title}：与资料一致。" for part in report.parts.all()}
    return drafting.write(report, texts=texts, saves=report.saves, by=by)


def test_signed_in_anew_elsewhere_the_open_page_saves_on(
    context_for, report: ExpertReport, console: list[str]
) -> None:
    """The session runs out; the other window's sign-in makes this page's token worthless."""
    phone: BrowserContext = context_for("expert", **WIDTH)
    page = phone.new_page()
    page.goto(address(report))
    cookies = phone.cookies()
    phone.clear_cookies()
    box(page, "总体情况").fill("写到一半")
    expect(bar(page)).to_have_text(re.compile("没有保存.*登录已过期"))
    phone.add_cookies([each for each in cookies if "csrf" not in each["name"]])
    page.get_by_role("button", name="保存", exact=True).click()
    expect(bar(page)).to_have_text(re.compile("已保存"))
    assert summary(report).text == "写到一半"
    console.clear()
