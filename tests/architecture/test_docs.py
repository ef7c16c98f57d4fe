"""What is written down is true: tables, pictures, commands and links are compared with the code."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import _get_all_permissions
from django.core.management import get_commands

from association.base.transitions import Table
from association.portal.management.commands import settings_table
from tests.architecture import source

DOCS = source.ROOT / "docs"
APPS = (
    "association/base",
    "association/accounts",
    "association/credentials",
    "association/questionnaires",
    "bulletin",
    "members",
    "standardization",
    "training",
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
LONGEST_README = 80
MERMAID = re.compile(r"```mermaid\n(.*?)\n```", re.DOTALL)
CODE = re.compile(
    r"`((?:association|members|standardization|training|bulletin)(?:\.[A-Za-z_]+)+)(?:\(\))?`"
)
WORD_ROW = re.compile(r"^\|\s*([\u4e00-\u9fff][^|]*?)\s*\|\s*(`[^|]+)\|", re.MULTILINE)


def pages() -> list[Path]:
    return [path for path in source.tracked() if path.suffix == ".md"]


def app_readmes(app: str) -> list[str]:
    """The app's own page, then those of its packages that have enough to tell."""
    pages = sorted((source.ROOT / app).rglob("README.md"), key=lambda path: len(path.parts))
    return [path.read_text(encoding="utf-8") for path in pages]


def introductions(app: str) -> str:
    """The app's page and those of its packages, where one has a subject of its own."""
    return "\n".join(
        path.read_text(encoding="utf-8")
        for path in pages()
        if path.name == "README.md" and (source.ROOT / app) in path.parents
    )


def tables(app: str) -> list[Table]:
    """Every state machine that a module of the app holds, each once."""
    found = {}
    for path in source.python():
        if (source.ROOT / app) in path.parents:
            module = importlib.import_module(source.module_name(path))
            found |= {id(value): value for value in vars(module).values() if type(value) is Table}
    return list(found.values())


def test_the_settings_page_is_what_the_options_say() -> None:
    assert (source.ROOT / settings_table.PAGE).read_text("utf-8") == settings_table.page()


def test_every_page_is_reached_from_the_index() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    linked = {(DOCS / target).resolve() for target in LINK.findall(index)}
    reached = {path for path in pages() if DOCS in path.parents and path.name != "index.md"}
    assert sorted(reached - linked) == []


def test_no_link_leads_nowhere() -> None:
    dead = [
        f"{source.place(path)}: {target}"
        for path in pages()
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert dead == []


@pytest.mark.parametrize("app", APPS)
def test_an_app_introduces_itself_on_a_page_that_fits_the_eye(app: str) -> None:
    assert all(len(page.splitlines()) <= LONGEST_README for page in app_readmes(app))


@pytest.mark.parametrize("app", APPS)
def test_the_words_of_an_app_are_words_of_its_code(app: str) -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in source.python()
        if (source.ROOT / app) in path.parents
    )
    rows = WORD_ROW.findall("\n".join(app_readmes(app)))
    names = [name for _, cell in rows for name in re.findall(r"`([^`]+)`", cell)]
    assert names
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", code)] == []


@pytest.mark.parametrize("app", APPS)
def test_the_state_pictures_are_drawn_from_the_tables(app: str) -> None:
    drawn = [
        picture
        for picture in MERMAID.findall("\n".join(app_readmes(app)))
        if picture.startswith("stateDiagram")
    ]
    assert sorted(drawn) == sorted(table.picture() for table in tables(app))


def test_there_is_a_state_machine_to_draw() -> None:
    assert tables("members")


def test_every_command_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (source.ROOT / "Makefile").read_text("utf-8"), re.M))
    commands = set(get_commands())
    missing = []
    for path in pages():
        text = path.read_text(encoding="utf-8")
        made = set(re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z]+)", text))
        managed = set(re.findall(r"manage\.py ([a-z_]+)", text))
        missing += [f"{source.place(path)}: make {name}" for name in sorted(made - targets)]
        missing += [f"{source.place(path)}: {name}" for name in sorted(managed - commands)]
    assert missing == []


def test_every_piece_of_code_that_a_page_names_exists() -> None:
    """A module, what it holds, a model, a permission or a task, each by its dotted name."""
    granted = {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename, _ in _get_all_permissions(model._meta)
    }
    models = {f"{model._meta.app_label}.{model.__name__}" for model in apps.get_models()}
    known = granted | models | {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    missing = [
        f"{source.place(path)}: {name}"
        for path in pages()
        for name in sorted(set(CODE.findall(path.read_text(encoding="utf-8"))) - known)
        if not is_there(name)
    ]
    assert missing == []


def is_there(name: str) -> bool:
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True
