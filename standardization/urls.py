"""Pages outside the desk: companies, organisations, experts."""

from django.urls import path

from standardization.expert import home
from standardization.expert.report_urls import report_urls
from standardization.expert.urls import case_report_urls as leader_urls
from standardization.expert.urls import duty_urls, visit_urls
from standardization.portal import (
    case_report,
    cases,
    filing,
    findings,
    grades,
    office,
    office_reports,
    public,
    self_check,
    welcome,
)

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
        grades.yearly_review,
        name="company_yearly_review",
    ),
    path(
        "portal/review/self-reviews/<int:pk>/",
        grades.yearly_review_file,
        name="company_yearly_review_file",
    ),
    path(
        "portal/review/grades/<int:pk>/certificate/",
        grades.certificate,
        name="company_grade_certificate",
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

case_report_urls = [
    path(
        "portal/review/<int:pk>/reports/<int:report_pk>/", case_report.issued, name="company_report"
    ),
    path(
        "portal/office/<int:organisation>/cases/<int:pk>/report/",
        case_report.report,
        name="office_report",
    ),
    path(
        "portal/office/<int:organisation>/cases/<int:pk>/report/copies/<int:key>/",
        case_report.copy,
        name="office_report_copy",
    ),
    path(
        "portal/office/<int:organisation>/cases/<int:pk>/report/pictures/<int:key>/",
        case_report.picture,
        name="office_report_picture",
    ),
]

company_urls = [
    path("portal/review/", cases.cases, name="company_cases"),
    path("portal/review/new/", cases.add, name="company_case_add"),
    path("portal/review/sites/", cases.sites, name="company_sites"),
    path("portal/review/<int:pk>/", cases.case, name="company_case"),
    path("portal/review/<int:pk>/self/", filing.review, name="company_self_review"),
    path("portal/review/<int:pk>/apply/", filing.apply, name="company_apply"),
    path("portal/review/<int:pk>/correction/", filing.correction, name="company_correction"),
    path("portal/review/<int:pk>/withdraw/", filing.withdraw, name="company_withdraw"),
    path("portal/review/<int:pk>/extend/<slug:kind>/", filing.extend, name="company_extend"),
    path("portal/review/<int:pk>/documents/", cases.add_document, name="company_document_add"),
    path(
        "portal/review/<int:pk>/documents/<int:document_pk>/",
        cases.document,
        name="company_document",
    ),
    path("portal/review/<int:pk>/letters/<int:letter_pk>/", cases.letter, name="company_letter"),
    path("portal/review/<int:pk>/step/<slug:verb>/", cases.step, name="company_case_step"),
]

office_urls = [
    path("portal/office/", office.offices, name="offices"),
    path("portal/office/<int:organisation>/", office.home, name="office_home"),
    path("portal/office/<int:organisation>/cases/<int:pk>/", office.case, name="office_case"),
    path(
        "portal/office/<int:organisation>/cases/<int:pk>/roster/",
        office.roster,
        name="office_roster",
    ),
    path(
        "portal/office/<int:organisation>/cases/<int:pk>/documents/<int:document_pk>/",
        office.document,
        name="office_document",
    ),
    path(
        "portal/office/<int:organisation>/cases/<int:pk>/letters/<int:letter_pk>/",
        office.letter,
        name="office_letter",
    ),
    path(
        "portal/office/<int:organisation>/cases/<int:pk>/reports/",
        office_reports.of_case,
        name="office_expert_reports",
    ),
    path(
        "portal/office/<int:organisation>/reports/<int:pk>/<int:number>/",
        office_reports.report,
        name="office_expert_report",
    ),
    path(
        "portal/office/<int:organisation>/reports/<int:pk>/<int:number>/pictures/<int:part>/",
        office_reports.report_picture,
        name="office_expert_report_picture",
    ),
    path("review/join/<str:token>/", welcome.office, name="office_welcome"),
]

expert_urls = [
    path("expert/", home.home, name="expert_home"),
    path("expert/assignments/<int:pk>/", home.assignment, name="expert_assignment"),
    path("expert/assignments/<int:pk>/declare/", home.declare, name="expert_declare"),
    path("expert/assignments/<int:pk>/<slug:verb>/", home.answer, name="expert_answer"),
    path("expert/join/<str:token>/", welcome.expert, name="expert_welcome"),
]

urlpatterns = [
    *finding_urls,
    *grade_urls,
    *self_check_urls,
    *company_urls,
    *office_urls,
    *duty_urls,
    *report_urls,  # before the steps of an assignment, which any word names
    *expert_urls,
    *leader_urls,
    *case_report_urls,
    *visit_urls,
]
