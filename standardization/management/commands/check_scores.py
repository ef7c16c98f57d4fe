"""``manage.py check_scores``: does every kept score still follow from its sheet?"""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from association.base.commands import DocumentCommand
from standardization.library.snapshots import broken
from standardization.models import ScoreSnapshot


class Command(DocumentCommand):
    help = "Scores the sheet of every snapshot again; exit 1 where something else comes out."

    def add_own_arguments(self, parser: CommandParser) -> None:
        pass

    def answer(self, **options: Any) -> dict[str, Any]:
        """With --json the document comes also where something is broken: scripts read which."""
        found = [
            {"snapshot": row.pk, "case": row.case.number, "kind": row.kind, "problem": problem}
            for row, problem in broken()
        ]
        document = {"checked": ScoreSnapshot.objects.count(), "broken": found}
        if not found:
            return document
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        raise CommandError(
            "\n".join(f"评分记录 {each['snapshot']}：{each['problem']}" for each in found)
        )

    def in_words(self, document: dict[str, Any]) -> str:
        return f"评分可复算：核对了 {document['checked']} 份，没有不一致。"
