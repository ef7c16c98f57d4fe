from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import training as make
from training import gates
from training.enums import ClassState, EnrolmentState, PhotoState, Purpose
from training.models import Enrolment

pytestmark = pytest.mark.django_db


def codes(enrolment: Enrolment) -> list[str]:
    return [gate.code for gate in gates.gates([enrolment])[enrolment.pk]]


def test_who_was_just_registered_lacks_judgement_photo_and_both_consents() -> None:
    row = make.enrolment(make.training_class(), make.team())
    assert codes(row) == ["judge", "photo_missing", "consent_training", "consent_issuing"]


def test_nothing_holds_up_who_has_handed_in_everything_and_attended() -> None:
    of = make.training_class(state=ClassState.TRAINING)
    row = make.whole(make.enrolment(of, make.team(), state=EnrolmentState.ELIGIBLE))
    assert codes(row) == []


def test_the_latest_photo_counts_and_says_why_it_was_rejected() -> None:
    row = make.enrolment(make.training_class(), make.team(), state=EnrolmentState.ELIGIBLE)
    make.photo(row.trainee)
    make.photo(row.trainee, state=PhotoState.REJECTED, reason="头部不居中")
    assert "照片不合格：头部不居中" in [gate.text for gate in gates.gates([row])[row.pk]]


def test_a_consent_taken_back_is_none() -> None:
    row = make.enrolment(make.training_class(), make.team(), state=EnrolmentState.ELIGIBLE)
    given = make.consent(row.trainee, Purpose.ISSUING)
    given.ended_at = given.given_at
    given.save()
    assert "consent_issuing" in codes(row)


def test_hours_are_missed_once_the_training_has_begun() -> None:
    of = make.training_class()
    row = make.enrolment(of, make.team(), state=EnrolmentState.ELIGIBLE)
    make.attended(row, Decimal("36.5"))
    assert "hours" not in codes(row)
    of.state = ClassState.TRAINING
    of.save()
    assert "课时差 3.5（须满 40）" in [gate.text for gate in gates.gates([row])[row.pk]]


def test_who_has_left_is_held_up_by_nothing() -> None:
    row = make.enrolment(make.training_class(), make.team(), state=EnrolmentState.WITHDRAWN)
    assert codes(row) == []


def test_a_hundred_people_cost_as_many_queries_as_one() -> None:
    of, team = make.training_class(), make.team()
    for _ in range(4):
        make.enrolment(of, team)
    rows = list(Enrolment.objects.select_related("training_class"))
    with CaptureQueriesContext(connection) as asked:
        gates.gates(rows)
    assert len(asked) == 3
