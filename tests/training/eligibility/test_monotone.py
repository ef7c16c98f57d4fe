"""A spell, certificate or diploma added to a list already given never makes less eligible."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as some

from tests.training.eligibility.applying import DIRECTIONS, RULES
from training.eligibility import facts
from training.eligibility.conditions import (
    BY_DIRECTION,
    UNION,
    HeldCertificate,
    HeldDiploma,
    Part,
)
from training.eligibility.judging import BranchAnswer, Verdict, judge
from training.eligibility.reading import applicants

ORDER = ("unmet", "needs_evidence", "conditional", "met")
RESULTS = ("ineligible", "needs_evidence", "conditional", "eligible")
APPLY_ON = (date(2026, 11, 1), date(2024, 2, 29), date(2025, 3, 1))


def near(apply_on: date) -> some.SearchStrategy[str]:
    """Days at and around the boundaries of the rules, and a few anywhere."""
    years = some.sampled_from([0, 1, 2, 4, 5, 6, 7])
    beside = some.integers(-2, 2)
    at = some.builds(
        lambda back, step: _years_before(apply_on, back) + timedelta(step), years, beside
    )
    anywhere = some.dates(date(2010, 1, 1), date(2028, 12, 31))
    return some.one_of(at, at, anywhere).map(date.isoformat)


def _years_before(day: date, years: int) -> date:
    first = date(day.year - years, day.month, 1)
    return first + timedelta(min(day.day, 28) - 1)


occupations = some.sampled_from(["own", "own", "own", "消防员", "矿山救护工", "会计"])


def asked(level: int, kind: type[Part]) -> list[Any]:
    """What the branches of a level ask for, so that not every drawn fact is beside the point."""
    branches = RULES.levels[level].branches
    return [part for branch in branches for part in branch.parts if isinstance(part, kind)]


def spells(apply_on: date, level: int) -> some.SearchStrategy[dict[str, Any]]:
    day = near(apply_on)
    upto = some.one_of(some.none(), some.none(), day)
    told = some.fixed_dictionaries({"occupation": occupations, "from": day, "to": upto})
    ever_since = some.just({"occupation": "own", "from": "2000-01-01", "to": None})
    return some.one_of(told, told, ever_since)


def certificates(apply_on: date, level: int) -> some.SearchStrategy[dict[str, Any]]:
    told = {"occupation": occupations, "issued_on": near(apply_on)}
    levels = [part.level for part in asked(level, HeldCertificate) if part.level] or [5]
    fitting = some.fixed_dictionaries({**told, "level": some.sampled_from(levels)})
    any_level = some.fixed_dictionaries({**told, "level": some.integers(1, 5)})
    prospective = some.fixed_dictionaries({**told, "kind": some.just("prospective_technician")})
    return some.one_of(fitting, fitting, prospective, any_level)


def diplomas(apply_on: date, level: int) -> some.SearchStrategy[dict[str, Any]]:
    when = {"graduated_on": some.none() | near(apply_on)}
    anything = {
        "school": some.sampled_from(facts.SCHOOLS),
        "degree": some.none() | some.sampled_from(facts.DEGREES),
        "major": some.sampled_from(["救援技术", "会计", None]),
        "accredited_goal": some.none() | some.sampled_from(facts.GOALS),
    }
    fitting = [
        {
            "school": some.sampled_from(part.schools or facts.SCHOOLS),
            "degree": some.just("bachelor"),
            "major": some.just("救援技术"),
            "accredited_goal": some.just(part.goal),
        }
        for part in asked(level, HeldDiploma)
    ]
    return some.one_of(*(some.fixed_dictionaries({**one, **when}) for one in [*fitting, anything]))


LISTS = {"work": spells, "certificates": certificates, "diplomas": diplomas}


@some.composite
def applications(draw: some.DrawFn) -> dict[str, Any]:
    apply_on = draw(some.sampled_from(APPLY_ON))
    level = draw(some.sampled_from([5, 4, 4, 3, 3, 2, 2, 1]))
    found: dict[str, Any] = {
        "id": "a1",
        "apply_on": apply_on.isoformat(),
        "level": level,
        "direction": draw(some.sampled_from(DIRECTIONS)) if level in (4, 3, 2) else None,
    }
    for key, one in LISTS.items():
        if draw(some.integers(0, 4)):
            found[key] = draw(some.lists(one(apply_on, level), max_size=3))
    return found


def judged(application: dict[str, Any], related_by: str) -> Verdict:
    (applicant,) = applicants([application])
    return judge(applicant, RULES, related_by=related_by)


def rank(answer: BranchAnswer) -> int:
    return ORDER.index(answer.status)


@pytest.mark.parametrize("related_by", [UNION, BY_DIRECTION])
@settings(max_examples=300)
@given(some.data())
def test_more_facts_never_make_less_eligible(related_by: str, data: some.DataObject) -> None:
    application = data.draw(applications())
    told = [key for key in LISTS if key in application]
    assume(told)
    key = data.draw(some.sampled_from(told))
    apply_on = date.fromisoformat(application["apply_on"])
    added = data.draw(LISTS[key](apply_on, application["level"]))
    place = data.draw(some.integers(0, len(application[key])))
    more = application | {key: [*application[key][:place], added, *application[key][place:]]}

    before, after = judged(application, related_by), judged(more, related_by)
    event(f"{key}: {before.result} -> {after.result}")
    assert RESULTS.index(after.result) >= RESULTS.index(before.result)
    for old, new in zip(before.branches, after.branches, strict=True):
        assert rank(new) >= rank(old), old.branch.id
    assert set(before.met) <= set(after.met)


@given(applications(), some.randoms(use_true_random=False))
def test_the_order_of_facts_means_nothing(application: dict[str, Any], shuffling: Any) -> None:
    shuffled = dict(application)
    for key in LISTS:
        if key in shuffled:
            shuffled[key] = shuffling.sample(shuffled[key], len(shuffled[key]))
    old, new = judged(application, UNION), judged(shuffled, UNION)
    assert [(each.status, each.missing) for each in old.branches] == [
        (each.status, each.missing) for each in new.branches
    ]


@given(applications())
def test_every_branch_is_answered_and_says_what_it_lacks(application: dict[str, Any]) -> None:
    verdict = judged(application, UNION)
    level = RULES.levels[application["level"]]
    assert [each.branch for each in verdict.branches] == list(level.branches)
    assert all((each.status == "met") == (each.missing == "") for each in verdict.branches)
    best = max(map(rank, verdict.branches))
    assert verdict.result == RESULTS[best]
