"""What screens read of findings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from association.base import clock
from standardization.enums import FINDING_OPEN, FindingState
from standardization.findings.states import TO_FIX
from standardization.models import Finding, FindingPhoto, LookBack, Rectification

SHAPES = {
    FindingState.REGISTERED: "due",
    FindingState.FIXING: "due",
    FindingState.SUBMITTED: "run",
    FindingState.RETURNED: "stop",
    FindingState.VERIFIED: "run",
    FindingState.CLOSED: "ok",
    FindingState.REOPENED: "stop",
}


@dataclass(frozen=True, slots=True)
class Row:
    finding: Finding
    shape: str
    days: int
    """Until the deadline; negative after it."""
    look_on: date | None = None
    """The day of the first look that is due and wasn't held; only of those listed for it."""
    look_late: bool = False

    @property
    def overdue(self) -> bool:
        return self.days < 0 and self.finding.state in TO_FIX


def rows(findings: Iterable[Finding]) -> list[Row]:
    today = clock.today()
    return [_row(each, today) for each in findings]


def _row(each: Finding, today: date) -> Row:
    look_on: date | None = getattr(each, "look_on", None)  # annotated by ``waiting``
    late = look_on is not None and look_on < today
    return Row(each, SHAPES[FindingState(each.state)], (each.deadline - today).days, look_on, late)


def waiting(state: str) -> QuerySet[Finding]:
    """All cases: ``submitted`` to be checked, ``verified`` to be struck off, ``overdue``, ``look``
    due to be looked at again, ``listed`` and still open."""
    found = Finding.objects.select_related("case__member", "key_area", "listing").order_by(
        "deadline", "pk"
    )
    if state == "look":
        first = _looks_due().filter(finding=OuterRef("pk")).order_by("due_on")
        found = found.annotate(look_on=Subquery(first.values("due_on")[:1]))
    return found.filter(_waits(state)).distinct()


def counted(states: Iterable[str]) -> dict[str, tuple[int, datetime | None]]:
    """How many wait for each, and when the first of them was found: one query."""
    asked = list(states)
    columns: dict[str, Any] = {}
    for state in asked:
        columns[f"{state}_n"] = Count("pk", filter=_waits(state), distinct=True)
        columns[f"{state}_since"] = Min("found_at", filter=_waits(state))
    told = Finding.objects.aggregate(**columns)
    return {state: (told[f"{state}_n"], told[f"{state}_since"]) for state in asked}


def _looks_due() -> QuerySet[LookBack]:
    return LookBack.objects.filter(held__isnull=True, due_on__lte=clock.today())


def _waits(state: str) -> Q:
    today = clock.today()
    chosen = {
        "submitted": Q(state=FindingState.SUBMITTED),
        "verified": Q(state=FindingState.VERIFIED),
        "overdue": Q(state__in=TO_FIX, deadline__lt=today),
        "look": Q(state=FindingState.CLOSED, look_backs__in=_looks_due()),
        "listed": Q(listing__isnull=False, state__in=FINDING_OPEN),
    }
    return chosen[state]


STANDS = {
    "every": "全部",
    "closed": "已销号",
    "in_time": "按期整改",
    "late": "逾期整改",
}


def stands(how: str) -> Q:
    """``in_time``: handed in by the deadline, and that was accepted. ``late``: handed in later, or
    still not and the deadline has passed."""
    accepted = Rectification.objects.filter(finding=OuterRef("pk"), verification__passed=True)
    punctual = accepted.filter(at__date__lte=OuterRef("deadline"))
    overdue = Q(state__in=TO_FIX, deadline__lt=clock.today())
    chosen = {
        "every": Q(pk__isnull=False),
        "closed": Q(state=FindingState.CLOSED),
        "in_time": ~Q(state__in=TO_FIX) & Q(Exists(punctual)),
        "late": overdue | (~Q(state__in=TO_FIX) & Q(Exists(accepted)) & ~Q(Exists(punctual))),
    }
    return chosen[how]


def standing(how: str, *, year: int | None, organisation: int | None) -> QuerySet[Finding]:
    """Of cases begun in the year and reviewed by the organisation, where they are given."""
    found = Finding.objects.select_related("case__member", "key_area", "listing").filter(
        stands(how)
    )
    if year:
        found = found.filter(case__created_at__year=year)
    if organisation is not None:
        found = found.filter(case__organisation=organisation)
    return found.order_by("deadline", "pk")


@dataclass(frozen=True, slots=True)
class Picture:
    photo: FindingPhoto
    url: str


def photos(finding: Finding, address: Callable[[FindingPhoto], str]) -> dict[str, list[Picture]]:
    """By stage, before and after, each with where this reader fetches it; those whose file was
    erased are left out."""
    kept = finding.photos.filter(file__erased_at__isnull=True).select_related("file")
    told: dict[str, list[Picture]] = {"before": [], "after": []}
    for each in kept:
        told[each.stage].append(Picture(each, address(each)))
    return told
