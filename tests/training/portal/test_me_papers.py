"""What a person takes home from the own page: the slip for an exam, the certificate."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from association.base import clock
from tests.conftest import RunJobs
from tests.factories import assessment as exam
from tests.factories import cast
from tests.factories import training as make
from training.certificates import giving
from training.enums import ClassState, EnrolmentState
from training.models import Enrolment, TrainingCertificate
from training.people import links

pytestmark = pytest.mark.django_db


def fetched(name: str, row: Enrolment, *, by: Enrolment | None = None) -> tuple[int, bytes]:
    token = links.token((by or row).trainee)
    answer = Client().get(reverse(f"training:{name}", args=[token, row.pk]))
    return answer.status_code, answer.getvalue()


def test_the_slip_is_there_once_a_seat_is() -> None:
    of = exam.examined_class()
    (row,) = exam.ready(of, cast.team("chenling"))
    assert fetched("me_slip", row)[0] == 404
    exam.seated(of, at=clock.now() + timedelta(2))
    status, content = fetched("me_slip", row)
    assert (status, content[:5]) == (200, b"%PDF-")


def test_the_certificate_in_force_is_there_and_only_for_its_person(run_jobs: RunJobs) -> None:
    of, team = make.training_class(state=ClassState.ISSUING), cast.team("chenling")
    row, other = (
        make.whole(make.enrolment(of, team, state=EnrolmentState.PASSED)) for _ in range(2)
    )
    giving.issue(of, [row], by=cast.person("training"))
    assert fetched("me_certificate", row)[0] == 404  # still being made
    run_jobs()
    status, content = fetched("me_certificate", row)
    assert (status, content[:5]) == (200, b"%PDF-")
    assert fetched("me_certificate", row, by=other)[0] == 404
    given = TrainingCertificate.objects.get(enrolment=row)
    page = Client().get(reverse("training:me", args=[links.token(row.trainee)])).content.decode()
    assert given.credential.number in page
    giving.revoke(given, by=cast.person("training"), reason="材料不实")
    assert fetched("me_certificate", row)[0] == 404
