from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from association.base import documents
from association.base.commands import DocumentCommand
from standardization.scoring import reading
from standardization.scoring.results import result


class Command(DocumentCommand):
    help = "What a review scores, and which grade that is. Writes nothing."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.json")

    def answer(self, **options: Any) -> dict[str, Any] | list[dict[str, Any]]:
        document = documents.load(Path(options["file"]))
        answers = [reading.answer(result(sheet)) for sheet in reading.sheets(document)]
        return answers if isinstance(document, list) else answers[0]
