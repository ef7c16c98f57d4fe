import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from association.portal.api import document

COPY = Path("docs", "openapi.json")


def text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


class Command(BaseCommand):
    help = "Prints the API's OpenAPI document; --write puts it into docs/openapi.json."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        if write:
            (settings.BASE_DIR / COPY).write_text(text(), encoding="utf-8")
        else:
            self.stdout.write(text(), ending="")
