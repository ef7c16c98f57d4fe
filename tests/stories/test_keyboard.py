"""What the keyboard can do, on pages of the desk, of a member and of everybody."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import cast
from tests.stories.conftest import PageFor, Shoot

LIST = "/admin/members/member/"


@pytest.fixture
def desk(page_for: PageFor) -> Page:
    for company in ("antai", "hengyuan", "guanghe"):
        cast.company(company)
    page = page_for("social")
    page.goto(LIST)
    return page


def focused(page: Page) -> str:
    """The words of what has the focus."""
    return str(page.evaluate("document.activeElement.textContent.trim()"))


@pytest.mark.parametrize(
    ("role", "path"), [("social", LIST), ("antai_admin", "/portal/"), ("anonymous", "/verify/")]
)
def test_a_question_mark_opens_the_list_of_keys_on_every_page(
    page_for: PageFor, role: str, path: str
) -> None:
    page = page_for(role)
    page.goto(path)
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog).to_be_hidden()
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name="快捷键").click()
    expect(dialog).to_be_visible()


def test_keys_do_nothing_while_somebody_types(desk: Page) -> None:
    desk.keyboard.press("/")
    search = desk.locator("[data-search]")
    expect(search).to_be_focused()
    desk.keyboard.type("g2?jx/")
    assert search.input_value() == "g2?jx/"
    expect(desk.get_by_role("dialog")).to_have_count(0)


def test_j_and_k_walk_the_rows_and_enter_opens_one(desk: Page) -> None:
    rows = [row.inner_text() for row in desk.locator("main .table tbody th a").all()]
    assert len(rows) == 3
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        desk.keyboard.press(key)
        assert focused(desk) == rows[at]
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text(rows[2])


def test_x_chooses_the_row_that_one_is_in(desk: Page) -> None:
    desk.goto("/style/")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(desk.locator("main .table tbody :checked")).to_have_count(1)
    desk.keyboard.press("x")
    expect(desk.locator("main .table tbody :checked")).to_have_count(0)


def test_g_and_a_figure_open_a_place_of_the_top_bar(desk: Page) -> None:
    desk.keyboard.press("g")
    desk.keyboard.press("1")
    expect(desk).to_have_url(desk.url.split("/admin/")[0] + "/admin/")
    desk.keyboard.press("2")  # without a g it is only a figure
    desk.keyboard.press("g")
    desk.keyboard.press("9")  # there are not that many
    expect(desk.get_by_role("heading", level=1)).to_have_text("工作台")


def test_who_switches_the_keys_off_is_left_alone_on_every_page(desk: Page) -> None:
    desk.keyboard.press("?")
    desk.get_by_label("关闭单键快捷键").check()
    desk.keyboard.press("Escape")
    desk.goto("/admin/")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.goto("/help/keyboard/")
    desk.locator("main").get_by_label("关闭单键快捷键").uncheck()
    desk.keyboard.press("Tab")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="快捷键")).to_be_visible()


@pytest.mark.parametrize(
    ("role", "path"),
    [("social", LIST), ("antai_admin", "/portal/company/"), ("anonymous", "/account/login/")],
)
def test_the_first_tab_leads_past_the_frame_and_every_stop_is_seen(
    page_for: PageFor, role: str, path: str
) -> None:
    page = page_for(role)
    page.goto(path)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert focused(page) == "跳到正文"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    page.goto(path)
    page.evaluate("document.activeElement.blur()")
    unseen, stops = [], 0
    while stops < 60:
        page.keyboard.press("Tab")
        shown = page.evaluate(SHOWN)
        if shown is None:
            break
        stops += 1
        unseen += [] if shown["seen"] else [shown["what"]]
    assert stops > 5
    assert unseen == []


# What has the focus, and whether a ring of two pixels or more stands round it, inside the window.
SHOWN = """() => {
  const it = document.activeElement;
  if (it === document.body || it === null) return null;
  const style = getComputedStyle(it);
  const box = it.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return { seen: ring && inside, what: it.outerHTML.slice(0, 120) };
}"""


def test_the_list_of_keys_is_a_page_too(page_for: PageFor, shoot: Shoot) -> None:
    page = page_for(width=360, height=740)
    page.goto("/help/keyboard/")
    expect(page.get_by_role("heading", level=1)).to_have_text("快捷键")
    shoot(page, "keyboard-360")
