"""Below /expert/: what people hold in their hand on site."""

from django.urls import path

from standardization.expert import (
    case_report,
    checklist,
    findings,
    planning,
    running,
    visit,
    visit_list,
)

_VISIT = "expert/visits/<int:visit>/"

_REPORT = "expert/cases/<int:case>/report/<slug:kind>/"

case_report_urls = [
    path(_REPORT, case_report.report, name="expert_case_report"),
    path(f"{_REPORT}copies/<int:key>/", case_report.copy, name="expert_case_report_copy"),
    path(f"{_REPORT}pictures/<int:key>/", case_report.picture, name="expert_case_report_picture"),
]

visit_urls = [
    path("expert/worker.js", checklist.worker, name="expert_worker"),
    path("expert/visits/", visit_list.visits, name="expert_visits"),
    path(_VISIT, visit.visit, name="expert_visit"),
    path(f"{_VISIT}step/<slug:verb>/", running.step, name="expert_visit_step"),
    path(f"{_VISIT}stop/", running.stop, name="expert_visit_stop"),
    path(f"{_VISIT}meetings/<slug:kind>/", running.meeting, name="expert_meeting"),
    path(f"{_VISIT}close/", visit.close, name="expert_checklist_close"),
    path(f"{_VISIT}second/<int:answer>/<slug:what>/", visit.second, name="expert_answer_second"),
    path(f"{_VISIT}scans/", visit.scan, name="expert_scans"),
    path(f"{_VISIT}scans/<int:scan>/", visit.scanned, name="expert_scan"),
    path(f"{_VISIT}paper/", checklist.on_paper, name="expert_paper"),
    path(f"{_VISIT}checklist/", checklist.checklist, name="expert_checklist"),
    path(f"{_VISIT}bundle/", checklist.bundle, name="expert_bundle"),
    path(f"{_VISIT}answers/", checklist.answers, name="expert_answers"),
    path(f"{_VISIT}photos/", checklist.photo, name="expert_photos"),
    path(f"{_VISIT}findings/", checklist.finding, name="expert_findings"),
    path(f"{_VISIT}signatures/", checklist.signature, name="expert_signatures"),
]

duty_urls = [
    path("expert/assignments/<int:pk>/visit/", planning.plan, name="expert_plan"),
    path("expert/assignments/<int:pk>/findings/", findings.findings, name="expert_case_findings"),
    path("expert/assignments/<int:pk>/step/<slug:verb>/", findings.step, name="expert_case_step"),
    path("expert/findings/<int:pk>/", findings.finding, name="expert_finding"),
    path("expert/finding-photos/<int:pk>/", findings.photo, name="expert_finding_photo"),
]
