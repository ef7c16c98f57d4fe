"""Within the admin site's names: ``admin:training_…``."""

from django.urls import path

from training.desk import attendance, certificates, classes, one_class, teams

certificate_urls = [
    path(
        "classes/<int:pk>/certificates/",
        certificates.certificates,
        name="training_class_certificates",
    ),
    path(
        "classes/<int:pk>/certificates/issue/",
        certificates.issue,
        name="training_certificates_issue",
    ),
    path(
        "classes/<int:pk>/certificates/runs/<int:run>/",
        certificates.progress,
        name="training_print_run",
    ),
    path(
        "classes/<int:pk>/certificates/runs/<int:run>/resume/",
        certificates.resume,
        name="training_print_run_resume",
    ),
    path(
        "classes/<int:pk>/certificates/bundles/<int:bundle>/",
        certificates.bundle,
        name="training_bundle",
    ),
    path(
        "classes/<int:pk>/certificates/<int:certificate>/",
        certificates.document,
        name="training_certificate_file",
    ),
    path(
        "classes/<int:pk>/certificates/<int:certificate>/<slug:verb>/",
        certificates.step,
        name="training_certificate_step",
    ),
]


class_urls = [
    path("classes/", classes.classes, name="training_classes"),
    path("classes/add/", classes.add, name="training_class_add"),
    path("classes/<int:pk>/", one_class.one, name="training_class"),
    path("classes/<int:pk>/edit/", classes.edit, name="training_class_edit"),
    path("classes/<int:pk>/cancel/", one_class.cancel, name="training_class_cancel"),
    path("classes/<int:pk>/step/<slug:verb>/", one_class.step, name="training_class_step"),
    path("classes/<int:pk>/reserve/", one_class.reserve, name="training_class_reserve"),
    path(
        "classes/<int:pk>/seats/<int:reservation_pk>/give-up/",
        one_class.give_up,
        name="training_reservation_give_up",
    ),
    path("classes/<int:pk>/teachers/", one_class.teach, name="training_teacher_add"),
    path(
        "classes/<int:pk>/teachers/<int:teacher_pk>/remove/",
        one_class.teach_no_more,
        name="training_teacher_remove",
    ),
    path("classes/<int:pk>/board/", one_class.board, name="training_class_board"),
    path("classes/<int:pk>/attendance/", attendance.sheet, name="training_class_attendance"),
    path("classes/<int:pk>/attendance/paper/", attendance.paper, name="training_class_sheet"),
]

team_urls = [
    path("teams/", teams.teams, name="training_teams"),
    path("teams/add/", teams.add, name="training_team_add"),
    path("teams/<int:pk>/", teams.team, name="training_team"),
    path("teams/<int:pk>/edit/", teams.edit, name="training_team_edit"),
    path("teams/<int:pk>/retire/", teams.retire, name="training_team_retire"),
    path("teams/<int:pk>/resume/", teams.resume, name="training_team_resume"),
    path(
        "teams/<int:pk>/invitations/<int:invitation_pk>/revoke/",
        teams.revoke,
        name="training_team_invitation_revoke",
    ),
    path(
        "teams/<int:pk>/contacts/<int:contact_pk>/end/",
        teams.end,
        name="training_team_contact_end",
    ),
]

urlpatterns = [*certificate_urls, *class_urls, *team_urls]
