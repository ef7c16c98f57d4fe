"""From a member's piece to the reader's phone: written, read by three, set among the pieces of an
issue, released, read, printed, mailed, and copied for WeChat."""

import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from association.accounts.models import User
from association.base import clock, delivery
from bulletin import body
from bulletin.articles import versions
from bulletin.body import Picture
from bulletin.enums import EditionKind, Stage
from bulletin.mailing.enums import SubscriberState
from bulletin.models import Article, Issue, Submission, Subscriber
from tests.factories import bulletin as make
from tests.factories import cast, texts
from tests.stories.article_steps import hand_over, proof, review
from tests.stories.conftest import PageFor, Shoot
from tests.stories.stage import Stage as Played

SAMPLES = Path(
    os.environ.get("SAMPLES_DIR", Path(__file__).resolve().parents[2].parent / "shared/real")
)
ISSUE = (2020, 2)
TITLE = "夜班的第二双眼睛"
TEXT = "一、两点钟的电话\n夜里两点，总控室只有一个人醒着。另一座库区的值班员每小时打来一次电话，两边把刚做的事说一遍。"


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"现场{number}.jpg" for number in (1, 2)]
    for path in paths:
        path.write_bytes(texts.drawn(size=(1200, 800)))
    return paths


@pytest.fixture
def others() -> int:
    """The 24 pieces of the printed issue where the office's files lie at hand; else two of ours."""
    if (SAMPLES / "newsletter-2020").is_dir():
        cast.person("bulletin")
        call_command("import_articles", SAMPLES / "newsletter-2020", issue="2020-2", json=True)
    else:
        make.issue(make.article("一次没有脚本的演练"), make.article("红绳", column="class"))
    for row in Article.objects.all():
        _let_through(row)
    return Article.objects.count()


def _let_through(row: Article) -> None:
    """As if three people had read it: that way is told by the member's piece."""
    blocks = [
        Picture(each.key, each.caption, each.credit or "资料", each.alt or "配图")
        if isinstance(each, Picture)
        else each
        for each in body.from_json(row.body)
    ]
    row.body, row.summary = body.to_json(blocks), row.summary or row.title
    row.save()
    approved = versions.freeze(row, by=None)
    Article.objects.filter(pk=row.pk).update(stage=Stage.READY, approved=approved)


def test_a_members_piece_reaches_its_readers(
    page_for: PageFor, stage: Played, shoot: Shoot, photos: list[Path], others: int, tmp_path: Path
) -> None:
    with stage.at("2020-06-20"):
        _submit(page_for("antai_admin", width=360, height=740), photos)
        jian, wu, chen = page_for("bulletin"), page_for("general"), page_for("head")
        row = _edit(jian)
        hand_over(jian)
        review(jian, row, "初审", "通过", "事例具体。")
        review(wu, row, "复审", "退回编辑", "请写明是哪一班。")
        _mend(jian, row)
        for page, level in ((jian, "初审"), (wu, "复审"), (chen, "终审")):
            review(page, row, level, "通过", "同意。")
        for page, level in ((jian, "一校"), (jian, "二校"), (wu, "三校")):
            proof(page, row, level)
        issue = _put_in(jian, row, others, shoot)
        _lock_print_and_release(jian, chen, issue, stage)
        _mail(jian, chen, issue, stage)
        _read(page_for("antai_admin", width=360, height=740), issue, row, shoot)
        _unsubscribe()
        _copy(jian, row, shoot)


def _submit(phone: Page, photos: list[Path]) -> None:
    phone.goto(reverse("bulletin:submissions"))
    phone.get_by_role("button", name="写一篇稿件").click()
    for number, photo in enumerate(photos, start=1):
        phone.locator("summary", has_text="上传图片").click()
        form = phone.locator("details[open] form")
        form.get_by_label("图片").set_input_files(photo)
        form.get_by_label("图说").fill(f"值班现场之{number}")
        form.get_by_label("摄影").fill("安然")
        form.get_by_role("button", name="上传", exact=True).click()
        expect(phone.get_by_text("已上传。")).to_be_visible()
    form = phone.locator("section", has=phone.locator("h2#write"))
    form.locator("[name=title]").fill(TITLE)
    form.locator("[name=kind]").select_option(label="先进管理方法或研究成果")
    form.locator("[name=authors]").fill("安然")
    form.locator("[name=text]").fill(TEXT)
    form.locator("[name=rights]").check()
    form.get_by_role("button", name="投稿", exact=True).click()
    expect(phone.get_by_text("已投稿，编号 TG-2020-")).to_be_visible()


def _edit(jian: Page) -> Article:
    """The editor takes it, and says what is on the pictures."""
    submission = Submission.objects.get(title=TITLE)
    jian.goto(reverse("admin:bulletin_submission", args=[submission.pk]))
    jian.get_by_role("button", name="采用", exact=True).click()
    jian.get_by_label("转到栏目").last.select_option(label="会员风采")
    jian.get_by_role("button", name="转为稿件").click()
    expect(jian.get_by_text("已转为稿件")).to_be_visible()
    jian.get_by_role("button", name="编辑", exact=True).click()
    figures = jian.locator(".shown-picture")
    expect(figures).to_have_count(2)
    for number in (0, 1):
        figures.nth(number).get_by_label("替代文字").fill("值班员坐在屏幕前打电话")
    jian.get_by_label("摘要").fill("每小时一次电话，把看不见的说出来。")
    jian.get_by_role("button", name="保存版本并返回").click()
    expect(jian.get_by_text("已保存。")).to_be_visible()
    return Article.objects.get(submission=submission)


