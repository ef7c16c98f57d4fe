from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.arithmetic.turns import Turn, speaks

DUE = date(2020, 6, 30)
SINCE = date(2020, 1, 1)
LEVELS = [Turn("month", -30, SINCE), Turn("week", -7, SINCE), Turn("late", 7, SINCE)]


@pytest.mark.parametrize(
    ("today", "who"),
    [
        (date(2020, 5, 30), None),
        (date(2020, 5, 31), "month"),
        (date(2020, 6, 2), "month"),  # two days without a scheduler
        (date(2020, 6, 23), "week"),
        (date(2020, 6, 30), "week"),
        (date(2020, 7, 6), "week"),
        (date(2020, 7, 7), "late"),
        (date(2025, 1, 1), "late"),
    ],
)
def test_the_latest_that_is_due_speaks(today: date, who: str | None) -> None:
    assert speaks(LEVELS, due_until=DUE, today=today) == who


@pytest.mark.parametrize(
    ("since", "heard"),
    [(DUE - timedelta(days=1), True), (DUE, True), (DUE + timedelta(days=1), False)],
)
def test_a_deadline_that_had_passed_when_it_was_switched_on_is_let_rest(
    since: date, heard: bool
) -> None:
    turn = Turn("late", 7, since)
    assert turn.is_due(DUE, date(2021, 1, 1)) is heard


_days = st.dates(date(2019, 1, 1), date(2022, 1, 1))
_turns = st.lists(
    st.builds(Turn, st.sampled_from("abcdef"), st.integers(-365, 365), _days),
    unique_by=lambda turn: turn.code,
)


@given(_turns, _days, _days)
def test_at_most_one_speaks_and_none_that_is_due_is_later(
    turns: list[Turn], due_until: date, today: date
) -> None:
    due = {turn.code: turn for turn in turns if turn.is_due(due_until, today)}
    who = speaks(turns, due_until=due_until, today=today)
    assert (who is None) == (not due)
    if who is not None:
        assert due[who].days == max(turn.days for turn in due.values())


@given(_turns, _days, _days, st.integers(1, 400))
def test_what_was_due_once_stays_due(
    turns: list[Turn], due_until: date, today: date, later: int
) -> None:
    """Nothing is missed by looking late."""
    for turn in turns:
        if turn.is_due(due_until, today):
            assert turn.is_due(due_until, today + timedelta(days=later))
