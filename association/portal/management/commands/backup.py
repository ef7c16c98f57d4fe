from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from association.base import clock, crypto
from association.base.backup import making
from association.base.commands import DocumentCommand
from association.portal import keyring


class Command(DocumentCommand):
    help = "Writes database, files and keys into one archive, while the portal goes on working."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, metavar="PLACE", help="a .tar file or a folder; DATA_DIR/backups"
        )
        parser.add_argument("--without-keys", action="store_true", help="keep the keys elsewhere")

    def answer(self, **options: Any) -> dict[str, Any]:
        keys = {} if options["without_keys"] else keyring.files()
        made = making.make(_target(options["to"]), keys=keys)
        if made.missing:
            raise CommandError(
                f"备份已写入 {made.file}，但登记在册的 {len(made.missing)} 个文件不在或内容不符，"
                f"第一个是 {made.missing[0]}。请从更早的备份找回这些文件。"
            )
        return {**asdict(made), "file": str(made.file)}

    def in_words(self, document: dict[str, Any]) -> str:
        lines = [
            f"已备份到 {document['file']}：{document['rows']} 行，{document['files']} 个文件，"
            f"{document['bytes'] / 1_000_000:.1f} MB。"
        ]
        if document["keys"]:
            lines.append("备份里有密钥，拿到它的人能读出全部个人信息：只放在能上锁的地方。")
        else:
            lines.append("备份里没有密钥：没有密钥，手机号等永远解不开。请另行保管并核对。")
        if not crypto.in_file():
            lines.append("数据密钥由 DATA_KEYS 给出，不在备份里：请另行保管。")
        return "\n".join(lines)


def _target(given: Path | None) -> Path:
    place = given or Path(settings.DATA_DIR) / "backups"
    if place.suffix == ".tar" and not place.is_dir():
        return place.absolute()
    return place.absolute() / f"portal-{clock.now():%Y%m%d-%H%M%S}.tar"
