"""The life of a membership: applicant, in the register, suspended, gone, back again."""

from datetime import date

from association.base.transitions import Table, Transition
from members.enums import MemberState
from members.models import Member
from members.register import certificates
from members.rules import Actor, may_move_membership, may_register

S = MemberState


def _over(member: Member, *, by: Actor, reason: str) -> None:
    """What was given for the time of the membership ends with it."""
    certificates.end(member, by=by)


MEMBERSHIP = Table(
    transitions=(
        Transition("admit", "接纳入会", (S.APPLICANT,), S.ACTIVE, may=may_register),
        Transition(
            "suspend", "暂停会籍", (S.ACTIVE,), S.SUSPENDED,
            may=may_move_membership, reason_needed=True, stops=True,
        ),
        Transition(
            "resume", "恢复会籍", (S.SUSPENDED,), S.ACTIVE,
            may=may_move_membership, reason_needed=True,
        ),
        Transition(
            "withdraw", "办理退会", (S.ACTIVE, S.SUSPENDED), S.WITHDRAWN,
            may=may_move_membership, reason_needed=True, stops=True, effect=_over,
        ),
        Transition(
            "expel", "除名", (S.ACTIVE, S.SUSPENDED), S.EXPELLED,
            may=may_move_membership, reason_needed=True, stops=True, effect=_over,
        ),
        Transition(
            "lapse", "自动终止", (S.ACTIVE, S.SUSPENDED), S.LAPSED,
            may=may_move_membership, reason_needed=True, stops=True, effect=_over,
        ),
        Transition(
            "rejoin", "重新入会", (S.WITHDRAWN, S.EXPELLED, S.LAPSED), S.ACTIVE,
            may=may_move_membership, reason_needed=True,
        ),
    ),
    states=MemberState,
)  # fmt: skip


def move(
    member: Member,
    verb: str,
    *,
    by: Actor,
    reason: str = "",
    on: date | None = None,
    document: str = "",
) -> Member:
    """Takes one step of the table. ``document`` is the file number of the paper behind it.

    Number and history stay with the member, also when it rejoins. Raises Refused.
    """
    facts = {"生效日期": on.isoformat()} if on else {}
    if document:
        facts["文号"] = document
    MEMBERSHIP.perform(member, verb, by=by, reason=reason, **facts)
    return member
