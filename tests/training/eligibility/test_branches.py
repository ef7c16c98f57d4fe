"""Each of the fourteen branches at its boundary: a day before, the day, a day after."""

from datetime import date, timedelta

import pytest

from tests.training.eligibility.applying import (
    DAY,
    certificate,
    diploma,
    judged,
    missing,
    prospective,
    statuses,
    work,
)

# Branch, its level, years, and the certificate after which they count.
YEARS = [
    ("5-1", 5, 1, None),
    ("4-1", 4, 4, 5),
    ("4-2", 4, 6, None),
    ("3-1", 3, 5, 4),
    ("3-3", 3, 2, 4),
    ("2-1", 2, 4, 3),
    ("2-2a", 2, 4, None),
    ("2-2b", 2, 2, None),
    ("1-1", 1, 4, 2),
]
# What makes all parts but the years of a branch met.
BESIDE = {
    "3-3": {"diplomas": [diploma("other", degree="junior_college")]},
    "2-2a": {
        "diplomas": [diploma("technician_college", major=None)],
        "certificates": [certificate(3, "2020-01-01")],
    },
    "2-2b": {
        "diplomas": [diploma("technician_college", major=None)],
        "certificates": [prospective("2020-01-01")],
    },
}


def around(day: str) -> list[str]:
    middle = date.fromisoformat(day)
    return [(middle + timedelta(step)).isoformat() for step in (-1, 0, 1)]


@pytest.mark.parametrize(("branch", "level", "years", "after"), YEARS)
@pytest.mark.parametrize("on", [DAY, "2024-02-29", "2025-03-01", "2025-02-28"])
def test_years_are_reached_on_the_same_date_and_not_the_day_after(
    branch: str, level: int, years: int, after: int | None, on: str
) -> None:
    year, rest = int(on[:4]) - years, on[4:]
    begun = f"{year}{'-02-28' if rest == '-02-29' and year % 4 else rest}"
    reached = []
    for day in around(begun):
        facts = {
            "certificates": [certificate(after, begun)] if after else [],
            **BESIDE.get(branch, {}),
        }
        reached.append(statuses(level, on=on, work=[work(day)], **facts)[branch])
    assert reached == ["met", "met", "unmet"]


@pytest.mark.parametrize(("branch", "level", "years", "after"), [row for row in YEARS if row[3]])
def test_years_after_a_certificate_begin_on_the_day_of_its_issue(
    branch: str, level: int, years: int, after: int
) -> None:
    reached = [
        statuses(
            level,
            work=[work("2000-01-01")],
            certificates=[certificate(after, day)],
            **BESIDE.get(branch, {}),
        )[branch]
        for day in around(f"{2026 - years}-11-01")
    ]
    assert reached == ["met", "met", "unmet"]


def test_the_earliest_certificate_of_the_level_counts() -> None:
    facts = {"work": [work("2000-01-01")]}
    late, early = certificate(5, "2025-01-01"), certificate(5, "2020-01-01", "消防员")
    assert statuses(4, certificates=[late, early], **facts)["4-1"] == "met"
    assert statuses(4, certificates=[late], **facts)["4-1"] == "unmet"


def test_work_before_the_certificate_counts_in_total_and_not_after_it() -> None:
    found = statuses(
        4, work=[work("2016-01-01", "2024-12-31")], certificates=[certificate(5, "2025-01-01")]
    )
    assert (found["4-1"], found["4-2"]) == ("unmet", "met")


@pytest.mark.parametrize(
    ("completed_on", "status"),
    [("2026-10-31", "met"), (DAY, "met"), ("2026-11-02", "unmet"), (None, "unmet")],
)
def test_an_apprenticeship_counts_from_the_day_it_is_completed(
    completed_on: str | None, status: str
) -> None:
    facts = {"occupation": "矿山救护工", "completed_on": completed_on}
    assert statuses(5, apprenticeship=facts)["5-2"] == status


SCHOOLING = [
    # branch, level, diploma, beside it, whether students are let in
    ("4-3a", 4, {"school": "technical_school"}, [], True),
    ("4-3b", 4, {"school": "secondary_vocational", "accredited_goal": "intermediate_skill"}, [], True),
    ("4-3b", 4, {"school": "higher_vocational", "accredited_goal": "intermediate_skill"}, [], True),
    ("3-2a", 3, {"school": "senior_technical_school"}, [certificate(4, DAY)], True),
    ("3-2a", 3, {"school": "technician_college"}, [certificate(4, DAY)], True),
    ("3-2b", 3, {"school": "higher_vocational", "accredited_goal": "advanced_skill"}, [certificate(4, DAY)], True),
    ("3-3", 3, {"school": "other", "degree": "junior_college"}, [certificate(4, "2020-01-01")], False),
    ("2-2a", 2, {"school": "senior_technical_school"}, [certificate(3, DAY)], False),
    ("2-2a", 2, {"school": "technician_college"}, [certificate(3, DAY)], False),
    ("2-2b", 2, {"school": "technician_college"}, [prospective(DAY)], False),
]  # fmt: skip


@pytest.mark.parametrize(("branch", "level", "told", "held", "students"), SCHOOLING)
def test_a_diploma_counts_from_its_day_and_a_student_where_the_rule_says_so(
    branch: str, level: int, told: dict, held: list, students: bool
) -> None:
    def status(**when: str | None) -> str:
        facts = {"major": "救援技术", **told, **when}
        found = statuses(level, work=[work("2010-01-01")], certificates=held, diplomas=[facts])
        return found[branch]

    assert [status(graduated_on=day) for day in around(DAY)] == ["met", "met", "unmet"]
    at_school = "conditional" if students else "unmet"
    for expected_on in ("2026-01-01", "2027-06-30", None):
        assert status(expected_on=expected_on) == at_school


