"""Wherever a person stands in a table of their class, a click leads to them."""

import pytest
from django.urls import reverse

from tests.conftest import ClientFor
from tests.factories import assessment as exam
from tests.factories import batches as make
from tests.factories import cast, training
from training.models import Enrolment

pytestmark = pytest.mark.django_db


def linked(browser: ClientFor, row: Enrolment, name: str, *args: object) -> bool:
    page = browser("training").get(reverse(f"admin:training_{name}", args=args))
    own = reverse("admin:training_enrolment", args=[row.pk])
    return f'<a href="{own}">{row.trainee.name}</a>' in page.content.decode()


def test_from_assessment_and_attendance(client_for: ClientFor) -> None:
    of = exam.examined_class()
    (row,) = exam.ready(of, cast.team("chenling"))
    assert linked(client_for, row, "class_assessment", of.pk)
    assert linked(client_for, row, "class_attendance", of.pk)
    sitting = exam.seated(of)
    assert linked(client_for, row, "sitting", sitting.pk)


def test_from_sub_batches_certificates_and_collection(client_for: ClientFor) -> None:
    of = make.past_class()
    (row,) = make.passed(of, training.team())
    assert linked(client_for, row, "class_batches", of.pk)
    assert linked(client_for, row, "class_certificates", of.pk)
    make.numbered([row])
    assert linked(client_for, row, "batch", row.batch_lines.get().sub_batch_id)
    assert linked(client_for, row, "class_collection", of.pk)
