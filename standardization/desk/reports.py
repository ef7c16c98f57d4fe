"""报告 of a case: what experts wrote, and the page on which it is accepted or sent back."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from members.desk.access import desk
from standardization.desk import report_pages
from standardization.desk.look import shape
from standardization.desk.one_case import found
from standardization.desk.report_pages import Place
from standardization.desk.tabs import tabs
from standardization.rules import may_handle_cases, may_view_cases

TAB = "standardization_case_reports"
PLACE = Place(
    "standardization/desk/expert_report.html",
    "admin:standardization_expert_report",
    "admin:standardization_expert_report_picture",
)


@desk(may_view_cases)
@require_safe
def of_case(request: HttpRequest, pk: int) -> HttpResponse:
    case = found(pk)
    context = {
        "case": case,
        "shape": shape(case.state),
        "tabs": tabs(case, TAB),
        "rows": report_pages.listed(request.user, case, PLACE),
    }
    return render(request, "standardization/desk/case_reports.html", context)


@desk(may_handle_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def expert_report(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = report_pages.version_of(request.user, pk, number, lambda case: True)
    return report_pages.read(request, version, PLACE)


@desk(may_handle_cases)
@require_safe
def expert_report_picture(
    request: HttpRequest, pk: int, number: int, part: int
) -> HttpResponseBase:
    version = report_pages.version_of(request.user, pk, number, lambda case: True)
    return report_pages.picture(version, part)
