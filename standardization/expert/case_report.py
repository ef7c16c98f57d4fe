"""The leader's page: the report of the case. Nobody else of the panel finds one here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from standardization.desk import case_report_page
from standardization.enums import Duty, ReportKind
from standardization.expert.access import expert_required
from standardization.models import Case, Expert
from standardization.reports.completeness import Lack, Place
from standardization.rules import on_duty

PAGE = "standardization:expert_case_report"
LEADS = {ReportKind.REVIEW: Duty.LEADER, ReportKind.RECHECK: Duty.RECHECK_LEADER}


def _led(request: HttpRequest, pk: int, kind: str) -> Case:
    """Raises Http404 for whoever doesn't lead this stage of the case's round."""
    row = get_object_or_404(Case.objects.select_related("member", "organisation"), pk=pk)
    if kind not in ReportKind or not on_duty(request.user, row, LEADS[ReportKind(kind)]):
        raise Http404
    return row


@expert_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, expert: Expert, case: int, kind: str) -> HttpResponse:
    row = _led(request, case, kind)
    here = case_report_page.Here(
        template="standardization/expert/case_report.html",
        address=reverse(PAGE, args=[row.pk, kind]),
        picture=lambda key: reverse(f"{PAGE}_picture", args=[row.pk, kind, key]),
        copy=lambda each: reverse(f"{PAGE}_copy", args=[row.pk, kind, each.pk]),
        mend=_mend,
    )
    return case_report_page.answer(request, row, kind, here)


def _mend(lack: Lack) -> str:
    """What is mended elsewhere is mended by others."""
    anchors = {Place.CHAPTER: f"#id_{lack.key}", Place.AREA: f"#area-{lack.key}"}
    return anchors.get(lack.place, "")


@expert_required
@require_safe
def copy(request: HttpRequest, expert: Expert, case: int, kind: str, key: int) -> HttpResponseBase:
    return case_report_page.copy(_led(request, case, kind), kind, key)


@expert_required
@require_safe
def picture(
    request: HttpRequest, expert: Expert, case: int, kind: str, key: int
) -> HttpResponseBase:
    return case_report_page.picture(_led(request, case, kind), kind, key)
