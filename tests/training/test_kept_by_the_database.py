"""What holds for classes and people whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import accounts
from tests.factories import training as make
from training.enums import DIRECTED, Direction, EnrolmentState, Level
from training.models import Enrolment, Override, Trainee


@pytest.mark.django_db
@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("direction", [None, *Direction])
def test_a_direction_exists_iff_the_level_has_directions(
    level: Level, direction: Direction | None
) -> None:
    if (direction is not None) == (level in DIRECTED):
        assert make.training_class(level, direction).pk
    else:
        with pytest.raises(IntegrityError, match="class_has_direction_iff_level_does"):
            make.training_class(level, direction)


@pytest.mark.django_db
def test_a_person_is_in_the_register_once() -> None:
    known = make.trainee()
    with pytest.raises(IntegrityError, match="trainee_once"), transaction.atomic():
        make.trainee(id_number=known.id_number)
    assert Trainee.objects.get(id_number=known.id_number) == known


@pytest.mark.django_db
def test_a_person_is_in_a_class_once() -> None:
    of, team = make.training_class(), make.team()
    row = make.enrolment(of, team)
    with pytest.raises(IntegrityError, match="once_in_a_class"):
        make.enrolment(of, team, row.trainee)


@pytest.mark.django_db
def test_nobody_is_eligible_without_the_conditions_and_who_compared_them() -> None:
    with pytest.raises(IntegrityError, match="enrolment_judged_by_a_rule_set"):
        make.enrolment(
            make.training_class(), make.team(), state=EnrolmentState.ELIGIBLE, rule_set=None
        )


@pytest.mark.django_db
def test_who_asks_for_an_exception_does_not_decide_it() -> None:
    row = make.enrolment(make.training_class(), make.team())
    asker = accounts.user("提出人")
    asked = Override.objects.create(
        enrolment=row, reason="外省证书", asked_by=asker, asked_at=row.registered_at
    )
    asked.granted, asked.decided_by, asked.decided_at = True, asker, row.registered_at
    with pytest.raises(IntegrityError, match="override_takes_two"), transaction.atomic():
        asked.save()
    asked.decided_by = accounts.user("另一位")
    asked.save()
    assert Enrolment.objects.get(overrides=asked) == row
