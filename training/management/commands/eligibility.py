from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from association.base import documents
from association.base.commands import DocumentCommand
from training import answers, application
from training.eligibility import reading


class Command(DocumentCommand):
    help = "Which conditions of application each applicant fulfils, and what is missing. Writes nothing."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.json")

    def answer(self, **options: Any) -> list[dict[str, Any]]:
        applicants = reading.applicants(documents.load(Path(options["file"])))
        return [answers.document(verdict) for verdict in application.judged(applicants)]
