"""Which conditions hold for whom: applicants are judged by the rule set of the day they apply on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from association.base.errors import Refused
from training.eligibility.conditions import Conditions, conditions
from training.eligibility.facts import Applicant
from training.eligibility.judging import Verdict, judge
from training.models import RuleSet


@dataclass(frozen=True, slots=True)
class Version:
    """A rule set's row and what it says."""

    row: RuleSet
    rules: Conditions


def in_force(day: date) -> Version:
    """The latest version effective on the day; before the first one, the first. Raises Refused if
    there is none at all."""
    return _of(_versions(), day)


def judged(applicants: Iterable[Applicant]) -> list[Verdict]:
    """Each applicant's branches, in order. Raises Refused if there is no rule set."""
    versions = _versions()
    return [
        judge(each, version.rules, related_by=version.row.related_by)
        for each in applicants
        for version in [_of(versions, each.apply_on)]
    ]


def _versions() -> list[Version]:
    """Latest first."""
    rows = RuleSet.objects.order_by("-effective")
    return [Version(row, conditions(row.body)) for row in rows]


def _of(versions: list[Version], day: date) -> Version:
    if not versions:
        raise Refused("还没有申报条件，请先运行 manage.py migrate。")
    return next((each for each in versions if each.row.effective <= day), versions[-1])
