"""A case goes on with its findings: the last answer hands the rectification in, one that is sent
back takes the case back, the last one struck off ends the rectification of a recheck.

Each is called under the lock of the case, which is taken before that of the finding: of two people
who answer the last two findings at once, the second one moves the case. While the case waits for a
decision it stays where it is, and nobody's answer is refused for that: whoever handles it moves it
on.
"""

from standardization.cases import steps
from standardization.cases.states import CASES
from standardization.enums import CaseState, FindingState
from standardization.findings.states import TO_FIX
from standardization.models import Case
from standardization.rules import Actor

S = CaseState
_UNANSWERED = (FindingState.REGISTERED, *TO_FIX)


def locked(pk: int) -> Case:
    return Case.objects.select_for_update().select_related("member").get(pk=pk)


def answered(case: Case, *, by: Actor) -> None:
    if case.state == S.RECTIFYING and not _left(case, _UNANSWERED):
        _take(case, "hand_in_rectified", by=by)


def sent_back(case: Case, *, by: Actor, reason: str) -> None:
    if case.state == S.VERIFYING:
        _take(case, "return_rectified", by=by, reason=reason)


def struck_off(case: Case, *, by: Actor) -> None:
    left = tuple(state for state in FindingState if state != FindingState.CLOSED)
    if case.state == S.RECHECK_RECTIFYING and not _left(case, left):
        _take(case, "struck_off", by=by)


def _take(case: Case, verb: str, *, by: Actor, reason: str = "") -> None:
    """Where this person may not move cases, somebody who handles it does."""
    if CASES[verb].may(by, case) and steps.held_up(case, verb) is None:
        steps.take(case, verb, by=by, reason=reason)


def _left(case: Case, states: tuple[FindingState, ...]) -> bool:
    return bool(case.findings.filter(state__in=states).exists())
