"""Every address of the access table in a browser: nothing broken, nothing foreign, nothing cut off.

Each is opened by the first role that is let in, about the object that the table names, and read as
``faces.py`` says: at 1280 and 360 px, and in 长辈版.
"""

from collections.abc import Callable

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from playwright.sync_api import Error, Page
from pytest_django import Settings

from tests.architecture import access
from tests.architecture.doors import Door, Fed, Machine
from tests.factories import accounts, cast
from tests.stories import faces
from tests.stories.conftest import PageFor

pytestmark = pytest.mark.xdist_group("every page")  # beside the stories, on another worker

DESKS = ("members", "training", "standardization")


def _shown() -> dict[str, list[Door]]:
    """All of the table but what answers machines and their programmers, by app, the desk's apart."""
    machines = {door.name for door in access.API}
    of_stock = {door.name for stock in access.STOCK for door in stock.doors()}
    found: dict[str, list[Door]] = {}
    for door in access.DOORS:
        space, _, name = door.name.rpartition(":")
        app = name.partition("_")[0]
        if door.name in of_stock:
            group = "stock"
        elif space == "admin":
            group = f"desk {app}" if app in DESKS else "desk"
        else:
            group = space or "public"
        if door.name not in machines and not isinstance(door, (Machine, Fed)):
            found.setdefault(group, []).append(door)
    return found


GROUPS = _shown()


@pytest.fixture(autouse=True)
def _the_books_hold() -> None:
    """No story: what the table names is written row by row, and no door is asked."""


@pytest.fixture
def page_of(page_for: PageFor, console: list[str]) -> Callable[[str], Page]:
    """One page a role, which has just proven itself once more: some pages ask for that."""
    pages: dict[str, Page] = {}

    def page(role: str) -> Page:
        if role not in pages:
            pages[role] = page_for(role)
            faces.watch(pages[role].context, console)
            prove_oneself(pages[role])
        return pages[role]

    return page


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_is_wrong_with_any_page(
    group: str, page_of: Callable[[str], Page], console: list[str]
) -> None:
    found = []
    for door in GROUPS[group]:
        role = next(iter(door.roles), "")
        if door.sends is None and door.expected(role) in {"200", "302"}:
            page = page_of(role)
            address = reverse(door.name, kwargs=dict(door.at()) or None) + f"?{door.asks}"
            if opens(page, address):
                found += [f"{door.name}: {problem}" for problem in faces.problems(page)]
            else:
                console.clear()
            found += [f"{door.name}: {complaint}" for complaint in console]
            console.clear()
    assert not found, "\n".join(found)


def test_nothing_is_wrong_with_the_pages_of_a_second_factor(
    page_of: Callable[[str], Page], transactional_db: None
) -> None:
    """Those that the table knows as 404: they are for who has one."""
    page = page_of("general")
    TOTP.activate(cast.person("general"), generate_totp_secret())
    RecoveryCodes.activate(cast.person("general"))
    names = ["mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes"]
    found = [f"{name}: {problem}" for name in names for problem in visit(page, reverse(name))]
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.locator("[name=login]").fill(cast.person("general").username)
    page.locator("[name=password]").fill(accounts.PASSWORD)
    page.locator("main form button[data-kind=primary]").click()
    page.wait_for_url("**" + reverse("mfa_authenticate") + "**")
    found += [f"mfa_authenticate: {problem}" for problem in faces.problems(page)]
    assert not found, "\n".join(found)


def test_nothing_is_wrong_with_the_pages_that_say_no(
    page_of: Callable[[str], Page], console: list[str], settings: Settings
) -> None:
    page = page_of("reader")
    found = [f"404: {problem}" for problem in visit(page, "/no-such-page/")]
    found += [f"403: {problem}" for problem in visit(page, reverse("admin:audit"))]
    page.goto(reverse("account_change_password"))
    page.evaluate("document.querySelector('main [name=csrfmiddlewaretoken]').value = 'x'")
    page.evaluate("document.querySelector('main form').submit()")
    page.wait_for_selector(".oops")
    found += [f"a form too old: {problem}" for problem in faces.problems(page)]
    settings.MAINTENANCE = True
    found += [f"503: {problem}" for problem in visit(page, "/")]
    assert not found, "\n".join(found)
    # The browser names the four answers themselves, and nothing else.
    assert [text.split("status of ")[-1][:3] for text in console] == ["404", "403", "403", "503"]
    console.clear()


def prove_oneself(page: Page) -> None:
    """Some pages ask for the password once more, unless that was a moment ago."""
    page.goto(reverse("account_reauthenticate"))
    if "/login/" not in page.url:
        page.locator("main [name=password]").fill(accounts.PASSWORD)
        with page.expect_navigation(url=lambda url: "reauthenticate" not in url):
            page.get_by_role("button", name="确认").click()


def opens(page: Page, address: str) -> bool:
    """Whether a page is there: no file, script or fragment, and no way to somewhere else."""
    page.set_viewport_size({"width": 1280, "height": 800})
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        answer = page.context.request.get(address, max_redirects=0)
        assert answer.status < 400, f"{address} answers {answer.status}"
        return False
    assert answer is not None
    assert answer.status < 400, f"{address} answers {answer.status}"
    whole = page.evaluate("document.doctype !== null && document.contentType === 'text/html'")
    return whole and answer.request.redirected_from is None


def visit(page: Page, address: str) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address)
    return faces.problems(page)
