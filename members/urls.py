from django.urls import path

from members.portal import access, colleagues, welcome

app_name = "members"

access_urls = [
    path("join/<str:token>/", welcome.welcome, name="welcome"),
    path("portal/switch/", access.switch, name="switch"),
]

colleague_urls = [
    path("portal/colleagues/", colleagues.colleagues, name="colleagues"),
    path("portal/colleagues/invite/", colleagues.invite, name="colleague_invite"),
    path("portal/colleagues/<int:pk>/", colleagues.colleague, name="colleague"),
    path("portal/colleagues/<int:pk>/role/", colleagues.change_role, name="colleague_role"),
    path("portal/colleagues/<int:pk>/end/", colleagues.end, name="colleague_end"),
    path("portal/colleagues/<int:pk>/reset/", colleagues.reset, name="colleague_reset"),
    path(
        "portal/colleagues/invitations/<int:pk>/revoke/",
        colleagues.revoke,
        name="invitation_revoke",
    ),
]

urlpatterns = [*access_urls, *colleague_urls]
