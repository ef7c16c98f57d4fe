"""Days of work counted once, and years measured by the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from training.eligibility.days import counted, months_before, needed, split

ORIGIN = date(2019, 1, 1)
a_day = some.dates(ORIGIN, ORIGIN + timedelta(500))
spans = some.lists(some.tuples(a_day, a_day), max_size=6)


@given(spans, a_day)
def test_the_days_counted_are_those_of_a_set_of_days(given_: list, since: date) -> None:
    days = {
        first + timedelta(step)
        for first, end in given_
        for step in range(max((end - first).days, 0))
    }
    assert counted(given_) == len(days)
    assert counted(given_, since=since) == len({day for day in days if day >= since})


@pytest.mark.parametrize(
    ("day", "years", "first"),
    [
        (date(2026, 11, 1), 4, date(2022, 11, 1)),
        (date(2024, 2, 29), 4, date(2020, 2, 29)),
        (date(2024, 2, 29), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 6, date(2018, 2, 28)),
        (date(2025, 2, 28), 1, date(2024, 2, 28)),
        (date(2024, 3, 1), 4, date(2020, 3, 1)),
    ],
)
def test_a_year_reaches_back_to_the_same_date(day: date, years: int, first: date) -> None:
    assert needed(years, day) == (day - first).days


def test_four_years_may_have_a_day_more_or_less() -> None:
    assert needed(4, date(2026, 11, 1)) == 1461
    assert needed(4, date(1903, 6, 1)) == 1460  # 1900 had no 29 February


@pytest.mark.parametrize(
    ("begun", "so_far", "lacking"),
    [
        (date(2023, 3, 1), "3年8个月", "4个月"),
        (date(2022, 11, 2), "3年11个月29天", "1天"),
        (date(2023, 3, 15), "3年7个月17天", "4个月14天"),
        (date(2026, 11, 1), "0天", "4年"),
        (date(2026, 10, 31), "1天", "3年11个月30天"),
        (date(2026, 10, 1), "1个月", "3年11个月"),
        (date(2025, 11, 1), "1年", "3年"),
    ],
)
def test_what_was_worked_and_what_lacks_are_told_by_the_calendar(
    begun: date, so_far: str, lacking: str
) -> None:
    day = date(2026, 11, 1)
    assert split((day - begun).days, 4, day) == (so_far, lacking)


@given(some.dates(date(1990, 1, 1), date(2080, 1, 1)), some.integers(0, 100))
def test_going_further_back_always_ends_earlier(day: date, months: int) -> None:
    assert months_before(day, months + 1) < months_before(day, months)
    assert months_before(day, 0) == day
