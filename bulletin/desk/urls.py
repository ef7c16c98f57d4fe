"""The desk's pages of the bulletin; the site puts them before the stock admin."""

from django.urls import path

from bulletin.desk import article, board, compared, submissions, writing

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
    path("articles/", board.articles, name="bulletin_articles"),
    path("articles/begin/", board.begin, name="bulletin_article_begin"),
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
]
