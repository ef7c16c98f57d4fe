from django.urls import path

from training.portal import eligibility

app_name = "training"

urlpatterns = [
    path("training/eligibility/", eligibility.eligibility, name="eligibility"),
]
