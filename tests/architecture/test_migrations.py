"""The schema is what the models say, from an empty database on, and the way back is open."""

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
def empty_database(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a new database beside the tests' own."""
    settings = connection.settings_dict
    name = f"{settings['NAME']}_from_zero"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}"')
        cursor.execute(f'create database "{name}"')
    person = f"{settings['USER']}:{settings['PASSWORD']}" if settings["USER"] else ""
    place = f"host={settings['HOST']}&port={settings['PORT'] or 5432}"
    yield f"postgres://{person}@/{name}?{place}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database "{name}" with (force)')


FROM_ZERO_AND_BACK = """
import django
django.setup()
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

call_command("migrate", verbosity=0)
print(*Group.objects.values_list("name", flat=True))
call_command("migrate", "base", "zero", verbosity=0)  # all that stand on it go along
with connection.cursor() as cursor:
    cursor.execute(
        "select relname from pg_class where relname ~ '^(members|credentials|base)_' and relkind <> 'i' "
        "union all select proname from pg_proc where pronamespace = 'public'::regnamespace "
        "and prolang <> (select oid from pg_language where lanname = 'c')"
    )
    print("left:", *(name for (name,) in cursor.fetchall()))
"""


def test_from_zero_to_a_portal_with_its_reference_data_and_back(
    django_db_setup: None, empty_database: str
) -> None:
    """In a process with the portal's own settings: nothing of the tests' helps it along."""
    done = subprocess.run(
        [sys.executable, "-c", FROM_ZERO_AND_BACK],
        cwd=source.ROOT,
        env={
            **os.environ,
            "DATABASE_URL": empty_database,
            "DJANGO_SETTINGS_MODULE": "association.settings",
            "PYTHONPATH": str(source.ROOT),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "会员管理" in done.stdout
    # Nothing of ours is left but the function that append-only tables of all floors share.
    assert done.stdout.endswith("left: refuse_change\n"), done.stdout
