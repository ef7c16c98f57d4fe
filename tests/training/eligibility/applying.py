"""An application in a few words, judged by the rule set that comes with the portal."""

from typing import Any

from training import reference
from training.eligibility.conditions import UNION, Conditions, conditions
from training.eligibility.judging import Verdict, judge
from training.eligibility.reading import applicants

DAY = "2026-11-01"
DIRECTIONS = ("land", "mine", "hazchem", "water")


def rules() -> Conditions:
    return conditions(reference.read(reference.FOLDER / "yjjyy-2019.toml"))


RULES = rules()


def application(level: object, *, on: str = DAY, **facts: Any) -> dict[str, Any]:
    """For land rescue where the level has directions; facts that aren't given are left out."""
    direction = "land" if level in (4, 3, 2) else None
    return {"id": "a1", "apply_on": on, "level": level, "direction": direction, **facts}


def judged(level: object, *, related_by: str = UNION, **facts: Any) -> Verdict:
    (applicant,) = applicants([application(level, **facts)])
    return judge(applicant, RULES, related_by=related_by)


def statuses(level: object, **facts: Any) -> dict[str, str]:
    return {each.branch.id: each.status for each in judged(level, **facts).branches}


def missing(level: object, branch: str, **facts: Any) -> str:
    return next(
        each.missing for each in judged(level, **facts).branches if each.branch.id == branch
    )


def work(since: str, upto: str | None = None, occupation: str = "own") -> dict[str, Any]:
    return {"occupation": occupation, "from": since, "to": upto}


def certificate(level: int, issued_on: str, occupation: str = "own") -> dict[str, Any]:
    return {"occupation": occupation, "level": level, "issued_on": issued_on}


def prospective(issued_on: str, occupation: str = "own") -> dict[str, Any]:
    return {"kind": "prospective_technician", "occupation": occupation, "issued_on": issued_on}


def diploma(school: str, graduated_on: str | None = "2020-06-30", **more: Any) -> dict[str, Any]:
    return {"school": school, "major": "救援技术", "graduated_on": graduated_on, **more}
