from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from association import env

PAGE = Path("docs", "settings.md")
HEAD = """# Settings

Everything that differs between machines is an option in the environment. A value that can't be
read stops the start with a sentence. A secret may also be given as `NAME_FILE`, the path of a file
that holds it; `NAME` itself wins.

This page is generated from `association/env.py` by `manage.py settings_table --write`.

| option | default | kind | meaning |
|---|---|---|---|
"""


def page() -> str:
    rows = []
    for option in env.OPTIONS:
        name = f"`{option.name}`" + (f", `{option.name}_FILE`" if option.secret else "")
        default = f"`{option.default}`" if option.default else ""
        rows.append(f"| {name} | {default} | {env.KINDS[option.read]} | {option.meaning} |")
    return HEAD + "\n".join(rows) + "\n"


class Command(BaseCommand):
    help = "Prints the table of settings; --write puts it into docs/settings.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            (settings.BASE_DIR / PAGE).write_text(page(), encoding="utf-8")
        else:
            self.stdout.write(page(), ending="")
