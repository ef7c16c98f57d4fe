"""The technical head of a review organisation reads the leader's report; nobody else there does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from standardization.desk import report_pages
from standardization.desk.report_pages import Place
from standardization.enums import ReportKind
from standardization.models import ExpertReportVersion, Organisation
from standardization.portal.access import office_required, visible
from standardization.rules import is_technical_head


def _place(organisation: Organisation) -> Place:
    return Place(
        "standardization/office/report.html",
        "standardization:office_expert_report",
        "standardization:office_expert_report_picture",
        before=(organisation.pk,),
    )


def _check(request: HttpRequest, organisation: Organisation) -> None:
    reviews = organisation.kind == Organisation.Kind.REVIEW
    if not reviews or not is_technical_head(request.user, organisation):
        raise Http404


@office_required
@require_safe
def of_case(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    _check(request, organisation)
    case = get_object_or_404(visible(organisation), pk=pk)
    place = _place(organisation)
    rows = report_pages.listed(request.user, case, place, ReportKind.REVIEW, this_round=True)
    context = {"office": organisation, "case": case, "rows": rows}
    return render(request, "standardization/office/reports.html", context)


def _version(
    request: HttpRequest, organisation: Organisation, pk: int, number: int
) -> ExpertReportVersion:
    """Raises Http404: also for what the same person may read as somebody else."""
    _check(request, organisation)
    mine = visible(organisation)
    found: ExpertReportVersion = report_pages.version_of(
        request.user, pk, number, lambda case: mine.filter(pk=case.pk).exists()
    )
    return found


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, organisation: Organisation, pk: int, number: int) -> HttpResponse:
    row = _version(request, organisation, pk, number)
    return report_pages.read(request, row, _place(organisation), office=organisation)


@office_required
@require_safe
def report_picture(
    request: HttpRequest, organisation: Organisation, pk: int, number: int, part: int
) -> HttpResponseBase:
    return report_pages.picture(_version(request, organisation, pk, number), part)
