"""Answers to those who objected. What the bureau decides settles all that are looked into."""

from association.base import audit, clock
from standardization.models import Case, Objection
from standardization.rules import Actor

S = Objection.State


def settle_open(case: Case, *, upheld: bool, reply: str, by: Actor) -> None:
    """In the transaction of the bureau's decision, whose text is the answer."""
    for row in Objection.objects.select_for_update().filter(notice__case=case, state=S.OPEN):
        settle(row, S.UPHELD if upheld else S.DISMISSED, reply, by=by)


def settle(row: Objection, state: Objection.State, reply: str, *, by: Actor) -> None:
    row.state, row.reply = state, reply.strip()
    row.replied_by, row.replied_at = by, clock.now()
    row.save(update_fields=["state", "reply", "replied_by", "replied_at"])
    audit.record(row, f"异议{state.label}", by=by, after={"答复": row.reply}, about=row.notice.case)
