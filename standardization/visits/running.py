"""A visit begins and ends, and takes its case along: what was done here is what the case's steps
look at."""

from django.db import transaction

from association.accounts.models import User
from standardization.cases import steps
from standardization.cases.states import CASES
from standardization.checklists import closing
from standardization.enums import FINDING_OPEN, VisitKind
from standardization.findings import registering
from standardization.library import snapshots
from standardization.models import Checklist, Visit
from standardization.visits.states import VISITS

_OPENS = {VisitKind.REVIEW: "open_review", VisitKind.RECHECK: "open_recheck"}
_CLOSES = {
    # with something found wanting, and without
    VisitKind.REVIEW: ("close_review", "close_clean"),
    VisitKind.RECHECK: ("close_recheck", "close_recheck_clean"),
}


def make_ready(visit: Visit, *, by: User) -> Visit:
    """Raises Refused with what the rules in force still ask for."""
    return _step(visit, "ready", by=by)


@transaction.atomic
def begin(visit: Visit, *, by: User) -> Visit:
    """Raises Refused while somebody who comes may not take part, or the first meeting wasn't
    held."""
    begun = _step(visit, "begin", by=by)
    verb = _OPENS.get(VisitKind(begun.kind))
    if verb and begun.case.state in CASES[verb].sources:  # not where a stopped one is held anew
        steps.take(begun.case, verb, by=by)
    return begun


@transaction.atomic
def finish(visit: Visit, *, by: User) -> Visit:
    """After the last meeting: closes the checklist, which must be whole, writes its score down, and
    gives what was found to the company. Raises Refused."""
    done = _step(visit, "finish", by=by)
    row = Checklist.objects.filter(visit=visit, closed_at=None).first()
    if row is not None:
        snapshots.snapshot(closing.close(row, by=by), by=by)
    if verbs := _CLOSES.get(VisitKind(done.kind)):
        registering.hand_out(done.case, by=by)
        wanting = done.case.findings.filter(visit=done, state__in=FINDING_OPEN).exists()
        steps.take(done.case, verbs[0] if wanting else verbs[1], by=by)
    return done


def _step(visit: Visit, verb: str, *, by: User) -> Visit:
    row = VISITS.perform(visit, verb, by=by)
    assert isinstance(row, Visit)
    return row
