"""What a person says of work, certificates and diplomas: kept as typed, read as the rules read it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from association.base import audit
from association.base.errors import Refused
from training.eligibility import reading
from training.eligibility.facts import SKILL, Applicant
from training.eligibility.sentences import FACT_NAMES
from training.enums import EnrolmentState
from training.models import Enrolment
from training.rules import Actor, may_enrol

OPEN = (EnrolmentState.REGISTERED, EnrolmentState.RETURNED)
"""While nobody has decided, what was said may be said otherwise."""


def applicant(enrolment: Enrolment) -> Applicant:
    """Raises Refused if the facts aren't readable any more: then somebody has to enter them anew."""
    return _read(enrolment, enrolment.facts)


@transaction.atomic
def state(enrolment: Enrolment, facts: Mapping[str, Any], *, by: Actor) -> Enrolment:
    """Puts these facts in place of the former ones. ``facts`` in the keys of docs/eligibility.md; a
    missing key: nothing was said of it. Raises Refused once somebody has decided."""
    check_open(enrolment, by=by)
    unknown = set(facts) - set(FACT_NAMES)
    assert not unknown, unknown
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    check_open(locked, by=by)
    _read(locked, facts)
    changed = [key for key in FACT_NAMES if locked.facts.get(key) != facts.get(key)]
    if changed:
        locked.facts = dict(facts)
        locked.save(update_fields=["facts"])
        told = {"项目": "、".join(FACT_NAMES[key] for key in changed)}
        audit.record(locked, "填写经历", by=by, after=told | ({} if by else {"办理": "本人"}))
    enrolment.facts = locked.facts
    return enrolment


def check_open(enrolment: Enrolment, *, by: Actor) -> None:
    """Raises Refused unless this person may still write in this enrolment."""
    if not (by is None or may_enrol(by, enrolment.team)):
        raise Refused("您没有权限填写这份报名。请由本人、队伍联系人或教育培训部办理。")
    if enrolment.state not in OPEN:
        label = EnrolmentState(enrolment.state).label
        raise Refused(f"报名现在是“{label}”，经历不能再改。有误的，请联系教育培训部退回。")


def told(applicant: Applicant) -> dict[str, Any]:
    """The facts of an applicant in the keys of docs/eligibility.md; what wasn't said is left out."""
    found: dict[str, Any] = {}
    if applicant.work is not None:
        found["work"] = [
            {"occupation": each.occupation, "from": _day(each.first), "to": _day(each.last)}
            for each in applicant.work
        ]
    if applicant.apprenticeships is not None:
        found["apprenticeship"] = next(
            (
                {"occupation": each.occupation, "completed_on": _day(each.completed_on)}
                for each in applicant.apprenticeships
            ),
            None,
        )
    if applicant.certificates is not None:
        found["certificates"] = [
            {"kind": each.kind, "occupation": each.occupation, "issued_on": _day(each.issued_on)}
            | ({"level": each.level} if each.kind == SKILL else {})
            for each in applicant.certificates
        ]
    if applicant.diplomas is not None:
        found["diplomas"] = [
            {
                "school": each.school,
                "degree": each.degree,
                "major": each.major,
                "accredited_goal": each.goal,
                "graduated_on": _day(each.graduated_on),
            }
            for each in applicant.diplomas
        ]
    return found


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _read(enrolment: Enrolment, facts: Mapping[str, Any]) -> Applicant:
    training_class = enrolment.training_class
    document = {
        "id": enrolment.pk,
        "apply_on": enrolment.applied_on.isoformat(),
        "level": training_class.level,
        "direction": training_class.direction,
        **facts,
    }
    return reading.applicants([document])[0]
