from datetime import timedelta
from typing import Any

import pytest

from association.base import audit, clock
from association.base.errors import Refused
from members.models import Dealing
from tests.factories import cast, people
from tests.factories import training as make
from training.classes import free_seats
from training.enrolment import judging, roster
from training.enums import ClassState, EnrolmentState, ReservationState
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


def left(of: TrainingClass, **fields: Any) -> Enrolment:
    """Judged, and then gone."""
    row = enrolled(of, **fields)
    by = cast.person("training")
    facts = {"work": [{"occupation": "own", "from": "2001-01-01", "to": None}]}
    Enrolment.objects.filter(pk=row.pk).update(facts=facts)
    judging.accept(row, by=by)
    return judging.withdraw(row, by=by, reason="工作调动")


def test_who_left_comes_back_on_the_same_row_and_is_judged_anew() -> None:
    of, team = make.training_class(), cast.team("chenling")
    first = make.reservation(of, team)
    row = left(of)
    known = row.trainee.id_number
    second = make.reservation(of, team)
    with clock.at(of.enrol_until):
        back = enrolled(of, id_number=known)
    assert (back.pk, back.reservation) == (row.pk, second)
    back.refresh_from_db()
    assert (back.state, back.applied_on) == (EnrolmentState.REGISTERED, of.enrol_until)
    assert (back.rule_set, back.branch, back.judged_at, back.answer) == (None, "", None, "")
    assert back.facts["work"], "told already"
    first.refresh_from_db()
    assert first.state == ReservationState.GIVEN_UP
    steps = [entry.action for entry in audit.timeline(back)]
    assert steps[:2] == ["重新报名", "退出"]
    assert "确认条件符合" in steps
    assert "报名" in steps


def test_who_left_comes_back_with_another_team_which_counts_from_then_on() -> None:
    of, theirs, other = make.training_class(), cast.team("chenling"), cast.team("yunlu")
    make.reservation(of, theirs)
    known = left(of).trainee.id_number
    make.reservation(of, other)
    told = person(id_number=known)
    back = roster.enrol(of, other, **told, by=cast.person("training"))
    assert back.team == other
    told = audit.timeline(back)[0].after
    assert (told["队伍"], told["原队伍"]) == (other.name, theirs.name)


def test_coming_back_takes_a_seat_like_everybody_else() -> None:
    of = make.training_class()
    make.reservation(of, cast.team("chenling"))
    known = left(of).trainee.id_number
    with pytest.raises(Refused, match="没有空余的名额"):
        enrolled(of, id_number=known)
    make.reservation(of, cast.team("chenling"))
    TrainingClass.objects.filter(pk=of.pk).update(state=ClassState.TRAINING)
    of.refresh_from_db()
    with pytest.raises(Refused, match="现在是“培训中”"):
        enrolled(of, id_number=known)


def test_the_company_is_told_of_one_free_seat_whoever_came_and_went() -> None:
    of, team = make.training_class(), cast.team("chenling")
    make.reservation(of, team)
    row = left(of)
    counted = Dealing.objects.filter(source=free_seats.SOURCE.format(row.pk))
    assert not counted.exists()
    make.reservation(of, team)
    enrolled(of, id_number=row.trainee.id_number)
    assert counted.count() == 1


def test_who_was_turned_away_stays_away() -> None:
    of, team = make.training_class(), cast.team("chenling")
    make.reservation(of, team)
    row = enrolled(of)
    judging.reject(row, by=cast.person("training"), reason="材料不实。")
    make.reservation(of, team)
    with pytest.raises(Refused, match="现在是“不予受理”"):
        enrolled(of, id_number=row.trainee.id_number)


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
