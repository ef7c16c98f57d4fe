"""Below /admin/standardization/."""

from django.urls import path

from standardization.desk import (
    accidents,
    batches,
    board,
    case_pages,
    case_people,
    case_report,
    cases,
    experts,
    exports,
    findings,
    grades,
    library,
    library_imports,
    library_versions,
    one_case,
    organisations,
    reexaminations,
    reports,
    scores,
)
from standardization.desk.visit_urls import visit_urls

case_urls = [
    path("cases/", cases.cases, name="standardization_cases"),
    path("proposals/", cases.proposals, name="standardization_proposals"),
    path("proposals/<int:pk>/", one_case.decide, name="standardization_decide"),
    path("cases/<int:pk>/", one_case.one, name="standardization_case"),
    path("cases/<int:pk>/take/<slug:verb>/", one_case.take, name="standardization_case_take"),
    path(
        "cases/<int:pk>/propose/<slug:verb>/", one_case.propose, name="standardization_case_propose"
    ),
    path("cases/<int:pk>/extend/<slug:kind>/", one_case.extend, name="standardization_case_extend"),
    path("cases/<int:pk>/correction/", case_pages.correction, name="standardization_correction"),
    path("cases/<int:pk>/act/", case_pages.act, name="standardization_case_act"),
    path("cases/<int:pk>/notice/", one_case.send_letter, name="standardization_recheck_notice"),
    path(
        "cases/<int:pk>/documents/<int:document_pk>/",
        case_pages.document,
        name="standardization_document",
    ),
    path(
        "cases/<int:pk>/acts/<int:act_pk>/file/",
        case_pages.act_file,
        name="standardization_act_file",
    ),
    path(
        "cases/<int:pk>/letters/<int:letter_pk>/", case_pages.letter, name="standardization_letter"
    ),
]

people_urls = [
    path("cases/<int:pk>/people/", case_people.people, name="standardization_case_people"),
    path("cases/<int:pk>/people/choose/", case_people.choose, name="standardization_choose"),
    path("cases/<int:pk>/people/invite/", case_people.invite, name="standardization_invite"),
    path("cases/<int:pk>/people/draw/", case_people.draw, name="standardization_draw_experts"),
    path(
        "cases/<int:pk>/people/override/<slug:whose>/",
        case_people.override,
        name="standardization_override",
    ),
    path(
        "cases/<int:pk>/overrides/<int:override_pk>/file/",
        case_pages.override_file,
        name="standardization_override_file",
    ),
    path(
        "assignments/<int:pk>/cancel/", case_people.cancel, name="standardization_assignment_cancel"
    ),
    path("experts/", experts.experts, name="standardization_experts"),
    path("experts/add/", experts.add, name="standardization_expert_add"),
    path("experts/<int:pk>/", experts.expert, name="standardization_expert"),
    path("experts/<int:pk>/edit/", experts.edit, name="standardization_expert_edit"),
    path("experts/<int:pk>/jobs/", experts.employ, name="standardization_expert_employ"),
    path("experts/<int:pk>/ties/", experts.relate, name="standardization_expert_relate"),
    path("experts/<int:pk>/invite/", experts.invite, name="standardization_expert_invite"),
    path(
        "experts/<int:pk>/invitations/<int:invitation_pk>/revoke/",
        experts.revoke,
        name="standardization_expert_revoke",
    ),
]

organisation_urls = [
    path("organisations/", organisations.organisations, name="standardization_organisations"),
    path("organisations/add/", organisations.add, name="standardization_organisation_add"),
    path(
        "organisations/<int:pk>/", organisations.organisation, name="standardization_organisation"
    ),
    path(
        "organisations/<int:pk>/edit/", organisations.edit, name="standardization_organisation_edit"
    ),
    path(
        "organisations/<int:pk>/ties/",
        organisations.relate,
        name="standardization_organisation_relate",
    ),
    path(
        "organisations/<int:pk>/invitations/<int:invitation_pk>/revoke/",
        organisations.revoke,
        name="standardization_organisation_revoke",
    ),
    path(
        "organisations/<int:pk>/people/<int:user_pk>/end/",
        organisations.end,
        name="standardization_organisation_end",
    ),
    path(
        "organisations/<int:pk>/<slug:verb>/",
        organisations.change,
        name="standardization_organisation_change",
    ),
]

