"""A folder of Word files with its ``manifest.csv`` becomes submissions that came by mail, and with
``--issue`` pieces of an issue."""

import csv
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from association.base.errors import Refused
from bulletin.issues import importing
from bulletin.models import Submission


class Command(BaseCommand):
    help = "Reads a folder of articles (.docx and manifest.csv), into an issue if one is named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--issue", help="2020-2: begun if there is none")
        parser.add_argument("--json", action="store_true", help="one JSON document, no lines")

    def handle(self, *, folder: Path, issue: str | None, json: bool, **_: Any) -> None:
        told: dict[str, Any] = {"imported": 0, "images": 0, "warnings": []}
        self.already = 0
        try:
            numbered = importing.numbered(issue) if issue else None
            rows = [self._enter(folder, row, told, quiet=json) for row in _manifest(folder)]
            if numbered:
                year, number = numbered
                importing.place(rows, year=year, number=number, editor=None)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        said = f"共 {told['imported']} 篇。"
        if self.already:
            said = f"新读入 {told['imported']} 篇，{self.already} 篇以前已经读入。"
        self.stdout.write(_said(told) if json else said)

    def _enter(
        self, folder: Path, row: dict[str, str], told: dict[str, Any], *, quiet: bool
    ) -> Submission:
        name = row.get("file", "")
        try:
            taken, submission = importing.enter(
                importing.content(folder, name), name=name, told=row
            )
        except Refused as refusal:
            said = refusal.message if name in refusal.message else f"{name}：{refusal.message}"
            raise CommandError(said) from refusal
        if taken is None:
            self.already += 1
            return submission
        told["imported"] += 1
        told["images"] += taken.pictures
        told["warnings"] += [f"{name}：{each}" for each in taken.lost]
        if not quiet:
            self.stdout.write(taken.line(name))
        return submission


def _said(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def _manifest(folder: Path) -> list[dict[str, str]]:
    try:
        with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise CommandError(f"{folder} 里没有 manifest.csv。") from error
