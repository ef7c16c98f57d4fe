"""A visit begins and ends. The case's own steps come after: they look at what was done here."""

from django.db import transaction

from association.accounts.models import User
from standardization.checklists import closing
from standardization.models import Checklist, Visit
from standardization.visits.states import VISITS


def make_ready(visit: Visit, *, by: User) -> Visit:
    """Raises Refused with what the rules in force still ask for."""
    return _step(visit, "ready", by=by)


def begin(visit: Visit, *, by: User) -> Visit:
    """Raises Refused while somebody who comes may not take part."""
    return _step(visit, "begin", by=by)


@transaction.atomic
def finish(visit: Visit, *, by: User) -> Visit:
    """After the last meeting; closes the checklist, which must be whole."""
    done = _step(visit, "finish", by=by)
    row = Checklist.objects.filter(visit=visit, closed_at=None).first()
    if row is not None:
        closing.close(row, by=by)
    return done


def _step(visit: Visit, verb: str, *, by: User) -> Visit:
    row = VISITS.perform(visit, verb, by=by)
    assert isinstance(row, Visit)
    return row
