"""Reports of the own stage: the own versions, colleagues' once the own is handed in, and what a
leader accepts or sends back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from standardization.desk import report_pages
from standardization.desk.report_pages import Place
from standardization.expert.access import expert_required
from standardization.expert.home import own
from standardization.models import Case, Expert
from standardization.reports import reading
from standardization.rules import REPORT_DUTIES, owes_report, sees_case

PLACE = Place(
    "standardization/expert/report_version.html",
    "standardization:expert_report_version",
    "standardization:expert_report_version_picture",
)


@expert_required
@require_safe
def of_case(request: HttpRequest, expert: Expert, pk: int) -> HttpResponse:
    case = get_object_or_404(Case.objects.select_related("member", "organisation"), pk=pk)
    kinds = reading.own_stages(request.user, case)
    if not kinds:
        raise Http404
    context = {
        "case": case,
        "kinds": kinds,
        "owes": any(owes_report(request.user, case, *REPORT_DUTIES[kind]) for kind in kinds),
        "mine": own(expert).filter(case=case, round=case.round).first(),
        "rows": report_pages.listed(request.user, case, PLACE, *kinds, this_round=True),
    }
    return render(request, "standardization/expert/reports.html", context)


@expert_required
@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HttpRequest, expert: Expert, pk: int, number: int) -> HttpResponse:
    row = report_pages.version_of(
        request.user, pk, number, lambda case: sees_case(request.user, case)
    )
    return report_pages.read(request, row, PLACE, mine=row.report.assignment.expert_id == expert.pk)


@expert_required
@require_safe
def version_picture(
    request: HttpRequest, expert: Expert, pk: int, number: int, part: int
) -> HttpResponseBase:
    row = report_pages.version_of(
        request.user, pk, number, lambda case: sees_case(request.user, case)
    )
    return report_pages.picture(row, part)
