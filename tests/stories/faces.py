"""What is wrong with an open page, in sentences: none, for a page that may be shown.

The page must have been opened in a context that ``watch`` was called for. It is read at the width
it was opened at and at 360, and there once more in 长辈版, by the same document: nothing of ours
looks at the width or the size while a page loads, so that a second request would show the same.
"""

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, Request, Response

from tests.stories import latin

NARROW = 360
GRAVE = {"serious", "critical"}

_READER = (Path(__file__).parent / "faces.js").read_text(encoding="utf-8")
_seen_inks: set[str] = set()


def watch(context: BrowserContext, complaints: list[str]) -> None:
    """Notes breaches of the policy, and what a page asks for and doesn't get."""

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            complaints.append(f"{response.url} answers {response.status}")

    def failed(request: Request) -> None:
        """What was still asked for when the next page opened is no failure of a page."""
        if not request.is_navigation_request() and request.failure != "net::ERR_ABORTED":
            complaints.append(f"{request.url} fails: {request.failure}")

    context.add_init_script(_READER)
    context.add_init_script(AXE_SCRIPT)
    context.on("response", answered)
    context.on("requestfailed", failed)


def problems(page: Page) -> list[str]:
    told = page.evaluate("(unread) => reader.read(unread)", ", ".join(latin.UNREAD))
    found = [f"breaks the policy: {breach}" for breach in told["breaches"]]
    found += [f"says {word!r}" for word in latin.words(told["words"])]
    if (language := told["language"]) != "zh-CN":
        found.append(f"is written in {language}")
    found += [f"wide: {problem}" for problem in _wrong(page, told)]
    page.set_viewport_size({"width": NARROW, "height": 740})
    found += [f"narrow: {problem}" for problem in _wrong(page, page.evaluate("reader.seen()"))]
    return found + [f"narrow and large: {each}" for each in _out(page.evaluate("reader.large()"))]


def _wrong(page: Page, seen: dict[str, list[str]]) -> list[str]:
    """At the width that the page has now, as ``reader.seen()`` has seen it there."""
    fresh = set(seen["inks"]) - _seen_inks
    _seen_inks.update(fresh)
    asked = {"grave": sorted(GRAVE), "fresh": sorted(fresh)}
    faults: list[dict[str, Any]] = page.evaluate("(asked) => reader.faults(asked)", asked)
    return [
        f"{fault['id']} ({fault['help']}) at {'; '.join(fault['at'][:3])}"
        for fault in faults
        if fault["impact"] in GRAVE
    ] + [*_out(seen["wide"]), *(f"sits on the line of: {each}" for each in seen["tight"])]


def _out(wide: list[str]) -> list[str]:
    return [f"sticks out: {', '.join(wide)}"] if wide else []
