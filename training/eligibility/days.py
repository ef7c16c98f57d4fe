"""Days and years of work: half-open spans of days, and years by the calendar."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

MONTHS_A_YEAR = 12

Span = tuple[date, date]
"""The days from the first date up to, not including, the second."""


def counted(spans: Iterable[Span], *, since: date = date.min) -> int:
    """How many different days the spans cover, none before ``since``: overlaps count once."""
    days = 0
    upto = since
    for first, end in sorted(spans):
        first = max(first, upto)
        if first < end:
            days += (end - first).days
            upto = end
    return days


def months_before(day: date, months: int) -> date:
    """The same date in an earlier month, or that month's last day where there is no such date."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 - months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def needed(years: int, day: date) -> int:
    """The days from the same date so many years before ``day`` (29 February: 28) up to it."""
    return (day - months_before(day, years * MONTHS_A_YEAR)).days


def split(worked: int, years: int, day: date) -> tuple[str, str]:
    """Days worked, and those that lack to so many years, as ("3年8个月", "4个月").

    The days are laid end to end before ``day`` and measured by its calendar, both by the same
    months: so a date in the middle of one leaves days on both sides that make up that month.
    """
    begun = day - timedelta(worked)
    months = 0
    while months_before(day, months + 1) >= begun:
        months += 1
    over = (months_before(day, months) - begun).days
    lacking = years * MONTHS_A_YEAR - months
    if not over:
        return spoken(months, 0), spoken(lacking, 0)
    short = (begun - months_before(day, months + 1)).days
    return spoken(months, over), spoken(lacking - 1, short)


def spoken(months: int, days: int) -> str:
    years, months = divmod(months, MONTHS_A_YEAR)
    units = ((years, "年"), (months, "个月"), (days, "天"))
    return "".join(f"{count}{unit}" for count, unit in units if count) or "0天"
