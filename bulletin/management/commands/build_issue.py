"""The editions of an issue, made at once and written into a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from association.base.commands import DocumentCommand
from association.base.errors import Refused
from bulletin.editions.building import build
from bulletin.issues.importing import numbered
from bulletin.models import Issue


class Command(DocumentCommand):
    help = "Writes the editions of an issue (2020-2) into a folder; of one not locked as a 样刊."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", help="2020-2")
        parser.add_argument("--out", type=Path, required=True, help="the folder to write into")

    def answer(self, **options: Any) -> dict[str, Any]:
        year, number = numbered(options["issue"])
        issue = Issue.objects.select_related("masthead").filter(year=year, number=number).first()
        if issue is None:
            raise Refused(f"没有 {year} 年第 {number} 期，请先建立刊期。")
        return build(issue, options["out"])
