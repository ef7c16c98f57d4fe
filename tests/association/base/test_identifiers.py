import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from association.base import identifiers
from association.base.identifiers import OrganisationClass

# The example of GB 32100-2015 itself, and codes that companies publish.
STANDARD = "91350100M000100Y43"
KNOWN = [STANDARD, "91330100799655058B", "9144030071526726XG", "91110000600037341L"]

ALPHABET = st.sampled_from(identifiers.ALPHABET)
DIGIT = st.sampled_from("0123456789")


@st.composite
def first_seventeen(draw: st.DrawFn) -> str:
    head = "".join(draw(st.lists(DIGIT, min_size=8, max_size=8)))
    return head + "".join(draw(st.lists(ALPHABET, min_size=9, max_size=9)))


@pytest.mark.parametrize("code", KNOWN)
def test_a_published_code_is_accepted_as_it_is(code: str) -> None:
    assert identifiers.credit_code(code) == code


@pytest.mark.parametrize(
    "written",
    [
        " 91350100M000100Y43 ",
        "91350100m000100y43",
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "9135 0100 M000 100Y 43",
        "913501-00M000100Y-43",
        "913501－00M000100Y–43",
        "91350100\u3000M000100Y43\n",
        "\ufeff91350100M0001\u200b00Y43\u00a0",
    ],
)
def test_the_ways_an_office_writes_a_code_come_to_one(written: str) -> None:
    assert identifiers.credit_code(written) == STANDARD


@given(first_seventeen())
def test_a_completed_code_satisfies_the_oracle(first17: str) -> None:
    code = identifiers.complete(first17)
    assert uscc.validate(code) == code
    assert identifiers.credit_code(code) == code


@given(st.from_regex(r"[0-9]{7,8}[0-9A-Z]{9,11}", fullmatch=True))
def test_any_text_is_judged_as_the_oracle_judges_it(text: str) -> None:
    try:
        mine = identifiers.credit_code(text) == text
    except ValueError:
        mine = False
    assert mine is uscc.is_valid(text)


@given(first_seventeen(), st.integers(0, 17), ALPHABET)
def test_one_wrong_character_is_always_noticed(first17: str, place: int, other: str) -> None:
    code = identifiers.complete(first17)
    wrong = code[:place] + other + code[place + 1 :]
    if wrong == code:
        return
    with pytest.raises(ValueError, match=r"第|最后一位"):
        identifiers.credit_code(wrong)


