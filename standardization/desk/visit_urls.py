"""Within the admin site's names, below /admin/standardization/."""

from django.urls import path

from standardization.desk import visits

visit_urls = [
    path("cases/<int:pk>/visits/", visits.of_case, name="standardization_case_visits"),
    path("cases/<int:pk>/visits/add/", visits.plan, name="standardization_visit_add"),
    path("visits/<int:pk>/", visits.one, name="standardization_visit"),
    path("visits/<int:pk>/step/<slug:verb>/", visits.step, name="standardization_visit_step"),
    path("visits/<int:pk>/incident/<slug:kind>/", visits.incident, name="standardization_incident"),
    path("visits/<int:pk>/told/<int:told_pk>/", visits.told, name="standardization_told"),
    path("visits/<int:pk>/again/", visits.again, name="standardization_visit_again"),
    path("visits/<int:pk>/rules/<int:rule_pk>/", visits.record, name="standardization_ready"),
    path(
        "visits/<int:pk>/rules/<int:rule_pk>/<int:attendee_pk>/",
        visits.record,
        name="standardization_ready_person",
    ),
    path("visits/<int:pk>/roster/", visits.roster, name="standardization_roster"),
    path("visits/<int:pk>/attendees/", visits.attendee, name="standardization_attendee_add"),
    path(
        "visits/<int:pk>/attendees/<int:attendee_pk>/away/",
        visits.away,
        name="standardization_attendee_away",
    ),
    path(
        "visits/<int:pk>/attendees/<int:attendee_pk>/<slug:how>/",
        visits.travels,
        name="standardization_attendee_travels",
    ),
    path("visits/<int:pk>/meetings/<slug:kind>/", visits.meeting, name="standardization_meeting"),
    path("visits/<int:pk>/vehicle/", visits.ask_vehicle, name="standardization_vehicle_ask"),
    path("vehicles/", visits.vehicles, name="standardization_vehicles"),
    path("vehicles/<int:pk>/", visits.decide_vehicle, name="standardization_vehicle"),
]
