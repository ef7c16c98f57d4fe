"""What holds for every template, style sheet and script, whoever wrote it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "pdf" not in path.parts]  # paper has print.css
PAPER = {ROOT / "static/css" / name for name in ("print.css", "issue.css")}
STYLES = sorted(set((ROOT / "static" / "css").glob("*.css")) - PAPER)
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
SYMBOLS = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons/sprite.svg").read_text()))

each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


@each_page
def test_a_page_needs_nothing_that_the_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=[\"']|javascript:", text)
    data = 'type="application/json"'  # never run: no policy stops it, and none needs to
    assert all(" src=" in tag or data in tag for tag in re.findall(r"<script\b[^>]*", text))


@each_page
def test_a_page_loads_nothing_from_another_host(path: Path) -> None:
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", path.read_text())


@each_page
def test_a_page_asks_only_for_icons_that_are_drawn(path: Path) -> None:
    text = path.read_text()
    asked = re.findall(r'\{% icon "([\w-]+)"', text)
    asked += re.findall(r'"ui/button\.html"[^%]*\sname="([\w-]+)"', text)
    assert set(asked) <= SYMBOLS


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_keeps_to_its_layer_and_to_this_host(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    outside = [line for line in text.splitlines() if line and not line.startswith((" ", "}"))]
    assert all(line.startswith(("@layer", "@import")) for line in outside)
    assert all("layer(" in line for line in outside if line.startswith("@import"))
    assert not re.search(r"url\([\"']?(?:https?:)?//", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_strict_and_makes_no_code_from_text(path: Path) -> None:
    text = path.read_text()
    assert '"use strict";' in text
    assert not re.search(r"\beval\(|new Function|innerHTML|\.setAttribute\(\"style", text)


def test_every_style_sheet_names_only_tokens_that_exist() -> None:
    everything = "".join(path.read_text() for path in STYLES)
    given = set(re.findall(r"(--[\w-]+)\s*:", everything))
    asked = set(re.findall(r"var\((--[\w-]+)\)", everything))  # one with a default may be absent
    assert asked <= given


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_page_for_when_nothing_works_needs_no_context(name: str) -> None:
    page = get_template(name).render()
    assert page.count("<h1>") == 1
    assert "css/base" in page


def test_the_front_of_an_error_leads_home() -> None:
    for name in ("403.html", "403_csrf.html", "404.html", "500.html", "503.html"):
        assert 'href="/"' in (ROOT / "templates" / name).read_text()


def test_icons_are_drawn_once_each_on_the_same_grid() -> None:
    sprite = (ROOT / "static/icons/sprite.svg").read_text()
    assert len(SYMBOLS) == sprite.count("<symbol ") == sprite.count('viewBox="0 0 20 20"')
    assert "style" not in sprite.replace("strokes", "")
