"""公示: what everybody may read, and object to, while a case's clock of it runs."""

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
            "grade": case.grade_granted or case.grade_applied,
            "opened_on": clock.today(),
        },
    )
    return notice


def close_for(case: Case) -> None:
    """However it ended."""
    open_ones = PublicNotice.objects.filter(case=case, closed_on__isnull=True)
    open_ones.update(closed_on=clock.today())


def shown() -> QuerySet[PublicNotice]:
    """Those that everybody may read today."""
    return PublicNotice.objects.filter(
        closed_on__isnull=True, case__state__in=SHOWN
    ).select_related("case__member", "case__organisation")


def last_day(notice: PublicNotice) -> date | None:
    """As it is reckoned now; None while it stands still because of an objection."""
    running = Clock.objects.filter(
        case=notice.case, kind=ClockKind.PUBLICITY, done_on__isnull=True, paused_on__isnull=True
    ).first()
    return running.due_on if running else None
