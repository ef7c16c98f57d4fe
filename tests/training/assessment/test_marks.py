from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from association.base import clock
from association.base.errors import Refused
from tests.factories import assessment as exam
from tests.factories import cast
from tests.factories import training as make
from tests.members.governance.test_at_once import at_once
from training.assessment import marks
from training.assessment.arithmetic import Written
from training.assessment.marks import Turn
from training.enums import ExamPart
from training.models import MarkEntry, Place, Sitting


def one() -> tuple[Sitting, Place]:
    of = exam.examined_class()
    exam.ready(of, make.team())
    row = exam.seated(of)
    return row, row.places.get()


@pytest.mark.django_db
def test_two_people_who_write_the_same_decide_the_mark() -> None:
    row, place = one()
    qiao, other = cast.person("training"), exam.second()
    assert marks.enter(row, {place.pk: exam.mark("59.99")}, by=qiao).first == 1
    place.refresh_from_db()
    assert place.mark is None
    assert marks.enter(row, {place.pk: exam.mark("59.99")}, by=other).agreed == 1
    place.refresh_from_db()
    assert place.mark == Decimal("59.99")


@pytest.mark.django_db
def test_the_second_one_is_told_nothing_of_what_the_first_wrote() -> None:
    row, place = one()
    marks.enter(row, {place.pk: exam.mark("88.50")}, by=cast.person("training"))
    line = marks.lines(row, exam.second())[0]
    assert (line.turn, line.own) == (Turn.SECOND, None)
    own = marks.lines(row, cast.person("training"))[0]
    assert own.own
    assert (own.turn, own.own.mark) == (Turn.OWN, Decimal("88.50"))


@pytest.mark.django_db
def test_one_may_correct_oneself_until_the_second_has_written() -> None:
    row, place = one()
    qiao = cast.person("training")
    marks.enter(row, {place.pk: exam.mark("70")}, by=qiao)
    marks.enter(row, {place.pk: exam.mark("71")}, by=qiao)
    assert MarkEntry.objects.get().mark == Decimal("71.00")
    marks.enter(row, {place.pk: exam.mark("72")}, by=exam.second())
    with pytest.raises(Refused, match="已经登录完两遍"):
        marks.enter(row, {place.pk: exam.mark("72")}, by=qiao)


@pytest.mark.django_db
def test_what_differs_is_settled_by_a_third_person_with_a_reason() -> None:
    row, place = one()
    qiao, other, third = cast.person("training"), exam.second(), exam.third()
    marks.enter(row, {place.pk: exam.mark("70")}, by=qiao)
    assert marks.enter(row, {place.pk: exam.mark("76")}, by=other).differing == 1
    assert [each.pk for each in marks.differing(row)] == [place.pk]
    with pytest.raises(Refused, match="成绩没有确定"):
        marks.lock(row, by=qiao)
    with pytest.raises(Refused, match="第三位同事"):
        marks.settle(place, exam.mark("76"), by=other, reason="试卷为准")
    with pytest.raises(Refused, match="理由"):
        marks.settle(place, exam.mark("76"), by=third, reason=" ")
    marks.settle(place, exam.mark("76"), by=third, reason="试卷原件为 76 分")
    place.refresh_from_db()
    assert place.mark == Decimal("76.00")
    assert place.entries.get(turn=3).reason == "试卷原件为 76 分"
    with pytest.raises(Refused, match="不用裁定"):
        marks.settle(place, exam.mark("70"), by=cast.person("head"), reason="再看")


@pytest.mark.django_db
def test_the_database_lets_nobody_write_two_of_the_entries() -> None:
    row, place = one()
    qiao = cast.person("training")
    marks.enter(row, {place.pk: exam.mark("70")}, by=qiao)
    with pytest.raises(IntegrityError, match="each_turn_by_another"), transaction.atomic():
        MarkEntry.objects.create(
            place=place, turn=2, outcome="marked", mark=70, entered_by=qiao, entered_at=clock.now()
        )


@pytest.mark.django_db
def test_cheating_without_a_record_is_refused_by_the_database() -> None:
    row, place = one()
    with pytest.raises(IntegrityError, match="cheating_entry_is_recorded"), transaction.atomic():
        marks.enter(row, {place.pk: Written("cheated")}, by=cast.person("training"))


