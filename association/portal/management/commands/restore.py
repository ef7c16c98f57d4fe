from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from association.base.backup import restoring
from association.base.commands import DocumentCommand
from association.portal import keyring


class Command(DocumentCommand):
    help = "Restores a backup into an empty database and DATA_DIR, and compares every hash."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the .tar of manage.py backup")
        parser.add_argument(
            "--replace", action="store_true", help="drop what the database holds now"
        )

    def answer(self, **options: Any) -> dict[str, Any]:
        homes = keyring.homes()
        return asdict(restoring.restore(options["file"], keys=homes, replace=options["replace"]))

    def in_words(self, document: dict[str, Any]) -> str:
        lines = [
            f"已恢复 {document['made_at']} 的备份：{document['tables']} 张表 {document['rows']} 行、"
            f"{document['files']} 个文件，逐一核对一致；操作记录链 {document['audit']} 环完好。"
        ]
        if document["migrated"]:
            lines.append(f"又补做了 {document['migrated']} 步升级。")
        if not document["keys"]:
            lines.append("备份里没有密钥：请把原来的密钥放回 DATA_DIR/keys，再启动门户。")
        if keyring.P12 in document["keys"]:
            lines.append(f"签名密钥在 {keyring.homes()[keyring.P12]}：请让 CREDENTIAL_P12 指向它。")
        lines += [f"原有的密钥改名留在 {path}。" for path in document["set_aside"]]
        return "\n".join(lines)
