from django.urls import path

from training.portal import classes, contacts, eligibility, pickup, results, team, welcome

app_name = "training"

public_urls = [
    path("training/eligibility/", eligibility.eligibility, name="eligibility"),
    path("training/classes/", classes.classes, name="classes"),
    path("team/welcome/<str:token>/", welcome.welcome, name="team_welcome"),
]

team_urls = [
    path("portal/team/", team.teams, name="teams"),
    path("portal/team/<int:team>/", team.home, name="team_home"),
    path("portal/team/<int:team>/classes/<int:pk>/reserve/", team.reserve, name="team_reserve"),
    path("portal/team/<int:team>/seats/<int:pk>/give-up/", team.give_up, name="team_give_up"),
    path("portal/team/<int:team>/contacts/", contacts.contacts, name="team_contacts"),
    path("portal/team/<int:team>/contacts/<int:pk>/end/", contacts.end, name="team_contact_end"),
    path(
        "portal/team/<int:team>/contacts/invitations/<int:pk>/revoke/",
        contacts.revoke,
        name="team_invitation_revoke",
    ),
    path("portal/team/<int:team>/results/", results.team_results, name="team_results"),
    path(
        "portal/team/<int:team>/results/<int:enrolment>/slip/", results.team_slip, name="team_slip"
    ),
    path("portal/team/<int:team>/pickup/", pickup.pickup, name="team_pickup"),
]

company_urls = [
    path("portal/training/", results.company, name="company_people"),
]

urlpatterns = [*public_urls, *team_urls, *company_urls]
