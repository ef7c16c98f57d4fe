"""The life of a visit. That of its case goes on by its own steps (``cases.states``)."""

from association.base.transitions import Table, Transition
from standardization.enums import MeetingKind, VisitState
from standardization.models import Visit
from standardization.rules import Actor, may_run_visit, on_visit
from standardization.visits import readiness

S = VisitState


def _runs(user: Actor, visit: Visit) -> bool:
    return user is not None and may_run_visit(user, visit)


def _goes_along(user: Actor, visit: Visit) -> bool:
    """Whoever is there may say that it has to stop."""
    return user is not None and (on_visit(user, visit) or may_run_visit(user, visit))


def _last_meeting_missing(visit: Visit) -> str | None:
    if visit.meetings.filter(kind=MeetingKind.LAST).exists():
        return None
    return "还没有末次会议的记录。"


VISITS = Table(
    transitions=(
        Transition(
            "ready", "准备就绪", (S.PLANNED,), S.READY, may=_runs, guard=readiness.not_ready,
        ),
        Transition("begin", "开始", (S.READY,), S.ONGOING, may=_runs, guard=readiness.nobody_may),
        Transition("finish", "结束", (S.ONGOING,), S.DONE, may=_runs, guard=_last_meeting_missing),
        Transition(
            "postpone", "不能进行", (S.PLANNED, S.READY), S.POSTPONED, may=_runs,
            reason_needed=True, stops=True,
        ),
        Transition(
            "abort", "中途停止", (S.ONGOING,), S.ABORTED, may=_goes_along, reason_needed=True,
            stops=True,
        ),
    ),
    states=VisitState,
    about=lambda visit: visit.case,
)  # fmt: skip
