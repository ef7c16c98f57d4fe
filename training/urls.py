from django.urls import path

from training.portal import eligibility, pickup

app_name = "training"

urlpatterns = [
    path("training/eligibility/", eligibility.eligibility, name="eligibility"),
    path("portal/team/<int:team>/pickup/", pickup.pickup, name="team_pickup"),
]
