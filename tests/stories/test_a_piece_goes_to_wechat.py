"""The secretariat copies a piece for the WeChat account: what lies on the clipboard has its looks."""

from django.urls import reverse

from bulletin import reference
from tests.factories import bulletin as make
from tests.factories import texts
from tests.stories.conftest import PageFor

READ = """async () => {
  const [item] = await navigator.clipboard.read();
  return (await item.getType("text/html")).text();
}"""


def test_the_copied_text_keeps_its_styles_and_the_page_its_rules(
    page_for: PageFor, console: list[str]
) -> None:
    reference.install()
    row = make.published("把隐患画在图上")
    page = page_for("bulletin")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(reverse("admin:bulletin_wechat", args=[row.pk]))
    shown = page.locator("[data-styled] p", has_text=texts.SENTENCE)
    assert shown.evaluate("element => getComputedStyle(element).marginBottom") == "16px"
    page.get_by_role("button", name="复制正文").click()
    page.get_by_text("已复制").wait_for()
    copied = page.evaluate(READ)
    assert texts.SENTENCE in copied
    assert copied.count("style=") > 3
    assert "class=" not in copied
    assert console == []
