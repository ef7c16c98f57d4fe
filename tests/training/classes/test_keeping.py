from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from tests.factories import cast
from tests.factories import training as make
from training.classes import keeping
from training.enums import ClassState, Direction, Level, Teaching

pytestmark = pytest.mark.django_db


@pytest.fixture
def qiao(db: None) -> User:
    return cast.person("training")


def facts(**changed: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "title": "陆地搜索与救援第一期",
        "level": Level.FOUR,
        "direction": Direction.LAND,
        "teaching": Teaching.PLACE,
        "place": "一号教室",
        "starts_on": today + timedelta(30),
        "ends_on": today + timedelta(34),
        "hours": 40,
        "seats": 20,
        "price": Decimal("1200.00"),
        "free_for_members": True,
        "enrol_from": today,
        "enrol_until": today + timedelta(20),
        **changed,
    }


def test_classes_are_numbered_by_the_year_without_a_gap(qiao: User) -> None:
    with clock.at("2026-03-01"):
        with pytest.raises(Refused):
            keeping.draft(facts=facts(seats=0), by=qiao)
        codes = [keeping.draft(facts=facts(), by=qiao).code for _ in range(2)]
    assert codes == ["PXB-2026-001", "PXB-2026-002"]


def test_a_new_class_is_a_draft(qiao: User) -> None:
    row = keeping.draft(facts=facts(), by=qiao)
    assert row.state == ClassState.DRAFT
    assert [entry.action for entry in audit.timeline(row)] == ["新开班次"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"direction": None}, "direction"),
        ({"level": Level.FIVE}, "direction"),
        ({"ends_on": clock.today()}, "ends_on"),
        ({"enrol_until": clock.today() - timedelta(1)}, "enrol_until"),
        ({"enrol_until": clock.today() + timedelta(90)}, "enrol_until"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    qiao: User, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        keeping.draft(facts=facts(**changed), by=qiao)
    assert refused.value.field == field


def test_an_amendment_tells_what_was_and_what_is(qiao: User) -> None:
    row = keeping.draft(facts=facts(), by=qiao)
    keeping.amend(
        row, changes={"seats": 30, "direction": Direction.WATER}, by=qiao, reason="换场地"
    )
    entry = audit.timeline(row)[0]
    assert entry.before == {"专业方向": "陆地搜索与救援", "名额": "20"}
    assert entry.after == {"专业方向": "水域搜索与救援", "名额": "30"}
    assert entry.reason == "换场地"


def test_saving_what_stands_there_already_leaves_no_trace(qiao: User) -> None:
    row = keeping.draft(facts=facts(), by=qiao)
    keeping.amend(row, changes=facts(), by=qiao)
    assert audit.timeline(row).count() == 1


def test_seats_can_not_go_below_those_that_are_held(qiao: User) -> None:
    of, team = make.training_class(seats=5), make.team()
    for _ in range(3):
        make.reservation(of, team)
    with pytest.raises(Refused, match="已经留出 3 个"):
        keeping.amend(of, changes={"seats": 2}, by=qiao)
    assert keeping.amend(of, changes={"seats": 3}, by=qiao).seats == 3


def test_level_and_direction_stand_once_somebody_has_enrolled_by_them(qiao: User) -> None:
    of = make.training_class()
    make.enrolment(of, make.team())
    with pytest.raises(Refused, match="请另开一个班次"):
        keeping.amend(of, changes={"direction": Direction.WATER}, by=qiao)
    assert keeping.amend(of, changes={"place": "二号教室"}, by=qiao).place == "二号教室"


@pytest.mark.parametrize(
    "state", [s for s in ClassState if s not in (ClassState.DRAFT, ClassState.ENROLLING)]
)
def test_a_class_that_has_begun_is_not_amended(qiao: User, state: ClassState) -> None:
    with pytest.raises(Refused, match="开班以后不能再改"):
        keeping.amend(make.training_class(state=state), changes={"seats": 30}, by=qiao)


def test_teachers_come_and_go_on_the_timeline_of_the_class(qiao: User) -> None:
    of = make.training_class()
    teacher = keeping.add_teacher(of, name="桑榆", topic="绳索技术", hours=Decimal(8), by=qiao)
    with pytest.raises(Refused, match="已经登记"):
        keeping.add_teacher(of, name="桑榆", topic="绳索技术", hours=Decimal(4), by=qiao)
    keeping.remove_teacher(teacher, by=qiao)
    assert not of.teachers.exists()
    assert [entry.action for entry in audit.timeline(of)] == ["移除教师", "登记教师"]


@pytest.mark.parametrize("role", ["head", "social", "reader", "team_contact"])
def test_only_who_runs_classes_keeps_them(role: str) -> None:
    by, of = cast.person(role), make.training_class()
    for attempt in (
        lambda: keeping.draft(facts=facts(), by=by),
        lambda: keeping.amend(of, changes={"seats": 30}, by=by),
        lambda: keeping.add_teacher(of, name="桑榆", topic="绳索", hours=Decimal(8), by=by),
    ):
        with pytest.raises(Refused, match="没有权限"):
            attempt()
