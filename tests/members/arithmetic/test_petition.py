"""What is asked for in yuan, by a table worked out by hand."""

from decimal import Decimal

import pytest

from members.arithmetic.petition import asked, room


@pytest.mark.parametrize(
    ("assessed", "percent", "expected"),
    [
        ("30000.00", "50", "15000.00"),
        ("2000.00", "100", "2000.00"),
        ("10000.00", "33.33", "3333.00"),
        ("1234.56", "12.5", "154.32"),
        ("0.01", "50", "0.01"),  # half a fen is rounded up
        ("1234.57", "0.01", "0.12"),
    ],
)
def test_a_percentage_is_of_what_was_assessed_half_up(
    assessed: str, percent: str, expected: str
) -> None:
    found = asked(Decimal(assessed), percent=Decimal(percent), amount=None)
    assert str(found) == expected


def test_an_amount_is_what_it_says() -> None:
    assert asked(Decimal("2000.00"), percent=None, amount=Decimal("1999.99")) == Decimal("1999.99")


@pytest.mark.parametrize(
    ("percent", "amount"),
    [(None, None), ("50", "1"), ("0", None), ("100.01", None), (None, "0"), (None, "2000.01")],
)
def test_what_can_t_be_asked_for_is_an_error(percent: str | None, amount: str | None) -> None:
    with pytest.raises(ValueError, match="[a-z]"):
        asked(
            Decimal("2000.00"),
            percent=Decimal(percent) if percent else None,
            amount=Decimal(amount) if amount else None,
        )


@pytest.mark.parametrize(
    ("relieved", "left"), [("0.00", "2000.00"), ("1500.00", "500.00"), ("2000.00", "0.00")]
)
def test_what_is_relieved_already_leaves_less_room(relieved: str, left: str) -> None:
    assert room(Decimal("2000.00"), Decimal(relieved)) == Decimal(left)
