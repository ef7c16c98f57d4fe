"""The desk's pages of the bulletin; the site puts them before the stock admin."""

from django.urls import path

from bulletin.desk import appeared, submissions, wechat

urlpatterns = [
    path("submissions/", submissions.submissions, name="bulletin_submissions"),
    path("submissions/enter/", submissions.enter, name="bulletin_submission_enter"),
    path("submissions/<int:pk>/", submissions.submission, name="bulletin_submission"),
    path(
        "submissions/<int:pk>/files/<int:file_pk>/",
        submissions.submission_file,
        name="bulletin_submission_file",
    ),
    path("articles/<int:pk>/appeared/", appeared.article, name="bulletin_appeared"),
    path("articles/<int:pk>/appeared/pdf/", appeared.certificate, name="bulletin_adoption"),
    path("articles/<int:pk>/wechat/", wechat.article, name="bulletin_wechat"),
    path("articles/<int:pk>/wechat/zip/", wechat.packed, name="bulletin_wechat_zip"),
    path("issues/<int:pk>/wechat/", wechat.issue, name="bulletin_wechat_issue"),
]
