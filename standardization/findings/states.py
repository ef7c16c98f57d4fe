"""The steps of a finding. Whoever strikes it off is another one than who checked it, and whoever
checks it another one than who mended it: ``verifying`` says no otherwise."""

from association.base.transitions import Table, Transition
from standardization.enums import CLOSED, CaseState, Duty, FindingState
from standardization.models import Finding
from standardization.rules import Actor, acts_for_company, may_close_findings, on_duty

S = FindingState
TO_FIX = (S.FIXING, S.RETURNED, S.REOPENED)
"""The company's turn."""
GIVEN_UP = tuple(state for state in CLOSED if state != CaseState.ANNOUNCED)
"""Of a case that ended so nobody is asked to mend any more; of one that was announced, what a look
back reopened."""
CHECKERS = (Duty.LEADER, Duty.REVIEWER, Duty.RECHECK_LEADER, Duty.RECHECKER, Duty.VERIFIER)


def may_check(user: Actor, finding: Finding) -> bool:
    """安全技术部, and the experts on duty in the case."""
    return user is not None and (
        bool(may_close_findings(user)) or on_duty(user, finding.case, *CHECKERS)
    )


def may_answer(user: Actor, finding: Finding) -> bool:
    """The company's people, and whoever holds the signed link of this one finding (None)."""
    return user is None or acts_for_company(user, finding.case.member)


def _closes(user: Actor, finding: Finding) -> bool:
    return user is not None and bool(may_close_findings(user))


FINDINGS = Table(
    transitions=(
        Transition("hand_out", "交企业整改", (S.REGISTERED,), S.FIXING, may=may_check),
        Transition("submit", "提交整改", TO_FIX, S.SUBMITTED, may=may_answer),
        Transition(
            "return", "退回整改", (S.SUBMITTED,), S.RETURNED, may=may_check, reason_needed=True,
        ),
        Transition("verify", "验收通过", (S.SUBMITTED,), S.VERIFIED, may=may_check),
        Transition("close", "销号", (S.VERIFIED,), S.CLOSED, may=_closes),
        Transition(
            "reopen", "重新整改", (S.VERIFIED, S.CLOSED), S.REOPENED, may=may_check,
            reason_needed=True, stops=True,
        ),
    ),
    states=FindingState,
    about=lambda finding: finding.case,
)  # fmt: skip
