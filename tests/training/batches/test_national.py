import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.batches import national
from training.batches.national import LEVEL, QUALIFICATION, SCHEMES, SKILL_LEVEL, YEAR, Scheme
from training.enums import NumberScheme

BOTH = tuple(SCHEMES)


def _numbers(scheme: Scheme) -> st.SearchStrategy[tuple[Scheme, str]]:
    signs = [st.sampled_from(part.allowed) for part in scheme.parts for _ in range(part.width)]
    return st.tuples(*signs).map(lambda drawn: (scheme, "".join(drawn)))


def numbers() -> st.SearchStrategy[tuple[Scheme, str]]:
    return st.one_of([_numbers(scheme) for scheme in SCHEMES.values()])


def test_the_schemes_that_can_be_chosen_are_those_that_can_be_read() -> None:
    told = {each.code: f"{each.title}（{each.shape}）" for each in SCHEMES.values()}
    assert told == dict(NumberScheme.choices)


def test_year_and_level_stand_where_the_published_example_has_them() -> None:
    assert SKILL_LEVEL.length == len("Y000123XXXXXX195000001") == 22
    assert SKILL_LEVEL.span(YEAR) == (14, 15)
    assert SKILL_LEVEL.span(LEVEL) == (16, 16)
    read = national.parse("Y000123000000195000001", SKILL_LEVEL)
    assert (read.year, read.level) == (2019, 5)


def test_the_older_number_begins_with_the_year_and_has_its_level_in_the_eleventh_place() -> None:
    assert QUALIFICATION.length == 16
    assert QUALIFICATION.span(YEAR) == (1, 2)
    assert QUALIFICATION.span(LEVEL) == (11, 11)
    read = national.parse("2000000001400123", QUALIFICATION)
    assert (read.year, read.level) == (2020, 4)


@given(numbers())
def test_every_number_of_a_scheme_is_read_back(drawn: tuple[Scheme, str]) -> None:
    scheme, text = drawn
    read = national.parse(text, scheme)
    first, last = scheme.span(YEAR)
    assert read.text == text
    assert read.year == 2000 + int(text[first - 1 : last])
    assert national.fitting(text, BOTH) is scheme
    assert national.check(text, BOTH, level=read.level, years=[read.year]) == read


@given(numbers(), st.data())
def test_any_sign_that_does_not_belong_in_its_place_is_named_with_the_place(
    drawn: tuple[Scheme, str], data: st.DataObject
) -> None:
    scheme, text = drawn
    at = data.draw(st.integers(0, scheme.length - 1))
    wrong = f"{text[:at]}Z{text[at + 1 :]}"
    with pytest.raises(ValueError, match=f"第 {at + 1} 位（.+“Z”"):
        national.parse(wrong, scheme)


@given(numbers(), st.integers(1, 5), st.integers(2000, 2099))
def test_a_number_of_another_level_or_year_never_passes(
    drawn: tuple[Scheme, str], level: int, year: int
) -> None:
    scheme, text = drawn
    read = national.parse(text, scheme)
    if (read.level, read.year) == (level, year):
        assert national.check(text, BOTH, level=level, years=[year]) == read
    else:
        with pytest.raises(ValueError, match="级别是|年份是"):
            national.check(text, BOTH, level=level, years=[year])


@given(st.lists(st.sampled_from("0123456789YS年 "), max_size=25).map("".join))
def test_whatever_is_typed_is_a_number_or_a_sentence(text: str) -> None:
    said = ""
    try:
        read = national.check(text, BOTH, level=4, years=range(2000, 2100))
    except ValueError as error:
        said = str(error)
    assert said.startswith("证书编号") if said else (len(read.text) in (16, 22))


def test_full_width_spaces_and_lower_case_are_no_obstacle() -> None:
    read = national.parse("ｙ0001 2300 0000-195000001", SKILL_LEVEL)
    assert read.text == "Y000123000000195000001"


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ValueError, match="第 11 位的级别是 5.+；.+第 1 至 2 位的年份是 2018"):
        national.check("1800000001500001", BOTH, level=4, years=[2020])


def test_a_length_of_no_scheme_names_the_shapes_that_there_are() -> None:
    with pytest.raises(ValueError, match="15 位，应为职业资格证书 16 位数字，或职业技能等级证书"):
        national.check("200000000140012", BOTH, level=4, years=[2020])
    with pytest.raises(ValueError, match="没有填写"):
        national.check("  ", BOTH, level=4, years=[2020])


def test_a_number_of_a_scheme_that_this_body_does_not_give_is_refused() -> None:
    with pytest.raises(ValueError, match="22 位，应为职业资格证书 16 位数字"):
        national.check("Y000123000000205000001", ["qualification"], level=5, years=[2020])
