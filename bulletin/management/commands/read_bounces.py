"""Notifications of mail servers, each in a file, become bounces of the mailings that they are about."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from association.base.errors import Refused
from bulletin.mailing import bounces


class Command(BaseCommand):
    help = "Reads delivery status notifications (.eml, RFC 3464) and notes what came back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+")
        parser.add_argument("--json", action="store_true", help="one JSON document, no lines")

    def handle(self, *, files: list[Path], json: bool, **_: Any) -> None:
        told: dict[str, Any] = {"read": 0, "for_good": 0, "passed_over": []}
        for path in files:
            try:
                row = bounces.take(path.read_bytes())
            except OSError as error:
                raise CommandError(f"{path}：打不开（{error.strerror}）") from error
            except Refused as refusal:
                told["passed_over"].append({"file": path.name, "why": refusal.message})
                continue
            told["read"] += 1
            told["for_good"] += row.bounced_for_good
        self.stdout.write(_as_json(told) if json else _as_lines(told))


def _as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def _as_lines(told: dict[str, Any]) -> str:
    passed = [f"{each['file']}：{each['why']}" for each in told["passed_over"]]
    return "\n".join([*passed, f"登记 {told['read']} 封，其中永久退信 {told['for_good']} 封。"])
