"""Every task that anything rings for is there, under the name it is rung by."""

import ast
import importlib
from importlib.util import find_spec
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings

from association.celery import app
from tests.architecture import source

pytestmark = pytest.mark.xdist_group("source")  # which is read once


@pytest.fixture(scope="module")
def registered() -> set[str]:
    current_app.loader.import_default_modules()
    return set(current_app.tasks)


def decorated() -> list[tuple[str, str | None]]:
    """Place and explicit name of every ``shared_task`` in the source."""
    return [
        (source.place(path, node), told(path, decorator, "name"))
        for path in source.python(*source.packages())
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if "shared_task" in ast.dump(decorator)
    ]


def started() -> list[tuple[str, str | None]]:
    """Place and name of every task that a job is started with."""
    return [
        (source.place(path, node), told(path, node, "task"))
        for path in source.python(*source.packages())
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "jobs.start"
    ]


def told(path: Path, call: ast.expr, keyword: str) -> str | None:
    """What a call is given under the keyword: a literal, or a constant that its module knows."""
    given = {entry.arg: entry.value for entry in getattr(call, "keywords", ())}
    if keyword not in given:
        return None
    known = vars(importlib.import_module(source.module_name(path)))
    return eval(ast.unparse(given[keyword]), dict(known))


def test_our_app_is_the_one_that_shared_tasks_bind_to() -> None:
    assert current_app._get_current_object() is app


def test_every_task_has_an_explicit_name_and_is_registered_under_it(registered: set[str]) -> None:
    assert decorated()
    assert [(place, name) for place, name in decorated() if name not in registered] == []


def test_no_two_tasks_share_a_name() -> None:
    names = [name for _, name in decorated()]
    assert len(names) == len(set(names))


def test_every_beat_entry_rings_a_task_that_exists(registered: set[str]) -> None:
    schedule = settings.CELERY_BEAT_SCHEDULE
    assert schedule
    assert {entry["task"] for entry in schedule.values()} - registered == set()


def test_every_job_is_started_with_a_task_that_exists(registered: set[str]) -> None:
    assert [(place, name) for place, name in started() if name not in registered] == []


def test_the_brokers_transport_came_along() -> None:
    """It comes with the extra ``celery[redis]``; ``celery`` and ``redis`` apart don't suffice."""
    assert importlib.import_module("kombu.transport.redis").Transport is not None


def test_there_is_one_postgres_driver() -> None:
    """Django takes psycopg 3 wherever it finds it, and would do so without a word."""
    assert find_spec("psycopg2") is not None
    assert find_spec("psycopg") is None
