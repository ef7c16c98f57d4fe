"""The schema is what the models say, and the way back is open.

The way from an empty database is gone by each run for its own, and by ``launch/test_manage.py``.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from tests.architecture import source
from tests.drills.house import ROUNDS

OURS = [
    config.label
    for config in apps.get_app_configs()
    if config.name.split(".")[0] in source.packages() and config.models_module
]


@pytest.mark.django_db
def test_no_model_waits_for_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("label", OURS)
def test_every_app_with_models_has_migrations_with_one_last(label: str) -> None:
    """Without the package, ``makemigrations --check`` finds nothing to say about the app."""
    assert find_spec(f"{apps.get_app_config(label).name}.migrations") is not None
    assert len(MigrationLoader(None).graph.leaf_nodes(label)) == 1


def test_users_exist_before_anything_of_ours() -> None:
    """Base needs a user while users live above it: the first migration may need nobody."""
    plan = MigrationLoader(None).graph.forwards_plan(("accounts", "0001_initial"))
    assert {app for app, _ in plan} <= {"accounts", "auth", "contenttypes"}


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a new database beside the tests' own: migrated already, if the workers of this
    run have such a one that they begin with."""
    settings = connection.settings_dict
    name = f"{settings['NAME']}_back_and_forth"
    template = settings["TEST"].get("TEMPLATE") or "template1"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}"')
        cursor.execute(f'create database "{name}" template "{template}"')
    person = f"{settings['USER']}:{settings['PASSWORD']}" if settings["USER"] else ""
    place = f"host={settings['HOST']}&port={settings['PORT'] or 5432}"
    yield f"postgres://{person}@/{name}?{place}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database "{name}" with (force)')


# In a process with the portal's own settings: nothing of the tests' helps it along.
BEGIN = """
import os
import django
django.setup()
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from association.base.management.commands.migrate import copied_fields, joining_models

call_command("migrate", verbosity=0)
print(*Group.objects.values_list("name", flat=True))
"""
NEWEST_BACK_AND_FORTH = """
executor = MigrationExecutor(connection)
nodes, ours = executor.loader.graph.node_map, os.environ["OURS"].split()
newest = [key for key, node in nodes.items() if key[0] in ours and not node.children]
before = [
    max((parent.key for parent in nodes[key].parents if parent.key[0] == key[0]), default=(key[0], None))
    for key in newest
]
with copied_fields(), joining_models():
    executor.migrate(before)
done = set(MigrationExecutor(connection).loader.applied_migrations)
assert not done & set(newest), done & set(newest)
call_command("migrate", verbosity=0)
print(*newest)
print("again:", *Group.objects.values_list("name", flat=True))
"""
ALL_BACK = """
call_command("migrate", "base", "zero", verbosity=0)  # all that stand on it go along
with connection.cursor() as cursor:
    cursor.execute(
        "select relname from pg_class where relname ~ '^(members|credentials|base)_' and relkind <> 'i' "
        "union all select proname from pg_proc where pronamespace = 'public'::regnamespace "
        "and prolang <> (select oid from pg_language where lanname = 'c')"
    )
    print("left:", *(name for (name,) in cursor.fetchall()))
"""


def told(database: str, code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=source.ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "association.settings",
            "PYTHONPATH": str(source.ROOT),
            "OURS": " ".join(OURS),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_each_newest_step_goes_back_and_forth(database: str) -> None:
    """Those on which nothing stands yet: a migration that has landed is never altered, and its way
    back was tried when it was the newest."""
    first, newest, again = told(database, BEGIN + NEWEST_BACK_AND_FORTH)
    assert "会员管理" in first
    assert newest
    assert again == f"again: {first}"


@pytest.mark.skipif(ROUNDS == 1, reason="the whole way back takes a minute: make drill goes it")
def test_all_the_way_back_nothing_is_left(database: str) -> None:
    """But the function that append-only tables of all floors share."""
    assert told(database, BEGIN + ALL_BACK)[-1] == "left: refuse_change"
