"""The steps of a class, with what has to hold before each. The table is ``states.CLASSES``."""

from django.db import transaction
from django.db.models import QuerySet

from association.base import clock
from association.base.errors import Refused
from association.base.templatetags.ui import day
from training.classes import free_seats, letters, seats
from training.classes.states import CLASSES
from training.enrolment.states import ENROLMENTS
from training.enums import GONE, ReservationState
from training.models import Enrolment, Team, TrainingClass
from training.rules import Actor


@transaction.atomic
def advance(training_class: TrainingClass, verb: str, *, by: Actor, reason: str = "") -> None:
    """Takes a step of CLASSES but for two. Raises Refused."""
    assert verb != "cancel", "cancel() knows what becomes of the people"
    assert verb != "archive", "only the seal archives: training.archive.sealing"
    row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    guard = _GUARDS.get(verb)
    if row.state in CLASSES[verb].sources and guard:
        guard(row)
    facts = {}
    if verb == "start" and (ended := seats.end_line(row)):
        facts["候补结束"] = ended
    CLASSES.perform(row, verb, by=by, reason=reason, **facts)
    training_class.state = CLASSES[verb].target


@transaction.atomic
def cancel(
    training_class: TrainingClass, *, by: Actor, reason: str, people_leave: bool = False
) -> int:
    """Calls a class off; how many people had to leave it. With people in it that has to be said:
    they are withdrawn with the reason, and their teams told. Raises Refused."""
    row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    inside = list(people_in(row).select_related("trainee", "team__member", "training_class"))
    CLASSES.perform(row, "cancel", by=by, reason=reason)
    if inside and not people_leave:
        raise Refused(
            f"班里还有 {len(inside)} 人。取消班次会让他们全部退出，请勾选“让班里的人退出”再取消。",
            field="people_leave",
        )
    for enrolment in inside:
        ENROLMENTS.perform(enrolment, "withdraw", by=by, reason=f"班次取消：{reason}")
        free_seats.take_back(enrolment)
    left = row.reservations.exclude(state=ReservationState.GIVEN_UP)
    told = list(Team.objects.filter(pk__in=left.values("team")))
    left.update(state=ReservationState.GIVEN_UP)
    letters.cancelled(row, told, reason=reason)
    training_class.state = CLASSES["cancel"].target
    return len(inside)


def people_in(training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Those who still take part."""
    return training_class.enrolments.exclude(state__in=GONE)


def _open(row: TrainingClass) -> None:
    if row.enrol_until < clock.today():
        raise Refused(f"报名截止{day(row.enrol_until)}已经过去，请先修改报名截止日期，再开放报名。")


def _start(row: TrainingClass) -> None:
    if not people_in(row).exists():
        raise Refused("班里还没有人，不能开班。请等队伍报上学员，或取消班次。")


_GUARDS = {"open": _open, "start": _start}
