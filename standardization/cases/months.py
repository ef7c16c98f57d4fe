from calendar import monthrange
from datetime import date

_YEAR = 12


def months_after(day: date, months: int) -> date:
    """The same day so many months later (earlier, below 0), or the last that month has."""
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
