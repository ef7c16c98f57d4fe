"""The reader of pages sees what it is for, and nothing where nothing is."""

import pytest
from playwright.sync_api import Page

from tests.stories import faces, latin
from tests.stories.conftest import PageFor

pytestmark = pytest.mark.xdist_group("every page")


@pytest.fixture
def page(page_for: PageFor, console: list[str]) -> Page:
    opened = page_for()
    faces.watch(opened.context, console)
    opened.goto("/verify/")
    return opened


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ("document.querySelector('h1').textContent = 'Please verify'", "says 'Please verify'"),
        ("document.querySelector('h1').title = 'Verify'", "says 'Verify'"),
        ("document.querySelector('[name=number]').placeholder = 'number'", "says 'number'"),
        ("document.title = 'Verify'", "says 'Verify'"),
        ("document.documentElement.lang = 'en'", "is written in en"),
        ("document.querySelector('label').remove()", "wide: label"),
        ("document.querySelector('h1').style.color = '#ccc'", "wide: color-contrast"),
        ("document.querySelector('main').style.background = '#333'", "wide: color-contrast"),
        ("document.querySelector('h1').className = 'nowrap';"
         "document.querySelector('h1').textContent = '查'.repeat(30)", "narrow: sticks out"),
        ("const line = document.createElement('p'); line.className = 'section';"
         "line.textContent = '查'; line.style.marginBlockStart = 0;"
         "document.querySelector('.sections').append(line)", "wide: sits on the line"),
        ("document.querySelector('h1').className = 'nowrap';"
         "document.querySelector('h1').textContent = '查'.repeat(11)", "narrow and large: sticks"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_seen(page: Page, change: str, seen: str) -> None:
    assert faces.problems(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("delete document.documentElement.dataset.size")
    page.evaluate(f"() => {{ {change} }}")
    assert any(problem.startswith(seen) for problem in faces.problems(page))


def test_a_breach_of_the_policy_is_seen_even_if_the_console_is_silent(
    page: Page, console: list[str]
) -> None:
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_function("window.breaches.length")
    assert any(problem.startswith("breaks the policy") for problem in faces.problems(page))
    console.clear()


def test_what_a_page_asks_for_and_does_not_get_is_seen(page: Page, console: list[str]) -> None:
    page.evaluate("fetch('/static/nothing.css').then((answer) => answer.text())")
    page.wait_for_timeout(200)
    assert any("nothing.css answers 404" in complaint for complaint in console)
    console.clear()


def test_numbers_and_names_of_files_are_no_foreign_words() -> None:
    told = ["下载 PDF", "会员编号 BJAL-2018-0005", "免缴.xlsx", "第 3 页 A4", "a@example.com"]
    assert latin.words(told) == []
    assert latin.words(["PDF file", "Loading…", "BJAL"]) == ["PDF file", "Loading…", "BJAL"]
