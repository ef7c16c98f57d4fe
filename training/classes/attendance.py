"""Hours that people signed in for, entered a day at a time for the whole class."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal

from django.db import transaction
from django.db.models import QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from association.base.templatetags.ui import day as said
from training.classes.running import people_in
from training.enums import ClassState
from training.models import Attendance, Enrolment, TrainingClass
from training.rules import Actor, may_run_classes

MOST = Decimal(12)
"""Hours of one day."""
_HALF = Decimal("0.5")
OPEN = (ClassState.TRAINING, ClassState.EXAMINING)


def days(training_class: TrainingClass) -> list[date]:
    """Every day of the class, first and last included."""
    length = (training_class.ends_on - training_class.starts_on).days
    return [training_class.starts_on + timedelta(each) for each in range(length + 1)]


def full_day(training_class: TrainingClass) -> Decimal:
    """Hours of a whole day, if all days are alike: what the sheet suggests. In half hours."""
    even = Decimal(training_class.hours) / len(days(training_class))
    return min(MOST, (even / _HALF).to_integral_value(ROUND_UP) * _HALF)


def people(training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Who is on the sheet, team by team."""
    rows = people_in(training_class).select_related("trainee", "team")
    return rows.order_by("team__name", "team_id", "pk")


def of_day(training_class: TrainingClass, on: date) -> dict[int, Decimal]:
    """Hours by the enrolment's key."""
    rows = Attendance.objects.filter(enrolment__training_class=training_class, day=on)
    return dict(rows.values_list("enrolment", "hours"))


@transaction.atomic
def enter(
    training_class: TrainingClass, *, day: date, hours: Mapping[int, Decimal], by: Actor
) -> int:
    """One day's sheet, by the enrolment's key; 0 is absent. Entered again it corrects what was
    different, and the audit tells both. Answers how many rows it wrote. Raises Refused."""
    row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    _check(row, day, by=by)
    inside = {each.pk: each for each in people(row)}
    if set(hours) - set(inside):
        raise Refused("名单里有人已经退出这个班，请刷新签到表再登记。")
    for key, value in hours.items():
        if not 0 <= value <= MOST:
            raise Refused(
                f"{inside[key].trainee}的课时须在 0 到 {MOST} 之间。", field=f"hours_{key}"
            )
    known = of_day(row, day)
    changed = {key: value for key, value in hours.items() if known.get(key) != value}
    now = clock.now()
    Attendance.objects.bulk_create(
        [
            Attendance(enrolment=inside[key], day=day, hours=value, entered_by=by, entered_at=now)
            for key, value in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["enrolment", "day"],
        update_fields=["hours", "entered_by", "entered_at"],
    )
    _record(row, day, changed, known, inside, by=by)
    return len(changed)


def _check(row: TrainingClass, day: date, *, by: Actor) -> None:
    if not may_run_classes(by):
        raise Refused("您没有权限登记签到。请由教育培训部办理。")
    if row.state not in OPEN:
        raise Refused(f"{row}现在是“{row.get_state_display()}”，开班后、鉴定结束前才能登记签到。")
    if not row.starts_on <= day <= row.ends_on:
        raise Refused(
            f"{said(day)}不在这个班的日期里（{said(row.starts_on)}至{said(row.ends_on)}）。",
            field="day",
        )
    if day > clock.today():
        raise Refused(f"{said(day)}还没有到，不能先登记签到。", field="day")


def _record(
    row: TrainingClass,
    day: date,
    changed: Mapping[int, Decimal],
    known: Mapping[int, Decimal],
    inside: Mapping[int, Enrolment],
    *,
    by: Actor,
) -> None:
    """The first sheet of a day says how many; a correction says whose hours and from what."""
    first = [key for key in changed if key not in known]
    if first:
        audit.record(row, "登记签到", by=by, after={"日期": day.isoformat(), "人数": len(first)})
    for key in changed.keys() & known.keys():
        name = f"{inside[key].trainee} {day:%Y-%m-%d}"
        audit.record(
            inside[key],
            "更正课时",
            by=by,
            before={name: f"{known[key].normalize():f}"},
            after={name: f"{changed[key].normalize():f}"},
            about=row,
        )
