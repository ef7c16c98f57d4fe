"""公示: what everybody may read, and object to, while a case's clock of it runs."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from association.base import clock
from standardization.enums import CaseState, ClockKind
from standardization.models import Case, Clock, PublicNotice

SHOWN = (CaseState.PUBLICITY, CaseState.OBJECTION)


def open_for(case: Case) -> PublicNotice:
    """In the transaction of the step that publishes the case, of which it is a consequence."""
    notice, _ = PublicNotice.objects.get_or_create(
        case=case,
        round=case.round,
        defaults={
            "grade": _grade(case),
            "opened_on": clock.today(),
        },
    )
    return notice


def proposed(case: Case) -> str:
    """The grade that everybody may read while the case is published; else nothing."""
    return _grade(case) if case.state in SHOWN else ""


def _grade(case: Case) -> str:
    return case.grade_granted or case.grade_applied


def close_for(case: Case) -> None:
    """However it ended."""
    open_ones = PublicNotice.objects.filter(case=case, closed_on__isnull=True)
    open_ones.update(closed_on=clock.today())


def shown() -> QuerySet[PublicNotice]:
    """Those that everybody may read today."""
    return PublicNotice.objects.filter(
        closed_on__isnull=True, case__state__in=SHOWN
    ).select_related("case__member", "case__organisation")


def last_days(rows: Iterable[PublicNotice]) -> dict[int, date]:
    """By the case's key, as reckoned now; a notice that stands still because of an objection has
    none. One query."""
    running = Clock.objects.filter(
        case__in=[row.case_id for row in rows],
        kind=ClockKind.PUBLICITY,
        done_on__isnull=True,
        paused_on__isnull=True,
    )
    return dict(running.values_list("case_id", "due_on"))


def last_day(notice: PublicNotice) -> date | None:
    return last_days([notice]).get(notice.case_id)
