"""Which browser plays the stories: one that ``CHROMIUM`` names, one of the system, Playwright's."""

import os
import shutil
from pathlib import Path

from association.launch import debian

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MEND = (
    f"no browser for the stories: {debian.line(('chromium',))} "
    "(or: .venv/bin/playwright install chromium, or set CHROMIUM to a browser's path)"
)


def find(bundled: str) -> Path | None:
    """The browser's path, or None. A wrong ``CHROMIUM`` is a mistake, not an absence."""
    if named := os.environ.get("CHROMIUM"):
        if not os.access(named, os.X_OK):
            raise FileNotFoundError(f"CHROMIUM={named} can't be run.")
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return Path(bundled) if Path(bundled).exists() else None


def environment() -> dict[str, str | float | bool]:
    """With the Chinese faces of the set-up, where they are: a bare machine draws boxes."""
    faces = Path(__file__).resolve().parents[2] / ".venv/share/association/fonts/fonts.conf"
    extra = {"FONTCONFIG_FILE": str(faces)} if faces.exists() else {}
    return {**os.environ, **extra}


def arguments() -> list[str]:
    quiet = ["--disable-gpu", "--disable-background-networking", "--no-first-run"]
    return [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet
