from datetime import timedelta
from typing import Any

import pytest

from association.base import clock
from association.base.errors import Refused
from tests.factories import cast, people
from tests.factories import training as make
from training.enrolment import roster
from training.enums import ClassState, ReservationState
from training.models import Enrolment, Trainee, TrainingClass

pytestmark = pytest.mark.django_db


def person(**fields: Any) -> dict[str, Any]:
    return {
        "name": "陶然",
        "id_type": "resident",
        "id_number": people.resident_number("19910506"),
        "mobile": people.mobile(),
        **fields,
    }


def enrolled(of: TrainingClass, role: str = "team_contact", **fields: Any) -> Enrolment:
    return roster.enrol(of, cast.team("chenling"), **person(**fields), by=cast.person(role))


def test_a_person_sits_on_the_first_seat_that_the_team_holds() -> None:
    of, team = make.training_class(), cast.team("chenling")
    first, second = make.reservation(of, team), make.reservation(of, team)
    assert roster.free(of, team) == 2
    assert enrolled(of).reservation == first
    assert enrolled(of, id_number=people.resident_number("19910507")).reservation == second
    with pytest.raises(Refused, match="没有空余的名额"):
        enrolled(of, id_number=people.resident_number("19910508"))


@pytest.mark.parametrize("state", [ReservationState.WAITING, ReservationState.GIVEN_UP])
def test_a_seat_that_isnt_held_seats_nobody(state: ReservationState) -> None:
    of = make.training_class()
    make.reservation(of, cast.team("chenling"), state=state)
    with pytest.raises(Refused, match="没有空余的名额"):
        enrolled(of)
    assert not Trainee.objects.exists()


def test_another_teams_seat_is_nobodys() -> None:
    of = make.training_class()
    make.reservation(of, cast.team("yunlu"))
    with pytest.raises(Refused, match="没有空余的名额"):
        enrolled(of)


def test_the_same_person_is_in_a_class_once() -> None:
    of, team = make.training_class(), cast.team("chenling")
    make.reservation(of, team)
    make.reservation(of, team)
    first = enrolled(of)
    with pytest.raises(Refused, match="已经报了这个班次") as refusal:
        enrolled(of, id_number=first.trainee.id_number)
    assert refusal.value.field == "id_number"


def test_only_the_own_contact_and_the_office_enrol() -> None:
    of = make.training_class()
    make.reservation(of, cast.team("chenling"))
    for role in ("other_contact", "antai_admin", "head"):
        with pytest.raises(Refused, match="没有权限"):
            enrolled(of, role)
    assert enrolled(of, "training")


def test_after_the_last_day_only_the_office_enrols() -> None:
    of, team = make.training_class(), cast.team("chenling")
    make.reservation(of, team)
    make.reservation(of, team)
    with clock.at(of.enrol_until):
        enrolled(of)
    late = {"id_number": people.resident_number("19910507")}
    with clock.at(of.enrol_until + timedelta(1)):
        with pytest.raises(Refused, match="今天不能报名"):
            enrolled(of, **late)
        assert enrolled(of, "training", **late)


def test_into_a_class_that_isnt_open_nobody_is_enrolled() -> None:
    of = make.training_class(state=ClassState.TRAINING)
    make.reservation(of, cast.team("chenling"))
    with pytest.raises(Refused, match="现在是“培训中”"):
        enrolled(of, "training")
