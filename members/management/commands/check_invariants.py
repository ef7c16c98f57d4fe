"""``manage.py check_invariants``: do the books hold?"""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from association.base.commands import DocumentCommand
from members.money import examining


class Command(DocumentCommand):
    help = (
        "Looks whether balances, payments, reminders, the audit and numbers add up; exit 1 if not."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        pass

    def answer(self, **options: Any) -> dict[str, Any]:
        """With --json the document comes also where something is broken: scripts read which."""
        row = examining.examine()
        document = {"at": row.at.isoformat(), "checks": row.checks, "broken": row.findings}
        if row.holds:
            return document
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        raise CommandError("\n".join(examining.sentences(row)))

    def in_words(self, document: dict[str, Any]) -> str:
        return f"账目完好：核对了 {document['checks']} 项，没有不一致。"
