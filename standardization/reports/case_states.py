"""The life of a case's report. Whoever issues it is another person than who signed it; sent back, it
is signed again as the next edition."""

from collections.abc import Mapping
from typing import Any

from association.base import clock
from association.base.transitions import Table, Transition
from standardization.enums import CaseReportState
from standardization.models import CaseReport
from standardization.rules import Actor, issues_report, may_approve_cases, writes_report

S = CaseReportState
OPEN = (S.DRAFTING, S.RETURNED)
"""Its chapters may be written."""


def _writes(user: Actor, row: CaseReport) -> bool:
    return user is not None and writes_report(user, row.case, row.kind)


def _issues(user: Actor, row: CaseReport) -> bool:
    return user is not None and issues_report(user, row.case, row.kind)


def _returns(user: Actor, row: CaseReport) -> bool:
    """Before it is issued whoever would issue it; after that the association's audit."""
    if user is None:
        return False
    return _issues(user, row) if row.state == S.SIGNED else bool(may_approve_cases(user))


def _signed(by: Actor) -> Mapping[str, Any]:
    return {"signed_by": by}


def _issued(by: Actor) -> Mapping[str, Any]:
    return {"issued_by": by, "issued_at": clock.now()}


def _taken_back(by: Actor) -> Mapping[str, Any]:
    return {"issued_by": None, "issued_at": None}


CASE_REPORTS = Table(
    transitions=(
        Transition("sign", "组长签字", OPEN, S.SIGNED, may=_writes, sets=_signed),
        Transition("issue", "出具报告", (S.SIGNED,), S.ISSUED, may=_issues, sets=_issued),
        Transition(
            "return", "退回报告", (S.SIGNED, S.ISSUED), S.RETURNED, may=_returns,
            sets=_taken_back, reason_needed=True, stops=True,
        ),
    ),
    states=CaseReportState,
    about=lambda row: row.case,
)  # fmt: skip