def _mend(jian: Page, row: Article) -> None:
    jian.goto(reverse("admin:bulletin_article", args=[row.pk]))
    jian.get_by_role("button", name="编辑", exact=True).click()
    jian.get_by_role("textbox", name="正文").locator("p").first.click()
    jian.keyboard.press("End")
    jian.keyboard.type("这是丙班的做法。")
    jian.get_by_role("button", name="保存版本并返回").click()
    expect(jian.get_by_text("已保存。")).to_be_visible()
    hand_over(jian)


def _put_in(jian: Page, row: Article, others: int, shoot: Shoot) -> Issue:
    issue = Issue.objects.get(year=ISSUE[0], number=ISSUE[1])
    jian.goto(reverse("admin:bulletin_issue", args=[issue.pk]))
    more = jian.get_by_role("region", name="编入")
    more.get_by_label("稿件").select_option(str(row.pk))
    more.get_by_role("button", name="编入本期").click()
    expect(jian.get_by_text("已编入本期。")).to_be_visible()
    column = jian.get_by_role("region", name="会员风采")
    expect(column.get_by_text(TITLE).first).to_be_visible()
    assert issue.items.count() == others + 1
    shoot(jian, "issue-board")
    return issue


def _lock_print_and_release(jian: Page, chen: Page, issue: Issue, stage: Played) -> None:
    """Whoever locked it doesn't release it, and what is released is on paper first."""
    here = reverse("admin:bulletin_issue", args=[issue.pk])
    jian.goto(here)
    _confirm(jian, "锁定", "已锁定，版本和栏目名已固定。")
    jian.get_by_role("button", name="制作阅读版").click()
    stage.finish_jobs()
    chen.goto(here)
    _confirm(chen, "发布", "本期已发布")


def _confirm(page: Page, word: str, said: str) -> None:
    page.get_by_role("button", name=word, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=word, exact=True).click()
    expect(page.get_by_text(said)).to_be_visible()


def _mail(jian: Page, chen: Page, issue: Issue, stage: Played) -> None:
    reader = cast.person("antai_admin")
    User.objects.filter(pk=reader.pk).update(email="antai@example.com")
    now = clock.now()
    Subscriber.objects.create(
        address="antai@example.com", name="安然", user=reader, state=SubscriberState.ACTIVE,
        consented_at=now, consent_from="portal", asked_at=now,
    )  # fmt: skip
    here = reverse("admin:bulletin_mailing", args=[issue.pk])
    jian.goto(here)
    jian.get_by_role("button", name="准备邮件，固定名单").click()
    chen.goto(here)
    chen.get_by_role("button", name="放行", exact=True).click()
    chen.get_by_role("dialog").get_by_role("button", name="放行", exact=True).click()
    stage.finish_jobs()
    delivery.send_waiting()


def _read(phone: Page, issue: Issue, row: Article, shoot: Shoot) -> None:
    phone.goto(reverse("bulletin:front"))
    cover = phone.locator(".cover").bounding_box()
    assert cover
    assert cover["height"] > 1.3 * cover["width"], "a page, upright: nothing lies over its theme"
    phone.get_by_role("link", name=TITLE).first.click()
    expect(phone.get_by_role("heading", name=TITLE, level=1)).to_be_visible()
    expect(phone.get_by_text("这是丙班的做法。")).to_be_visible()
    expect(phone.locator("figure img")).to_have_count(2)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(phone, "article-360")
    pdf = phone.request.get(reverse("bulletin:issue_pdf", args=ISSUE))
    made = issue.editions.get(kind=EditionKind.SCREEN, file__isnull=False)
    assert (pdf.status, pdf.body()[:5]) == (200, b"%PDF-")
    assert made.facts["toc_mismatches"] == 0
    assert row.publications.count() >= 2


def _unsubscribe() -> None:
    """As a mail program does it: one POST to the address in the header, without a session."""
    reader = Subscriber.objects.get(address="antai@example.com")
    there = reverse("bulletin:unsubscribe", args=[reader.token])
    stranger = Client(enforce_csrf_checks=True)
    stranger.get(there)
    reader.refresh_from_db()
    assert reader.state == SubscriberState.ACTIVE
    assert stranger.post(there, {"List-Unsubscribe": "One-Click"}).status_code == 200
    reader.refresh_from_db()
    assert reader.state == SubscriberState.UNSUBSCRIBED


def _copy(jian: Page, row: Article, shoot: Shoot) -> None:
    jian.context.grant_permissions(["clipboard-read", "clipboard-write"])
    jian.goto(reverse("admin:bulletin_wechat", args=[row.pk]))
    jian.get_by_role("button", name="复制正文").first.click()
    expect(jian.locator("[data-copied]").first).to_contain_text("已复制")
    html = jian.evaluate(
        "navigator.clipboard.read().then(all => all[0].getType('text/html')).then(b => b.text())"
    )
    assert "这是丙班的做法" in html
    assert not re.search(r"class=|<script|<style", html)
    shoot(jian, "wechat")
