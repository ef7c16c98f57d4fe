"""The desk's pages of the bulletin; the site puts them before the stock admin."""

from django.urls import path

from bulletin.desk import board, issues, submissions, wechat

urlpatterns = [
    path("submissions/", submissions.submissions, name="bulletin_submissions"),
    path("submissions/enter/", submissions.enter, name="bulletin_submission_enter"),
    path("submissions/<int:pk>/", submissions.submission, name="bulletin_submission"),
    path(
        "submissions/<int:pk>/files/<int:file_pk>/",
        submissions.submission_file,
        name="bulletin_submission_file",
    ),
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
]
