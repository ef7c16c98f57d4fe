"""Within the admin site's names: ``admin:training_…``."""

from typing import Any

from django.urls import path

from training.desk import enrolment, people, queues, trainee

urlpatterns: list[Any] = [
    path("class/<int:pk>/people/", people.class_people, name="training_class_people"),
    path("class/<int:pk>/roster/", people.roster, name="training_roster"),
    path("roster/template/", people.template, name="training_roster_template"),
    path("roster/<int:pk>/", people.upload, name="training_roster_upload"),
    path("roster/<int:pk>/file/", people.notes, name="training_roster_notes"),
    path("enrolments/", queues.enrolments, name="training_enrolments"),
    path("enrolment/<int:pk>/", enrolment.enrolment, name="training_enrolment"),
    path("enrolment/<int:pk>/facts/", enrolment.fact_rows, name="training_enrolment_facts"),
    path("enrolment/<int:pk>/consent/", enrolment.consent, name="training_enrolment_consent"),
    path("enrolment/<int:pk>/numbers/", trainee.numbers, name="training_trainee_numbers"),
    path("enrolment/<int:pk>/amend/", trainee.amend, name="training_trainee_amend"),
    path("enrolment/<int:pk>/link/", trainee.link, name="training_trainee_link"),
    path("paper/<int:pk>/", enrolment.paper, name="training_paper"),
    path("photos/", queues.photo_list, name="training_photos"),
    path("photos/<int:pk>/judge/", queues.photo_judge, name="training_photo_judge"),
    path("photos/<int:pk>/<str:which>/", queues.picture, name="training_photo"),
    path("overrides/", queues.override_list, name="training_overrides"),
    path("overrides/<int:pk>/", queues.override_decide, name="training_override"),
]
