from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from association.base.commands import DocumentCommand
from association.base.errors import Refused
from association.credentials import verification
from association.credentials.enums import CredentialState, SignatureState, Signer


class Command(DocumentCommand):
    help = "Tells whether a PDF is one of ours, unchanged, and whether it still holds."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the PDF")

    def answer(self, **options: Any) -> dict[str, Any]:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise Refused(f"文件 {options['file']} 读不出来：{error.strerror}。") from error
        return asdict(verification.of_file(content))

    def in_words(self, document: dict[str, Any]) -> str:
        rows = [
            ("编号", document["number"] or "没有"),
            ("状态", CredentialState(document["state"]).label),
            ("签名", SignatureState(document["signature"]).label),
            ("签名人", Signer(document["signer"]).label),
            ("与登记的文件", "一致" if document["hash_known"] else "不一致"),
        ]
        return "\n".join(f"{name}：{value}" for name, value in rows)
