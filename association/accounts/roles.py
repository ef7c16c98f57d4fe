"""Roles of the secretariat: groups whose permissions stand in ``association/permissions.toml``."""

import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, Permission

TABLE = Path(__file__).resolve().parent.parent / "permissions.toml"


def table() -> dict[str, dict[str, Any]]:
    """Role code → {"name", "department", "permissions": ["app.codename", …]}."""
    rows: dict[str, dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["roles"]
    return rows


def install() -> None:
    """Makes the groups equal to the table. A permission that doesn't exist raises KeyError."""
    known = {
        f"{app}.{codename}": pk
        for app, codename, pk in Permission.objects.values_list(
            "content_type__app_label", "codename", "pk"
        )
    }
    for role in table().values():
        group, _ = Group.objects.get_or_create(name=role["name"])
        group.permissions.set([known[name] for name in role["permissions"]])
