"""Pages outside the desk: companies, organisations, experts."""

from django.urls import path

from standardization.expert.urls import visit_urls
from standardization.portal import findings, grades, public, self_check

app_name = "standardization"

finding_urls = [
    path("portal/review/findings/", findings.findings, name="company_findings"),
    path("portal/review/findings/<int:pk>/", findings.finding, name="company_finding"),
    path("portal/review/findings/<int:pk>/link/", findings.link, name="company_finding_link"),
    path("portal/review/photos/<int:pk>/", findings.photo, name="company_finding_photo"),
    path("review/finding/<str:token>/", findings.linked, name="finding_link"),
    path(
        "review/finding/<str:token>/photos/<int:pk>/",
        findings.linked_photo,
        name="finding_link_photo",
    ),
]

grade_urls = [
    path("review/notices/", public.published, name="notices"),
    path("review/notices/<int:pk>/objection/", public.objection, name="objection"),
    path("review/grades/", public.grades, name="grades"),
    path("portal/review/grades/", grades.grades, name="company_grades"),
    path(
        "portal/review/grades/<int:pk>/years/<int:year>/",
        grades.self_review,
        name="company_self_review",
    ),
    path(
        "portal/review/self-reviews/<int:pk>/",
        grades.self_review_file,
        name="company_self_review_file",
    ),
    path("portal/review/cases/<int:pk>/consent/", grades.consent, name="company_consent"),
]

self_check_urls = [
    path("portal/review/self-check/", self_check.checks, name="company_self_checks"),
    path("portal/review/self-check/begin/", self_check.begin, name="company_self_check_begin"),
    path("portal/review/self-check/<int:pk>/", self_check.check, name="company_self_check"),
    path(
        "portal/review/self-check/<int:pk>/finish/",
        self_check.finish,
        name="company_self_check_finish",
    ),
    path(
        "portal/review/self-check/<int:pk>/workbook/",
        self_check.sheet,
        name="company_self_check_workbook",
    ),
]

urlpatterns = [
    *finding_urls,
    *grade_urls,
    *self_check_urls,
    *visit_urls,
]
