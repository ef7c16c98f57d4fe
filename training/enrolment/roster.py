"""Putting a person into a class, on a seat that the team holds."""

from django.db import transaction
from django.db.models import Count, QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from training.classes import free_seats, seats
from training.enrolment.states import ENROLMENTS
from training.enums import ClassState, EnrolmentState, ReservationState
from training.models import Enrolment, Reservation, Team, Trainee, TrainingClass
from training.people import register
from training.rules import Actor, may_enrol, may_run_classes

FIELDS = ("name", "id_type", "id_number", "mobile", "email")


@transaction.atomic
def enrol(
    training_class: TrainingClass,
    team: Team,
    *,
    name: str,
    id_type: str,
    id_number: str,
    mobile: str,
    email: str = "",
    by: Actor,
) -> Enrolment:
    """Raises Refused out of time, without a free seat of this team, and for who is in the class.

    The person may be known already: then only the enrolment is new. Who left the class comes back
    on the same row, on a seat of the team that brings them, and is judged anew.
    """
    check_time(training_class, team, by=by)
    seats.locked(training_class)
    seat = _seat(training_class, team)
    person = register.find_or_enter(
        name=name, id_type=id_type, id_number=id_number, mobile=mobile, email=email, by=by
    )
    left = check_not_in(training_class, person)
    if left:
        return _again(left, seat, by=by)
    row = Enrolment.objects.create(
        training_class=training_class,
        trainee=person,
        team=team,
        reservation=seat,
        applied_on=clock.today(),
        registered_by=by,  # type: ignore[misc]  # may_enrol lets nobody else through
        registered_at=clock.now(),
    )
    told = {"班次": training_class.code, "队伍": team.name}
    audit.record(row, "报名", by=by, after=told)
    free_seats.tell(row)
    return row


def _again(left: Enrolment, seat: Reservation, *, by: Actor) -> Enrolment:
    """What the person handed in stays; what was found of it is found again, as of today."""
    row = Enrolment.objects.select_for_update(of=("self",)).get(pk=left.pk)
    before = row.team
    row.team, row.reservation, row.applied_on = seat.team, seat, clock.today()
    row.rule_set, row.branch, row.conditional, row.answer = None, "", False, ""
    row.judged_by = row.judged_at = None
    row.registered_by, row.registered_at = by, clock.now()  # type: ignore[assignment]
    row.save()
    told = {"原队伍": before.name} if before != seat.team else {}
    ENROLMENTS.perform(row, "enrol_again", by=by, 队伍=seat.team.name, **told)
    free_seats.tell(row)
    return row


def check_time(training_class: TrainingClass, team: Team, *, by: Actor) -> None:
    """Raises Refused unless this person may enrol for the team into the class today. 教育培训部 may
    after the last day too, as long as the class is open."""
    if not may_enrol(by, team):
        raise Refused("您没有权限为这支队伍报名。请由队伍联系人或教育培训部办理。")
    if not team.active:
        raise Refused(f"{team}已停用，不能报名。请联系教育培训部。")
    if training_class.state != ClassState.ENROLLING:
        label = ClassState(training_class.state).label
        raise Refused(f"班次 {training_class.code} 现在是“{label}”，不能报名。")
    today = clock.today()
    late = not training_class.enrol_from <= today <= training_class.enrol_until
    if late and not may_run_classes(by):
        raise Refused(
            f"班次 {training_class.code} 的报名时间是 {training_class.enrol_from} 至 "
            f"{training_class.enrol_until}，今天不能报名。请联系教育培训部。"
        )


def check_not_in(training_class: TrainingClass, person: Trainee) -> Enrolment | None:
    """The enrolment of who left this class. Raises Refused for who is in it, or was turned away."""
    row = training_class.enrolments.filter(trainee=person).first()
    if row and row.state != EnrolmentState.WITHDRAWN:
        label = EnrolmentState(row.state).label
        raise Refused(f"{person}已经报了这个班次，现在是“{label}”。", field="id_number")
    return row


def free(training_class: TrainingClass, team: Team) -> int:
    """How many seats the team holds in this class that nobody sits on."""
    return _held(training_class, team).filter(enrolment=None).count()


def free_by_class(team: Team) -> dict[int, int]:
    """The same for all classes of the team at once, by the class's key."""
    held = Reservation.objects.filter(team=team, state=ReservationState.HELD, enrolment=None)
    return dict(held.order_by().values_list("training_class").annotate(seats=Count("pk")))


def _seat(training_class: TrainingClass, team: Team) -> Reservation:
    """The first held seat without a person. The team's seats are locked before they are looked at:
    two people enrolled at once don't get the same one."""
    keys = list(_held(training_class, team).select_for_update().values_list("pk", flat=True))
    seat = Reservation.objects.filter(pk__in=keys, enrolment=None).order_by("pk").first()
    if seat is None:
        raise Refused(f"{team}在这个班次没有空余的名额，请先预留名额。")
    return seat


def _held(training_class: TrainingClass, team: Team) -> QuerySet[Reservation]:
    return Reservation.objects.filter(
        training_class=training_class, team=team, state=ReservationState.HELD
    )
