"""Pages outside the desk: companies, organisations, experts."""

from django.urls import URLPattern, path

from standardization.portal import self_check

app_name = "standardization"

self_check_urls: list[URLPattern] = [
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

urlpatterns: list[URLPattern] = [*self_check_urls]
