"""A folder of Word files with its ``manifest.csv`` becomes submissions that came by mail."""

import csv
import json
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError, CommandParser

from association.base.errors import Refused
from bulletin.submissions import articles


class Command(BaseCommand):
    help = "Reads a folder of articles (.docx and manifest.csv) into submissions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON document, no lines")

    def handle(self, *, folder: Path, json: bool, **_: Any) -> None:
        told: dict[str, Any] = {"imported": 0, "images": 0, "warnings": []}
        for row in _manifest(folder):
            path = folder / row.get("file", "")
            try:
                taken = articles.take_in(
                    ContentFile(path.read_bytes(), name=path.name), told=row, by=None
                )
            except (OSError, Refused) as error:
                said = error.message if isinstance(error, Refused) else "没有这个文件"
                raise CommandError(f"{path.name}：{said}") from error
            told["imported"] += 1
            told["images"] += taken.pictures
            told["warnings"] += [f"{path.name}：{each}" for each in taken.lost]
            if not json:
                self.stdout.write(taken.line(path.name))
        self.stdout.write(_said(told) if json else f"共 {told['imported']} 篇。")


def _said(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def _manifest(folder: Path) -> list[dict[str, str]]:
    try:
        with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise CommandError(f"{folder} 里没有 manifest.csv。") from error
