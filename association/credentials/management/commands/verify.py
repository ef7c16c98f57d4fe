from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from association.base.commands import DocumentCommand
from association.base.errors import Refused
from association.credentials import qr_checking, verification
from association.credentials.enums import CredentialState, SignatureState, Signer


class Command(DocumentCommand):
    help = "Tells whether a PDF, or what a QR code says, is ours and unchanged."

    def add_own_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("file", type=Path, nargs="?", help="the PDF")
        what.add_argument("--qr", metavar="TEXT", help="what a QR code says; asks no register")
        parser.add_argument("--name", default="", help="with --qr: the name on the paper")
        parser.add_argument(
            "--key", type=Path, metavar="FILE", help="with --qr: public keys, PEM or keys.json"
        )

    def answer(self, **options: Any) -> dict[str, Any]:
        if options["qr"] is not None:
            return qr_checking.told(options["qr"], name=options["name"], file=options["key"])
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise Refused(f"文件 {options['file']} 读不出来：{error.strerror}。") from error
        return asdict(verification.of_file(content))

    def in_words(self, document: dict[str, Any]) -> str:
        rows = [
            ("编号", document["number"] or "没有"),
            ("签名", SignatureState(document["signature"]).label),
        ]
        if "hash_known" in document:
            rows += [
                ("状态", CredentialState(document["state"]).label),
                ("签名人", Signer(document["signer"]).label),
                ("与登记的文件", "一致" if document["hash_known"] else "不一致"),
            ]
        else:
            rows += [
                ("签发日期", document["issued_on"] or "没有"),
                ("内容", " ".join(document["facts"]) or "没有"),
                ("姓名", qr_checking.NameCheck(document["name"]).label),
                ("有效与否", "没有查登记簿，是否已撤销请上网查询"),
            ]
        return "\n".join(f"{name}：{value}" for name, value in rows)
