from typing import Any

from django.core.management.base import CommandError, CommandParser

from association.base import sealing
from association.base.commands import DocumentCommand


class Command(DocumentCommand):
    help = "Recomputes the chain over the audit; tells the first broken link and the unsealed tail."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect", default="", metavar="DIGEST", help="a head noted earlier")

    def answer(self, **options: Any) -> dict[str, Any]:
        verdict = sealing.verify(expect=options["expect"])
        if not verdict.holds:
            raise CommandError(f"操作记录链断在第 {verdict.broken_at} 环：{verdict.problem}")
        return {"sealed": verdict.sealed, "head": verdict.head, "unsealed": verdict.unsealed}

    def in_words(self, document: dict[str, Any]) -> str:
        return (
            f"操作记录链完好：{document['sealed']} 环，链头 {document['head']}；"
            f"末尾 {document['unsealed']} 条待封存。"
        )
