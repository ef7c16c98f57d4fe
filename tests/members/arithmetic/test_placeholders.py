import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.arithmetic.placeholders import fill, problem

KNOWN = ("单位", "金额")


@pytest.mark.parametrize("text", ["", "请缴费。", "{单位}应缴 {金额} 元", "{金额}{金额}"])
def test_known_gaps_are_fine(text: str) -> None:
    assert problem(text, KNOWN) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{单 位}您好", "没有占位符 {单 位}。可用的是 {单位}、{金额}。"),
        ("{单位.__class__}", "没有占位符 {单位.__class__}。可用的是 {单位}、{金额}。"),
        ("{单位!r}", "没有占位符 {单位!r}。可用的是 {单位}、{金额}。"),
        ("{金额:>10}", "没有占位符 {金额:>10}。可用的是 {单位}、{金额}。"),
        ("{}", "没有占位符 {}。可用的是 {单位}、{金额}。"),
        ("{{单位}}", "有一个花括号没有配对，请写成 {名称} 的样子。"),
        ("应缴 {金额 元", "有一个花括号没有配对，请写成 {名称} 的样子。"),
        ("应缴 金额} 元", "有一个花括号没有配对，请写成 {名称} 的样子。"),
    ],
)
def test_what_cannot_be_filled_is_said_in_a_sentence(text: str, said: str) -> None:
    assert problem(text, KNOWN) == said


def test_gaps_are_filled_and_a_value_is_not_read_again() -> None:
    assert fill("{单位}应缴 {金额} 元", {"单位": "{金额}公司", "金额": "2,000.00"}) == (
        "{金额}公司应缴 2,000.00 元"
    )


@given(st.text(alphabet="{}单位金额ab ", max_size=30))
def test_a_text_without_a_problem_can_always_be_filled(text: str) -> None:
    if problem(text, KNOWN) is None:
        filled = fill(text, {"单位": "x", "金额": "y"})
        assert "{" not in filled
        assert "}" not in filled
