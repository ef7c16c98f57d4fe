"""Classes as lists show them: how many seats are taken, who waits, what waits for the office."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from association.base import clock
from association.base.reading import half_width
from training.enums import GONE, ClassState, EnrolmentState, ReservationState
from training.models import Enrolment, Reservation, Team, TrainingClass

HELD, WAITING = ReservationState.HELD, ReservationState.WAITING
OVER = (ClassState.ARCHIVED, ClassState.CANCELLED)


def counted(rows: QuerySet[TrainingClass]) -> QuerySet[Any]:
    """Adds ``held``, ``waiting``, ``enrolled``, ``to_judge`` and ``left``, the free seats."""
    seats, people = Reservation.objects, Enrolment.objects
    return rows.annotate(
        held=_count(seats.filter(state=HELD)),
        waiting=_count(seats.filter(state=WAITING)),
        enrolled=_count(people.exclude(state__in=GONE)),
        to_judge=_count(people.filter(state=EnrolmentState.REGISTERED)),
    ).annotate(left=Greatest(Value(0), F("seats") - F("held")))


def _count(rows: QuerySet[Any]) -> Coalesce:
    inside = rows.filter(training_class=OuterRef("pk")).order_by().values("training_class")
    return Coalesce(
        Subquery(inside.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
    )


def open_now() -> QuerySet[TrainingClass]:
    """Those in which seats can be reserved today, the first to begin first."""
    today = clock.today()
    return counted(
        TrainingClass.objects.filter(
            state=ClassState.ENROLLING, enrol_from__lte=today, enrol_until__gte=today
        )
    ).order_by("starts_on", "pk")


def stuck() -> QuerySet[TrainingClass]:
    """Those where somebody waits although a seat is free: a quota is used up."""
    rows = counted(TrainingClass.objects.filter(state=ClassState.ENROLLING))
    return rows.filter(waiting__gt=0, left__gt=0)


def announced() -> QuerySet[TrainingClass]:
    """Those that the public is told of: open, or opening on a day that is known."""
    rows = TrainingClass.objects.filter(state=ClassState.ENROLLING, enrol_until__gte=clock.today())
    return counted(rows).order_by("starts_on", "pk")


def searched(rows: QuerySet[TrainingClass], text: str) -> QuerySet[TrainingClass]:
    text = half_width(text).strip()
    if not text:
        return rows
    return rows.filter(
        Q(code__icontains=text) | Q(title__icontains=text) | Q(place__icontains=text)
    )


@dataclass(slots=True)
class Taken:
    """What one team has in one class. ``spare`` is a seat that nobody sits on; ``places`` are its
    places in the line, from 1."""

    team: Team
    training_class: TrainingClass
    held: int = 0
    used: int = 0
    spare: Reservation | None = None
    waits: list[Reservation] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    @property
    def unused(self) -> int:
        return self.held - self.used

    @property
    def key(self) -> str:
        """Names it on a page."""
        return f"seats-{self.training_class.pk}-{self.team.pk}"


def taken(classes: Iterable[TrainingClass], *, team: Team | None = None) -> list[Taken]:
    """Seats by class and team, in the order in which they first asked; for one team or for all.
    Two queries at most."""
    rows = Reservation.objects.filter(training_class__in=list(classes)).exclude(
        state=ReservationState.GIVEN_UP
    )
    places = _places(rows)
    if team is not None:
        rows = rows.filter(team=team)
    found: dict[tuple[int, int], Taken] = {}
    for row in rows.select_related("team__member", "training_class", "enrolment").order_by("pk"):
        mine = found.setdefault(
            (row.training_class_id, row.team_id), Taken(row.team, row.training_class)
        )
        if row.state == WAITING:
            mine.waits.append(row)
            mine.places.append(places[row.pk])
            continue
        mine.held += 1
        sitting = getattr(row, "enrolment", None)
        if sitting and sitting.state not in GONE:
            mine.used += 1
        else:
            mine.spare = row
    return list(found.values())


def _places(rows: QuerySet[Reservation]) -> dict[int, int]:
    """The place of each in the line of its class."""
    places: dict[int, int] = {}
    seen: dict[int, int] = {}
    waiting = rows.filter(state=WAITING).order_by("pk")
    for pk, of in waiting.values_list("pk", "training_class"):
        seen[of] = seen.get(of, 0) + 1
        places[pk] = seen[of]
    return places
