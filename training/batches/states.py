"""The life of a sub-batch. Steps ``answer`` and ``close`` are taken by the door that records what
came back, as soon as they hold: nobody presses a button for them."""

from association.base.transitions import Table, Transition
from training.models import SubBatch
from training.rules import may_submit_batches

S = SubBatch.State

BATCHES = Table(
    transitions=(
        Transition("submit", "送审", (S.DRAFT,), S.SUBMITTED, may=may_submit_batches),
        Transition(
            "discard", "撤销", (S.DRAFT,), S.DISCARDED,
            may=may_submit_batches, reason_needed=True, stops=True,
        ),
        Transition("answer", "登记答复", (S.SUBMITTED,), S.ANSWERED, may=may_submit_batches),
        Transition("close", "办结", (S.ANSWERED,), S.CLOSED, may=may_submit_batches),
    ),
    states=SubBatch.State,
)  # fmt: skip
