from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from association.base import workdays
from association.base.models import CalendarDay
from association.base.workdays import Calendar

DAYS = some.dates(date(2000, 1, 1), date(2100, 1, 1))
TERMS = some.integers(1, 400)
CALENDARS = some.builds(Calendar, some.dictionaries(DAYS, some.booleans(), max_size=40))
WEEKDAYS = Calendar({})


@pytest.fixture
def entered(db: None) -> Calendar:
    return workdays.calendar()


@pytest.mark.parametrize(
    ("begins", "days", "due"),
    [
        (date(2020, 6, 8), 1, date(2020, 6, 9)),  # Monday
        (date(2020, 6, 8), 5, date(2020, 6, 15)),
        (date(2020, 6, 12), 1, date(2020, 6, 15)),  # Friday
        (date(2020, 6, 13), 1, date(2020, 6, 15)),  # Saturday
        (date(2020, 6, 14), 5, date(2020, 6, 19)),  # Sunday
        (date(2020, 12, 31), 10, date(2021, 1, 14)),
    ],
)
def test_a_term_ends_on_its_last_working_day(begins: date, days: int, due: date) -> None:
    assert WEEKDAYS.after(begins, days) == due


@pytest.mark.parametrize(
    ("begins", "days", "due"),
    [
        # 春节 2020: off from 24 January, prolonged to 2 February; 19 January was worked.
        (date(2020, 1, 17), 1, date(2020, 1, 19)),
        (date(2020, 1, 22), 2, date(2020, 2, 3)),
        # 国庆 and 中秋 2020: off 1 to 8 October; 27 September and 10 October were worked.
        (date(2020, 9, 25), 5, date(2020, 10, 9)),
        (date(2020, 10, 9), 1, date(2020, 10, 10)),
    ],
)
def test_holidays_are_left_out_and_worked_weekends_count(
    entered: Calendar, begins: date, days: int, due: date
) -> None:
    assert entered.after(begins, days) == due


def test_a_year_that_nobody_entered_counts_by_its_weekdays_and_is_named(entered: Calendar) -> None:
    begins = date(2089, 12, 30)
    due = entered.after(begins, 5)
    assert due == WEEKDAYS.after(begins, 5)
    assert entered.unknown_years(begins, due) == (2089, 2090)
    assert entered.unknown_years(date(2020, 1, 1), date(2020, 12, 31)) == ()


@pytest.mark.parametrize(
    ("begins", "days", "by_weekdays", "due"),
    [
        # 元旦 and 春节 2024: 1 January is over; Sunday, 4 February was worked.
        (date(2024, 1, 8), 20, date(2024, 2, 5), date(2024, 2, 4)),
        # 春节 2024: off 10 to 17 February; Sunday, 18 February was worked.
        (date(2024, 2, 8), 5, date(2024, 2, 15), date(2024, 2, 21)),
    ],
)
def test_by_weekdays_alone_a_term_may_end_too_late_as_well_as_too_early(
    entered: Calendar, begins: date, days: int, by_weekdays: date, due: date
) -> None:
    assert WEEKDAYS.after(begins, days) == by_weekdays
    assert entered.after(begins, days) == due


@given(CALENDARS, DAYS, TERMS)
def test_between_is_the_way_back(calendar: Calendar, day: date, term: int) -> None:
    due = calendar.after(day, term)
    assert calendar.is_working(due)
    assert calendar.between(day, due) == term
    assert calendar.between(due, day) == 0


@given(CALENDARS, DAYS, TERMS)
def test_a_longer_term_ends_later(calendar: Calendar, day: date, term: int) -> None:
    assert calendar.after(day, term) < calendar.after(day, term + 1)


@given(CALENDARS, DAYS, TERMS, DAYS)
def test_one_holiday_more_never_makes_it_earlier(
    calendar: Calendar, day: date, term: int, off: date
) -> None:
    assert Calendar({**calendar.days, off: False}).after(day, term) >= calendar.after(day, term)


def test_no_term_and_no_moment() -> None:
    with pytest.raises(ValueError, match="at least one"):
        WEEKDAYS.after(date(2020, 6, 8), 0)
    with pytest.raises(TypeError, match="pass the day"):
        WEEKDAYS.after(datetime(2020, 6, 8, 9), 1)


@pytest.mark.django_db
def test_what_staff_entered_stays_when_reference_data_are_installed_again() -> None:
    changed = CalendarDay.objects.get(day=date(2020, 10, 8))
    changed.working = True
    changed.save()
    workdays.install()
    assert workdays.calendar().is_working(date(2020, 10, 8))
    assert CalendarDay.objects.filter(day=date(2020, 10, 1)).count() == 1