@given(first_seventeen(), st.integers(0, 16))
def test_two_neighbours_changed_over_are_always_noticed(first17: str, place: int) -> None:
    code = identifiers.complete(first17)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong == code:
        return
    with pytest.raises(ValueError, match=r"第|最后一位"):
        identifiers.credit_code(wrong)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "统一社会信用代码没有填写"),
        (" - ", "统一社会信用代码没有填写"),
        ("91350100M000100Y4", "统一社会信用代码应为 18 位，现在是 17 位"),
        ("91350100M000100Y433", "统一社会信用代码应为 18 位，现在是 19 位"),
        ("110000001234567", "现在是 15 位，可能是旧的营业执照注册号"),
        ("91350100MO00100Y43", "第 10 位“O”不能用在统一社会信用代码里，是否应为数字 0"),
        ("91350100M00I100Y43", "第 12 位“I”不能用在统一社会信用代码里，是否应为数字 1"),
        ("91350100M00S100Y43", "第 12 位“S”不能用在统一社会信用代码里，是否应为数字 5"),
        ("91350100M00Z100Y43", "第 12 位“Z”不能用在统一社会信用代码里，是否应为数字 2"),
        ("91350100M00V100Y43", "第 12 位“V”不能用在统一社会信用代码里，请对照证照核对"),
        ("91350100M00中100Y43", "第 12 位“中”不能用在统一社会信用代码里，请对照证照核对"),
        ("9135A100M000100Y43", "第 5 位“A”应为数字"),
        ("91A50100M000100Y43", "第 3 位“A”应为数字"),
        ("9135010AM000100Y43", "第 8 位“A”应为数字"),
        ("91350100M000100Y44", "最后一位应为“3”，现在是“4”"),
    ],
)
def test_a_wrong_code_is_refused_with_what_is_wrong(written: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        identifiers.credit_code(written)


def test_only_fifteen_figures_look_like_an_old_number() -> None:
    for written in ("1100000012345678", "91350100M000100"):
        with pytest.raises(ValueError, match="请核对是否漏抄或多抄"):
            identifiers.credit_code(written)


@pytest.mark.parametrize("start", ["A1", "N2", "Y1"])
def test_the_registries_with_a_letter_are_accepted(start: str) -> None:
    # The army, the villages' co-operatives, others. The oracle wants digits here and is too strict.
    code = identifiers.complete(start + "110105" + "79965505" + "8")
    assert identifiers.credit_code(code) == code
    assert not uscc.is_valid(code)


def test_a_remainder_of_zero_gives_the_check_digit_zero() -> None:
    # 31 - 0 = 31 is no character of the alphabet: the standard says 0. About one code in 31.
    assert identifiers.complete("91110000000000025").endswith("0")
    assert uscc.is_valid(identifiers.complete("91110000000000025"))


@pytest.mark.parametrize("bad", ["", "9135010", "91350100M000100YO", "9135A100M000100Y4"])
def test_what_cannot_begin_a_code_cannot_be_completed(bad: str) -> None:
    with pytest.raises(ValueError, match="统一社会信用代码"):
        identifiers.complete(bad)


@pytest.mark.parametrize(("code", "good"), [(STANDARD, True), ("91330100799655058B", True)])
def test_the_inner_digit_of_a_published_code_fits(code: str, good: bool) -> None:
    assert identifiers.inner_digit_ok(code) is good


@pytest.mark.parametrize(
    ("base", "digit"),
    # Weights 3 7 9 10 5 8 4 2: sum 0 -> 11 -> 0; D2143569 is the standard's own example, X.
    [("00000000", "0"), ("D2143569", "X"), ("79965505", "8")],
)
def test_the_organisation_number_has_a_check_digit_of_its_own(base: str, digit: str) -> None:
    assert identifiers.inner_digit(base) == digit
    assert identifiers.inner_digit_ok(identifiers.complete("91110105" + base + digit))


def test_a_code_can_be_valid_while_its_inner_digit_is_not() -> None:
    code = identifiers.complete("91110105" + "79965505" + "7")
    assert identifiers.credit_code(code) == code
    assert not identifiers.inner_digit_ok(code)


@pytest.mark.parametrize(
    ("start", "expected", "label"),
    [
        ("51", OrganisationClass.SOCIAL, "社会组织"),
        ("52", OrganisationClass.SOCIAL, "社会组织"),
        ("53", OrganisationClass.SOCIAL, "社会组织"),
        ("91", OrganisationClass.ENTERPRISE, "企业"),
        ("92", OrganisationClass.INDIVIDUAL, "个体工商户"),
        ("93", OrganisationClass.COOPERATIVE, "农民专业合作社"),
        ("11", OrganisationClass.GOVERNMENT, "机关"),
        ("12", OrganisationClass.INSTITUTION, "事业单位"),
        ("13", OrganisationClass.MASS_ORGANISATION, "群众团体"),
    ],
)
def test_the_first_two_characters_suggest_the_class(
    start: str, expected: OrganisationClass, label: str
) -> None:
    suggestion = identifiers.organisation_class(start + STANDARD[2:])
    assert suggestion is expected
    assert suggestion is not None
    assert suggestion.label == label


@pytest.mark.parametrize("start", ["Y1", "59", "99", "31", "  "])
def test_other_beginnings_suggest_nothing(start: str) -> None:
    assert identifiers.organisation_class(start + STANDARD[2:]) is None


@pytest.mark.parametrize(
    ("digits", "name"),
    [
        ("110101", "东城区"),
        ("110102", "西城区"),
        ("110105", "朝阳区"),
        ("110106", "丰台区"),
        ("110107", "石景山区"),
        ("110108", "海淀区"),
        ("110109", "门头沟区"),
        ("110111", "房山区"),
        ("110112", "通州区"),
        ("110113", "顺义区"),
        ("110114", "昌平区"),
        ("110115", "大兴区"),
        ("110116", "怀柔区"),
        ("110117", "平谷区"),
        ("110118", "密云区"),
        ("110119", "延庆区"),
        ("110302", "经开区"),
        ("110103", "东城区"),  # 崇文区 until 2010
        ("110104", "西城区"),  # 宣武区 until 2010
        ("110228", "密云区"),  # 密云县 until 2015
        ("110229", "延庆区"),  # 延庆县 until 2015
        ("110000", None),  # registered with the city itself
        ("350100", None),
    ],
)
def test_the_district_is_read_from_the_code(digits: str, name: str | None) -> None:
    code = "91" + digits + STANDARD[8:]
    assert identifiers.district_code(code) == digits
    assert identifiers.district_name(code) == name


@pytest.mark.parametrize(
    "written",
    [
        "13800000000",
        "138 0000 0000",
        "138-0000-0000",
        "138 0000-0000",
        "１３８００００００００",
        "+8613800000000",
        "+86 138 0000 0000",
        "＋８６－１３８００００００００",
        "008613800000000",
        "86 13800000000",
        "(+86)13800000000",
        "（86）138－0000－0000",
        " 13800000000\u3000",
        "\u202a13800000000\u202c",  # as copied from a phone's address book
    ],
)
def test_the_ways_a_mobile_is_written_come_to_one(written: str) -> None:
    assert identifiers.mobile(written) == "13800000000"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "手机号没有填写"),
        ("134035", "手机号应为 11 位数字，现在是 6 位"),
        ("138000000001", "手机号应为 11 位数字，现在是 12 位"),
        ("12800000000", "手机号应以 13 至 19 开头"),
        ("23800000000", "手机号应以 13 至 19 开头"),
        ("010-62345678", "手机号应以 13 至 19 开头，座机"),
        ("1380000000O", "手机号里有数字以外的字符“O”"),
        ("13800000000/13900000000", "手机号里有数字以外的字符“/”"),
        ("+1 202 555 0100 12", "只支持中国大陆手机号"),
        ("1380000000٣", "手机号里有数字以外的字符"),
    ],
)
def test_a_wrong_mobile_is_refused_with_what_is_wrong(written: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        identifiers.mobile(written)


@pytest.mark.parametrize("written", ["134035", "12800000000", "138000000001"])
def test_the_refusal_never_repeats_the_number(written: str) -> None:
    with pytest.raises(ValueError, match="手机号") as refusal:
        identifiers.mobile(written)
    assert written not in str(refusal.value)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_mobile_in_e164_reads_back_as_itself(number: str) -> None:
    assert identifiers.e164(number) == "+86" + number
    assert identifiers.mobile(identifiers.e164(number)) == number


@given(st.text())
def test_whatever_is_typed_gives_eleven_digits_or_a_sentence(text: str) -> None:
    try:
        answer = identifiers.mobile(text)
    except ValueError as refusal:
        answer = str(refusal)
    assert re.fullmatch(r"1[3-9][0-9]{9}|手机号.+", answer, re.DOTALL)
