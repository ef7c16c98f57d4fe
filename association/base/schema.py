"""Which migrations the code knows, and which of them the database has."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Key = tuple[str, str]
"""App and name."""


def applied() -> set[Key]:
    return set(MigrationRecorder(connection).applied_migrations())


@cache
def known() -> dict[Key, frozenset[Key]]:
    """Of the code, read once per process: each with those that it stands for."""
    loader = MigrationLoader(None)
    return {key: frozenset(one.replaces) for key, one in loader.disk_migrations.items()}


def missing() -> list[Key]:
    """What this code expects and the database hasn't got. A newer database lacks nothing."""
    there = applied()
    return [
        key
        for key, replaced in known().items()
        if key not in there and not (replaced and replaced <= there)
    ]


def unknown(names: set[Key]) -> set[Key]:
    """Those that this code has never heard of: it is older than whoever applied them."""
    replaced = {key for keys in known().values() for key in keys}
    return names - set(known()) - replaced
