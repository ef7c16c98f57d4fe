from django.urls import path

from training.portal import (
    classes,
    contacts,
    eligibility,
    me,
    me_papers,
    me_photo,
    people,
    pickup,
    results,
    team,
    welcome,
)

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

people_urls = [
    path("portal/team/<int:team>/people/", people.people, name="team_people"),
    path("portal/team/<int:team>/people/<int:pk>/link/", people.link, name="team_person_link"),
    path("portal/team/<int:team>/classes/<int:pk>/add/", people.add, name="team_person_add"),
    path("portal/team/<int:team>/classes/<int:pk>/roster/", people.roster, name="team_roster"),
    path("portal/team/<int:team>/roster/template/", people.template, name="team_roster_template"),
    path("portal/team/<int:team>/roster/<int:pk>/", people.upload, name="team_roster_upload"),
    path("portal/team/<int:team>/roster/<int:pk>/file/", people.notes, name="team_roster_notes"),
]

# A person's own page, by signed link.
me_urls = [
    path("training/me/<str:token>/", me.me, name="me"),
    path("training/me/<str:token>/contact/", me.contact, name="me_contact"),
    path("training/me/<str:token>/consent/", me.consent, name="me_consent"),
    path("training/me/<str:token>/photo/", me_photo.photo, name="me_photo"),
    path("training/me/<str:token>/photo/crop/", me_photo.crop, name="me_crop"),
    path("training/me/<str:token>/photo/<str:which>/", me_photo.picture, name="me_picture"),
    path("training/me/<str:token>/papers/<int:pk>/", me.paper, name="me_paper"),
    path(
        "training/me/<str:token>/papers/<int:pk>/remove/", me.paper_remove, name="me_paper_remove"
    ),
    path("training/me/<str:token>/<int:pk>/facts/", me.fact_rows, name="me_facts"),
    path("training/me/<str:token>/<int:pk>/papers/", me.paper_add, name="me_paper_add"),
    path("training/me/<str:token>/<int:pk>/hand-in/", me.hand_in, name="me_hand_in"),
    path("training/me/<str:token>/<int:pk>/slip/", me_papers.slip, name="me_slip"),
    path(
        "training/me/<str:token>/<int:pk>/certificate/",
        me_papers.certificate,
        name="me_certificate",
    ),
    path("training/me/<str:token>/<int:pk>/withdraw/", me.withdraw, name="me_withdraw"),
]

company_urls = [
    path("portal/training/", results.company, name="company_people"),
]

urlpatterns = [*public_urls, *me_urls, *team_urls, *people_urls, *company_urls]
