"""Terms in working days: Monday to Friday, but for the days that ``CalendarDay`` has otherwise.

A year whose holidays nobody has entered counts by its weekdays alone. A term then ends too early for
its holidays, and too late for the weekends that are worked instead: ``unknown_years`` says that the
true day may be another one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import chinese_calendar

from association.base.models import CalendarDay

_FIVE = 5  # of the seven days from Monday
_DAY = timedelta(days=1)
_NATIONAL_DAY = (10, 1)
_FIRST = 2018  # no term of ours began earlier


@dataclass(frozen=True, slots=True)
class Calendar:
    """``days`` are the exceptions: whether one works on them."""

    days: dict[date, bool]

    def is_working(self, day: date) -> bool:
        return self.days.get(day, day.weekday() < _FIVE)

    def after(self, day: date, working_days: int) -> date:
        """The last day of a term of ``working_days``; the first that can count is the one after
        ``day``. Raises ValueError for less than one, TypeError for a moment instead of a day."""
        if isinstance(day, datetime):
            raise TypeError("a deadline is reckoned in days: pass the day in Asia/Shanghai")
        if working_days < 1:
            raise ValueError("a term has at least one working day")
        while working_days:
            day += _DAY
            working_days -= self.is_working(day)
        return day

    def between(self, day: date, due_on: date) -> int:
        """How many working days lie after ``day`` until ``due_on``, that day included; 0 if none."""
        span = max((due_on - day).days, 0)
        return sum(self.is_working(day + offset * _DAY) for offset in range(1, span + 1))

    def unknown_years(self, start: date, end: date) -> tuple[int, ...]:
        """Of the years from ``start`` to ``end``, those whose holidays nobody has entered: every
        arrangement has the first of October off."""
        touched = range(start.year, end.year + 1)
        return tuple(year for year in touched if date(year, *_NATIONAL_DAY) not in self.days)


def calendar() -> Calendar:
    """As it stands: one query. Read it once for a page, not once a row."""
    return Calendar(dict(CalendarDay.objects.values_list("day", "working")))


def install() -> None:
    """Fills in the years that the library knows; a year with any row in it is left alone."""
    entered = set(CalendarDay.objects.values_list("day__year", flat=True).order_by().distinct())
    known = ((False, chinese_calendar.holidays, ""), (True, chinese_calendar.workdays, "调休"))
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, working=working, name=chinese_calendar.Holiday(name).chinese + suffix)
        for working, days, suffix in known
        for day, name in days.items()
        if day.year >= _FIRST and day.year not in entered
    )
