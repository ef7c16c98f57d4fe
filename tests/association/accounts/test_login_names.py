import pytest
from hypothesis import given
from hypothesis import strategies as st

from association.accounts.login_names import masked_phone, normalised

PHONE = "+8617900000001"


@pytest.mark.parametrize(
    "typed",
    [
        "17900000001",
        "179 0000 0001",
        "179-0000-0001",
        "１７９０００００００１",
        "+8617900000001",
        "+86 179 0000 0001",
        "＋８６－１７９０００００００１",
        "008617900000001",
        "0086 179-0000-0001",
        "\u202a17900000001\u202c",
        "　17900000001\n",
    ],
)
def test_a_mobile_in_any_spelling_is_the_number_we_keep(typed: str) -> None:
    assert normalised(typed) == PHONE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Lin", "lin"),
        (" lin ", "lin"),
        ("ｌｉｎ", "lin"),
        ("he.min", "he.min"),
        ("zhang-san_2", "zhang-san_2"),
        ("Lin@Example.COM", "lin@example.com"),
        ("lin ＠example.com", "lin@example.com"),
        ("+852 9123-4567", "+85291234567"),
        ("123", "123"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_everything_else_keeps_its_letters(typed: str, kept: str) -> None:
    assert normalised(typed) == kept


NOISE = st.text(alphabet=" -\u3000\u200b\ufeff\u202a－–()（）", max_size=2)
PREFIX = st.sampled_from(["", "+86", "0086", "86", "＋８６", "００８６"])


@given(PREFIX, st.lists(NOISE, min_size=11, max_size=11))
def test_noise_between_the_digits_changes_nothing(prefix: str, noise: list[str]) -> None:
    typed = prefix + "".join(
        blank + digit for blank, digit in zip(noise, "17900000001", strict=True)
    )
    assert normalised(typed) == PHONE


@pytest.mark.parametrize(
    ("phone", "shown"),
    [(PHONE, "179****0001"), ("17900000001", "179****0001"), ("", "")],
)
def test_a_masked_phone_keeps_its_ends(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown
