"""The board: how many cases are where, who is late, what is vetoed, how findings are mended, which
grades end. Each number is counted by the conditions of the list that it opens; ``params`` are those
of the list's address. A fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from association.base import clock
from standardization import queries
from standardization.enums import CaseKind, CaseState
from standardization.findings import lists
from standardization.grades import lists as grade_lists
from standardization.models import Case, Finding, GradeRecord, Organisation

Params = dict[str, str | int]
TOP = 10
_NOTES = {"bureau": "没有设时限，列等它决定的", "expert": "到期没有提交报告"}
FULL = 100
"""How long a bar of the greatest number is."""


@dataclass(frozen=True, slots=True)
class Number:
    """With the address of what it counts."""

    count: int
    params: Params


@dataclass(frozen=True, slots=True)
class Line:
    """A state of cases: by kind in the order of ``CaseKind``, all of them, and the bar's width."""

    label: str
    by_kind: list[Number]
    total: Number
    width: int


@dataclass(frozen=True, slots=True)
class Late:
    label: str
    note: str
    number: Number
    since: date | None


@dataclass(frozen=True, slots=True)
class Veto:
    code: str
    text: str
    standard: str
    number: Number
    width: int


@dataclass(frozen=True, slots=True)
class OfOrganisation:
    """Of cases begun in the year. ``rate`` in whole percent, None without findings. In time is what
    the company handed in by its deadline and somebody accepted."""

    name: str
    cases: Number
    returned: Number
    findings: Number
    closed: Number
    in_time: Number
    late: Number
    rate: int | None


def years() -> list[int]:
    """In which a case was begun, and the one that runs; the latest first."""
    found = Case.objects.order_by().values_list("created_at__year", flat=True).distinct()
    return sorted({*found, clock.today().year}, reverse=True)


def funnel(year: int) -> list[Line]:
    """Cases begun in the year, by where they stand now; states without any are left out."""
    rows = Case.objects.filter(created_at__year=year).order_by()
    told = {
        (state, kind): count
        for state, kind, count in rows.values_list("state", "kind").annotate(n=Count("pk"))
    }
    sums = Counter[str]()
    for (state, _), count in told.items():
        sums[state] += count
    most = max(sums.values(), default=1)

    def number(state: CaseState, kind: str = "") -> Number:
        params: Params = {"state": "all", "year": year, "one": state.value}
        count = told.get((state, kind), 0) if kind else sums[state]
        return Number(count, params | ({"kind": kind} if kind else {}))

    return [
        Line(
            state.label,
            [number(state, kind) for kind in CaseKind.values],
            number(state),
            sums[state] * FULL // most,
        )
        for state in CaseState
        if sums[state]
    ]


def late() -> list[Late]:
    """By who is late, whatever year it was begun in."""
    counted: dict[str, Any] = {}
    for who, (_, kinds) in queries.PARTIES.items():
        if kinds:
            theirs = Q(kind__in=kinds)
            counted[f"{who}_n"] = Count("case", distinct=True, filter=theirs)
            counted[f"{who}_on"] = Min("due_on", filter=theirs)
    told = queries.overdue().aggregate(**counted)
    reports = queries.unwritten().filter(deliver_by__lt=clock.today())
    told |= reports.aggregate(expert_n=Count("case", distinct=True), expert_on=Min("deliver_by"))
    told |= queries.at_bureau().aggregate(bureau_n=Count("pk"), bureau_on=Min("since"))
    if told["bureau_on"]:
        told["bureau_on"] = told["bureau_on"].astimezone(clock.TZ).date()
    return [
        Late(label, _NOTES.get(who, ""), Number(told[f"{who}_n"], {"late": who}), told[f"{who}_on"])
        for who, (label, _) in queries.PARTIES.items()
    ]


def vetoes() -> list[Veto]:
    """Of the last twelve months; in how many cases, the most first."""
    rows = (
        queries.vetoes(queries.veto_since())
        .values("item", "item__code", "item__text", "item__version__standard__title")
        .annotate(n=Count("checklist__case", distinct=True))
        .order_by("-n", "item__code", "item")[:TOP]
    )
    found = list(rows)
    most = found[0]["n"] if found else 1
    return [
        Veto(
            row["item__code"],
            row["item__text"],
            row["item__version__standard__title"],
            Number(row["n"], {"state": "all", "veto": row["item"]}),
            row["n"] * FULL // most,
        )
        for row in found
    ]


def organisations(year: int) -> list[OfOrganisation]:
    """Those with a case of the year."""
    cases = dict(
        Case.objects.filter(created_at__year=year, organisation__isnull=False)
        .order_by()
        .values_list("organisation")
        .annotate(n=Count("pk"))
    )
    returned = dict(
        queries.returned()
        .filter(case__created_at__year=year)
        .order_by()
        .values_list("case__organisation")
        .annotate(n=Count("case", distinct=True))
    )
    findings = _findings(Finding.objects.filter(case__created_at__year=year))
    rows = Organisation.objects.filter(pk__in=cases).order_by("name")
    return [
        _of(row, year, cases[row.pk], returned.get(row.pk, 0), findings.get(row.pk, {}))
        for row in rows
    ]


def _findings(rows: QuerySet[Finding]) -> dict[int, dict[str, Any]]:
    counted: dict[str, Any] = {
        how: Count("pk", filter=lists.stands(how), distinct=True) for how in lists.STANDS
    }
    told = rows.order_by().values(of=F("case__organisation")).annotate(**counted)
    return {row["of"]: dict(row) for row in told}


def _of(
    row: Organisation, year: int, cases: int, returned: int, findings: dict[str, int]
) -> OfOrganisation:
    of_cases: Params = {"state": "all", "year": year, "organisation": row.pk}

    def number(how: str) -> Number:
        params: Params = {"stands": how, "year": year, "organisation": row.pk}
        return Number(findings.get(how, 0), params)

    every, closed = number("every"), number("closed")
    return OfOrganisation(
        row.name,
        Number(cases, of_cases),
        Number(returned, of_cases | {"returned": 1}),
        every,
        closed,
        number("in_time"),
        number("late"),
        closed.count * 100 // every.count if every.count else None,
    )


def endings() -> list[Number]:
    """Grades in force that end within so many days, each with those that end sooner."""
    counted: dict[str, Any] = {
        f"within_{days}": Count("pk", filter=grade_lists.ends_within(days))
        for days in grade_lists.WITHIN
    }
    told = GradeRecord.objects.aggregate(**counted)
    return [Number(told[f"within_{days}"], {"within": days}) for days in grade_lists.WITHIN]


def self_reviews() -> Number:
    """Grades in force of which a yearly self-review is overdue."""
    return Number(len(grade_lists.self_review_overdue()), {"within": grade_lists.OVERDUE})
