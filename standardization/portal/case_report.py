"""A case's report for its review organisation, which issues it, and for the company, once it is
issued."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import files
from members.portal.access import member_required
from standardization.desk import case_report_page
from standardization.enums import CaseReportState, CopyFormat, ReportKind
from standardization.models import Case, CaseReport, Organisation, ReportCopy
from standardization.portal.access import office_required, own_case, visible
from standardization.reports import standing

PAGE = "standardization:office_report"
KIND = ReportKind.REVIEW.value


def issued_of(case: Case) -> QuerySet[CaseReport]:
    """What the company may read; one that was taken back isn't among them."""
    return CaseReport.objects.filter(case=case, state=CaseReportState.ISSUED).order_by("pk")


@member_required
@require_safe
def issued(request: HttpRequest, pk: int, report_pk: int) -> HttpResponseBase:
    row = get_object_or_404(issued_of(own_case(request, pk)), pk=report_pk)
    edition = standing.latest(row)
    copies = ReportCopy.objects.filter(edition=edition, format=CopyFormat.PDF)
    return files.respond(get_object_or_404(copies.select_related("file")).file)


def _reviewed(organisation: Organisation, pk: int) -> Case:
    """Raises Http404 for an office of the bureau: reports are the review organisation's."""
    if organisation.kind != Organisation.Kind.REVIEW:
        raise Http404
    return get_object_or_404(visible(organisation), pk=pk)


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = _reviewed(organisation, pk)
    here = case_report_page.Here(
        template="standardization/office/case_report.html",
        address=reverse(PAGE, args=[organisation.pk, row.pk]),
        picture=lambda key: reverse(f"{PAGE}_picture", args=[organisation.pk, row.pk, key]),
        copy=lambda each: reverse(f"{PAGE}_copy", args=[organisation.pk, row.pk, each.pk]),
        mend=lambda lack: "",
        more={"office": organisation},
    )
    return case_report_page.answer(request, row, KIND, here)


@office_required
@require_safe
def copy(request: HttpRequest, organisation: Organisation, pk: int, key: int) -> HttpResponseBase:
    return case_report_page.copy(_reviewed(organisation, pk), KIND, key)


@office_required
@require_safe
def picture(
    request: HttpRequest, organisation: Organisation, pk: int, key: int
) -> HttpResponseBase:
    return case_report_page.picture(_reviewed(organisation, pk), KIND, key)
