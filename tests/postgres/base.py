"""Postgres as the portal uses it, emptied and made in ways that only tests may.

After a test with real transactions Django empties every table (``management/commands/flush.py``), to
what ``pristine.sql`` has kept of the migrated database.

The workers of one run migrate one database between them, and each begins with a copy of it.

A list that would come in no order is refused (``compiler.py``).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db.backends.postgresql import base, creation, operations

PRISTINE = (Path(__file__).parent / "pristine.sql").read_text(encoding="utf-8")


class DatabaseCreation(creation.DatabaseCreation):
    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        if run := os.environ.get("PYTEST_XDIST_TESTRUNUID"):
            self.connection.settings_dict["TEST"]["TEMPLATE"] = self._migrated(f"template_{run}")
        name: str = super().create_test_db(*args, **kwargs)
        self._remember()
        return name

    def _remember(self) -> None:
        """Once per database; a copy of one remembers what that did."""
        with self.connection.cursor() as cursor:
            cursor.execute("select from pg_namespace where nspname = 'pristine'")
            if cursor.fetchone() is None:
                cursor.execute(PRISTINE)

    def _migrated(self, template: str) -> str:
        """Made by the first worker that needs it; the others wait. Never of an earlier run."""
        draft = self.connection.ops.quote_name(f"{template}_draft")
        with self._nodb_cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtext(%s))", [template])
            cursor.execute("select from pg_database where datname = %s", [template])
            if cursor.fetchone() is None:
                cursor.execute(f"drop database if exists {draft}")  # of a worker that was killed
                cursor.execute(f"create database {draft}")
                with self._connected_to(f"{template}_draft"):
                    call_command("migrate", verbosity=0)
                    self._remember()
                name = self.connection.ops.quote_name(template)
                cursor.execute(f"alter database {draft} rename to {name}")
        return template

    @contextmanager
    def _connected_to(self, database: str) -> Iterator[None]:
        usual = self.connection.settings_dict["NAME"]
        self.connection.close()
        self.connection.settings_dict["NAME"] = database
        try:
            yield
        finally:
            self.connection.close()
            self.connection.settings_dict["NAME"] = usual

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        """Also while a thread of the server beside a story still holds its connection."""
        unneeded = [test_database_name, self.connection.settings_dict["TEST"].get("TEMPLATE")]
        with self._nodb_cursor() as cursor:
            for name in filter(None, unneeded):
                name = self.connection.ops.quote_name(name)
                cursor.execute(f"drop database if exists {name} with (force)")


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "tests.postgres.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations
