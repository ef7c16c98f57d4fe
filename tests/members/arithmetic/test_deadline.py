from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.arithmetic.deadline import state

DUE = date(2020, 12, 31)


@pytest.mark.parametrize(
    ("today", "left", "overdue"),
    [
        (date(2020, 12, 1), 30, 0),
        (date(2020, 12, 30), 1, 0),
        (date(2020, 12, 31), 0, 0),
        (date(2021, 1, 1), 0, 1),
        (date(2021, 3, 31), 0, 90),
    ],
)
def test_the_last_day_belongs_to_the_time_allowed(today: date, left: int, overdue: int) -> None:
    now = state(DUE, today)
    assert (now.days_left, now.days_overdue) == (left, overdue)
    assert now.overdue is (overdue > 0)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-5000, 5000))
def test_either_days_are_left_or_days_are_over(due_on: date, shift: int) -> None:
    now = state(due_on, due_on + timedelta(days=shift))
    assert now.days_overdue - now.days_left == shift
    assert 0 in (now.days_left, now.days_overdue)
    assert now.overdue is (due_on < due_on + timedelta(days=shift))


def test_a_moment_is_no_day() -> None:
    # 16:30 UTC on the last day is already the next day in Beijing: only the caller's clock knows.
    moment = datetime(2020, 12, 31, 16, 30, tzinfo=UTC)
    with pytest.raises(TypeError, match="day"):
        state(DUE, moment)
    with pytest.raises(TypeError, match="day"):
        state(moment, DUE)
