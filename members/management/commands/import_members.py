from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from association.base.commands import DocumentCommand
from association.base.errors import Refused
from members.imports import book, checking, report, writing


class Command(DocumentCommand):
    help = "Import the office's register. All good rows or nothing; imported again it adds nothing."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.xlsx")
        parser.add_argument("--dry-run", action="store_true", help="check, and write nothing")

    def answer(self, **options: Any) -> dict[str, Any]:
        path = Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Refused(f"读不到文件 {path}：{error.strerror}。请核对路径。") from error
        read = book.read(data)
        if options["dry_run"]:
            return report.document(checking.check(read))
        return report.document(writing.write(read, by=None, file=path.name))
