"""State changes go through one door: verbs know no HTTP, screens write nothing themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import source

pytestmark = pytest.mark.xdist_group("source")  # which is read once

# Kinds of modules that speak HTTP; all others of an app carry verbs, rules or facts.
SCREENS = {
    *(
        "portal",
        "desk",
        "expert",
        "admin",
        "api",
        "screens",
        "urls",
        "forms",
        "adapter",
        "middleware",
    ),
    *("templatetags", "context", "backends"),
}
HTTP = ("django.http", "django.shortcuts", "django.views", "rest_framework")
# The floor's own ways to answer: a file, a rendered form, a page of a long list.
ANSWERING = {f"association.base.{name}" for name in ("files.answering", "forms", "paging")}
WRITES = {
    *("save", "delete", "create", "bulk_create", "bulk_update"),
    *("get_or_create", "update_or_create"),
}


def is_screen(module: str) -> bool:
    return bool(SCREENS & set(module.split(".")[1:])) or module.startswith("association.portal.")


def speaks_http(tree: ast.Module) -> Iterator[ast.AST]:
    """Imports that only a screen has use for; what a type checker alone reads is no import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            if (node.module or "").startswith(HTTP):
                yield node
        elif isinstance(node, ast.Import) and any(
            name.name.startswith(HTTP) for name in node.names
        ):
            yield node


def writes(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls that write a row. A stock admin's own ``super().save_model()`` has another name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            by_super = ast.unparse(node.func.value).startswith("super()")
            if node.func.attr in WRITES and not by_super:
                yield node


def modules(*, screens: bool) -> list[Path]:
    return [
        path
        for path in source.python(*source.packages())
        if is_screen(source.module_name(path)) is screens
        and not source.module_name(path).startswith("association.launch")
    ]


def test_no_verb_knows_a_request() -> None:
    found = [
        source.place(path, node)
        for path in modules(screens=False)
        if source.module_name(path) not in ANSWERING
        for node in speaks_http(source.tree(path))
    ]
    assert found == []


def test_no_screen_writes_a_row_by_itself() -> None:
    found = [
        f"{source.place(path, node)}: {ast.unparse(node)[:60]}"
        for path in modules(screens=True)
        if not source.module_name(path).startswith("association.portal.demo")
        for node in writes(source.tree(path))
    ]
    assert found == []


def test_there_is_no_signal_but_the_one_after_a_migration() -> None:
    """What happens because something happened is called by name in its door."""
    found = [
        source.place(path)
        for path in source.python(*source.packages())
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").endswith(("signals", "django.dispatch"))
    ]
    assert found == ["association/portal/apps.py"]


def test_only_the_clock_asks_what_time_it_is() -> None:
    asked = {"timezone.now", "timezone.localtime", "timezone.localdate", "datetime.now"}
    asked |= {"datetime.today", "date.today", "time.time", "datetime.utcnow"}
    found = [
        source.place(path, node)
        for path in source.python(*source.packages())
        if source.module_name(path) != "association.base.clock"
        and not source.module_name(path).startswith("association.launch")
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in asked
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "from django.http import HttpRequest",
        "from django.shortcuts import redirect",
        "import django.http",
        "from django.views.decorators.http import require_POST",
    ],
)
def test_a_verb_that_knows_a_request_is_seen(line: str) -> None:
    assert list(speaks_http(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["member.save()", "Member.objects.create(name='甲')", "a.delete()"]
)
def test_a_screen_that_writes_is_seen(line: str) -> None:
    assert list(writes(ast.parse(line)))


@pytest.mark.parametrize("line", ["super().save(form)", "response.delete_cookie('size')"])
def test_what_writes_no_row_is_not(line: str) -> None:
    assert not list(writes(ast.parse(line)))


@pytest.mark.parametrize(
    ("module", "screen"),
    [
        ("members.desk.record", True),
        ("members.portal.dues", True),
        ("members.admin", True),
        ("association.accounts.screens.sign_in", True),
        ("association.base.middleware", True),
        ("association.portal.home", True),
        ("members.dues", False),
        ("members.imports.uploads", False),
        ("association.accounts.people", False),
    ],
)
def test_a_screen_is_told_by_its_place(module: str, screen: bool) -> None:
    assert is_screen(module) is screen
