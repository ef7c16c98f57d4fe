from django.urls import path

from training.api.eligibility import Eligibility

urlpatterns = [path("eligibility/", Eligibility.as_view(), name="api_eligibility")]
