"""Deadlines in working days: Monday to Friday.

Public holidays and the weekends worked instead of them aren't known here: a deadline across a
holiday week comes out too early, never too late.
"""

from datetime import date, datetime, timedelta

_WORKED = 5  # of the seven days from Monday


def is_working(day: date) -> bool:
    return day.weekday() < _WORKED


def after(day: date, working_days: int) -> date:
    """The last day of a term of ``working_days``, of which the day after ``day`` is the first that
    can count. Raises ValueError for less than one, and TypeError for a moment instead of a day.
    """
    if isinstance(day, datetime):
        raise TypeError("a deadline is reckoned in days: pass the day in Asia/Shanghai")
    if working_days < 1:
        raise ValueError("a term has at least one working day")
    start = day
    while not is_working(start):  # what comes in at a weekend counts as of the Friday before it
        start -= timedelta(days=1)
    weeks, rest = divmod(start.weekday() + working_days, _WORKED)
    return start - timedelta(days=start.weekday()) + timedelta(weeks=weeks, days=rest)


def between(day: date, due_on: date) -> int:
    """How many working days lie after ``day`` until ``due_on``, that day included; 0 if none."""
    span = max((due_on - day).days, 0)
    weeks, rest = divmod(span, 7)
    days = (day + timedelta(days=offset) for offset in range(1, rest + 1))
    return weeks * _WORKED + sum(is_working(one) for one in days)
