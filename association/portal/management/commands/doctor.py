import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from association.portal.doctor import printing, secrets, servers, work
from association.portal.doctor.finding import Check, Finding, Level, fail

CHECKS: dict[str, Check] = {
    **servers.CHECKS,
    **printing.CHECKS,
    **secrets.CHECKS,
    **work.CHECKS,
}


class Command(BaseCommand):
    help = "Looks at everything the portal leans on; ends with 1 if something has to be mended."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = {name: _look(check) for name, check in CHECKS.items()}
        failed = [name for name, found in findings.items() if found.level == Level.FAIL]
        if options["json"]:
            rows = [
                {"name": name, "level": found.level, "sentence": found.sentence}
                for name, found in findings.items()
            ]
            self.stdout.write(json.dumps({"findings": rows, "failed": failed}, ensure_ascii=False))
        else:
            for name, found in findings.items():
                self.stdout.write(f"{found.level.label}\t{name}：{found.sentence}")
        if failed:
            raise CommandError(f"{len(failed)} 项不行：{'、'.join(failed)}。")


def _look(check: Check) -> Finding:
    """A check that breaks is a finding as well, and spoils none of the others."""
    try:
        if connection.in_atomic_block:
            with transaction.atomic():
                return check()
        return check()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is to be told
        words = " ".join(str(error).split())[:300]
        return fail(f"查不下去（{type(error).__name__}）：{words}")
