"""Who finds nothing of the experts' reports."""

import pytest
from django.test import Client
from django.urls import reverse

from standardization.enums import AssignmentState, PartSubject
from standardization.models import Assignment, Case
from tests.conftest import ClientFor
from tests.factories import cast, expert_reports
from tests.factories import standardization as make


@pytest.mark.parametrize("role", ["antai_admin", "antai_agent", "guanghe_admin", "bureau"])
def test_companies_and_the_bureau_find_none_of_it(
    client_for: ClientFor, case: Case, role: str
) -> None:
    report = expert_reports.submitted(case).report
    browser, own = client_for(role), cast.organisation("yunling").pk
    pages = [
        reverse("standardization:expert_report", args=[report.assignment_id]),
        reverse("standardization:expert_reports", args=[case.pk]),
        reverse("standardization:expert_report_version", args=[report.pk, 1]),
        reverse("standardization:office_expert_reports", args=[own, case.pk]),
        reverse("standardization:office_expert_report", args=[own, report.pk, 1]),
        reverse("admin:standardization_case_reports", args=[case.pk]),
        reverse("admin:standardization_expert_report", args=[report.pk, 1]),
    ]
    assert {browser.get(page).status_code for page in pages} == {404}


def test_who_bowed_out_finds_none_of_it(client_for: ClientFor, case: Case) -> None:
    report = expert_reports.submitted(case).report
    Assignment.objects.filter(pk=report.assignment_id).update(state=AssignmentState.RECUSED)
    pages = [
        reverse("standardization:expert_report", args=[report.assignment_id]),
        reverse(
            "standardization:expert_report_picture",
            args=[
                report.assignment_id,
                report.parts.filter(subject=PartSubject.KEY_AREA).values_list("pk", flat=True)[0],
            ],
        ),
        reverse("standardization:expert_reports", args=[case.pk]),
        reverse("standardization:expert_report_version", args=[report.pk, 1]),
    ]
    assert {client_for("expert").get(page).status_code for page in pages} == {404}


def test_another_expert_finds_none_of_it(case: Case) -> None:
    stranger = make.expert_user("杜若").user
    assert stranger is not None
    browser, report = Client(), expert_reports.submitted(case).report
    browser.force_login(stranger)
    pages = [
        reverse("standardization:expert_report", args=[report.assignment_id]),
        reverse("standardization:expert_reports", args=[case.pk]),
        reverse("standardization:expert_report_version", args=[report.pk, 1]),
    ]
    assert {browser.get(page).status_code for page in pages} == {404}
