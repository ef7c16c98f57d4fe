from django.urls import path

from training.portal import eligibility, me, me_photo, people

app_name = "training"

urlpatterns = [
    path("training/eligibility/", eligibility.eligibility, name="eligibility"),
    # A person's own page, by signed link.
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
    path("training/me/<str:token>/<int:pk>/withdraw/", me.withdraw, name="me_withdraw"),
    # A team's people.
    path("portal/team/<int:team>/people/", people.people, name="team_people"),
    path("portal/team/<int:team>/people/<int:pk>/link/", people.link, name="team_person_link"),
    path("portal/team/<int:team>/class/<int:pk>/add/", people.add, name="team_person_add"),
    path("portal/team/<int:team>/class/<int:pk>/roster/", people.roster, name="team_roster"),
    path("portal/team/<int:team>/roster/template/", people.template, name="team_roster_template"),
    path("portal/team/<int:team>/roster/<int:pk>/", people.upload, name="team_roster_upload"),
    path("portal/team/<int:team>/roster/<int:pk>/file/", people.notes, name="team_roster_notes"),
]
