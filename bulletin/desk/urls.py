"""The desk's pages of the bulletin; the site puts them before the stock admin."""

from django.urls import path

from bulletin.desk import (
    article,
    board,
    compared,
    issues,
    mailings,
    pieces,
    printed,
    readers,
    submissions,
    wechat,
    writing,
)

ONE = "articles/<int:pk>/"

urlpatterns = [
    path("submissions/", submissions.submissions, name="bulletin_submissions"),
    path("submissions/enter/", submissions.enter, name="bulletin_submission_enter"),
    path("submissions/<int:pk>/", submissions.submission, name="bulletin_submission"),
    path(
        "submissions/<int:pk>/files/<int:file_pk>/",
        submissions.submission_file,
        name="bulletin_submission_file",
    ),
    path("articles/", pieces.articles, name="bulletin_articles"),
    path("articles/begin/", pieces.begin, name="bulletin_article_begin"),
    path(ONE, article.article, name="bulletin_article"),
    path(f"{ONE}open/", writing.begin_editing, name="bulletin_article_open"),
    path(f"{ONE}edit/", writing.edit, name="bulletin_article_edit"),
    path(f"{ONE}save/", writing.save, name="bulletin_article_save"),
    path(f"{ONE}pictures/", writing.add_picture, name="bulletin_article_pictures"),
    path(f"{ONE}pictures/<int:picture_pk>/", article.picture, name="bulletin_article_picture"),
    path(
        f"{ONE}pictures/<int:picture_pk>/change/",
        writing.change_picture,
        name="bulletin_article_picture_change",
    ),
    path(f"{ONE}versions/<int:number>/", compared.version, name="bulletin_article_version"),
    path("articles/<int:pk>/wechat/", wechat.article, name="bulletin_wechat"),
    path("articles/<int:pk>/wechat/zip/", wechat.packed, name="bulletin_wechat_zip"),
    path("issues/<int:pk>/wechat/", wechat.issue, name="bulletin_wechat_issue"),
    path("issues/", issues.issues, name="bulletin_issues"),
    path("issues/begin/", issues.begin, name="bulletin_issue_begin"),
    path("issues/<int:pk>/", board.board, name="bulletin_issue"),
    path("issues/<int:pk>/about/", issues.about, name="bulletin_issue_about"),
    path("issues/<int:pk>/order/", board.order, name="bulletin_issue_order"),
    path(
        "issues/<int:pk>/editions/<int:edition_pk>/",
        issues.edition,
        name="bulletin_issue_edition",
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
