"""Statuses of branches, the result, and what is said to be missing."""

from typing import Any

import pytest

from tests.training.eligibility.applying import (
    RULES,
    certificate,
    diploma,
    judged,
    missing,
    statuses,
    work,
)

NEEDED = {
    "5-1": {"work"},
    "5-2": {"apprenticeship"},
    "4-1": {"work", "certificates"},
    "4-2": {"work"},
    "4-3a": {"diplomas"},
    "4-3b": {"diplomas"},
    "3-1": {"work", "certificates"},
    "3-2a": {"certificates", "diplomas"},
    "3-2b": {"certificates", "diplomas"},
    "3-3": {"work", "certificates", "diplomas"},
    "2-1": {"work", "certificates"},
    "2-2a": {"work", "certificates", "diplomas"},
    "2-2b": {"work", "certificates", "diplomas"},
    "1-1": {"work", "certificates"},
}


def test_there_are_five_levels_with_fourteen_branches_of_eleven_conditions() -> None:
    branches = {branch.id: branch for level in RULES.levels.values() for branch in level.branches}
    assert list(RULES.levels) == [5, 4, 3, 2, 1]
    assert list(branches) == list(NEEDED)
    assert len({(name[0], branch.number) for name, branch in branches.items()}) == 11
    assert len(RULES.majors) == 11


@pytest.mark.parametrize("branch", NEEDED)
def test_a_key_left_out_needs_evidence(branch: str) -> None:
    assert statuses(int(branch[0]))[branch] == "needs_evidence"


@pytest.mark.parametrize("branch", NEEDED)
@pytest.mark.parametrize("none", [None, []])
def test_a_key_that_says_there_is_none_leaves_the_branch_unmet(branch: str, none: Any) -> None:
    facts = {key: None if key == "apprenticeship" else none for key in NEEDED[branch]}
    assert statuses(int(branch[0]), **facts)[branch] == "unmet"


def test_nothing_is_inferred_from_other_facts() -> None:
    """Years after a certificate that were never told stay open, however little work there was."""
    answer = judged(4, work=[])
    assert [each.status for each in answer.branches] == [
        *("needs_evidence", "unmet", "needs_evidence", "needs_evidence")
    ]
    assert "尚未提供职业证书" in missing(4, "4-1", work=[])


def test_one_unmet_part_makes_the_branch_unmet_whatever_is_still_open() -> None:
    assert statuses(3, certificates=[])["3-2a"] == "unmet"
    assert statuses(3, diplomas=[], work=[])["3-3"] == "unmet"


def test_a_student_waits_for_evidence_before_being_conditional() -> None:
    student = [diploma("technician_college", None)]
    assert statuses(3, diplomas=student)["3-2a"] == "needs_evidence"
    held = [certificate(4, "2026-01-01")]
    assert statuses(3, diplomas=student, certificates=held)["3-2a"] == "conditional"


@pytest.mark.parametrize(
    ("facts", "result", "met"),
    [
        ({"work": [work("2020-11-01")], "diplomas": []}, "eligible", ["4-2"]),
        ({"work": [], "diplomas": [diploma("technical_school", None)]}, "conditional", []),
        ({"work": []}, "needs_evidence", []),
        ({"work": [], "diplomas": [], "certificates": []}, "ineligible", []),
    ],
)
def test_the_result_is_that_of_the_best_branch(facts: dict, result: str, met: list) -> None:
    verdict = judged(4, **facts)
    assert (verdict.result, verdict.met) == (result, met)


@pytest.mark.parametrize("level", [0, 6, "4", 4.0, True, None, [4], {}])
def test_a_level_that_does_not_exist_is_answered_with_an_error(level: object) -> None:
    verdict = judged(level)
    assert (verdict.result, verdict.met, verdict.branches) == ("ineligible", [], ())
    assert "level" in verdict.error


@pytest.mark.parametrize(
    ("level", "direction"),
    [(5, "land"), (1, "water"), (5, ""), (4, None), (3, "air"), (2, ["land"]), (4, "LAND")],
)
def test_a_direction_that_the_level_lacks_is_answered_with_an_error(
    level: int, direction: object
) -> None:
    verdict = judged(level, direction=direction, work=[work("2000-01-01")])
    assert (verdict.result, verdict.met, verdict.branches) == ("ineligible", [], ())
    assert "direction" in verdict.error


def test_what_is_missing_says_what_and_how_much() -> None:
    facts = {"work": [work("2023-03-01")], "certificates": [certificate(5, "2020-01-01")]}
    assert missing(4, "4-1", **facts) == (
        "取得五级/初级工证书后从事本职业或相关职业工作累计 3年8个月，差4个月"
    )
    assert missing(4, "4-2", **facts) == "从事本职业或相关职业工作累计 3年8个月，差2年4个月"
    assert missing(4, "4-3a", diplomas=[]) == "没有技工学校本专业或相关专业毕业证书"
    assert missing(4, "4-3a", diplomas=[diploma("technical_school", None)]) == (
        "在校应届毕业生，取得毕业证书后补交"
    )
    assert missing(5, "5-2", apprenticeship=None) == "本职业或相关职业学徒期未满"


def test_what_is_met_misses_nothing_and_names_its_paper() -> None:
    answer = judged(5, work=[work("2020-01-01")]).branches[0]
    assert answer.missing == ""
    assert "年限证明" in answer.parts[0].paper


def test_a_student_proves_being_one() -> None:
    answer = judged(4, diplomas=[diploma("technical_school", None)]).branches[2]
    assert "在校应届毕业生证明" in answer.parts[0].paper
