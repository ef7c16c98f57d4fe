"""Pages outside the desk: whoever reads the call, and members who write."""

from django.urls import path

from bulletin.portal import contributing, public, submissions

app_name = "bulletin"

urlpatterns = [
    path("bulletin/call/", public.call, name="call"),
    path("bulletin/contribute/", contributing.ask, name="contributor_ask"),
    path("bulletin/contribute/<str:token>/", contributing.enter, name="contributor_enter"),
    path("portal/bulletin/contributors/<int:pk>/end/", contributing.end, name="contributor_end"),
    path("portal/bulletin/", submissions.submissions, name="submissions"),
    path("portal/bulletin/begin/", submissions.begin, name="submission_begin"),
    path("portal/bulletin/<int:pk>/", submissions.submission, name="submission"),
    path("portal/bulletin/<int:pk>/files/", submissions.add_file, name="submission_files"),
    path(
        "portal/bulletin/<int:pk>/files/<int:file_pk>/",
        submissions.submission_file,
        name="submission_file",
    ),
    path(
        "portal/bulletin/<int:pk>/files/<int:file_pk>/change/",
        submissions.change_file,
        name="submission_file_change",
    ),
    path("portal/bulletin/<int:pk>/step/", submissions.step, name="submission_step"),
    path("portal/bulletin/<int:pk>/confirm/", submissions.confirm, name="submission_confirm"),
]
