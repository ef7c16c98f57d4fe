"""The worked vectors, and what holds of every sheet."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standardization.scoring import reading
from standardization.scoring.results import Result, result
from tests.standardization.scoring.sheets import (
    document,
    element,
    item,
    na,
    scored,
    take,
    unassessed,
    veto,
)


def score(told: dict[str, Any]) -> Result:
    (sheet,) = reading.sheets(told)
    return result(sheet)


def _v1(less_1: str | None = None, less_2: str | None = None) -> dict[str, Any]:
    return document(
        element(
            item("100", take("10"), take("5")),
            item("50", take("20", 3)),
            less=[take(less_1)] if less_1 else [],
        ),
        element(item("300", take("60")), na("150"), less=[take(less_2)] if less_2 else []),
        element(item("400", take("80.5"))),
    )


@pytest.mark.parametrize(
    ("less_1", "less_2", "told"),
    [(None, None, "75.8"), (None, "30", "72.3"), ("100", None, "65.8")],
)
def test_deductions_stop_at_nought_in_the_item_and_in_the_element(
    less_1: str | None, less_2: str | None, told: str
) -> None:
    assert score(_v1(less_1, less_2)).score == told


def test_the_exact_value_is_told_to_28_digits() -> None:
    assert score(_v1()).unrounded == "75.82352941176470588235294118"


@pytest.mark.parametrize(
    ("got", "full", "told", "grade"),
    [
        ("749.5", "1000", "75.0", "二级"),
        ("749.4", "1000", "74.9", "三级"),
        ("702", "936", "75.0", "二级"),
        ("701", "936", "74.9", "三级"),
        ("675", "900", "75.0", "二级"),
        ("674", "900", "74.9", "三级"),
    ],
)
def test_it_is_rounded_half_up_once_at_the_end(got: str, full: str, told: str, grade: str) -> None:
    found = score(document(element(scored(full, got))))
    assert (found.score, found.grade) == (told, grade)


def test_a_threshold_may_be_compared_with_what_was_not_rounded() -> None:
    found = score(document(element(scored("1000", "749.5")), compare_on="unrounded"))
    assert (found.score, found.unrounded, found.grade) == ("75.0", "74.95", "三级")


def _hazchem(*elements: dict[str, Any]) -> dict[str, Any]:
    floor = [{"grade": grade, "min_score": "80", "element_min": "60"} for grade in ("一级", "二级")]
    return document(*elements, method="WEIGHTED", thresholds=floor)


def test_weights_are_of_the_elements_percentages() -> None:
    sheet = _hazchem(
        element(scored("100", "90"), weight="0.05"),
        element(scored("100", "80"), weight="0.10"),
        element(scored("80", "48"), na("20"), weight="0.25"),
        element(scored("100", "85"), weight="0.60"),
    )
    found = score(sheet)
    assert (found.score, found.grade) == ("78.5", None)


def test_weights_are_shared_out_anew_where_an_element_does_not_apply() -> None:
    sheet = _hazchem(
        element(scored("100", "90"), weight="0.05"),
        element(scored("100", "80"), weight="0.10"),
        element(na("100"), weight="0.25"),
        element(scored("100", "85"), weight="0.60"),
    )
    assert score(sheet).score == "84.7"


def test_a_weak_element_keeps_a_good_total_from_any_grade() -> None:
    sheet = _hazchem(
        element(scored("100", "90"), weight="0.05"),
        element(scored("100", "58"), weight="0.10"),
        element(scored("100", "90"), weight="0.25"),
        element(scored("100", "90"), weight="0.60"),
    )
    found = score(sheet)
    assert (found.score, found.grade) == ("86.8", None)
    assert found.grade_parts is not None
    assert (found.grade_parts.score, found.grade_parts.element) == ("一级", None)


def test_before_everything_is_assessed_there_is_an_interval_and_no_score() -> None:
    found = score(document(element(scored("600", "540"), unassessed("350"), na("50"))))
    assert found.interval == ("56.8", "93.7")
    assert (found.final, found.valid, found.score, found.grade) == (False, True, None, None)


def test_asking_for_not_applicable_settles_nothing() -> None:
    found = score(document(element(scored("600", "540"), item("350", state="NA_REQUESTED"))))
    assert found.interval == ("56.8", "93.7")


@pytest.mark.parametrize("sheet", [document(), document(element()), document(element(na("100")))])
def test_a_sheet_on_which_nothing_applies_has_no_result(sheet: dict[str, Any]) -> None:
    assert score(sheet) == Result(final=False, valid=False)


def test_a_failed_case_keeps_its_points_and_gets_no_grade() -> None:
    found = score(document(element(scored("100", "92", veto=veto("CASE_FAIL")))))
    assert (found.score, found.grade) == ("92.0", None)


def test_the_worst_of_the_four_decides() -> None:
    sheet = document(
        element(scored("100", "92", veto=veto("GRADE_CAP", cap="二级"))), performance_grade="三级"
    )
    found = score(sheet)
    assert (found.score, found.grade) == ("92.0", "三级")
    assert found.grade_parts is not None
    assert found.grade_parts.veto == "二级"


@pytest.mark.parametrize(
    ("effect", "told"), [("ITEM_ZERO", "50.0"), ("ELEMENT_ZERO", "0.0"), ("CASE_FAIL", "100.0")]
)
def test_a_failed_veto_takes_what_its_effect_says(effect: str, told: str) -> None:
    held = element(item("50", veto=veto(effect)), item("50"))
    assert score(document(held)).score == told


@pytest.mark.parametrize("state", ["NA_APPROVED", "UNASSESSED", "NA_REQUESTED"])
def test_a_veto_fires_only_on_what_was_assessed(state: str) -> None:
    held = element(item("0", kind="VETO_ONLY", state=state, veto=veto("CASE_FAIL")), item("100"))
    found = score(document(held))
    assert found.score == ("100.0" if state == "NA_APPROVED" else None)
    assert found.final is (state == "NA_APPROVED")


def test_several_standards_count_by_their_shares() -> None:
    own = document(element(scored("100", "80"))) | {"share": "0.6"}
    other = document(element(scored("1000", "905"), weight="1"), method="WEIGHTED") | {
        "share": "0.4"
    }
    sheet = document(method="AVERAGE_OF_PARTS", parts=[own, other], elements=None)
    assert score(sheet).score == "84.2"


def test_a_standard_without_anything_that_applies_makes_the_whole_case_invalid() -> None:
    own = document(element(scored("100", "80"))) | {"share": "0.6"}
    sheet = document(
        method="AVERAGE_OF_PARTS", parts=[own, document(element(na("9"))) | {"share": "0.4"}]
    )
    assert score(sheet).valid is False


def test_too_little_that_applies_is_warned_of() -> None:
    assert score(document(element(scored("49", "49"), na("51")))).warnings == ("low_coverage",)
    assert score(document(element(scored("50", "50"), na("50")))).warnings == ()


def test_a_deduction_takes_no_more_than_its_cap() -> None:
    assert score(document(element(item("100", take("7", 9, "20"))))).score == "80.0"


def test_no_decimals_are_no_decimals() -> None:
    assert score(document(element(scored("1000", "745")), places=0)).score == "75"


POINTS = st.integers(1, 4000).map(lambda cents: Decimal(cents) / 4)


@given(st.lists(st.tuples(POINTS, st.integers(0, 100)), min_size=1, max_size=8), st.data())
def test_a_score_lies_within_the_interval_told_before(
    items: list[tuple[Decimal, int]], data: st.DataObject
) -> None:
    assessed = [scored(str(full), str(full * share / 100)) for full, share in items]
    hidden = data.draw(st.sets(st.integers(0, len(items) - 1), min_size=1))
    before = [
        {**row, "state": "UNASSESSED", "value": None} if place in hidden else row
        for place, row in enumerate(assessed)
    ]
    interval = score(document(element(*before))).interval
    final = score(document(element(*assessed))).score
    assert interval is not None
    assert final is not None
    assert Decimal(interval[0]) <= Decimal(final) <= Decimal(interval[1])


@given(st.lists(POINTS, min_size=1, max_size=6), POINTS, st.integers(0, 9))
def test_one_more_deduction_never_raises_a_score(
    fulls: list[Decimal], points: Decimal, count: int
) -> None:
    rows = [item(str(full)) for full in fulls]
    whole = score(document(element(*rows))).score
    rows[0] = item(str(fulls[0]), take(str(points), count))
    less = score(document(element(*rows))).score
    assert whole == "100.0"
    assert less is not None
    assert Decimal("0") <= Decimal(less) <= Decimal("100")


@given(st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=6))
def test_the_order_of_elements_changes_nothing(held: list[tuple[Decimal, Decimal]]) -> None:
    elements = [
        element(scored(str(full), str(min(full, got))), weight=str(got)) for full, got in held
    ]
    there = score(document(*elements, method="WEIGHTED"))
    back = score(document(*reversed(elements), method="WEIGHTED"))
    assert there == back
