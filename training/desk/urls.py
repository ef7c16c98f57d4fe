"""Within the admin site's names: ``admin:training_…``."""

from django.urls import path

from training.desk import (
    answers,
    archive,
    assessment,
    attendance,
    batches,
    certificates,
    classes,
    collection,
    enrolment,
    marks,
    one_class,
    panel,
    people,
    results,
    settlements,
    teams,
    trainee,
    waiting,
)

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

batch_urls = [
    path("classes/<int:pk>/batches/", batches.of_class, name="training_class_batches"),
    path("batches/<int:pk>/", batches.batch, name="training_batch"),
    path("batches/<int:pk>/submit/", batches.submit, name="training_batch_submit"),
    path("batches/<int:pk>/discard/", batches.discard, name="training_batch_discard"),
    path("batches/<int:pk>/manifest/", batches.document, name="training_batch_manifest"),
    path("batches/<int:pk>/answer/", answers.upload, name="training_batch_answer"),
    path("batches/<int:pk>/<int:line_pk>/", answers.line, name="training_batch_line"),
    path("batches/<int:pk>/<int:line_pk>/drop/", batches.drop, name="training_batch_drop"),
    path("answers/<int:pk>/", answers.answer, name="training_answer"),
    path("answers/<int:pk>/confirm/", answers.confirm, name="training_answer_confirm"),
    path("answers/<int:pk>/file/", answers.document, name="training_answer_file"),
    path("numbers/<int:pk>/correct/", answers.correct, name="training_number_correct"),
    path("settlements/", settlements.settlements, name="training_settlements"),
    path("settlements/<int:pk>/waive/", settlements.waive, name="training_settlement_waive"),
]

collection_urls = [
    path("classes/<int:pk>/collection/", collection.of_class, name="training_class_collection"),
    path("classes/<int:pk>/collection/slot/", collection.slot_add, name="training_slot_add"),
    path(
        "classes/<int:pk>/collection/slot/<int:slot_pk>/",
        collection.slot_change,
        name="training_slot_change",
    ),
    path(
        "classes/<int:pk>/collection/slot/<int:slot_pk>/withdraw/",
        collection.slot_withdraw,
        name="training_slot_withdraw",
    ),
    path(
        "classes/<int:pk>/collection/<int:team_pk>/register/",
        collection.printed,
        name="training_pickup_register",
    ),
    path("pickup/<int:pk>/", collection.pickup, name="training_pickup"),
    path("pickup/<int:pk>/undelivered/", collection.undelivered, name="training_undelivered"),
    path("pickup/<int:pk>/<slug:which>/file/", collection.document, name="training_pickup_file"),
]

archive_urls = [
    path("classes/<int:pk>/archive/", archive.of_class, name="training_class_archive"),
    path("classes/<int:pk>/archive/manifest/", archive.manifest, name="training_archive_manifest"),
    path("classes/<int:pk>/archive/verify/", archive.verify, name="training_archive_verify"),
    path("classes/<int:pk>/archive/<int:item_pk>/", archive.tick, name="training_archive_tick"),
    path(
        "classes/<int:pk>/archive/<int:item_pk>/file/",
        archive.document,
        name="training_archive_file",
    ),
]


assessment_urls = [
    path("classes/<int:pk>/assessment/", assessment.board, name="training_class_assessment"),
    path("classes/<int:pk>/assessment/add/", assessment.add, name="training_sitting_add"),
    path("classes/<int:pk>/assessment/publish/", results.publish, name="training_publish"),
    path("sittings/<int:pk>/", assessment.sitting, name="training_sitting"),
    path("sittings/<int:pk>/change/", assessment.change, name="training_sitting_edit"),
    path("sittings/<int:pk>/seat/", assessment.seat, name="training_sitting_seat"),
    path("sittings/<int:pk>/slips/", assessment.sitting_slips, name="training_sitting_slips"),
    path("sittings/<int:pk>/lock/", assessment.lock, name="training_sitting_lock"),
    path("sittings/<int:pk>/entry/", marks.entry, name="training_sitting_entry"),
    path("sittings/<int:pk>/sheet/", marks.sheet, name="training_sitting_sheet"),
    path("sittings/<int:pk>/upload/", marks.upload, name="training_sitting_upload"),
    path("places/<int:pk>/move/", assessment.move, name="training_place_move"),
    path("places/<int:pk>/slip/", assessment.slip, name="training_place_slip"),
    path("places/<int:pk>/settle/", marks.settle, name="training_place_settle"),
    path("sittings/<int:pk>/panel/", panel.page, name="training_panel"),
    path("sittings/<int:pk>/panel/add/", panel.add, name="training_panel_add"),
    path("panel/<int:pk>/declare/", panel.declare, name="training_panel_declare"),
    path("panel/<int:pk>/recuse/", panel.recuse, name="training_panel_recuse"),
    path("enrolments/<int:pk>/resit/", results.resit, name="training_resit"),
    path("results/<int:pk>/correct/", results.correct, name="training_result_correct"),
    path("corrections/<int:pk>/", results.correction, name="training_correction"),
]

people_urls = [
    path("classes/<int:pk>/people/", people.class_people, name="training_class_people"),
    path("classes/<int:pk>/roster/", people.roster, name="training_roster"),
    path("rosters/template/", people.template, name="training_roster_template"),
    path("rosters/<int:pk>/", people.upload, name="training_roster_upload"),
    path("rosters/<int:pk>/file/", people.notes, name="training_roster_notes"),
    path("enrolments/", waiting.enrolments, name="training_enrolments"),
    path("enrolments/<int:pk>/", enrolment.enrolment, name="training_enrolment"),
    path("enrolments/<int:pk>/facts/", enrolment.fact_rows, name="training_enrolment_facts"),
    path("enrolments/<int:pk>/consent/", enrolment.consent, name="training_enrolment_consent"),
    path("enrolments/<int:pk>/numbers/", trainee.numbers, name="training_trainee_numbers"),
    path("enrolments/<int:pk>/amend/", trainee.amend, name="training_trainee_amend"),
    path("enrolments/<int:pk>/link/", trainee.link, name="training_trainee_link"),
    path("papers/<int:pk>/", enrolment.paper, name="training_paper"),
    path("photos/", waiting.photo_list, name="training_photos"),
    path("photos/<int:pk>/judge/", waiting.photo_judge, name="training_photo_judge"),
    path("photos/<int:pk>/<str:which>/", waiting.picture, name="training_photo"),
    path("overrides/", waiting.override_list, name="training_overrides"),
    path("overrides/<int:pk>/", waiting.override_decide, name="training_override"),
]

urlpatterns = [
    *class_urls,
    *people_urls,
    *team_urls,
    *assessment_urls,
    *batch_urls,
    *certificate_urls,
    *collection_urls,
    *archive_urls,
]
