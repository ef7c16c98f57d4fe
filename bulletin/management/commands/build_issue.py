"""The files of an issue, made at once and written into a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from association.base.commands import DocumentCommand
from association.base.errors import Refused
from bulletin.editions import making
from bulletin.editions.contents import contents
from bulletin.enums import EditionKind
from bulletin.issues.importing import numbered
from bulletin.models import Issue

TOLD = ("pages", "toc_mismatches", "bookmarks", "figures_without_alt")
ALSO = ("seconds", "megabytes", "bytes", "layouts", "fill", "figures")


class Command(DocumentCommand):
    help = "Writes the editions of an issue (2020-2) into a folder; of one not locked as a 样刊."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", help="2020-2")
        parser.add_argument("--out", type=Path, required=True, help="the folder to write into")

    def answer(self, *, issue: str, out: Path, **_: Any) -> dict[str, Any]:
        year, number = numbered(issue)
        row = Issue.objects.select_related("masthead").filter(year=year, number=number).first()
        if row is None:
            raise Refused(f"没有 {year} 年第 {number} 期，请先建立刊期。")
        told = contents(row)
        if not told["columns"]:
            raise Refused("本期还没有稿件，没有可印的内容。")
        out.mkdir(parents=True, exist_ok=True)
        made = making.make(told, EditionKind.SCREEN)
        making.note_pages(row, made.items)
        path = out / f"{row.code}.pdf"
        path.write_bytes(made.content)
        facts = {name: made.facts[name] for name in TOLD}
        return {"pages": facts.pop("pages"), "pdf": str(path), **facts} | {
            name: made.facts[name] for name in ALSO
        }
