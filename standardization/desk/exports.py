"""The lists of the desk as workbooks, narrowed as they are on the screen."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from association.base import clock, files
from members.desk.access import desk
from standardization.desk import board, cases, experts, findings, grades
from standardization.rules import may_view_cases, may_view_experts
from standardization.statements import workbooks


def _answer(content: bytes, what: str) -> HttpResponse:
    return files.as_download(
        ContentFile(content), name=f"{what}-{clock.today()}.xlsx", media_type=files.XLSX
    )


def _asked(request: HttpRequest) -> str:
    """The conditions as the address has them; what was searched for may be a telephone number."""
    told = [f"{key}={value}" for key, value in request.GET.items() if value and key != "q"]
    return unquote("，".join([*told, *(["按文字查找"] if request.GET.get("q") else [])]))[:200]


def _list(request: HttpRequest, what: str, write: Callable[..., bytes], rows: Any) -> HttpResponse:
    return _answer(write(rows, by=request.user, asked=_asked(request)), what)


@desk(may_view_cases)
@require_safe
def of_cases(request: HttpRequest) -> HttpResponse:
    rows = cases.narrowed(request.GET, user=request.user)
    return _list(request, workbooks.CASES.what, workbooks.cases, rows)


@desk(may_view_cases)
@require_safe
def of_findings(request: HttpRequest) -> HttpResponse:
    rows = findings.narrowed(request.GET)
    return _list(request, workbooks.FINDINGS.what, workbooks.findings, rows)


@desk(may_view_experts)
@require_safe
def of_experts(request: HttpRequest) -> HttpResponse:
    rows = experts.narrowed(request.GET)
    return _list(request, workbooks.EXPERTS.what, workbooks.experts, rows)


@desk(may_view_cases)
@require_safe
def of_grades(request: HttpRequest) -> HttpResponse:
    rows = grades.narrowed(request.GET)
    return _list(request, workbooks.GRADES.what, workbooks.grades, rows)


@desk(may_view_cases)
@require_safe
def of_board(request: HttpRequest) -> HttpResponse:
    year = board.chosen_year(request)
    return _answer(workbooks.overview(year, by=request.user), f"标准化统计 {year}")
