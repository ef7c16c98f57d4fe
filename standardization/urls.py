"""Pages outside the desk: companies, organisations, experts."""

from django.urls import path

from standardization.portal import findings

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

urlpatterns = [*finding_urls]
