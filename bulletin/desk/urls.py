"""The desk's pages of the bulletin; the site puts them before the stock admin."""

from django.urls import path

from bulletin.desk import mailings, printed, readers, submissions

urlpatterns = [
    path("submissions/", submissions.submissions, name="bulletin_submissions"),
    path("submissions/enter/", submissions.enter, name="bulletin_submission_enter"),
    path("submissions/<int:pk>/", submissions.submission, name="bulletin_submission"),
    path(
        "submissions/<int:pk>/files/<int:file_pk>/",
        submissions.submission_file,
        name="bulletin_submission_file",
    ),
    path("mailings/", mailings.mailings, name="bulletin_mailings"),
    path("mailings/<int:pk>/", mailings.mailing, name="bulletin_mailing"),
    path("mailings/<int:pk>/progress/", mailings.progress, name="bulletin_mailing_progress"),
    path("mailings/<int:pk>/deliveries/", mailings.deliveries, name="bulletin_deliveries"),
    path("readers/", readers.readers, name="bulletin_readers"),
    path("readers/add/", readers.add, name="bulletin_reader_add"),
    path("readers/export/", readers.export, name="bulletin_readers_export"),
    path("readers/<int:pk>/end/", readers.end, name="bulletin_reader_end"),
    path("suppressions/", readers.suppressions, name="bulletin_suppressions"),
    path("suppressions/<int:pk>/lift/", readers.lift, name="bulletin_suppression_lift"),
    path("printed/", printed.issues, name="bulletin_printed_issues"),
    path("printed/<int:pk>/", printed.printed, name="bulletin_printed"),
    path("printed/<int:pk>/list.xlsx", printed.workbook, name="bulletin_printed_workbook"),
    path("printed/<int:pk>/labels.pdf", printed.label_sheets, name="bulletin_printed_labels"),
    path("printed/<int:pk>/<int:copy_pk>/", printed.copy, name="bulletin_printed_copy"),
]
