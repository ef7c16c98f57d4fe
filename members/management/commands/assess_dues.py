from typing import Any

from django.core.management.base import CommandParser

from association.base.commands import DocumentCommand
from members import dues


class Command(DocumentCommand):
    help = "Assess a year's dues and relieve by the policies in force. Run again it adds nothing."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--dry-run", action="store_true", help="reckon, and write nothing")

    def answer(self, **options: Any) -> dict[str, Any]:
        year = options["year"]
        outcome = dues.preview(year) if options["dry_run"] else dues.assess(year, by=None)
        return {
            "assessed": outcome.assessed,
            "already": outcome.already,
            "total": f"{outcome.total:.2f}",
            "relieved": f"{outcome.relieved:.2f}",
            "payable": f"{outcome.payable:.2f}",
            "excluded": [
                {"member": row.member.number, "reason": row.reason} for row in outcome.excluded
            ],
        }
