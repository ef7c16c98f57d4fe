from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.assessment.arithmetic import CHEATED, HUNDREDTH, Written, mean, parse, passes

FULL = Decimal("100.00")
MARKS = st.decimals(min_value=0, max_value=100, places=2)


@pytest.mark.parametrize(
    ("mark", "passed"),
    [("60.00", True), ("59.99", False), ("60.01", True), ("100.00", True), ("0.00", False)],
)
def test_at_the_pass_mark_is_passed_and_a_hundredth_below_is_not(mark: str, passed: bool) -> None:
    assert passes(Decimal(mark), Decimal("60.00")) is passed


def test_without_a_mark_nothing_is_passed() -> None:
    assert not passes(None, Decimal("0.01"))


@given(MARKS, MARKS, MARKS)
def test_a_better_mark_never_passes_less(one: Decimal, other: Decimal, bar: Decimal) -> None:
    worse, better = sorted((one, other))
    assert passes(better, bar) >= passes(worse, bar)


@pytest.mark.parametrize(
    ("marks", "result"),
    [
        (["60", "60", "60"], "60.00"),
        (["60", "60", "59.99"], "60.00"),  # 59.99666…
        (["60", "59.99"], "60.00"),  # 59.995, half up
        (["59.99", "59.98"], "59.99"),  # 59.985, half up and not to even
        (["60", "59.99", "59.99"], "59.99"),  # 59.99333…
        (["0", "100", "100", "0", "50"], "50.00"),
    ],
)
def test_the_mean_is_rounded_half_up_to_the_hundredth(marks: list[str], result: str) -> None:
    assert mean([Decimal(each) for each in marks]) == Decimal(result)


@given(st.lists(MARKS, min_size=1, max_size=12))
def test_the_mean_is_within_its_marks_and_half_a_hundredth_of_the_exact_one(
    marks: list[Decimal],
) -> None:
    result = mean(marks)
    assert min(marks) <= result <= max(marks)
    assert abs(result * len(marks) - sum(marks)) <= HUNDREDTH / 2 * len(marks)


@given(st.lists(MARKS, min_size=1, max_size=12), st.integers(0, 11), MARKS)
def test_raising_one_mark_never_lowers_the_mean(
    marks: list[Decimal], at: int, other: Decimal
) -> None:
    at %= len(marks)
    raised = [*marks[:at], max(marks[at], other), *marks[at + 1 :]]
    assert mean(raised) >= mean(marks)


def test_there_is_no_mean_of_nothing() -> None:
    with pytest.raises(ValueError, match="no marks"):
        mean([])


@pytest.mark.parametrize(
    ("text", "outcome", "mark"),
    [
        ("85", "marked", "85.00"),
        ("85.5", "marked", "85.50"),
        (" ８５．５ ", "marked", "85.50"),
        ("0", "marked", "0.00"),
        ("100", "marked", "100.00"),
        ("缺", "absent", None),
        ("缺考", "absent", None),
        ("缓 考", "postponed", None),
    ],
)
def test_what_people_type_is_read(text: str, outcome: str, mark: str | None) -> None:
    written = Written(outcome, Decimal(mark) if mark else None)
    assert parse(text, full=FULL) == written


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("100.01", "超过满分 100"),
        ("-1", "不是成绩"),
        ("85.555", "小数最多两位"),
        ("八十", "不是成绩"),
        ("1e2", "不是成绩"),
        ("", "不是成绩"),
        ("NaN", "不是成绩"),
        ("弊", "情况记录"),
    ],
)
def test_what_is_no_mark_is_told_what_to_type(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse(text, full=FULL)


def test_cheating_comes_with_its_record() -> None:
    assert parse("作弊", full=FULL, note=" 夹带资料 ") == Written(CHEATED, None, "夹带资料")
