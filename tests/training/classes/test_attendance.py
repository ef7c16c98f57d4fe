from datetime import timedelta
from decimal import Decimal

import pytest

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from tests.factories import cast
from tests.factories import training as make
from training import gates
from training.classes import attendance
from training.enums import ClassState, EnrolmentState
from training.models import Enrolment, TrainingClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def qiao(db: None) -> User:
    return cast.person("training")


@pytest.fixture
def of(db: None) -> TrainingClass:
    today = clock.today()
    return make.training_class(
        state=ClassState.TRAINING, starts_on=today - timedelta(2), ends_on=today + timedelta(2)
    )


def test_a_sheet_is_entered_for_the_whole_class(of: TrainingClass, qiao: User) -> None:
    rows = [make.enrolment(of, make.team(), state=EnrolmentState.ELIGIBLE) for _ in range(3)]
    hours = {rows[0].pk: Decimal(8), rows[1].pk: Decimal(8), rows[2].pk: Decimal(0)}
    assert attendance.enter(of, day=of.starts_on, hours=hours, by=qiao) == 3
    assert attendance.of_day(of, of.starts_on) == hours
    assert gates.hours_of(rows)[rows[0].pk] == Decimal(8)
    assert audit.timeline(of)[0].after["人数"] == 3


def test_the_second_sheet_of_a_day_corrects_and_says_from_what(
    of: TrainingClass, qiao: User
) -> None:
    late, there = (make.enrolment(of, make.team()) for _ in range(2))
    both = {late.pk: Decimal(8), there.pk: Decimal(8)}
    attendance.enter(of, day=of.starts_on, hours=both, by=qiao)
    assert (
        attendance.enter(of, day=of.starts_on, hours={**both, late.pk: Decimal("6.5")}, by=qiao)
        == 1
    )
    entry = audit.timeline(of)[0]
    assert entry.action == "更正课时"
    assert list(entry.before.values()) == ["8"]
    assert list(entry.after.values()) == ["6.5"]
    assert gates.hours_of([late])[late.pk] == Decimal("6.5")


@pytest.mark.parametrize(
    ("days", "sentence"), [(-3, "不在这个班"), (3, "不在这个班"), (1, "还没有到")]
)
def test_a_day_outside_the_class_or_still_to_come_is_refused(
    of: TrainingClass, qiao: User, days: int, sentence: str
) -> None:
    row = make.enrolment(of, make.team())
    with pytest.raises(Refused, match=sentence):
        attendance.enter(
            of, day=clock.today() + timedelta(days), hours={row.pk: Decimal(8)}, by=qiao
        )


@pytest.mark.parametrize("hours", ["-1", "12.5"])
def test_hours_that_no_day_has_are_refused_at_the_persons_field(
    of: TrainingClass, qiao: User, hours: str
) -> None:
    row = make.enrolment(of, make.team())
    with pytest.raises(Refused, match=row.trainee.name) as refused:
        attendance.enter(of, day=clock.today(), hours={row.pk: Decimal(hours)}, by=qiao)
    assert refused.value.field == f"hours_{row.pk}"


def test_who_has_left_is_not_on_the_sheet(of: TrainingClass, qiao: User) -> None:
    left = make.enrolment(of, make.team(), state=EnrolmentState.WITHDRAWN)
    assert list(attendance.people(of)) == []
    with pytest.raises(Refused, match="已经退出"):
        attendance.enter(of, day=clock.today(), hours={left.pk: Decimal(8)}, by=qiao)


@pytest.mark.parametrize(
    "state", [s for s in ClassState if s not in (ClassState.TRAINING, ClassState.EXAMINING)]
)
def test_hours_belong_to_a_class_that_is_held(
    of: TrainingClass, qiao: User, state: ClassState
) -> None:
    of.state = state
    of.save()
    with pytest.raises(Refused, match="开班后"):
        attendance.enter(of, day=clock.today(), hours={}, by=qiao)


def test_a_contact_signs_nobody_in(of: TrainingClass) -> None:
    row = make.enrolment(of, cast.team("chenling"))
    for role in ("team_contact", "head"):
        with pytest.raises(Refused, match="没有权限"):
            attendance.enter(
                of, day=clock.today(), hours={row.pk: Decimal(8)}, by=cast.person(role)
            )


def test_a_whole_day_is_the_hours_of_the_class_over_its_days() -> None:
    of = make.training_class()  # 40 hours in six days
    assert attendance.full_day(of) == Decimal("7.0")
    of.ends_on = of.starts_on
    assert attendance.full_day(of) == attendance.MOST


def test_a_sheet_of_forty_costs_the_queries_of_one(
    of: TrainingClass, qiao: User, django_assert_max_num_queries: object
) -> None:
    team = make.team()
    for _ in range(12):
        make.enrolment(of, team)
    hours = {row.pk: Decimal(8) for row in Enrolment.objects.all()}
    qiao.has_perm("training.run_trainingclass")
    with django_assert_max_num_queries(8):
        attendance.enter(of, day=clock.today(), hours=hours, by=qiao)
