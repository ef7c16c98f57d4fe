"""Where a case is, in the words of the company: the stretches of its life with their days, and whose
turn it is. The draw for the recheck is none of the company's business until it is drawn."""

from typing import Any

from association.base import audit
from association.base.models import AuditEntry
from standardization.cases.states import CASES
from standardization.enums import CLOSED, CaseState
from standardization.models import Case

S = CaseState
STRETCHES: tuple[tuple[str, str, tuple[CaseState, ...]], ...] = (
    ("自评和公示", "本单位", (S.DRAFT, S.INTERNAL_NOTICE)),
    ("申请和受理", "联合会", (S.SUBMITTED, S.CORRECTION, S.MATERIAL_REVIEW)),
    ("定级部门确认", "定级部门", (S.AUTHORITY_CONFIRM,)),
    ("现场评审", "评审单位", (S.ASSIGNING, S.REVIEW_PLANNED, S.REVIEWING)),
    ("整改", "本单位", (S.RECTIFYING, S.VERIFYING)),
    ("评审报告", "评审单位", (S.REPORTING, S.REPORT_AUDIT)),
    (
        "审核和复核",
        "联合会",
        (
            S.RECHECK_SELECTION, S.RECHECK_PLANNED, S.RECHECKING, S.RECHECK_POSTPONED,
            S.RECHECK_RECTIFYING, S.PANEL, S.CONCLUDED,
        ),
    ),
    ("公示", "定级部门", (S.PUBLICITY, S.OBJECTION)),
    ("公告", "定级部门", (S.ANNOUNCED,)),
)  # fmt: skip
OURS = (S.DRAFT, S.INTERNAL_NOTICE, S.CORRECTION, S.RECTIFYING, S.RECHECK_RECTIFYING)
"""The company's own turn."""
WAITING = {
    S.RECHECK_SELECTION: "联合会正在审核",
    S.PANEL: "联合会正在审定",
    S.CONCLUDED: "联合会正在审定",
    S.ASSIGNING: "联合会正在委派评审单位",
}
"""In other words than the secretariat's: what is inside the association stays there."""


def state_words(case: Case) -> str:
    return WAITING.get(S(case.state), case.get_state_display())


def shape(case: Case) -> str:
    if case.state in CLOSED:
        return {S.ANNOUNCED: "ok", S.WITHDRAWN: "none"}.get(S(case.state), "stop")
    return "due" if case.state in OURS else "run"


def stretches(case: Case) -> list[dict[str, Any]]:
    """As ``ui/steps.html`` wants them; each with the day on which it was left."""
    left = _left(case)
    reached = _index(case.state) if case.state not in CLOSED or case.state == S.ANNOUNCED else -1
    if reached < 0:
        reached = max((_index(state) for state in left), default=0)
    found = []
    for place, (label, who, states) in enumerate(STRETCHES):
        days = [left[state] for state in states if state in left]
        over = place < reached or case.state == S.ANNOUNCED
        found.append(
            {
                "label": label,
                "who": who,
                "on": max(days) if days and over else None,
                "state": "ok"
                if over
                else ("due" if case.state in OURS else "run")
                if place == reached and case.state not in CLOSED
                else "",
            }
        )
    return found


def _index(state: str) -> int:
    return next((i for i, (_, _, states) in enumerate(STRETCHES) if state in states), -1)


def _left(case: Case) -> dict[CaseState, Any]:
    """When each state was last left, as the audit has it."""
    labels = {step.label for step in CASES.transitions}
    by_label = {state.label: state for state in CaseState}
    entries: Any = audit.timeline(case).filter(action__in=labels)
    found: dict[CaseState, Any] = {}
    entry: AuditEntry
    for entry in entries.order_by("pk"):
        state = by_label.get(str((entry.before or {}).get("状态", "")))
        if state is not None:
            found[state] = entry.at
    return found
