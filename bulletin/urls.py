"""Pages outside the desk: whoever reads the call, and members who write."""

from django.urls import path

from bulletin.portal import (
    adopted,
    archive,
    contributing,
    feeds,
    finding,
    notices,
    public,
    reading,
    submissions,
    subscribing,
    subscription,
)

app_name = "bulletin"

urlpatterns = [
    path("bulletin/", reading.front, name="front"),
    path("bulletin/archive/", archive.archive, name="archive"),
    path("bulletin/articles/<int:pk>/", reading.article, name="article"),
    path("bulletin/call/", public.call, name="call"),
    path("bulletin/columns/<slug:slug>/", archive.column, name="column"),
    path("bulletin/issues/<int:year>-<int:number>/", reading.issue, name="issue"),
    path("bulletin/issues/<int:year>-<int:number>/pdf/", reading.issue_pdf, name="issue_pdf"),
    path("bulletin/pictures/<int:pk>/<slug:use>/", reading.picture, name="picture"),
    path("bulletin/search/", finding.search, name="search"),
    path("bulletin/rss.xml", feeds.rss, name="rss"),
    path("bulletin/atom.xml", feeds.atom, name="atom"),
    path("bulletin/feed.json", feeds.json_feed, name="json_feed"),
    path("bulletin/columns/<slug:slug>/rss.xml", feeds.rss, name="column_rss"),
    path("bulletin/columns/<slug:slug>/atom.xml", feeds.atom, name="column_atom"),
    path("bulletin/columns/<slug:slug>/feed.json", feeds.json_feed, name="column_json_feed"),
    path("bulletin/sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
    path("bulletin/contribute/", contributing.ask, name="contributor_ask"),
    path("bulletin/contribute/<str:token>/", contributing.enter, name="contributor_enter"),
    path("portal/bulletin/contributors/<int:pk>/end/", contributing.end, name="contributor_end"),
    path("bulletin/subscribe/", subscribing.subscribe, name="subscribe"),
    path(
        "bulletin/subscribe/confirm/<str:signed>/",
        subscribing.confirm,
        name="subscription_confirm",
    ),
    path("bulletin/subscription/<str:token>/", subscribing.preferences, name="subscription"),
    path("bulletin/subscription/<str:token>/data/", subscribing.data, name="subscription_data"),
    path("bulletin/subscription/<str:token>/erase/", subscribing.erase, name="subscription_erase"),
    path("bulletin/unsubscribe/<str:token>/", subscribing.unsubscribe, name="unsubscribe"),
    path("notices/", public.notices, name="notices"),
    path("notices/<int:pk>/", public.notice, name="notice"),
    path("notices/<int:pk>/files/<int:file_pk>/", public.notice_file, name="notice_file"),
    path("portal/notices/", notices.notices, name="my_notices"),
    path("portal/notices/<int:pk>/", notices.notice, name="my_notice"),
    path(
        "portal/notices/<int:pk>/files/<int:file_pk>/", notices.notice_file, name="my_notice_file"
    ),
    path("portal/notices/<int:pk>/reports/<int:due_pk>/", notices.report, name="report"),
    path(
        "portal/notices/<int:pk>/reports/<int:due_pk>/files/<int:file_pk>/",
        notices.report_file,
        name="report_file",
    ),
    path("portal/bulletin/", submissions.submissions, name="submissions"),
    path("portal/bulletin/subscription/", subscription.subscription, name="my_subscription"),
    path("portal/bulletin/begin/", submissions.begin, name="submission_begin"),
    path("portal/bulletin/<int:pk>/", submissions.submission, name="submission"),
    path("portal/bulletin/<int:pk>/certificate/", adopted.certificate, name="adoption"),
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
