"""Stories are played by a real browser against the real WSGI application, CSP and all.

A story asks for ``page_for(role)`` and clicks; it fails if the browser's console shows an error,
which a breach of the Content-Security-Policy is too. ``shoot(page, "name")`` leaves a picture in the
folder that ``SCREENS`` names, for whoever wants to look; else none is taken. Waiting work is done by
``run_jobs()``, as by a worker. A story that takes its clock and its jobs from ``stage`` can also be
played on servers, by other processes.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError

from association.launch import browser, debian, fonts
from members.money import examining
from tests.conftest import ClientFor
from tests.factories import cast
from tests.stories.stage import ELSEWHERE, Here, Stage, elsewhere

# Playwright keeps an event loop in this thread; Django would take our queries for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

PATIENCE_MS = 10_000

PageFor = Callable[..., Page]
Shoot = Callable[[Page, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a story; one worker plays them all, with one browser, but for those that
    name a group of their own."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.story)
            if item.get_closest_marker("xdist_group") is None:
                item.add_marker(pytest.mark.xdist_group("stories"))


@pytest.fixture(scope="session")
def base_url() -> None:
    """Each context names its own; the plugin's fallback is written in a form pytest 10 drops."""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """With the faces of the set-up, where the machine has no Chinese ones: it would draw boxes."""
    path = browser.find()
    if path is None:
        pytest.skip(f"no browser for the stories: {debian.line(browser.PACKAGE)}")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    quiet = ["--disable-gpu", "--disable-background-networking", "--no-first-run"]
    # No process is kept ready for the next site: all pages are of one.
    plain = "--disable-features=SpareRendererForSitePerProcess,RenderDocument"
    return {
        "executable_path": path,
        "args": [*quiet, plain, *sandbox],
        "env": {"FONTCONFIG_FILE": str(fonts.default_folder() / "fonts.conf"), **os.environ},
    }


@pytest.fixture(scope="session")
def _server(django_db_setup: None) -> Iterator[LiveServerThread]:
    from association.wsgi import application

    thread = LiveServerThread("127.0.0.1", lambda _: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield thread
    thread.terminate()


@pytest.fixture
def stage(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[Stage]:
    """Here, unless the environment names another."""
    if os.environ.get(ELSEWHERE):
        with elsewhere() as other:
            yield other
    else:
        here = (request.getfixturevalue(name) for name in ("_server", "run_jobs"))
        yield Here(*here)


@pytest.fixture(autouse=True)
def _the_books_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a story did through the pages, everything adds up behind it."""
    played = "stage" in request.fixturenames
    stage = request.getfixturevalue("stage") if played else None
    yield
    if isinstance(stage, Here):
        assert examining.findings() == []


@pytest.fixture
def address(stage: Stage) -> str:
    """Where the portal listens, without a slash at the end."""
    return stage.address


@pytest.fixture
def console() -> Iterator[list[str]]:
    """What the browser complained about. A story that provokes an error checks it and clears it."""
    complaints: list[str] = []
    yield complaints
    assert complaints == []


@pytest.fixture
def context_for(
    address: str,
    new_context: Callable[..., BrowserContext],
    client_for: ClientFor,
    console: list[str],
) -> Callable[..., BrowserContext]:
    """A browser of its own for this role: ``context_for("antai_admin", width=360)``."""

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            console.append(f"{message.page.url if message.page else ''}: {message.text}")

    def broke(error: WebError) -> None:
        console.append(f"{error.page.url if error.page else ''}: {error.error}")

    def make(role: str = cast.ANONYMOUS, *, width: int = 1280, height: int = 800) -> BrowserContext:
        context = new_context(
            base_url=address,
            ignore_https_errors=address.startswith("https:"),  # by an authority of the rehearsal
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", heard)
        context.on("weberror", broke)
        if role != cast.ANONYMOUS:
            session = client_for(role).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
            )
        return context

    return make


@pytest.fixture
def page_for(context_for: Callable[..., BrowserContext]) -> PageFor:
    """A first empty page of a new browser, signed in as the role; anonymous if none is named."""

    def open_page(role: str = cast.ANONYMOUS, **size: int) -> Page:
        return context_for(role, **size).new_page()

    return open_page


@pytest.fixture(scope="session")
def shoot() -> Shoot:
    """Leaves a picture of the whole page, by name, if pictures are wanted."""

    def take(page: Page, name: str) -> None:
        if folder := os.environ.get("SCREENS"):
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take
