"""Below /admin/standardization/."""

from django.urls import path

from standardization.desk import findings, grades

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

grade_urls = [
    path("notices/", grades.published, name="standardization_notices"),
    path("objections/<int:pk>/", grades.objection, name="standardization_objection"),
    path(
        "objections/<int:pk>/paper/",
        grades.objection_paper,
        name="standardization_objection_paper",
    ),
    path("grades/", grades.grades, name="standardization_grades"),
    path("grades/<int:pk>/", grades.grade, name="standardization_grade"),
    path(
        "self-reviews/<int:pk>/",
        grades.self_review_file,
        name="standardization_self_review_file",
    ),
]

urlpatterns = [*grade_urls, *finding_urls]
