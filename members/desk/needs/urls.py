"""Within the admin site's names, as the rest of the desk: ``admin:members_…``."""

from django.urls import path

from members.desk.needs import campaigns, meetings, triage

urlpatterns = [
    path("needs/", triage.needs, name="members_needs"),
    path("needs/<int:pk>/", triage.need, name="members_need"),
    path("needs/campaigns/", campaigns.campaigns, name="members_needs_campaigns"),
    path("needs/campaigns/add/", campaigns.begin, name="members_needs_campaign_add"),
    path("needs/campaigns/<int:pk>/", campaigns.campaign, name="members_needs_campaign"),
    path("needs/campaigns/<int:pk>/edit/", campaigns.edit, name="members_needs_campaign_edit"),
    path("needs/campaigns/<int:pk>/step/", campaigns.step, name="members_needs_campaign_step"),
    path("needs/campaigns/<int:pk>/cards/", campaigns.card_list, name="members_needs_cards"),
    path("needs/campaigns/<int:pk>/needs.xlsx", campaigns.workbook, name="members_needs_workbook"),
    path("needs/cards/<int:pk>/", campaigns.card, name="members_needs_card"),
    path(
        "needs/cards/<int:pk>/files/<int:file_pk>/",
        campaigns.card_file,
        name="members_needs_card_file",
    ),
    path("needs/meetings/", meetings.meetings, name="members_needs_meetings"),
    path("needs/meetings/add/", meetings.arrange, name="members_needs_meeting_add"),
    path("needs/meetings/<int:pk>/", meetings.meeting, name="members_needs_meeting"),
]
