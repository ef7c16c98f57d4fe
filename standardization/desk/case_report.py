"""The report of a case at the desk, and the list of everything that lies in the case."""

from typing import Any

from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import files
from association.base.files.rules import PDF
from association.base.models import StoredFile
from members.desk.access import desk
from standardization.desk import case_report_page
from standardization.desk.look import shape
from standardization.desk.one_case import found
from standardization.desk.tabs import tabs
from standardization.enums import ReportKind
from standardization.models import Case
from standardization.reports import dossier as papers
from standardization.reports import stage
from standardization.reports.completeness import Lack, Place
from standardization.rules import may_handle_cases, may_view_cases

NAME = "standardization_case_report"


@desk(may_view_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int, kind: str = "") -> HttpResponse:
    """Without a kind: the recheck's, once there is one."""
    row = found(pk)
    rechecked = not kind and stage.report_of(row, ReportKind.RECHECK)
    kind = kind or (ReportKind.RECHECK if rechecked else ReportKind.REVIEW).value
    return case_report_page.answer(request, row, kind, _here(row, kind))


def _here(row: Case, kind: str) -> case_report_page.Here:
    def mend(lack: Lack) -> str:
        pages = {
            Place.CHAPTER: f"#id_{lack.key}",
            Place.AREA: f"#area-{lack.key}",
            Place.VISIT: reverse("admin:standardization_case_visits", args=[row.pk]),
            Place.REPORT: reverse("admin:standardization_case_people", args=[row.pk]),
        }
        if lack.place == Place.EXPERT:
            return reverse("admin:standardization_expert", args=[lack.key])
        return pages[lack.place]

    return case_report_page.Here(
        template="standardization/desk/case_report.html",
        address=reverse(f"admin:{NAME}", args=[row.pk, kind]),
        picture=lambda key: reverse(f"admin:{NAME}_picture", args=[row.pk, kind, key]),
        copy=lambda each: reverse(f"admin:{NAME}_copy", args=[row.pk, kind, each.pk]),
        mend=mend,
        more={
            "shape_of_case": shape(row.state),
            "tabs": tabs(row, NAME),
            "kinds": _kinds(row, kind),
            "staff": True,
        },
    )


def _kinds(row: Case, current: str) -> list[dict[str, Any]]:
    kinds = [
        {
            "label": each.label,
            "url": reverse(f"admin:{NAME}", args=[row.pk, each.value]),
            "current": each.value == current,
        }
        for each in ReportKind
    ]
    url = reverse("admin:standardization_dossier", args=[row.pk])
    return [*kinds, {"label": "案卷目录", "url": url, "current": False}]


@desk(may_view_cases)
@require_safe
def picture(request: HttpRequest, pk: int, kind: str, key: int) -> HttpResponseBase:
    return case_report_page.picture(found(pk), kind, key)


@desk(may_view_cases)
@require_safe
def copy(request: HttpRequest, pk: int, kind: str, key: int) -> HttpResponseBase:
    return case_report_page.copy(found(pk), kind, key)


@desk(may_view_cases)
@require_safe
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    sections = papers.dossier(row)
    views = [{**each, "current": False} for each in _kinds(row, "")[:-1]]
    here = {"label": "案卷目录", "url": request.path, "current": True}
    context = {
        "case": row,
        "shape": shape(row.state),
        "tabs": tabs(row, NAME),
        "kinds": [*views, here],
        "sections": sections,
        "handles": may_handle_cases(request.user),
        "pages": sum(paper.pages for section in sections for paper in section.papers),
    }
    return render(request, "standardization/desk/dossier.html", context)


@desk(may_view_cases)
@require_safe
def dossier_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = found(pk)
    name = f"案卷目录 {row.number or row.pk}.pdf"
    return files.as_download(ContentFile(papers.render(row)), name=name, media_type=PDF)


@desk(may_view_cases)
@require_safe
def dossier_file(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Of those that the dossier names."""
    if key not in papers.files_of(found(pk), handles=bool(may_handle_cases(request.user))):
        raise Http404
    return files.respond(get_object_or_404(StoredFile, pk=key))
