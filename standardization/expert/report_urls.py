"""Below /expert/: what experts write, and what those of one stage read of each other."""

from django.urls import path

from standardization.expert import report, reports

_DRAFT = "expert/assignments/<int:pk>/report/"
_VERSION = "expert/reports/<int:pk>/<int:number>/"

report_urls = [
    path(_DRAFT, report.report, name="expert_report"),
    path(f"{_DRAFT}save/", report.save, name="expert_report_save"),
    path(f"{_DRAFT}submit/", report.submit, name="expert_report_submit"),
    path(f"{_DRAFT}pictures/<int:part>/", report.picture, name="expert_report_picture"),
    path(f"{_DRAFT}photos/<uuid:photo>/", report.photo, name="expert_report_photo"),
    path("expert/cases/<int:pk>/reports/", reports.of_case, name="expert_reports"),
    path(_VERSION, reports.version, name="expert_report_version"),
    path(
        f"{_VERSION}pictures/<int:part>/",
        reports.version_picture,
        name="expert_report_version_picture",
    ),
]
