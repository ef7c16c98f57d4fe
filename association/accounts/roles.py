"""Roles of the secretariat: groups whose permissions stand in ``association/permissions.toml``.

The groups hold names alone. What a role may do is read from the table, so that there is no
second list in the database that could say otherwise.
"""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission

TABLE = Path(__file__).resolve().parent.parent / "permissions.toml"


def table() -> dict[str, dict[str, Any]]:
    """Role code → {"name", "permissions": ["app.codename", …]}, and "department" if it has one."""
    return _read(TABLE)


def permissions(names: Iterable[str]) -> set[str]:
    """What the roles of these names may do together; a name that the table lacks gives nothing."""
    cells = {role["name"]: role["permissions"] for role in table().values()}
    return {cell for name in names for cell in cells.get(name, ())}


def giving(permission: str) -> list[str]:
    """The names of the roles that give it: groups have no permissions that could be asked for."""
    return [role["name"] for role in table().values() if permission in role["permissions"]]


def install() -> None:
    """Makes a group of every role. A permission that doesn't exist raises KeyError."""
    known = {
        f"{app}.{codename}"
        for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    for role in table().values():
        if unknown := set(role["permissions"]) - known:
            raise KeyError(*sorted(unknown))
        group, _ = Group.objects.get_or_create(name=role["name"])
        group.permissions.clear()


@lru_cache
def _read(path: Path) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["roles"]
    return rows
