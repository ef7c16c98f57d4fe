from django.urls import path

from training.portal import eligibility, results

app_name = "training"

urlpatterns = [
    path("training/eligibility/", eligibility.eligibility, name="eligibility"),
    path("portal/training/", results.company, name="company_people"),
    path("portal/team/<int:team>/results/", results.team_results, name="team_results"),
    path(
        "portal/team/<int:team>/results/<int:enrolment>/slip/", results.team_slip, name="team_slip"
    ),
]
