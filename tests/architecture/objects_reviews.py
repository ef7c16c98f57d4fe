"""What the addresses before a day on site are about. Found before it is made."""

from standardization import reference
from standardization.cases import letters
from standardization.enums import CaseState, Duty, LetterKind, VisitState
from standardization.models import Assignment, Case, Expert, ReadinessRuleSet
from tests.architecture.objects import Named, key
from tests.factories import cast
from tests.factories import standardization as make


def _case(state: str) -> Case:
    member = cast.company("antai")
    found = Case.objects.filter(member=member, state=state).first()
    return found or make.case(
        member, by=cast.person("safety"), state=state, organisation=cast.organisation("yunling")
    )


def to_plan() -> Named:
    case, by = _case(CaseState.REVIEW_PLANNED), cast.person("safety")
    who = Expert.objects.get(user=cast.person("expert"))
    found = Assignment.objects.filter(case=case, expert=who).first()
    return key(found or make.assignment(case, who, by=by, duty=Duty.LEADER))


def awaiting_roster() -> Named:
    """A recheck that 云岭 was told of, with the norm of the day in force."""
    reference.install()
    ReadinessRuleSet.objects.update(active=True)
    case, by = _case(CaseState.RECHECK_PLANNED), cast.person("safety")
    if not case.visits.exists():
        make.visit(case, by=by, state=VisitState.PLANNED)
    if not case.letters.exists():
        letters.send(case, LetterKind.RECHECK, by=by)
    return {"organisation": cast.organisation("yunling").pk, **key(case)}
