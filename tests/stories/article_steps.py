"""What editors, readers and proof-readers click on the way of a piece."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from bulletin.articles import proofing
from bulletin.models import Article


def hand_over(page: Page) -> None:
    page.locator("summary", has_text="送审").click()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送审。")).to_be_visible()


def review(page: Page, row: Article, level: str, word: str, opinion: str) -> None:
    page.goto(reverse("admin:bulletin_article", args=[row.pk]))
    form = page.get_by_role("form", name=level)
    form.get_by_label(word).check()
    form.get_by_label("审稿意见").fill(opinion)
    form.get_by_role("button", name=f"提交{level}意见").click()
    expect(page.get_by_text("审稿意见已记录。")).to_be_visible()
    expect(page.get_by_role("region", name="审稿意见").get_by_text(opinion).last).to_be_visible()


def proof(page: Page, row: Article, level: str) -> None:
    page.goto(reverse("admin:bulletin_article", args=[row.pk]))
    form = page.get_by_role("form", name=level)
    for label in proofing.LOOKED_AT.values():
        form.get_by_label(label).check()
    form.get_by_role("button", name=f"{level}完成").click()
    expect(page.get_by_text("校对已记录。")).to_be_visible()
