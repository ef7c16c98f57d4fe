"""The browser's own equipment: that it reaches the portal, and that it fails where it should."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import PageFor, Shoot


def test_a_passer_by_sees_the_public_page_in_the_portals_own_face(
    page_for: PageFor,
) -> None:
    page = page_for()
    response = page.goto("/")
    assert response is not None
    assert response.status == 200
    assert "default-src 'self'" in response.headers["content-security-policy"]
    expect(page.locator("body")).to_contain_text("安全生产联合会")
    assert len(page.screenshot()) > 5_000


def test_pictures_are_left_where_they_are_wanted_and_nowhere_else(
    page_for: PageFor, shoot: Shoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_for()
    page.goto("/")
    monkeypatch.delenv("SCREENS", raising=False)
    shoot(page, "unwanted")
    monkeypatch.setenv("SCREENS", str(tmp_path / "screens"))
    shoot(page, "public")
    (picture,) = tmp_path.rglob("*.png")
    assert picture == tmp_path / "screens" / "public.png"
    assert picture.stat().st_size > 5_000


def test_somebody_of_the_cast_is_signed_in_without_a_form(page_for: PageFor) -> None:
    page = page_for("social")
    page.goto("/admin/")
    assert "/login" not in page.url


@pytest.mark.parametrize(
    "forbidden",
    [
        "document.body.setAttribute('style', 'color: red')",
        "document.body.appendChild(Object.assign(document.createElement('script'),"
        " {textContent: 'window.broken = 1'}))",
        "document.body.appendChild(Object.assign(document.createElement('img'),"
        " {src: 'http://127.0.0.1:9/a.png'}))",
        "setTimeout(() => { throw new Error('broken') })",
    ],
)
def test_what_the_policy_forbids_reaches_the_console(
    page_for: PageFor, console: list[str], forbidden: str
) -> None:
    page: Page = page_for()
    page.goto("/")
    page.evaluate(f"() => {{ {forbidden} }}")
    page.wait_for_timeout(200)
    assert console != []
    assert page.evaluate("window.broken") is None
    console.clear()
