"""统计: the numbers of 安全技术部, each of which opens the list that it counts."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from association.base import clock
from members.desk.access import desk
from standardization import queries
from standardization.enums import CaseKind
from standardization.grades.lists import WITHIN
from standardization.rules import may_view_cases
from standardization.statements import board as counting
from standardization.statements.board import Number

CASES = "admin:standardization_cases"
FINDINGS = "admin:standardization_findings"
GRADES = "admin:standardization_grades"


@desk(may_view_cases)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    year = chosen_year(request)
    context = {
        "year": year,
        "years": [
            {"label": str(each), "url": f"?year={each}", "current": each == year}
            for each in counting.years()
        ],
        "kinds": CaseKind.labels,
        "funnel": [
            {
                "label": line.label,
                "width": line.width,
                "total": _link(CASES, line.total),
                "by_kind": [
                    (label, _link(CASES, each))
                    for label, each in zip(CaseKind.labels, line.by_kind, strict=True)
                ],
            }
            for line in counting.funnel(year)
        ],
        "late": [{"late": each, "number": _link(CASES, each.number)} for each in counting.late()],
        "vetoes": [
            {"veto": each, "number": _link(CASES, each.number)} for each in counting.vetoes()
        ],
        "organisations": [_organisation(each) for each in counting.organisations(year)],
        "endings": [
            {"days": days, "number": _link(GRADES, each)}
            for days, each in zip(WITHIN, counting.endings(), strict=True)
        ],
        "self_reviews": _link(GRADES, counting.self_reviews()),
    }
    return render(request, "standardization/desk/board.html", context)


def chosen_year(request: HttpRequest) -> int:
    return queries.year(request.GET.get("year", "")) or clock.today().year


def _link(name: str, number: Number) -> dict[str, Any]:
    return {"count": number.count, "url": f"{reverse(name)}?{urlencode(number.params)}"}


def _organisation(row: counting.OfOrganisation) -> dict[str, Any]:
    return {
        "name": row.name,
        "rate": row.rate,
        "cells": [
            ("案件", _link(CASES, row.cases)),
            ("报告退回", _link(CASES, row.returned)),
            ("不符合项", _link(FINDINGS, row.findings)),
            ("已销号", _link(FINDINGS, row.closed)),
            ("按期整改", _link(FINDINGS, row.in_time)),
            ("逾期整改", _link(FINDINGS, row.late)),
        ],
    }
