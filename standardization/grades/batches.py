"""Where a batch stands once its cases are published and announced."""

from standardization.enums import BatchState, CaseState
from standardization.models import Batch, Case

_NOTICED = {CaseState.PUBLICITY, CaseState.OBJECTION, CaseState.ANNOUNCED}
_ENDED = (CaseState.FAILED, CaseState.WITHDRAWN, CaseState.TERMINATED, CaseState.NOT_ACCEPTED)


def leave(case: Case) -> None:
    """Sent back out of its batch it is drawn anew, with another; who is left goes on without it.
    The record of the draw keeps it."""
    former, case.batch = case.batch_id, None
    Case.objects.filter(pk=case.pk).update(batch=None)
    _follow(former)


def follow(case: Case) -> None:
    """In the transaction of the step: a batch is noticed or announced once all its cases are, but
    for those that came to nothing."""
    _follow(case.batch_id)


def _follow(batch: int | None) -> None:
    if batch is None:
        return
    rows = Case.objects.filter(batch=batch).exclude(state__in=_ENDED)
    states = set(rows.values_list("state", flat=True))
    drawn = Batch.objects.filter(pk=batch).exclude(state=BatchState.COLLECTING)
    if states == {CaseState.ANNOUNCED}:
        drawn.update(state=BatchState.ANNOUNCED)
    elif states and states <= _NOTICED:
        drawn.update(state=BatchState.NOTICED)
