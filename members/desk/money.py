"""What a year came to, who owes for how long, whether the books hold: pages that only read."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from association.base import clock, paging
from members.desk.access import desk
from members.desk.forms import YearForm
from members.desk.report_forms import ArrearsForm, Behind
from members.models import Assessment, Examination
from members.money import arrears, examining, income
from members.money.enums import Age, Part
from members.rules import may_view_dues

SIZE = 50
NIGHTS = 30


def asked_year(request: HttpRequest) -> int:
    """The address's year, else the latest that was assessed."""
    form = YearForm(request.GET or None)
    if form.is_valid():
        return int(form.cleaned_data["year"])
    last: int | None = Assessment.objects.aggregate(year=Max("year"))["year"]
    return last or clock.today().year


def year_tabs(name: str, years: list[int], chosen: int) -> list[dict[str, Any]]:
    here = reverse(name)
    return [
        {"label": f"{year} 年度", "url": f"{here}?year={year}", "current": year == chosen}
        for year in sorted({*years, chosen}, reverse=True)
    ]


@desk(may_view_dues)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """A year's identity, then the same by tier and by type; every number opens its list."""
    year, years = asked_year(request), income.years()
    found = income.year(year)
    total = _drawn([found.total], year)[0]
    context = {
        "income": found,
        "total": total,
        "complaints": [*found.complaints, *income.complaints(years)],
        "tables": [
            {"title": "按会费档次", "head": "档次", "rows": _drawn(found.tiers, year, "tier")},
            {"title": "按单位类型", "head": "单位类型", "rows": _drawn(found.types, year, "kind")},
        ],
        "parts": Part,
        "tabs": year_tabs("admin:members_income", [int(line.key) for line in years], year),
        "years": [_drawn([line], int(line.key))[0] for line in years],
    }
    return render(request, "members/desk/income.html", context)


def _drawn(lines: list[income.Line], year: int, group: str = "") -> list[dict[str, Any]]:
    return [
        {
            "line": line,
            "cells": list(_cells(line, year, **({group: line.key} if group else {}))),
            "url": behind(year, **({group: line.key} if group else {})),
        }
        for line in lines
    ]


def _cells(line: income.Line, year: int, **group: str) -> Iterator[dict[str, Any]]:
    for part in Part:
        yield {
            "part": part,
            "amount": line.of(part),
            "url": behind(year, **group, part=part.value),
        }


def behind(year: int, **asked: str) -> str:
    """The list behind a number."""
    shown = {name: value for name, value in asked.items() if value}
    here = reverse("admin:members_income_list", args=[year])
    return f"{here}?{urlencode(shown)}" if shown else here


@desk(may_view_dues)
@require_safe
def listed(request: HttpRequest, year: int) -> HttpResponse:
    form = Behind(request.GET)
    asked = form.asked()
    part = Part(asked["part"]) if asked["part"] else None
    rows = income.rows(year, tier=asked["tier"], kind=asked["kind"], part=part)
    place = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = paging.page(rows, keys=("pk",), size=SIZE, **place)
    context = {
        "year": year,
        "rows": [{"row": row, "cells": _values(row)} for row in page.rows],
        "sums": income.summed(rows),
        "words": form.words(),
        "part": part,
        "parts": Part,
        "previous": behind(year, **asked, before=page.preceding) if page.preceding else "",
        "next": behind(year, **asked, after=page.following) if page.following else "",
    }
    context["summed"] = _values(context["sums"])
    return render(request, "members/desk/income_list.html", context)


def _values(row: Any) -> list[tuple[Part, Any]]:
    get = row.get if isinstance(row, dict) else row.__getattribute__
    return [(part, get(part.value)) for part in Part]


@desk(may_view_dues)
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    form = ArrearsForm({"as_of": clock.today(), **request.GET.dict()})
    form.is_valid()
    day = form.cleaned_data.get("as_of") or clock.today()
    chosen = form.cleaned_data.get("age") or ""
    age = Age(chosen) if chosen else None
    place = {name: request.GET.get(name, "") for name in ("after", "before")}
    rows = arrears.overdue(day, age=age)
    page = paging.page(rows, keys=("due_until", "pk"), size=SIZE, **place)
    for row in page.rows:
        row.days, row.late = (day - row.due_until).days, Age(row.age).label
    buckets = arrears.buckets(day)
    context = {
        "form": form,
        "day": day,
        "age": age,
        "buckets": [{"bucket": one, "url": _late(day, age=one.age.value)} for one in buckets],
        "count": sum(one.count for one in buckets),
        "total": sum((one.total for one in buckets), arrears.ZERO),
        "everybody": _late(day),
        "rows": page.rows,
        "previous": _late(day, age=chosen, before=page.preceding) if page.preceding else "",
        "next": _late(day, age=chosen, after=page.following) if page.following else "",
    }
    return render(request, "members/desk/arrears.html", context)


def _late(day: date, **asked: str) -> str:
    shown = {"as_of": day.isoformat(), **{name: value for name, value in asked.items() if value}}
    return f"{reverse('admin:members_arrears')}?{urlencode(shown)}"


@desk(may_view_dues)
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """What the last look at the books found, and how the nights before went."""
    rows = list(Examination.objects.all()[:NIGHTS])
    context = {
        "last": rows[0] if rows else None,
        "sentences": examining.sentences(rows[0]) if rows else [],
        "checks": examining.CHECKS,
        "nights": [{"row": row, "count": examining.count(row)} for row in rows],
    }
    return render(request, "members/desk/books.html", context)
