"""Which visits somebody goes along to: nothing else of a case is theirs to see on the phone."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from association.accounts.models import User
from standardization.enums import AssignmentState, VisitState
from standardization.models import Assignment, Checklist, Visit
from standardization.rules import VISIT_DUTIES

OVER = (VisitState.DONE, VisitState.POSTPONED, VisitState.ABORTED)


def _duties(user: User, case: str) -> ArraySubquery:
    rows = Assignment.objects.filter(
        case=OuterRef(case),
        round=OuterRef(f"{case}__round"),
        expert__user=user.pk,
        state=AssignmentState.ACCEPTED,
    )
    return ArraySubquery(rows.order_by().values("duty"))


def _goes(kind: str, duties: list[str]) -> bool:
    return any(duty in VISIT_DUTIES[kind] for duty in duties)


def visits_of(user: User) -> list[Visit]:
    """Each with case, company, site and checklist, the newest first; one query."""
    rows: QuerySet[Any] = Visit.objects.filter(
        case__assignments__expert__user=user, case__assignments__state=AssignmentState.ACCEPTED
    )
    rows = rows.select_related("case__member", "site", "checklist", "liaison")
    found = rows.annotate(duties=_duties(user, "case")).distinct()
    return [row for row in found if _goes(row.kind, row.duties)]


def coming(rows: list[Visit]) -> list[Visit]:
    """Those that aren't over, whatever their day."""
    return [row for row in rows if row.state not in OVER]


def checklist_of(user: User, visit: int) -> Checklist | None:
    """That of this visit with all that its page shows, if they go along; one query."""
    rows: QuerySet[Any] = Checklist.objects.filter(visit=visit)
    rows = rows.select_related("visit__site", "case__member")
    row = rows.annotate(duties=_duties(user, "case")).first()
    return row if row is not None and _goes(row.visit.kind, row.duties) else None
