from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import transaction

from association.accounts import erasure as accounts
from association.base import files
from association.base.commands import DocumentCommand
from bulletin import erasure as bulletin
from members import erasure as members
from training import erasure as training

ERASERS = (*members.ERASERS, *training.ERASERS, *bulletin.ERASERS, *accounts.ERASERS)


class Command(DocumentCommand):
    help = (
        "Erases personal data past its period (docs/privacy.md), and contents of files that no row "
        "knows. Without --erase it only counts."
    )

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--erase", action="store_true", help="erase, instead of counting")

    def answer(self, **options: Any) -> dict[str, Any]:
        erase = options["erase"]
        if erase:
            with transaction.atomic():
                import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
        return {
            "erased": erase,
            "data": [
                {
                    "data": eraser.data,
                    "days": None if eraser.period is None else eraser.period.days,
                    "rows": eraser.run() if erase else eraser.waiting().count(),
                }
                for eraser in ERASERS
            ],
            "stray_files": files.sweep(delete=erase),
        }

    def in_words(self, document: dict[str, Any]) -> str:
        verb = "已清除" if document["erased"] else "到期待清除（加 --erase 才清除）"
        lines = [
            f"{row['data']}（{_days(row['days'])}）：{row['rows']}" for row in document["data"]
        ]
        lines.append(f"没有登记的文件内容（1 天）：{document['stray_files']}")
        return "\n".join([f"{verb}：", *lines])


def _days(count: int | None) -> str:
    return "永久" if count is None else f"{count} 天"
