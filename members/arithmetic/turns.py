"""Whose turn it is to remind: which rules are due by now for a deadline, and which of them speaks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Turn:
    """A rule that is switched on. ``days`` after the deadline (negative: before), ``since`` the
    day on which it was switched on."""

    code: str
    days: int
    since: date

    def day(self, due_until: date) -> date:
        return due_until + timedelta(days=self.days)

    def is_due(self, due_until: date, today: date) -> bool:
        """Due by now, and for a deadline that hadn't passed when the rule was switched on."""
        return self.day(due_until) <= today and due_until >= self.since


def speaks(turns: Iterable[Turn], *, due_until: date, today: date) -> str | None:
    """The code of the rule that reminds: of all that are due the latest. After a long silence one
    message is enough; the earlier ones are passed over."""
    due = [turn for turn in turns if turn.is_due(due_until, today)]
    return max(due, key=lambda turn: (turn.days, turn.code)).code if due else None
