"""Cases as lists want them, and what waits for whom."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from association.base import clock, reading
from association.base.sent import whole
from standardization.cases import clocks, steps
from standardization.enums import (
    CLOSED,
    OPEN,
    AssignmentState,
    CaseReportState,
    CaseState,
    ClockKind,
    Duty,
    ReportKind,
    ReportState,
    SnapshotKind,
)
from standardization.models import Answer, Assignment, Case, CaseReport, Clock, Proposal

K = ClockKind
PARTIES: dict[str, tuple[str, tuple[ClockKind, ...]]] = {
    "company": ("企业", (K.CORRECTION, K.RECTIFICATION, K.RECHECK_RECTIFICATION)),
    "organisation": ("评审单位", (K.REVIEW, K.VERIFICATION)),
    "expert": ("专家", ()),
    "office": ("联合会", (K.CHECK, K.MATERIALS, K.REPORT_AUDIT)),
    "bureau": ("定级部门", ()),
}
"""Who is late, by whose term it is. An expert is late with the own report; the bureau has no term of
ours: what waits for it is counted."""
AT_BUREAU = (CaseState.AUTHORITY_CONFIRM, CaseState.OBJECTION)
FIRST_YEAR, LAST_YEAR = 2000, 2999
VETO_DAYS = timedelta(365)
_REVIEWERS = (Duty.LEADER, Duty.REVIEWER)
_RECHECKERS = (Duty.RECHECK_LEADER, Duty.RECHECKER)
_REVIEWED_IN = tuple(OPEN)[: tuple(OPEN).index(CaseState.REPORT_AUDIT)]
_RECHECKED_IN = (
    CaseState.RECHECK_SELECTION,
    CaseState.RECHECK_PLANNED,
    CaseState.RECHECKING,
    CaseState.RECHECK_POSTPONED,
    CaseState.RECHECK_RECTIFYING,
    CaseState.PANEL,
)
"""Until when somebody still writes: the report of a review ends with its step, that of a recheck
before the conclusion."""


def year(text: str) -> int | None:
    """A year as an address has it; None for what is none."""
    return whole(text, least=FIRST_YEAR, most=LAST_YEAR)


def cases() -> QuerySet[Case]:
    """With ``due_on``: when the next of the running terms ends."""
    running = Q(clocks__done_on__isnull=True, clocks__paused_on__isnull=True)
    return Case.objects.select_related("member", "officer", "organisation").annotate(
        due_on=Min("clocks__due_on", filter=running)
    )


def searched(rows: QuerySet[Case], text: str) -> QuerySet[Case]:
    text = reading.sought(text)
    if not text:
        return rows
    return rows.filter(
        Q(number__icontains=text)
        | Q(member__name__icontains=text)
        | Q(member__initials__contains=text.lower())
        | Q(organisation__name__icontains=text)
    )


def overdue() -> QuerySet[Clock]:
    """Terms that are over and not met, of cases under way."""
    rows = Clock.objects.filter(
        done_on__isnull=True, paused_on__isnull=True, due_on__lt=clock.today()
    )
    return rows.exclude(kind__in=clocks.LEAST).exclude(case__state__in=CLOSED)


def late(rows: QuerySet[Case], who: str = "") -> QuerySet[Case]:
    """With a term that is over; ``who`` of ``PARTIES`` is late, or anybody."""
    if who == "expert":
        late_reports = unwritten().filter(deliver_by__lt=clock.today())
        return rows.filter(pk__in=late_reports.values("case"))
    if who == "bureau":
        return rows.filter(pk__in=at_bureau().values("pk"))
    terms = overdue()
    if who in PARTIES:
        terms = terms.filter(kind__in=PARTIES[who][1])
    return rows.filter(pk__in=terms.values("case"))


def unwritten() -> QuerySet[Assignment]:
    """Experts' own reports that are neither handed in nor done without: the case still waits for
    them, and its report of that kind isn't out."""
    issued = CaseReport.objects.filter(
        case=OuterRef("case"), round=OuterRef("round"), state=CaseReportState.ISSUED
    )
    return (
        Assignment.objects.filter(
            Q(duty__in=_REVIEWERS, case__state__in=_REVIEWED_IN)
            | Q(duty__in=_RECHECKERS, case__state__in=_RECHECKED_IN),
            state=AssignmentState.ACCEPTED,
            round=F("case__round"),
        )
        .exclude(report__state__in=(ReportState.SUBMITTED, ReportState.ACCEPTED))
        .exclude(Exists(issued.filter(kind=ReportKind.REVIEW)), duty__in=_REVIEWERS)
        .exclude(Exists(issued.filter(kind=ReportKind.RECHECK)), duty__in=_RECHECKERS)
    )


def at_bureau() -> QuerySet[Case]:
    """What waits for the bureau: its word, or the announcement once the notice has been open long
    enough."""
    over = Clock.objects.filter(
        kind=K.PUBLICITY, done_on__isnull=True, paused_on__isnull=True, due_on__lt=clock.today()
    )
    published = Q(state=CaseState.PUBLICITY, pk__in=over.values("case"))
    return Case.objects.filter(Q(state__in=AT_BUREAU) | published)


def vetoes(since: date) -> QuerySet[Answer]:
    """Failed on site and confirmed by a second person, since that day."""
    return Answer.objects.filter(
        event__veto_failed=True,
        veto_confirmed_by__isnull=False,
        event__received_at__date__gte=since,
        checklist__kind__in=(SnapshotKind.REVIEW, SnapshotKind.RECHECK),
    )


def veto_since() -> date:
    return clock.today() - VETO_DAYS


def returned() -> QuerySet[Proposal]:
    """Reports of review organisations that were sent back."""
    return Proposal.objects.filter(verb="return_report", granted=True)


def proposals() -> QuerySet[Proposal]:
    """Those that wait, the oldest first. One of a case that was withdrawn meanwhile waits no more."""
    return (
        Proposal.objects.filter(granted__isnull=True, case__state__in=OPEN)
        .select_related("case__member", "asked_by__department")
        .order_by("asked_at")
    )


def to_decide(user: Any) -> list[Proposal]:
    """Those of ``proposals`` that this person may decide, and didn't ask for."""
    return [row for row in proposals() if steps.may_decide(row, user)]


def in_states(*states: CaseState) -> QuerySet[Case]:
    return Case.objects.filter(state__in=states)
