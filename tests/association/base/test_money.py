from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from association.base import money

AMOUNTS = st.decimals("-9999999999.99", "9999999999.99", places=2)
NOT_NEGATIVE = st.decimals(0, "9999999999.99", places=2)
FIGURES = dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True))
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_words(words: str) -> Decimal:
    """The way back, written independently: what a reader of the words would count."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    integer, rest = words.split("元") if "元" in words else ("", words)
    total = section = figure = 0
    for character in integer:
        if character in FIGURES:
            figure = FIGURES[character]
        elif character in UNITS:
            section, figure = section + figure * UNITS[character], 0
        else:
            scale = {"万": 10**4, "亿": 10**8}[character]
            total, section, figure = total + (section + figure) * scale, 0, 0
    total += section + figure
    fen = figure = 0
    for character in rest:
        if character in FIGURES:
            figure = FIGURES[character]
        else:
            fen += figure * {"角": 10, "分": 1}[character]
    return sign * (Decimal(total) + Decimal(fen) / 100)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        # The examples of the rules themselves (支付结算办法, 附一, 四).
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万零柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # Ours.
        ("0", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角"),
        ("0.56", "伍角陆分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("12", "壹拾贰元整"),
        ("100.05", "壹佰元零伍分"),
        ("1050.07", "壹仟零伍拾元零柒分"),
        ("2000", "贰仟元整"),
        ("10000.00", "壹万元整"),
        ("12000.00", "壹万贰仟元整"),
        ("12800.50", "壹万贰仟捌佰元伍角"),
        ("100000", "壹拾万元整"),
        ("100500", "壹拾万零伍佰元整"),
        ("400000.00", "肆拾万元整"),
        ("1000001", "壹佰万零壹元整"),
        ("100000000.10", "壹亿元壹角"),
        ("100070000", "壹亿零柒万元整"),
        ("1070000000", "壹拾亿零柒仟万元整"),
        ("1000000001.00", "壹拾亿零壹元整"),
        ("9999999999.99", "玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-5", "负伍元整"),
        ("-0.05", "负伍分"),
        ("-0.00", "零元整"),
    ],
)
def test_an_amount_is_written_in_words(amount: str, words: str) -> None:
    assert money.in_words(Decimal(amount)) == words


@given(AMOUNTS)
def test_the_words_read_back_as_the_amount(amount: Decimal) -> None:
    assert read_words(money.in_words(amount)) == amount


@given(AMOUNTS, AMOUNTS)
def test_two_amounts_never_share_their_words(one: Decimal, other: Decimal) -> None:
    assert (money.in_words(one) == money.in_words(other)) is (one == other)


@given(AMOUNTS)
def test_no_zero_is_doubled_and_only_whole_yuan_end_with_zheng(amount: Decimal) -> None:
    words = money.in_words(amount)
    assert "零零" not in words
    assert words.endswith("整") is (amount == amount.to_integral_value())


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        (Decimal("1111.104"), "1111.10"),
        (Decimal("1111.105"), "1111.11"),
        (Decimal("0.005"), "0.01"),
        (Decimal("-0.005"), "-0.01"),
        (Decimal("-0.004"), "0.00"),
        (2000, "2000.00"),
        ("2000.5", "2000.50"),
        (Decimal("9999999999.994"), "9999999999.99"),
    ],
)
def test_yuan_rounds_half_up_to_the_fen(given_value: Decimal | int | str, expected: str) -> None:
    assert str(money.yuan(given_value)) == expected


@pytest.mark.parametrize("function", [money.yuan, money.in_words, money.grouped])
@pytest.mark.parametrize("value", [0.1, 2000.0, True, None])
def test_money_is_never_a_float(function: object, value: object) -> None:
    with pytest.raises(TypeError):
        function(value)  # type: ignore[operator]


@pytest.mark.parametrize(
    "value", [Decimal("10000000000"), Decimal("9999999999.995"), Decimal("NaN"), Decimal("-Inf")]
)
def test_what_the_ledger_cannot_hold_is_refused(value: Decimal) -> None:
    with pytest.raises(ValueError, match="金额"):
        money.yuan(value)
    with pytest.raises(ValueError, match="金额"):
        money.in_words(value)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0.00"),
        ("2000", "2,000.00"),
        ("400000.00", "400,000.00"),
        ("9999999999.99", "9,999,999,999.99"),
        ("-1234.5", "-1,234.50"),
        ("999.995", "1,000.00"),
    ],
)
def test_figures_are_grouped_by_three(amount: str, text: str) -> None:
    assert money.grouped(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("2000", "2000.00"),
        ("2,000", "2000.00"),
        ("2，000", "2000.00"),
        ("２０００", "2000.00"),
        ("2000元", "2000.00"),
        ("2000 元整", "2000.00"),
        ("¥2,000.00", "2000.00"),
        ("￥2000", "2000.00"),
        ("人民币2000元", "2000.00"),
        ("人民币￥2,000.50 元", "2000.50"),
        (" 20 000.5\u3000", "20000.50"),
        ("1,234,567.89", "1234567.89"),
        ("0", "0.00"),
        ("0.10", "0.10"),
        (".5", "0.50"),
        ("002000", "2000.00"),
        (2000, "2000.00"),
        (2000.0, "2000.00"),
        (2000.5, "2000.50"),
        (0.1, "0.10"),
        (1234567.89, "1234567.89"),
        (Decimal("2000.500"), "2000.50"),
    ],
)
def test_an_amount_in_a_sheet_is_read(written: str | float | Decimal, amount: str) -> None:
    assert str(money.parse(written)) == amount


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (None, "金额没有填写"),
        ("", "金额没有填写"),
        ("\u3000", "金额没有填写"),
        ("待定", "“待定”不是金额，请写成 2000 或 2,000.00 的样子"),
        ("2万", "“2万”不是金额"),
        ("2,00", "“2,00”不是金额"),
        ("2000-3000", "“2000-3000”不是金额"),
        ("1e3", "“1e3”不是金额"),
        ("nan", "“nan”不是金额"),
        ("٢٠٠٠", "不是金额"),
        ("$2000", "不是金额"),
        ("2000.005", "金额最多两位小数"),
        (0.30000000000000004, "金额最多两位小数"),
        ("-2000", "金额不能是负数"),
        (-1, "金额不能是负数"),
        ("(2,000.00)", "“(2,000.00)”不是金额"),
        (float("nan"), "不是金额"),
        (float("inf"), "不是金额"),
        (True, "不是金额"),
        ("10000000000", "金额太大"),
        (1e300, "金额太大"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(written: object, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is compared below
        money.parse(written)
    assert sentence in str(refusal.value)


@given(NOT_NEGATIVE)
def test_what_is_shown_grouped_is_read_back(amount: Decimal) -> None:
    assert money.parse(money.grouped(amount)) == amount


@given(NOT_NEGATIVE)
def test_an_amount_survives_a_sheet_cell_as_a_number(amount: Decimal) -> None:
    assert money.parse(float(amount)) == amount
