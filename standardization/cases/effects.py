"""What a step of a case does besides: fields that follow from it. One line a step; called by
``steps`` under the lock of the case and in its transaction."""

from collections.abc import Callable, Mapping
from typing import Any

from association.base import clock
from standardization.grades import bans, notices
from standardization.models import Case
from standardization.rules import Actor

Effect = Callable[..., None]


def _taken(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    """Whoever takes it in handles it; taken by the clock, nobody does yet."""
    if by is not None and case.officer_id is None:
        case.officer = by


def _corrected(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.corrected = True


def _again(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.round += 1
    case.grade_granted = ""


def _recommended(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.grade_granted = str(facts.get("grade") or case.grade_applied)


def _none_granted(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.grade_granted = ""


def _same_grade(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.grade_granted = case.grade_granted or case.grade_applied


def _published(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    notices.open_for(case)


def _notice_over(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    notices.close_for(case)


def _failed(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    bans.after_failing(case, reason=reason)


def _ended(case: Case, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    bans.after_ending(case, reason=reason)


EFFECTS: dict[str, tuple[Effect, ...]] = {
    "take": (_taken,),
    "ask_correction": (_taken, _corrected),
    "return": (_corrected,),
    "confirm_fast": (_same_grade, _published),
    "redo": (_again,),
    "recommend": (_recommended,),
    "conclude_fail": (_none_granted, _failed),
    "veto_stop": (_failed,),
    "rectification_failed": (_failed,),
    "publish": (_published,),
    "announce": (_notice_over,),
    "terminate": (_notice_over, _ended),
    "uphold": (_none_granted, _notice_over, _failed),
}
FIELDS = ("since", "officer", "corrected", "round", "grade_granted")
"""What an effect may write on the case; other rows it writes itself."""
FACTS = {"grade": "评定等级", "organisation": "评审单位", "kind": "时限"}
"""Facts of a proposal in the words of the timeline; one that isn't here isn't shown there."""


def happen(case: Case, verb: str, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> None:
    case.since = clock.now()
    for effect in EFFECTS.get(verb, ()):
        effect(case, by=by, reason=reason, facts=facts)
    case.save(update_fields=list(FIELDS))


def shown(facts: Mapping[str, Any]) -> dict[str, str]:
    return {FACTS[key]: str(value) for key, value in facts.items() if key in FACTS}
