"""The Chromium that browser stories drive: found, never downloaded by us."""

import os
import shutil
from pathlib import Path

# Without windows: a whole Chromium makes a profile of its own for each visitor of a story, at four
# times the cost.
LIGHT = "chromium-headless-shell"
NAMES = (LIGHT, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = (LIGHT,)


def find() -> str | None:
    """Path of a Chromium: ``CHROMIUM``, else the system's, else the one Playwright has fetched."""
    if given := os.environ.get("CHROMIUM"):
        return given if os.access(given, os.X_OK) else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _of_playwright()


def _of_playwright() -> str | None:
    home = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    programs = ("chrome-linux*/chrome", "chrome-linux*/headless_shell", "chrome-mac*/*/*/MacOS/*")
    for program in programs:
        found = sorted(Path(home).glob(f"chromium*-*/{program}"))
        if found:
            return str(found[-1])
    return None