case_report_urls = [
    path("cases/<int:pk>/report/", case_report.report, name="standardization_case_report"),
    path(
        "cases/<int:pk>/report/<slug:kind>/",
        case_report.report,
        name="standardization_case_report",
    ),
    path(
        "cases/<int:pk>/report/<slug:kind>/copies/<int:key>/",
        case_report.copy,
        name="standardization_case_report_copy",
    ),
    path(
        "cases/<int:pk>/report/<slug:kind>/pictures/<int:key>/",
        case_report.picture,
        name="standardization_case_report_picture",
    ),
    path("cases/<int:pk>/dossier/", case_report.dossier, name="standardization_dossier"),
    path(
        "cases/<int:pk>/dossier/pdf/", case_report.dossier_pdf, name="standardization_dossier_pdf"
    ),
    path(
        "cases/<int:pk>/dossier/<int:key>/",
        case_report.dossier_file,
        name="standardization_dossier_file",
    ),
]

batch_urls = [
    path("batches/", batches.batches, name="standardization_batches"),
    path("batches/<int:pk>/", batches.batch, name="standardization_batch"),
    path("batches/<int:pk>/draw/", batches.draw, name="standardization_batch_draw"),
    path("batches/<int:pk>/<slug:what>/", batches.together, name="standardization_batch_together"),
    path(
        "reexaminations/<int:pk>/",
        reexaminations.reexamination,
        name="standardization_reexamination",
    ),
]

finding_urls = [
    path("cases/<int:pk>/scores/", scores.scores, name="standardization_case_scores"),
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

report_urls = [
    path("cases/<int:pk>/reports/", reports.of_case, name="standardization_case_reports"),
    path(
        "expert-reports/<int:pk>/<int:number>/",
        reports.expert_report,
        name="standardization_expert_report",
    ),
    path(
        "expert-reports/<int:pk>/<int:number>/pictures/<int:part>/",
        reports.expert_report_picture,
        name="standardization_expert_report_picture",
    ),
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
    path("grades/<int:pk>/certify/", grades.certify, name="standardization_grade_certify"),
    path(
        "grades/<int:pk>/certificate/", grades.certificate, name="standardization_grade_certificate"
    ),
    path(
        "self-reviews/<int:pk>/",
        grades.self_review_file,
        name="standardization_self_review_file",
    ),
]

library_urls = [
    path("standards/", library.standards, name="standardization_standards"),
    path("standards/register/", library.city, name="standardization_register"),
    path("standards/<int:pk>/", library.standard, name="standardization_standard"),
    path("standards/<int:pk>/amend/", library.amend, name="standardization_standard_amend"),
    path("imports/", library_imports.hand_in, name="standardization_imports"),
    path("imports/template/", library_imports.template, name="standardization_import_template"),
    path("imports/<int:pk>/", library_imports.report, name="standardization_import"),
    path("versions/<int:pk>/", library_versions.version, name="standardization_version"),
    path(
        "versions/<int:pk>/workbook/",
        library_versions.sheet,
        name="standardization_version_workbook",
    ),
    path(
        "versions/<int:pk>/publish/",
        library_versions.publish,
        name="standardization_version_publish",
    ),
    path(
        "versions/<int:pk>/abolish/",
        library_versions.abolish,
        name="standardization_version_abolish",
    ),
    path(
        "versions/<int:pk>/discard/",
        library_versions.discard,
        name="standardization_version_discard",
    ),
]

board_urls = [
    path("board/", board.board, name="standardization_board"),
    path("board/workbook/", exports.of_board, name="standardization_board_workbook"),
    path("cases/workbook/", exports.of_cases, name="standardization_cases_workbook"),
    path("findings/workbook/", exports.of_findings, name="standardization_findings_workbook"),
    path("experts/workbook/", exports.of_experts, name="standardization_experts_workbook"),
    path("grades/workbook/", exports.of_grades, name="standardization_grades_workbook"),
]

accident_urls = [
    path("accidents/", accidents.accidents, name="standardization_accidents"),
    path("accidents/add/", accidents.add, name="standardization_accident_add"),
    path("accidents/<int:pk>/paper/", accidents.paper, name="standardization_accident_paper"),
    path("accidents/<int:pk>/void/", accidents.void, name="standardization_accident_void"),
    path("bans/", accidents.bans, name="standardization_bans"),
    path("bans/add/", accidents.add_ban, name="standardization_ban_add"),
    path("bans/<int:pk>/lift/", accidents.lift, name="standardization_ban_lift"),
]

urlpatterns = [
    *accident_urls,
    *board_urls,
    *case_urls,
    *people_urls,
    *organisation_urls,
    *case_report_urls,
    *batch_urls,
    *finding_urls,
    *report_urls,
    *grade_urls,
    *library_urls,
    *visit_urls,
]
