"""Where a batch stands once its cases are published and announced."""

from standardization.enums import BatchState, CaseState
from standardization.models import Batch, Case

_NOTICED = {CaseState.PUBLICITY, CaseState.OBJECTION, CaseState.ANNOUNCED}
_ENDED = (CaseState.FAILED, CaseState.WITHDRAWN, CaseState.TERMINATED, CaseState.NOT_ACCEPTED)


def follow(case: Case) -> None:
    """In the transaction of the step: a batch is noticed or announced once all its cases are, but
    for those that came to nothing."""
    if case.batch_id is None:
        return
    rows = Case.objects.filter(batch=case.batch_id).exclude(state__in=_ENDED)
    states = set(rows.values_list("state", flat=True))
    drawn = Batch.objects.filter(pk=case.batch_id).exclude(state=BatchState.COLLECTING)
    if states == {CaseState.ANNOUNCED}:
        drawn.update(state=BatchState.ANNOUNCED)
    elif states and states <= _NOTICED:
        drawn.update(state=BatchState.NOTICED)
