"""``manage.py check_reminders``: does everything that was owed stand somewhere, and is nothing late?"""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from association.base.commands import DocumentCommand
from members.reminders import accounts


class Command(DocumentCommand):
    help = "Compares what the reminders owed with what the outbox did; exit 1 if they differ."

    def add_own_arguments(self, parser: CommandParser) -> None:
        pass

    def answer(self, **options: Any) -> dict[str, Any]:
        if complaints := accounts.complaints():
            raise CommandError("".join(complaints))
        return {"accounts": [_line(account) for account in accounts.accounts()]}


def _line(account: accounts.Account) -> dict[str, Any]:
    return {
        "rule": account.rule.code,
        "due_on": account.due_on.isoformat(),
        "members": account.members,
        "owed": account.owed,
        **{state: account.states.get(state, 0) for state in accounts.State.values},
        "reasons": account.skipped,
    }
