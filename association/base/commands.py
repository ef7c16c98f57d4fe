"""Commands that scripts lean on: one JSON document on stdout, or one sentence on stderr."""

import json
from abc import ABC, abstractmethod
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from association.base.errors import Refused


class DocumentCommand(BaseCommand, ABC):
    """``answer()`` gives the document; a refusal becomes exit code 1 with its sentence.

    It looks at data, not at the code: Django's system checks would import every page for it, which
    takes as long as all else that a command needs to begin.
    """

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        self.add_own_arguments(parser)

    @abstractmethod
    def add_own_arguments(self, parser: CommandParser) -> None: ...

    @abstractmethod
    def answer(self, **options: Any) -> dict[str, Any] | list[dict[str, Any]]: ...

    def in_words(self, document: Any) -> str:
        return json.dumps(document, ensure_ascii=False, indent=2)

    def handle(self, *args: Any, **options: Any) -> str:
        try:
            document = self.answer(**options)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        if options["json"]:
            return json.dumps(document, ensure_ascii=False)
        return self.in_words(document)
