"""What a step of a case does besides: fields that follow from it. One line a step; called by
``steps`` under the lock of the case and in its transaction."""

from collections.abc import Callable, Mapping
from typing import Any

from association.base import clock
from association.base.errors import Refused
from standardization.cases import scores
from standardization.cases.barring import bar
from standardization.grades import batches, judging, objections, publicity, records
from standardization.models import BanTerm, Case
from standardization.people import reexamining
from standardization.reports import standing
from standardization.rules import Actor

Effect = Callable[..., None]


def _taken(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    """Whoever takes it in handles it; taken by the clock, nobody does yet."""
    if by is not None and case.officer_id is None:
        case.officer = by


def _self_scored(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    scores.of_self_review(case, by=by)


def _scored_again(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    scores.of_mended(case, by=by)


def _corrected(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.corrected = True


def _again(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.round += 1
    case.grade_granted = ""
    batches.leave(case)


def _recommended(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    grade = str(facts.get("grade") or case.grade_applied)
    if obstacle := judging.not_to_recommend(case, grade):
        raise Refused(obstacle)
    case.grade_granted = grade


def _failed(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.grade_granted = ""
    bar(case, BanTerm.Ground.FAILED, reason)


def _organisation_failed(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    reexamining.begin(case, by=by)


def _undecided(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.grade_granted = ""


def _terminated(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    """Only a false commitment bars the company, and only if it was proposed so."""
    case.grade_granted = ""
    if facts.get("false_promise"):
        bar(case, BanTerm.Ground.FALSE_PROMISE, reason)


def _audited(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    if obstacle := standing.not_to_pass(case, facts):
        raise Refused(obstacle)


def _report_returned(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    standing.returned(case, by=by, reason=reason)


def _same_grade(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.grade_granted = case.grade_granted or case.grade_applied


def _published(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    publicity.open_for(case)
    batches.follow(case)


def _notice_over(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    publicity.close_for(case)


def _dismissed(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    objections.settle_open(case, upheld=False, reply=reason, by=by)


def _upheld(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    objections.settle_open(case, upheld=True, reply=reason, by=by)


def _announced(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    records.begin(case, by=by)
    batches.follow(case)


EFFECTS: dict[str, tuple[Effect, ...]] = {
    "publish_inside": (_self_scored,),
    "verified": (_scored_again,),
    "take": (_taken,),
    "ask_correction": (_taken, _corrected),
    "return": (_corrected,),
    "confirm_fast": (_same_grade, _published),
    "publish": (_published,),
    "dismiss": (_dismissed,),
    "announce": (_notice_over, _announced),
    "return_report": (_report_returned,),
    "pass_audit": (_audited,),
    "redo": (_again,),
    "recommend": (_recommended,),
    "recheck_too": (_undecided,),
    "veto_stop": (_failed,),
    "rectification_failed": (_failed,),
    "conclude_fail": (_failed, _organisation_failed),
    "uphold": (_upheld, _notice_over, _failed),
    "terminate": (_notice_over, _terminated),
}
FIELDS = ("since", "officer", "corrected", "round", "grade_granted")
"""What an effect may write on the case; other rows it writes itself."""
FACTS = {
    "grade": "评定等级",
    "organisation": "评审单位",
    "kind": "时限",
    "false_promise": "承诺不实",
    "alike_checked": "相似报告已核对",
}
"""Facts of a proposal in the words of the timeline; one that isn't here isn't shown there."""


def happen(case: Case, verb: str, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.since = clock.now()
    for effect in EFFECTS.get(verb, ()):
        effect(case, by=by, reason=reason, facts=facts)
    case.save(update_fields=list(FIELDS))


def shown(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        FACTS[key]: "是" if value is True else str(value)
        for key, value in facts.items()
        if key in FACTS
    }
