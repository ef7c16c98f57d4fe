from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from association.base import fictitious, residents

TODAY = date(2026, 11, 22)
# The examples of GB 11643-1999 itself.
WOMAN, MAN = "11010519491231002X", "440524188001010014"


def test_the_standards_own_example_says_birthday_and_sex() -> None:
    assert residents.resident(WOMAN, today=TODAY) == residents.Identity(
        WOMAN, date(1949, 12, 31), male=False
    )


def test_the_standards_other_example_has_the_right_check_but_nobody_is_that_old() -> None:
    assert residents.check(MAN[:17]) == MAN[17]
    with pytest.raises(ValueError, match="出生日期不可能"):
        residents.resident(MAN, today=TODAY)


@pytest.mark.parametrize(
    "written",
    ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X"],
)
def test_how_it_was_copied_is_no_matter(written: str) -> None:
    assert residents.resident(written, today=TODAY).number == WOMAN


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "没有填写"),
        ("110105491231002", "15 位的旧号码"),
        ("1101051949123100", "应为 18 位，现在是 16 位"),
        ("11010519491231002A", "最后一位是数字或 X"),
        ("100105194912310021", "不是任何省份"),
        ("110105194902300025", "不是一个日期"),
        ("110105204912310025", "出生日期不可能"),
        ("110105194912310021", "校验不通过"),
    ],
)
def test_what_is_wrong_is_said(written: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as refusal:
        residents.resident(written, today=TODAY)
    assert not written or written not in str(refusal.value)


def test_born_today_is_possible_and_tomorrow_is_not() -> None:
    assert residents.resident(_born("20261122"), today=TODAY).born == TODAY
    with pytest.raises(ValueError, match="出生日期不可能"):
        residents.resident(_born("20261123"), today=TODAY)


def _born(day: str) -> str:
    return fictitious.resident_number(1, born=day)


@given(st.integers(0, 999), st.dates(date(1900, 1, 1), TODAY), st.integers(0, 17), st.data())
def test_one_wrong_character_is_always_found(
    serial: int, born: date, place: int, data: st.DataObject
) -> None:
    number = fictitious.resident_number(serial, born=f"{born:%Y%m%d}")
    assert residents.resident(number, today=TODAY).born == born
    other = data.draw(st.sampled_from([c for c in "0123456789X" if c != number[place]]))
    with pytest.raises(ValueError):  # noqa: PT011 - any of the sentences above
        residents.resident(number[:place] + other + number[place + 1 :], today=TODAY)


def test_a_masked_number_shows_four_at_each_end() -> None:
    assert residents.masked(WOMAN) == "1101**********002X"
    assert residents.masked("E1234567") == "******67"
