"""Below /admin/standardization/."""

from django.urls import path

from standardization.desk import findings

finding_urls = [
    path("cases/<int:pk>/findings/", findings.of_case, name="standardization_case_findings"),
    path("cases/<int:pk>/findings/hand-out/", findings.hand_out, name="standardization_hand_out"),
    path("findings/", findings.waiting, name="standardization_findings"),
    path("findings/<int:pk>/", findings.finding, name="standardization_finding"),
    path("findings/<int:pk>/link/", findings.link, name="standardization_finding_link"),
    path("findings/<int:pk>/plan/", findings.plan, name="standardization_finding_plan"),
    path(
        "findings/<int:pk>/looks/<int:look_pk>/",
        findings.look,
        name="standardization_finding_look",
    ),
    path("finding-photos/<int:pk>/", findings.photo, name="standardization_finding_photo"),
]

urlpatterns = [*finding_urls]
