from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from association.base import documents
from association.base.commands import DocumentCommand
from training import application
from training.eligibility import reading
from training.eligibility.judging import Verdict


class Command(DocumentCommand):
    help = "Which conditions of application each applicant fulfils, and what is missing. Writes nothing."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.json")

    def answer(self, **options: Any) -> list[dict[str, Any]]:
        applicants = reading.applicants(documents.load(Path(options["file"])))
        return [_answer(verdict) for verdict in application.judged(applicants)]


def _answer(verdict: Verdict) -> dict[str, Any]:
    error = {"error": verdict.error} if verdict.error else {}
    return {
        "id": verdict.applicant.id,
        "result": verdict.result,
        **error,
        "met": verdict.met,
        "branches": [
            {"id": each.branch.id, "status": each.status, "missing": each.missing}
            for each in verdict.branches
        ],
    }
