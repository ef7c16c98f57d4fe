"""A class is drafted and amended; who teaches what in it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from association.base import audit, clock, numbering
from association.base.errors import Refused
from members.register import save
from training.classes import free_seats, seats
from training.classes.running import people_in
from training.enums import DIRECTED, ClassState, ReservationState
from training.models import Teacher, TrainingClass
from training.rules import Actor, may_run_classes

FIELDS = (
    "title", "level", "direction", "teaching", "place", "starts_on", "ends_on", "hours", "seats",
    "price", "free_for_members", "enrol_from", "enrol_until",
)  # fmt: skip
AMENDABLE = (ClassState.DRAFT, ClassState.ENROLLING)
_COUNTER = "training.class"


@transaction.atomic
def draft(*, facts: Mapping[str, Any], by: Actor) -> TrainingClass:
    """A new class under the next number of the year, like PXB-2026-001. ``facts`` by the names in
    ``FIELDS``. Raises Refused."""
    _may(by)
    row = TrainingClass(**_fitting(facts))
    _dates(row)
    year = clock.today().year
    row.code = f"PXB-{year}-{numbering.take(_COUNTER, year)[0]:03d}"
    save(row)
    audit.record(row, "新开班次", by=by, after={"名称": row.title, "名额": row.seats})
    return row


@transaction.atomic
def amend(
    training_class: TrainingClass, *, changes: Mapping[str, Any], by: Actor, reason: str = ""
) -> TrainingClass:
    """Changes what ``changes`` names, before the class has begun. Added seats go to the line; a new
    price or a free seat made dear is told to the ledger again. Raises Refused."""
    _may(by)
    row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    if row.state not in AMENDABLE:
        raise Refused(f"{row}现在是“{row.get_state_display()}”，开班以后不能再改。")
    before = {name: getattr(row, name) for name in FIELDS}
    for name, value in _fitting({**before, **changes}).items():
        setattr(row, name, value)
    changed = [name for name in FIELDS if getattr(row, name) != before[name]]
    if not changed:
        return row
    _dates(row)
    _allowed(row, changed)
    shown = {name: _shown(row, name) for name in changed}
    was = {name: _shown(TrainingClass(**before), name) for name in changed}
    save(row)
    audit.record(
        row,
        "修改班次",
        by=by,
        before={_label(name): was[name] for name in changed},
        after={_label(name): shown[name] for name in changed},
        reason=reason.strip(),
    )
    if {"price", "free_for_members"} & set(changed):
        for enrolment in people_in(row).select_related("training_class", "trainee", "team__member"):
            free_seats.tell(enrolment)
    seats.move_up(row, by=by)
    return row


@transaction.atomic
def add_teacher(
    training_class: TrainingClass, *, name: str, topic: str, hours: Decimal, by: Actor
) -> Teacher:
    """Raises Refused, also when the class is over."""
    _teachable(training_class, by=by)
    row = Teacher(
        training_class=training_class, name=name.strip(), topic=topic.strip(), hours=hours
    )
    save(row)
    audit.record(
        row,
        "登记教师",
        by=by,
        after={"教师": row.name, "内容": row.topic, "课时": str(hours)},
        about=training_class,
    )
    return row


@transaction.atomic
def remove_teacher(teacher: Teacher, *, by: Actor) -> None:
    of = teacher.training_class
    _teachable(of, by=by)
    audit.record(
        teacher,
        "移除教师",
        by=by,
        before={"教师": teacher.name, "内容": teacher.topic, "课时": str(teacher.hours)},
        about=of,
    )
    teacher.delete()


def _teachable(row: TrainingClass, *, by: Actor) -> None:
    _may(by)
    if row.state in (ClassState.ARCHIVED, ClassState.CANCELLED):
        raise Refused(f"{row}{row.get_state_display()}，教师不能再改。")


def _may(by: Actor) -> None:
    if not may_run_classes(by):
        raise Refused("您没有权限办理培训班次。请由教育培训部办理。")


def _fitting(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A level without directions has none, whatever was chosen before the level changed."""
    told = {name: facts[name] for name in FIELDS if name in facts}
    told["direction"] = told.get("direction") or None
    if told["level"] in DIRECTED and not told["direction"]:
        raise Refused("四级、三级、二级须选一个专业方向。", field="direction")
    if told["level"] not in DIRECTED and told["direction"]:
        raise Refused("五级、一级不分专业方向，请选“不分方向”。", field="direction")
    return told


def _dates(row: TrainingClass) -> None:
    if row.ends_on < row.starts_on:
        raise Refused("结束日期不能早于开班日期。", field="ends_on")
    if row.enrol_until < row.enrol_from:
        raise Refused("报名截止不能早于报名开始。", field="enrol_until")
    if row.enrol_until > row.ends_on:
        raise Refused("报名截止不能晚于班次结束日期。", field="enrol_until")


def _allowed(row: TrainingClass, changed: list[str]) -> None:
    """What people have relied on doesn't change under them."""
    if {"level", "direction"} & set(changed) and people_in(row).exists():
        raise Refused("班里已经有人按这个级别和方向报名，不能再改。请另开一个班次。", field="level")
    held = row.reservations.filter(state=ReservationState.HELD).count()
    if row.seats < held:
        raise Refused(
            f"已经留出 {held} 个名额，不能少于这个数。请先请队伍放弃多余的。", field="seats"
        )


def _label(name: str) -> str:
    field: Any = TrainingClass._meta.get_field(name)
    return str(field.verbose_name)


def _shown(row: TrainingClass, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else value) if value is not None else ""
