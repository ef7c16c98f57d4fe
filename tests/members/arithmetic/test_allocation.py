from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.arithmetic.allocation import Open, Part, oldest_first, unplaced

D = Decimal
YEARS = [
    Open(2018, date(2018, 6, 30), D("500.00")),
    Open(2019, date(2019, 6, 30), D("2000.00")),
    Open(2020, date(2020, 12, 31), D("2000.00")),
]

fen = st.integers(min_value=1, max_value=10**11).map(lambda n: D(n) / 100)
owed = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=400),
        st.integers(min_value=0, max_value=10**9).map(lambda n: D(n) / 100),
    ),
    min_size=1,
    max_size=8,
).map(
    lambda rows: [
        Open(key, date(2020, 1, 1) + timedelta(days=days), left)
        for key, (days, left) in enumerate(rows)
    ]
)


@pytest.mark.parametrize(
    ("amount", "parts"),
    [
        ("0.01", {2018: "0.01"}),
        ("500.00", {2018: "500.00"}),
        ("1500.00", {2018: "500.00", 2019: "1000.00"}),
        ("4500.00", {2018: "500.00", 2019: "2000.00", 2020: "2000.00"}),
        ("4500.01", {2018: "500.00", 2019: "2000.00", 2020: "2000.01"}),
        ("10000.00", {2018: "500.00", 2019: "2000.00", 2020: "7500.00"}),
    ],
)
def test_what_was_due_first_is_paid_first_and_the_rest_is_overpaid_on_the_last(
    amount: str, parts: dict[int, str]
) -> None:
    for lines in (YEARS, YEARS[::-1]):
        found = {part.key: str(part.amount) for part in oldest_first(D(amount), lines)}
        assert found == parts


@given(amount=fen, lines=owed)
def test_the_parts_add_up_and_only_the_last_year_gets_more_than_it_owes(
    amount: Decimal, lines: list[Open]
) -> None:
    parts = oldest_first(amount, lines)
    assert unplaced(amount, parts) == 0
    last = sorted(lines, key=lambda line: line.due_on)[-1]
    left = {line.key: line.left for line in lines}
    assert all(part.amount <= left[part.key] for part in parts if part.key != last.key)


@given(amount=fen, lines=owed)
def test_a_later_year_is_paid_only_when_every_earlier_one_is(
    amount: Decimal, lines: list[Open]
) -> None:
    paid = {part.key: part.amount for part in oldest_first(amount, lines)}
    in_order = sorted(lines, key=lambda line: line.due_on)
    for index, line in enumerate(in_order):
        if line.key in paid:
            earlier = in_order[:index]
            assert all(paid.get(one.key, D(0)) == one.left for one in earlier)


def test_where_nobody_owes_anything_the_last_year_is_overpaid() -> None:
    clear = [Open(2019, date(2019, 6, 30), D(0)), Open(2020, date(2020, 6, 30), D(0))]
    assert oldest_first(D("100.00"), clear) == [Part(2020, D("100.00"))]


def test_what_can_not_be_laid_anywhere_is_refused() -> None:
    with pytest.raises(ValueError, match="no year"):
        oldest_first(D("1.00"), [])
    with pytest.raises(ValueError, match="nothing to lay"):
        oldest_first(D("0.00"), YEARS)


@pytest.mark.parametrize(
    ("parts", "rest"),
    [(["60.00", "40.00"], "0.00"), (["60.00"], "40.00"), (["60.00", "41.00"], "-1.00")],
)
def test_chosen_parts_leave_something_or_are_too_much(parts: list[str], rest: str) -> None:
    chosen = [Part(key, D(amount)) for key, amount in enumerate(parts)]
    assert unplaced(D("100.00"), chosen) == D(rest)


@pytest.mark.parametrize(
    "parts", [[Part(1, D("0.00"))], [Part(1, D("-1.00"))], [Part(1, D(1)), Part(1, D(1))]]
)
def test_a_part_is_above_zero_and_a_year_named_once(parts: list[Part]) -> None:
    with pytest.raises(ValueError, match=r"above zero|twice"):
        unplaced(D("2.00"), parts)
