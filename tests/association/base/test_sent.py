"""Numbers that a page sends back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from association.base.sent import LARGEST, saves, whole, wholes


@given(st.integers(0, LARGEST))
def test_a_key_is_read_as_it_was_written(number: int) -> None:
    assert whole(str(number)) == number


@pytest.mark.parametrize(
    "text", [None, "", "-1", "+1", "1.0", " 1", "1_0", "²", "５", "٣", "x", "9" * 5000]
)
def test_what_is_no_number_or_holds_in_no_column_is_none(text: str | None) -> None:
    assert whole(text) is None


@given(st.text())
def test_nothing_that_is_sent_is_an_error_of_ours(text: str) -> None:
    number = whole(text)
    assert number is None or 0 <= number <= LARGEST


def test_what_a_column_does_not_hold_names_nothing() -> None:
    assert (whole(str(LARGEST)), whole(str(LARGEST + 1))) == (LARGEST, None)


def test_a_number_outside_of_its_bounds_is_none() -> None:
    assert [whole(text, least=1, most=3) for text in ("0", "1", "3", "4")] == [None, 1, 3, None]


def test_of_what_was_ticked_only_numbers_count_and_each_once() -> None:
    assert wholes(["3", "x", "3", "", "8"]) == {3, 8}


def test_a_form_that_does_not_say_what_it_shows_is_of_no_state() -> None:
    told = [{"saves": "3"}, {"saves": "0"}, {"saves": "x"}, {}]
    assert [saves(form) for form in told] == [3, 0, -1, -1]
