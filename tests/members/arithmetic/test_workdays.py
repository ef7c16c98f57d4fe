from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from members.arithmetic import workdays

DAYS = some.dates(date(2000, 1, 1), date(2100, 1, 1))
TERMS = some.integers(1, 400)


@pytest.mark.parametrize(
    ("handed_in", "days", "due"),
    [
        (date(2020, 6, 8), 1, date(2020, 6, 9)),  # Monday
        (date(2020, 6, 8), 5, date(2020, 6, 15)),
        (date(2020, 6, 12), 1, date(2020, 6, 15)),  # Friday
        (date(2020, 6, 13), 1, date(2020, 6, 15)),  # Saturday
        (date(2020, 6, 14), 5, date(2020, 6, 19)),  # Sunday
        (date(2020, 12, 31), 10, date(2021, 1, 14)),
    ],
)
def test_the_term_ends_on_its_last_working_day(handed_in: date, days: int, due: date) -> None:
    assert workdays.after(handed_in, days) == due


@given(DAYS, TERMS)
def test_it_is_what_counting_day_by_day_comes_to(day: date, term: int) -> None:
    reached, left = day, term
    while left:
        reached += timedelta(days=1)
        left -= reached.weekday() not in (5, 6)
    assert workdays.after(day, term) == reached


@given(DAYS, TERMS)
def test_between_is_the_way_back(day: date, term: int) -> None:
    due = workdays.after(day, term)
    assert workdays.between(day, due) == term
    assert workdays.between(due, day) == 0


@given(DAYS, TERMS)
def test_a_longer_term_ends_later(day: date, term: int) -> None:
    assert workdays.after(day, term) < workdays.after(day, term + 1)


def test_no_term_and_no_moment() -> None:
    with pytest.raises(ValueError, match="at least one"):
        workdays.after(date(2020, 6, 8), 0)
    with pytest.raises(TypeError, match="pass the day"):
        workdays.after(datetime(2020, 6, 8, 9), 1)
