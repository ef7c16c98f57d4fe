"""How a day of payment stands today. The last day belongs to the time allowed."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class State:
    """Calendar days left (0 on the last day) or overdue (1 on the day after it); one of them is 0"""

    days_left: int
    days_overdue: int

    @property
    def overdue(self) -> bool:
        return self.days_overdue > 0


def state(due_on: date, today: date) -> State:
    """How many days are left or over. Both are days in Asia/Shanghai, never moments."""
    for day in (due_on, today):
        if isinstance(day, datetime):
            raise TypeError("a deadline is reckoned in days: pass clock.today(), not a moment")
    days = (due_on - today).days
    return State(days_left=max(days, 0), days_overdue=max(-days, 0))
