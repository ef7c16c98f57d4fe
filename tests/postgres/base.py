"""Postgres as the portal uses it, with a flush that append-only tables let pass.

After a test with real transactions Django truncates every table, which the tables' own triggers
refuse: they have to sleep for that one statement. ``post_migrate``, sent after each flush, then
writes the reference data anew.
"""

from typing import Any

from django.db.backends.postgresql import base, creation, operations


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, *args: Any, **kwargs: Any) -> list[str]:
        statements = super().sql_flush(*args, **kwargs)
        # "local" ends with the flush's own transaction: no test ever runs without its triggers.
        return ["set local session_replication_role = replica", *statements] if statements else []


class DatabaseCreation(creation.DatabaseCreation):
    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        """Also while a thread of the server beside a story still holds its connection."""
        with self._nodb_cursor() as cursor:
            name = self.connection.ops.quote_name(test_database_name)
            cursor.execute(f"drop database if exists {name} with (force)")


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    creation_class = DatabaseCreation
