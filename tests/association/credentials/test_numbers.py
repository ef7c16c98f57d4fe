"""The check character at the end of a number: vectors, and what it finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from association.credentials import check_character
from association.credentials.kinds import Kind
from training.certificates import KIND

NUMBERS = st.builds(
    "{}-{}-{:06}".format,
    st.sampled_from(["BAWA-PX", "HYZ", "X9"]),
    st.integers(2000, 2099),
    st.integers(1, 9_999_999),
)


def test_the_published_vector_of_a_release_number() -> None:
    assert check_character.of("A1-2425G-ABC1234002") == "M"  # the example of the GRid standard


@given(NUMBERS)
def test_it_is_that_of_iso_7064_mod_37_36(number: str) -> None:
    whole = number.replace("-", "") + check_character.of(number)
    assert mod_37_36.is_valid(whole)


@given(NUMBERS, st.data())
def test_every_single_wrong_character_is_found(number: str, data: st.DataObject) -> None:
    whole = f"{number}-{check_character.of(number)}"
    place = data.draw(st.sampled_from([at for at, sign in enumerate(number) if sign.isdigit()]))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != whole[place]]))
    assert not check_character.is_slip(whole)
    assert check_character.is_slip(whole[:place] + other + whole[place + 1 :])


def test_two_neighbours_that_were_swapped_are_found() -> None:
    number = KIND.number(2026, 123)
    assert number.startswith("BAWA-PX-2026-000123-")
    assert check_character.is_slip(number.replace("000123", "000132"))


def test_numbers_of_kinds_without_one_are_as_they_were() -> None:
    assert Kind(code="member", prefix="HYZ", title="").number(2026, 1) == "HYZ-2026-00001"
    assert not check_character.is_slip("HYZ-2026-00001")


@pytest.mark.parametrize("text", ["", "甲-2026-00001-乙", "-----", "BAWA-PX-2026-000123"])
def test_what_has_no_check_character_is_no_slip(text: str) -> None:
    assert not check_character.is_slip(text)


def test_a_number_is_told_however_it_is_copied() -> None:
    number = KIND.number(2026, 7)
    assert not check_character.is_slip(f" {number.lower()} ")
