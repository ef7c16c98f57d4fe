from typing import Any

from django.core.management.base import CommandError, CommandParser

from association.accounts import second_factor
from association.base import crypto, encrypted
from association.base.commands import DocumentCommand

HANDED_IN = "密钥由 DATA_KEYS 给出，请在那里增减（次序见 docs/privacy.md），再不带参数运行本命令。"


class Command(DocumentCommand):
    help = "Seals all personal data under the newest data key. Can be stopped and run again."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="make a new key first")
        parser.add_argument("--forget", action="store_true", help="drop keys that nothing needs")

    def answer(self, **options: Any) -> dict[str, Any]:
        if (options["new"] or options["forget"]) and not crypto.in_file():
            raise CommandError(HANDED_IN)
        if options["new"]:
            crypto.add_key()
        rows, factors = encrypted.reseal(), second_factor.reseal()
        needed = encrypted.names_in_use() | second_factor.names_in_use()
        forgotten = crypto.keep_only(needed) if options["forget"] else []
        newest, *older = [key.name for key in crypto.keyring()]
        return {
            "newest": newest,
            "older": older,
            "rows": rows,
            "factors": factors,
            "forgotten": forgotten,
            "unreadable": sorted(needed - {newest, *older}),
        }

    def in_words(self, document: dict[str, Any]) -> str:
        return (
            f"已用密钥 {document['newest']} 重新加密 {document['rows']} 行、"
            f"{document['factors']} 个第二重验证；旧密钥尚存 {len(document['older'])} 把，"
            f"已去除 {len(document['forgotten'])} 把。"
        )
