from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from association.base import clock
from association.base.errors import Refused
from tests.factories import assessment as exam
from tests.factories import cast
from tests.factories import training as make
from training.assessment import seating, sittings
from training.enums import ClassState, EnrolmentState, ExamPart, Level
from training.models import Place, Sitting

pytestmark = pytest.mark.django_db


def test_everybody_who_is_ready_is_seated_and_the_others_are_named_with_the_reason() -> None:
    of, team = exam.examined_class(), make.team()
    ready = exam.ready(of, team, 3)
    short = make.enrolment(of, team, state=EnrolmentState.ELIGIBLE)
    make.attended(short, Decimal("39.5"))
    unjudged = make.enrolment(of, team)
    row = exam.seated(of)
    assert {place.enrolment_id for place in row.places.all()} == {each.pk for each in ready}
    assert [place.seat for place in row.places.all()] == [1, 2, 3]
    waiting = {each.enrolment.pk: each.obstacle for each in seating.candidates(of, "theory")}
    assert waiting == {short.pk: "课时差 0.5（须满 40）", unjudged.pk: "申报条件待审核条件"}


def test_whoever_may_not_sit_is_refused_by_name_and_reason() -> None:
    of = exam.examined_class()
    short = make.enrolment(of, make.team(), state=EnrolmentState.ELIGIBLE)
    row = exam.sitting(of)
    with pytest.raises(Refused, match=f"{short.trainee}还不能排座：课时差 40"):
        seating.seat(row, short, by=cast.person("training"))


def test_the_order_is_drawn_and_can_be_drawn_again_from_the_seed() -> None:
    of = exam.examined_class()
    people = exam.ready(of, make.team(), 8)
    row = exam.seated(of)
    seats = [place.enrolment_id for place in row.places.order_by("seat")]
    assert seats == [each.pk for each in seating.drawn(row.seed, people)]
    assert seats == [each.pk for each in seating.drawn(row.seed, people[::-1])]


def test_admission_numbers_are_ten_digits_and_nobodys_twice() -> None:
    of = exam.examined_class()
    exam.ready(of, make.team(), 2)
    exam.seated(of)
    exam.seated(of, ExamPart.SKILL)
    numbers = list(Place.objects.order_by("pk").values_list("number", flat=True))
    assert len(set(numbers)) == 4
    assert all(len(each) == 10 and each.isdecimal() for each in numbers)


def test_more_people_than_seats_seats_nobody() -> None:
    of = exam.examined_class()
    exam.ready(of, make.team(), 3)
    row = exam.sitting(of, seats=2)
    with pytest.raises(Refused, match="有 3 人待排，只剩 2 个座位"):
        seating.seat_all(row, by=cast.person("training"))
    assert not row.places.exists()


def test_nobody_sits_in_two_sittings_of_one_part() -> None:
    of = exam.examined_class()
    person = exam.ready(of, make.team())[0]
    exam.seated(of)
    again = exam.sitting(of)
    with pytest.raises(Refused, match="没有可以排座的人"):
        seating.seat_all(again, by=cast.person("training"))
    with pytest.raises(Refused, match="已有座位或成绩"):
        seating.seat(again, person, by=cast.person("training"))


def test_moving_to_a_taken_seat_swaps_the_two() -> None:
    of = exam.examined_class()
    exam.ready(of, make.team(), 2)
    row = exam.seated(of)
    first, second = row.places.all()
    seating.move(first, 2, by=cast.person("training"))
    assert [row.places.get(pk=each.pk).seat for each in (first, second)] == [2, 1]
    seating.move(first, 30, by=cast.person("training"))
    assert row.places.get(pk=first.pk).seat == 30
    with pytest.raises(Refused, match="1 到 30"):
        seating.move(first, 31, by=cast.person("training"))


def test_a_seat_is_taken_once_whoever_writes() -> None:
    of = exam.examined_class()
    exam.ready(of, make.team(), 2)
    first, second = exam.seated(of).places.all()
    second.seat = first.seat
    with pytest.raises(IntegrityError, match="one_person_a_seat"), transaction.atomic():
        second.save()
        connection.cursor().execute("set constraints all immediate")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"part": ExamPart.REVIEW}, "只用于二级和一级"),
        ({"minutes": 89}, "至少 90 分钟"),
        ({"room": "  "}, "请填写考场"),
        ({"seats": 0}, "座位数"),
    ],
)
def test_a_sitting_that_cannot_be_is_refused(fields: dict[str, object], problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        exam.sitting(exam.examined_class(), **fields)


def test_no_sitting_before_the_training_begins() -> None:
    of = exam.examined_class()
    with pytest.raises(Refused, match="不能早于开班日期"):
        exam.sitting(of, at=clock.now() - timedelta(40))
    of.state = ClassState.ENROLLING
    of.save()
    with pytest.raises(Refused, match="开班以后"):
        exam.sitting(of)


def test_a_sitting_is_changed_with_a_reason_until_marks_come() -> None:
    of, qiao = exam.examined_class(), cast.person("training")
    person = exam.ready(of, make.team())[0]
    row = exam.seated(of)
    told = {name: getattr(row, name) for name in sittings.LABELS}
    with pytest.raises(Refused, match="须写明理由"):
        sittings.change(row, by=qiao, reason="", **told)
    assert (
        sittings.change(row, by=qiao, reason="考场维修", **{**told, "room": "二号楼"}).room
        == "二号楼"
    )
    exam.entered(row, {person: exam.mark("70")})
    with pytest.raises(Refused, match="已经开始登录成绩"):
        sittings.change(row, by=qiao, reason="换考场", **told)


def test_whoever_failed_theory_is_not_reviewed() -> None:
    of = exam.examined_class(Level.ONE, None)
    good, bad = exam.ready(of, make.team(), 2)
    exam.both_parts(of, {good: ("60", "60"), bad: ("59.99", "60")})
    found = {each.enrolment.pk: each.obstacle for each in seating.candidates(of, "review")}
    assert found == {good.pk: "", bad.pk: "理论知识考试未过"}


def test_others_of_the_secretariat_seat_nobody() -> None:
    of = exam.examined_class()
    exam.ready(of, make.team())
    row = exam.sitting(of)
    with pytest.raises(Refused, match="没有权限"):
        seating.seat_all(row, by=cast.person("finance"))
    assert Sitting.objects.get().places.count() == 0
