"""The life of an assignment. Declaring comes before everything; the declaration stays, whatever the
expert answers then."""

from association.base.transitions import Table, Transition
from standardization.enums import AssignmentState
from standardization.models import Assignment
from standardization.rules import Actor, may_handle_cases

S = AssignmentState


def _own(user: Actor, row: Assignment) -> bool:
    return user is not None and row.expert.user_id == user.pk


def _own_or_staff(user: Actor, row: Assignment) -> bool:
    return user is None or _own(user, row) or bool(may_handle_cases(user))


def _staff(user: Actor, row: Assignment) -> bool:
    return user is not None and bool(may_handle_cases(user))


def _clock(user: Actor, row: Assignment) -> bool:
    return user is None


ASSIGNMENTS = Table(
    transitions=(
        Transition("clear", "申报：没有利害关系", (S.DECLARING,), S.CLEAR, may=_own),
        Transition(
            "recuse", "回避", (S.DECLARING, S.CLEAR, S.ACCEPTED), S.RECUSED, may=_own_or_staff,
            reason_needed=True, stops=True,
        ),
        Transition("accept", "接受委派", (S.CLEAR,), S.ACCEPTED, may=_own),
        Transition(
            "decline", "婉拒委派", (S.DECLARING, S.CLEAR), S.DECLINED, may=_own,
            reason_needed=True, stops=True,
        ),
        Transition("lapse", "逾期未答复", (S.DECLARING, S.CLEAR), S.NO_ANSWER, may=_clock),
        Transition(
            "cancel", "取消委派", (S.DECLARING, S.CLEAR, S.ACCEPTED), S.CANCELLED, may=_staff,
            reason_needed=True, stops=True,
        ),
    ),
    states=AssignmentState,
    about=lambda row: row.case,
)  # fmt: skip
WAITING = (S.DECLARING, S.CLEAR)
OPEN = (*WAITING, S.ACCEPTED)
"""Count towards how much an expert has at once."""
