from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from association.base import reading
from association.base.commands import DocumentCommand
from association.base.errors import Refused
from members.models import ReliefPolicy
from members.relief import simulation


class Command(DocumentCommand):
    help = "Whom a relief policy would relieve, and by how much. Writes nothing."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy_code")
        parser.add_argument("--as-of", metavar="DATE", help="another reference date, 2020-06-01")

    def answer(self, **options: Any) -> dict[str, Any]:
        policy = ReliefPolicy.objects.filter(code=options["policy_code"]).first()
        if policy is None:
            raise Refused(f"没有代号为“{options['policy_code']}”的减免政策，请核对代号。")
        try:
            as_of = reading.date(options["as_of"]) if options["as_of"] else None
        except ValueError as error:
            raise Refused(f"--as-of {error}") from error
        preview = simulation.preview(policy, as_of=as_of)
        return {
            "members": preview.members,
            "total": f"{preview.total:.2f}",
            "by_type": _shares(preview.by_type),
            "by_tier": _shares(preview.by_tier),
        }


def _shares(shares: Mapping[str, simulation.Share]) -> dict[str, dict[str, Any]]:
    return {
        label: {"members": share.members, "total": f"{share.total:.2f}"}
        for label, share in shares.items()
    }
