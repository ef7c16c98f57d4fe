"""Cases as lists want them, and what waits for whom."""

from typing import Any

from django.db.models import Min, Q, QuerySet

from association.base import clock
from standardization.cases import clocks, steps
from standardization.enums import OPEN, CaseState
from standardization.models import Case, Clock, Proposal


def cases() -> QuerySet[Case]:
    """With ``due_on``: when the next of the running terms ends."""
    running = Q(clocks__done_on__isnull=True, clocks__paused_on__isnull=True)
    return Case.objects.select_related("member", "officer", "organisation").annotate(
        due_on=Min("clocks__due_on", filter=running)
    )


def searched(rows: QuerySet[Case], text: str) -> QuerySet[Case]:
    text = "".join(text.split())
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
    return rows.exclude(kind__in=clocks.LEAST)


def late(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.filter(pk__in=overdue().values("case"))


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
