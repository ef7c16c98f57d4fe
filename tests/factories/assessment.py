"""Sittings with people on their seats, written through the doors; and marks by two people."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from association.accounts.models import User
from association.base import clock
from tests.factories import accounts, cast
from tests.factories import training as make
from training.assessment import marks, panel, seating, sittings
from training.assessment.arithmetic import MARKED, Written
from training.enums import ClassState, Direction, EnrolmentState, ExamPart, Level
from training.models import Enrolment, Sitting, Team, TrainingClass

EXAMINERS = ("简行舟", "柏予安", "卓望舒", "项知微", "岳鸣谦")


def second() -> User:
    """A colleague of 乔安's in 教育培训部."""
    return _colleague("祝明远", "zhu.mingyuan")


def third() -> User:
    return _colleague("冉清越", "ran.qingyue")


def _colleague(name: str, username: str) -> User:
    found = User.objects.filter(username=username).first()
    return found or accounts.staff("training", name, username=username)


def examined_class(
    level: Level = Level.FOUR, direction: Direction | None = Direction.LAND, **fields: Any
) -> TrainingClass:
    """Its training is over."""
    today = clock.today()
    days = {"starts_on": today - timedelta(20), "ends_on": today - timedelta(10)}
    days |= {"enrol_from": today - timedelta(60), "enrol_until": today - timedelta(30)}
    return make.training_class(level, direction, state=ClassState.EXAMINING, **{**days, **fields})


def ready(of: TrainingClass, by: Team, count: int = 1) -> list[Enrolment]:
    """Conditions met, all hours attended."""
    return [make.whole(make.enrolment(of, by, state=EnrolmentState.ELIGIBLE)) for _ in range(count)]


def sitting(
    of: TrainingClass,
    part: ExamPart = ExamPart.THEORY,
    *,
    at: datetime | None = None,
    seats: int = 30,
    **fields: Any,
) -> Sitting:
    """Held yesterday unless told otherwise."""
    return sittings.arrange(
        of,
        by=cast.person("training"),
        **{
            "part": part,
            "at": at or clock.now() - timedelta(1),
            "minutes": 90,
            "room": "一号教学楼 203",
            "seats": seats,
            "invigilators": "安时雨、纪临川",
            **fields,
        },
    )


def seated(of: TrainingClass, part: ExamPart = ExamPart.THEORY, **fields: Any) -> Sitting:
    row = sitting(of, part, **fields)
    seating.seat_all(row, by=cast.person("training"))
    return row


def mark(text: str) -> Written:
    return Written(MARKED, Decimal(text))


def entered(row: Sitting, told: dict[Enrolment, Written]) -> Sitting:
    """Both turns, the same."""
    keys = {place.enrolment_id: place.pk for place in row.places.all()}
    written = {keys[enrolment.pk]: each for enrolment, each in told.items()}
    marks.enter(row, written, by=cast.person("training"))
    marks.enter(row, written, by=second())
    return row


def locked(of: TrainingClass, part: ExamPart, told: dict[Enrolment, Written]) -> Sitting:
    """A sitting of all who are ready, entered twice and locked."""
    return marks.lock(entered(seated(of, part), told), by=second())


def both_parts(of: TrainingClass, told: dict[Enrolment, tuple[str, str]]) -> None:
    """Theory and skill of these people, locked."""
    for index, part in enumerate((ExamPart.THEORY, ExamPart.SKILL)):
        locked(of, part, {row: mark(texts[index]) for row, texts in told.items()})


def seat_panel(row: Sitting, *, declared: bool = True, employer: str = "") -> None:
    """Five examiners, each from an institute of their own."""
    qiao = cast.person("training")
    for index, name in enumerate(EXAMINERS):
        of = employer if employer and not index else f"北京第{index + 1}应急技术研究所"
        member = panel.add(row, name=name, employer=of, title="高级工程师", by=qiao)
        if declared:
            panel.declare(member, interests="", by=qiao)