@pytest.mark.django_db
def test_nothing_is_entered_before_the_sitting_begins_or_for_somebody_elsewhere() -> None:
    of = exam.examined_class()
    exam.ready(of, make.team())
    row, place = exam.seated(of), Place.objects.get()
    with clock.at(of.starts_on), pytest.raises(Refused, match="还没有开始"):
        marks.enter(row, {place.pk: exam.mark("70")}, by=cast.person("training"))
    with pytest.raises(Refused, match="不在这一场"):
        marks.enter(row, {place.pk + 1: exam.mark("70")}, by=cast.person("training"))


def _rewrite_place(place: Place) -> None:
    Place.objects.filter(pk=place.pk).update(mark=Decimal("100.00"))


def _rewrite_entry(place: Place) -> None:
    MarkEntry.objects.filter(place=place).update(mark=Decimal("100.00"))


def _add_entry(place: Place) -> None:
    MarkEntry.objects.create(
        place=place,
        turn=3,
        outcome="marked",
        mark=100,
        reason="悄悄",
        entered_by=exam.third(),
        entered_at=clock.now(),
    )


def _drop_entry(place: Place) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from training_markentry where place_id = %s", [place.pk])


def _unlock(place: Place) -> None:
    Sitting.objects.filter(pk=place.sitting_id).update(locked_at=None, locked_by=None)


def _move_away(place: Place) -> None:
    Place.objects.filter(pk=place.pk).update(sitting=exam.sitting(place.sitting.training_class))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write", [_rewrite_place, _rewrite_entry, _add_entry, _drop_entry, _unlock, _move_away]
)
def test_what_is_locked_the_database_keeps(write: Callable[[Place], None]) -> None:
    row, place = one()
    exam.entered(row, {place.enrolment: exam.mark("61")})
    marks.lock(row, by=exam.second())
    with pytest.raises(IntegrityError, match=r"锁定"), transaction.atomic():
        write(place)
    place.refresh_from_db()
    assert place.mark == Decimal("61.00")


@pytest.mark.django_db
def test_nothing_is_locked_while_somebody_has_no_mark() -> None:
    of = exam.examined_class()
    people = exam.ready(of, make.team(), 2)
    row = exam.entered(exam.seated(of), {people[0]: exam.mark("61")})
    missing = row.places.get(enrolment=people[1])
    with pytest.raises(Refused, match=f"成绩没有确定：{missing.number}"):
        marks.lock(row, by=exam.second())
    empty = exam.sitting(of, ExamPart.SKILL)
    with pytest.raises(Refused, match="还没有排座"):
        marks.lock(empty, by=exam.second())


@pytest.mark.django_db
def test_a_grid_costs_as_many_queries_for_many_as_for_one() -> None:
    of = exam.examined_class()
    exam.ready(of, make.team(), 4)
    row, qiao = exam.seated(of), cast.person("training")
    with CaptureQueriesContext(connection) as asked:
        assert len(marks.lines(row, qiao)) == 4
    assert len(asked) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_two_who_enter_at_once_become_first_and_second() -> None:
    """Neither is lost, and what they wrote is compared."""
    qiao, other = cast.person("training"), exam.second()
    for text, agrees in (("80", True), ("81", False)):
        row, place = one()
        answers = at_once(
            partial(marks.enter, row, {place.pk: exam.mark("80")}, by=qiao),
            partial(marks.enter, row, {place.pk: exam.mark(text)}, by=other),
        )
        assert answers == ["done", "done"]
        assert sorted(place.entries.values_list("turn", flat=True)) == [1, 2]
        place.refresh_from_db()
        assert (place.mark == Decimal("80.00")) is agrees


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_an_entry_that_meets_the_lock_is_in_it_or_refused() -> None:
    qiao, other = cast.person("training"), exam.second()
    for _ in range(3):
        row, place = one()
        marks.enter(row, {place.pk: exam.mark("80")}, by=qiao)
        answers = at_once(
            partial(marks.enter, row, {place.pk: exam.mark("80")}, by=other),
            partial(marks.lock, row, by=qiao),
        )
        assert answers[0] == "done"
        row.refresh_from_db()
        assert (answers[1] == "done") is (row.locked_at is not None)
