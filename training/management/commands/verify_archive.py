"""``manage.py verify_archive CODE``: are the files of a sealed class what they were?"""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from association.base.commands import DocumentCommand
from training.archive import sealing
from training.models import ArchiveSeal


class Command(DocumentCommand):
    help = "Compares the files of a sealed class with its seal; exit 1 if one differs."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the class, as PXB-2020-001")

    def answer(self, **options: Any) -> dict[str, Any]:
        code = options["code"]
        seal = ArchiveSeal.objects.filter(training_class__code=code).first()
        if seal is None:
            raise CommandError(f"班次 {code} 还没有封存归档。")
        if found := sealing.verify(seal):
            raise CommandError("".join(found))
        return {"class": code, "files": seal.files, "sha256": seal.sha256, "differs": 0}
