"""What is wrong with an open page, in sentences: none, for a page that may be shown.

The page must have been opened in a context that ``watch`` was called for. It is read at the width
it was opened at and at 360, and there once more in 长辈版, by the same document: nothing of ours
looks at the width or the size while a page loads, so that a second request would show the same.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, Request, Response

from tests.stories import latin

NARROW = 360
GRAVE = {"serious", "critical"}

_LISTEN = """
window.breaches = [];
addEventListener("securitypolicyviolation", (event) => {
  window.breaches.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""
# Each text node and each word that only a screen reader or a mouse at rest finds, hidden or not:
# what isn't shown now is shown after a click.
_WORDS = """(unread) => {
  const words = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest(unread)) {
      words.push(walker.currentNode.textContent);
    }
  }
  const names = ["title", "alt", "placeholder", "aria-label", "aria-description", "label"];
  for (const element of document.body.querySelectorAll("*")) {
    for (const name of names) words.push(element.getAttribute(name) ?? "");
    if (element.matches("input[type=submit], input[type=button]")) words.push(element.value);
  }
  return words;
}"""
# What sticks out to the right and isn't inside a box that scrolls by itself.
_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = (element) => {
    for (let box = element.parentElement; box; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "visible" && box !== document.body) return true;
    }
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element),
  );
  return [`${document.documentElement.scrollWidth} px`, ...wide.map(
    (element) => `${element.tagName.toLowerCase()}.${element.className} ${element.id}`,
  )].slice(0, 6);
}"""
# Whether words can be read is decided by their ink, their size, and the grounds below them: each such
# pair is looked at once, wherever it comes first, and not again on each of five hundred pages.
_INKS = """() => {
  const clear = "rgba(0, 0, 0, 0) none 1 none";
  const grounds = new Map([[null, ""]]);
  const ground = (element) => {
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(element);
      const own = [backgroundColor, backgroundImage, opacity, filter].join(" ");
      grounds.set(element, ground(element.parentElement) + (own === clear ? "" : ` on ${own}`));
    }
    return grounds.get(element);
  };
  window.inks = {};
  for (const element of document.body.querySelectorAll("*")) {
    const says = element.matches("input, select, textarea")
      || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (says && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
      const { color, fontSize, fontWeight } = getComputedStyle(element);
      const ink = [element.tagName, element.className, color, fontSize, fontWeight].join(" ");
      (window.inks[ink + ground(element)] ??= []).push(element);
    }
  }
  return Object.keys(window.inks);
}"""
# A rule with an impact of its own gives it to whatever it finds: what it could find below a grave
# one isn't looked for.
_AXE = """async ({ grave, fresh }) => {
  const usual = { resultTypes: ["violations"], preload: false };
  const slight = axe._audit.rules.filter(({ impact }) => impact && !grave.includes(impact));
  const off = [...slight.map(({ id }) => id), "color-contrast"];
  const rules = Object.fromEntries(off.map((id) => [id, { enabled: false }]));
  const found = [await axe.run(document, { ...usual, rules })];
  const include = fresh.flatMap((ink) => window.inks[ink]);
  if (include.length) {
    found.push(await axe.run({ include }, { ...usual, runOnly: ["color-contrast"] }));
  }
  return found.flatMap(({ violations }) => violations).map(({ id, impact, help, nodes }) => ({
    id, impact, help, at: nodes.map((node) => node.html.slice(0, 160)),
  }));
}"""
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

    context.add_init_script(_LISTEN)
    context.add_init_script(AXE_SCRIPT)
    context.on("response", answered)
    context.on("requestfailed", failed)


def problems(page: Page) -> list[str]:
    found = [f"breaks the policy: {breach}" for breach in page.evaluate("window.breaches")]
    found += [
        f"says {word!r}" for word in latin.words(page.evaluate(_WORDS, ", ".join(latin.UNREAD)))
    ]
    if (language := page.locator("html").get_attribute("lang")) != "zh-CN":
        found.append(f"is written in {language}")
    found += [f"wide: {problem}" for problem in _seen(page)]
    page.set_viewport_size({"width": NARROW, "height": 740})
    found += [f"narrow: {problem}" for problem in _seen(page)]
    page.evaluate("document.documentElement.dataset.size = 'large'")
    return found + [f"narrow and large: {problem}" for problem in _sticks_out(page)]


def _seen(page: Page) -> list[str]:
    fresh = set(page.evaluate(_INKS)) - _seen_inks
    _seen_inks.update(fresh)
    told = {"grave": sorted(GRAVE), "fresh": sorted(fresh)}
    violations: list[dict[str, Any]] = page.evaluate(_AXE, told)
    grave = [
        f"{violation['id']} ({violation['help']}) at {'; '.join(violation['at'][:3])}"
        for violation in violations
        if violation["impact"] in GRAVE
    ]
    return grave + _sticks_out(page)


def _sticks_out(page: Page) -> list[str]:
    wide = page.evaluate(_WIDE)
    return [f"sticks out: {', '.join(wide)}"] if wide else []
