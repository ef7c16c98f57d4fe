"""How the states of a case and of an assignment look on every page of ours."""

from standardization.enums import CLOSED, AssignmentState, CaseState

S = CaseState
_DUE = (
    S.SUBMITTED, S.MATERIAL_REVIEW, S.ASSIGNING, S.REPORT_AUDIT, S.RECHECK_SELECTION, S.PANEL,
    S.CONCLUDED, S.RECHECK_POSTPONED, S.OBJECTION,
)  # fmt: skip
_CLOSED = {S.ANNOUNCED: "ok", S.WITHDRAWN: "none"}
ASSIGNMENT_SHAPES = {
    AssignmentState.DECLARING: "due",
    AssignmentState.CLEAR: "due",
    AssignmentState.ACCEPTED: "ok",
    AssignmentState.RECUSED: "stop",
    AssignmentState.DECLINED: "none",
    AssignmentState.NO_ANSWER: "none",
    AssignmentState.CANCELLED: "none",
}


def shape(state: str) -> str:
    """As the secretariat sees it: due is what waits for us."""
    if state in CLOSED:
        return _CLOSED.get(S(state), "stop")
    return "due" if state in _DUE else "run"