@pytest.mark.parametrize(("branch", "level", "told", "held", "students"), SCHOOLING)
def test_a_major_is_asked_for_only_where_the_text_names_one(
    branch: str, level: int, told: dict, held: list, students: bool
) -> None:
    found = statuses(
        level,
        work=[work("2010-01-01")],
        certificates=held,
        diplomas=[{"major": "会计", "graduated_on": "2020-06-30", **told}],
    )
    assert found[branch] == ("unmet" if branch in ("4-3a", "4-3b", "3-2b", "3-3") else "met")


@pytest.mark.parametrize(
    ("branch", "level", "told"),
    [
        ("4-3a", 4, {"school": "senior_technical_school"}),
        ("4-3b", 4, {"school": "secondary_vocational"}),
        ("4-3b", 4, {"school": "secondary_vocational", "accredited_goal": "advanced_skill"}),
        ("4-3b", 4, {"school": "university", "accredited_goal": "intermediate_skill"}),
        ("3-2a", 3, {"school": "technical_school"}),
        ("3-2b", 3, {"school": "higher_vocational", "accredited_goal": "intermediate_skill"}),
        ("3-3", 3, {"school": "university", "degree": "secondary"}),
        ("3-3", 3, {"school": "university"}),
        ("2-2b", 2, {"school": "senior_technical_school"}),
    ],
)
def test_a_branch_accepts_what_it_names_and_nothing_near_it(
    branch: str, level: int, told: dict
) -> None:
    held = [certificate(each, "2015-01-01") for each in (5, 4, 3, 2)] + [prospective("2015-01-01")]
    facts = {"major": "救援技术", "graduated_on": "2014-06-30", **told}
    found = statuses(level, work=[work("2000-01-01")], certificates=held, diplomas=[facts])
    assert found[branch] == "unmet"


def test_a_certificate_of_a_higher_level_is_not_that_very_one() -> None:
    facts = {"work": [work("2000-01-01")], "certificates": [certificate(3, "2010-01-01")]}
    assert statuses(4, **facts)["4-1"] == "unmet"
    assert statuses(3, **facts)["3-1"] == "unmet"
    assert statuses(2, **facts)["2-1"] == "met"


def test_what_is_dated_after_the_application_does_not_count() -> None:
    facts = {"work": [work("2026-11-02")], "certificates": [certificate(5, "2026-11-02")]}
    assert set(
        statuses(4, diplomas=[diploma("technical_school", "2026-11-02")], **facts).values()
    ) == {"unmet"}
    assert missing(4, "4-2", **facts).endswith("累计 0天，差6年")


def test_overlapping_work_counts_once() -> None:
    twice = [work("2025-11-01", "2026-06-30"), work("2026-02-01", occupation="消防员")]
    assert statuses(5, work=twice)["5-1"] == "met"
    gap = [work("2025-11-01", "2026-06-29"), work("2026-07-01", occupation="消防员")]
    assert missing(5, "5-1", work=gap).endswith("差1天")
    same = [work("2026-05-01"), work("2026-05-01", occupation="游泳救生员")]
    assert missing(5, "5-1", work=same).endswith("累计 6个月，差6个月")


@pytest.mark.parametrize("upto", [None, DAY, "2026-11-02", "9999-12-31"])
def test_who_is_still_in_it_has_worked_until_the_day_before(upto: str | None) -> None:
    assert statuses(5, work=[work("2025-11-01", upto)])["5-1"] == "met"
    assert statuses(5, work=[work("2025-11-02", upto)])["5-1"] == "unmet"


def test_the_last_day_of_a_spell_counts() -> None:
    assert statuses(5, work=[work("2024-11-01", "2025-10-31")])["5-1"] == "met"
    assert statuses(5, work=[work("2024-11-01", "2025-10-30")])["5-1"] == "unmet"


@pytest.mark.parametrize(
    ("occupation", "counts"),
    [
        ("own", True), ("应急救援员", True), ("紧急救助员", True), ("消防员", True), ("森林消防员", True),
        ("矿山救护工", True), ("游泳救生员", True), ("社会体育指导员（潜水）", True), ("会计", False),
        ("消防设施操作员", False), ("社会体育指导员", False),
    ],
)  # fmt: skip
def test_own_and_related_occupations_count_and_no_other(occupation: str, counts: bool) -> None:
    found = statuses(5, work=[work("2000-01-01", occupation=occupation)])
    assert found["5-1"] == ("met" if counts else "unmet")


@pytest.mark.parametrize(
    ("direction", "occupation"),
    [
        ("land", "消防员"),
        ("hazchem", "森林消防员"),
        ("mine", "矿山救护工"),
        ("water", "游泳救生员"),
    ],
)
def test_by_direction_only_that_direction_s_occupations_are_related(
    direction: str, occupation: str
) -> None:
    for chosen in ("land", "hazchem", "mine", "water"):
        facts = {"direction": chosen, "work": [work("2000-01-01", occupation=occupation)]}
        narrow = judged(4, related_by="direction", **facts).met
        fits = {chosen, direction} <= {"land", "hazchem"} or chosen == direction
        assert narrow == (["4-2"] if fits else [])
        assert judged(4, **facts).met == ["4-2"]
    assert judged(5, related_by="direction", work=[work("2000-01-01", occupation=occupation)]).met
