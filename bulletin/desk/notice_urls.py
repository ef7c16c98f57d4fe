"""The desk's pages of notices; the site puts them before the stock admin."""

from django.urls import path

from bulletin.desk import notice_reports, notices

_DUE = "<int:pk>/dues/<int:due_pk>/"
_REPORT = f"{_DUE}members/<int:member_pk>/"

urlpatterns = [
    path("", notices.notices, name="bulletin_notices"),
    path("new/", notices.new, name="bulletin_notice_new"),
    path("<int:pk>/", notices.notice, name="bulletin_notice"),
    path("<int:pk>/files/<int:file_pk>/", notices.notice_file, name="bulletin_notice_file"),
    path("<int:pk>/forms/<int:form_pk>/", notice_reports.report_form, name="bulletin_notice_form"),
    path(_DUE, notice_reports.board, name="bulletin_notice_due"),
    path(f"{_DUE}sheet/", notice_reports.workbook, name="bulletin_notice_sheet"),
    path(_REPORT, notice_reports.report, name="bulletin_report"),
    path(f"{_REPORT}files/<int:file_pk>/", notice_reports.report_file, name="bulletin_report_file"),
]
