"""A member's piece is edited in the browser, read by three people, proof-read, and published."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from association.base import delivery
from bulletin import body
from bulletin.body import Heading, Paragraph, Picture, Table
from bulletin.enums import Stage
from bulletin.models import Article
from tests.factories import bulletin as make
from tests.factories import texts
from tests.stories import faces
from tests.stories.article_steps import hand_over, proof, review
from tests.stories.conftest import PageFor, Shoot

ADDED = "后来大家都习惯了。"
_AT_THE_END = """editor => new Promise((done) => setTimeout(
  () => done(editor.lastElementChild.contains(getSelection().anchorNode)), 100,
))"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "现场.jpg"
    path.write_bytes(texts.drawn(size=(1200, 800)))
    return path


def test_a_piece_goes_from_its_editor_through_its_readers_into_the_open(
    page_for: PageFor, shoot: Shoot, photo: Path, console: list[str]
) -> None:
    submission = make.handed_in()
    jian, wu, chen = page_for("bulletin"), page_for("general"), page_for("head")
    for page in (jian, wu, chen):
        faces.watch(page.context, console)
    jian.goto(reverse("admin:bulletin_submission", args=[submission.pk]))
    jian.get_by_role("button", name="采用", exact=True).click()
    jian.get_by_label("转到栏目").last.select_option(label="会员风采")
    jian.get_by_role("button", name="转为稿件").click()
    expect(jian.get_by_text("已转为稿件")).to_be_visible()
    row = Article.objects.get()
    _write(jian, row, photo, shoot)
    hand_over(jian)
    review(jian, row, "初审", "通过", "事例具体。")
    review(wu, row, "复审", "退回编辑", "请写明是哪一班。")
    assert console == []
    _mend(jian, row)
    assert len(console) == 3  # the refused save, told twice, and the page that shows both texts
    console.clear()
    hand_over(jian)
    for page, level in ((jian, "初审"), (wu, "复审"), (chen, "终审")):
        review(page, row, level, "通过", "同意。")
    shoot(chen, "article-read")
    for page, level in ((jian, "一校"), (jian, "二校"), (wu, "三校")):
        proof(page, row, level)
    chen.goto(reverse("admin:bulletin_article", args=[row.pk]))
    chen.get_by_role("button", name="发布", exact=True).click()
    expect(chen.get_by_text("已发布。")).to_be_visible()
    row.refresh_from_db()
    assert (row.stage, row.round) == (Stage.PUBLISHED, 2)
    delivery.send_waiting()
    author = page_for("antai_admin", width=360, height=740)
    author.goto(reverse("portal_messages"))
    expect(author.get_by_text("已刊出").first).to_be_visible()
    assert console == []


def _write(page: Page, row: Article, photo: Path, shoot: Shoot) -> None:
    """The page saves itself: nobody presses anything before the version is kept."""
    page.get_by_role("button", name="编辑", exact=True).click()
    text = page.get_by_role("textbox", name="正文")
    expect(text.locator("p").last).to_be_visible()  # the editor has taken the plain field's place
    _to_the_end(text)
    page.keyboard.type(ADDED)
    page.keyboard.press("Enter")
    page.keyboard.type("二、看得见的变化")
    page.get_by_role("button", name="标题", exact=True).hover()
    page.mouse.down()
    assert text.evaluate("editor => editor === document.activeElement"), "who types on, types there"
    page.mouse.up()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="表格", exact=True).click()
    page.keyboard.type("以前")
    page.keyboard.press("Tab")
    page.keyboard.type("现在")
    page.get_by_role("button", name="删列").click()
    page.get_by_text("上传图片", exact=True).first.click()
    page.get_by_label("图片", exact=True).set_input_files(photo)
    page.get_by_role("button", name="上传图片").click()
    figure = page.locator(".shown-picture")
    expect(figure).to_be_visible()
    figure.get_by_label("图说").fill("班前会现场")
    figure.get_by_label("摄影").fill("安然")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    expect(page.locator("[data-findings]")).to_contain_text("替代文字")
    figure.get_by_label("替代文字").fill("班长在白板前说话，众人围着听")
    expect(page.locator("[data-findings]")).not_to_contain_text("替代文字")
    shoot(page, "article-edit")
    page.get_by_label("摘要").fill("十分钟，把风险讲清。")
    page.get_by_role("button", name="保存版本并返回").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    row.refresh_from_db()
    blocks = body.from_json(row.body)
    kinds = [type(each) for each in blocks]
    assert Heading(2, "二、看得见的变化") in blocks
    assert any(isinstance(each, Paragraph) and ADDED in body.said(each.runs) for each in blocks)
    assert kinds.count(Table) == kinds.count(Picture) == 1
    assert row.summary == "十分钟，把风险讲清。"


def _to_the_end(text: Locator) -> None:
    """Until the caret stays there: the editor puts it back once, a moment after it was focused."""
    text.focus()  # no click, of which the editor makes something later
    for _ in range(20):
        text.press("Control+End")
        if text.evaluate(_AT_THE_END):
            return
    pytest.fail("the caret doesn't stay at the end")


def _mend(page: Page, row: Article) -> None:
    """Two pages are open: the one that is out of date says so, and loses nothing."""
    page.goto(reverse("admin:bulletin_article", args=[row.pk]))
    page.get_by_role("button", name="编辑", exact=True).click()
    other = page.context.new_page()
    other.goto(page.url)
    for each, word, said in ((page, "早班", "已保存"), (other, "中班", "请点“保存”对照")):
        each.get_by_role("textbox", name="正文").locator("p").first.click()
        each.keyboard.press("End")
        each.keyboard.type(word)
        expect(each.locator("[data-saved]")).to_contain_text(said)
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.get_by_role("heading", name="与现在保存的对照")).to_be_visible()
    expect(other.get_by_role("textbox", name="正文")).to_contain_text("中班")
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.get_by_text("已保存。")).to_be_visible()
    other.close()
    row.refresh_from_db()
    assert "中班" in body.text(body.from_json(row.body))
    page.goto(reverse("admin:bulletin_article", args=[row.pk]))
