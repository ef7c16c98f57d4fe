"""Who may sit, and where: everybody ready at once, in an order that can be drawn again.

The order is that of a hash over the sitting's seed and the person's enrolment: nobody chooses it,
and whoever doubts it draws it again.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from association.base import audit, clock, numbering
from association.base.errors import Refused
from training.assessment import panel, sittings
from training.assessment.standing import Standing, standings
from training.enums import EnrolmentState, ExamPart
from training.gates import ZERO, hours_of
from training.models import Enrolment, Place, Sitting, TrainingClass
from training.rules import Actor, may_run_classes

NUMBERS = "admission"
_FORBIDDEN = "您没有权限排座。请由教育培训部办理。"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who still needs a place for a part, and why not yet, if so."""

    enrolment: Enrolment
    obstacle: str = ""


def candidates(training_class: TrainingClass, part: str) -> list[Candidate]:
    """Everybody who needs a place for this part, the ready ones and the others."""
    rows = training_class.enrolments.filter(
        state__in=(EnrolmentState.REGISTERED, EnrolmentState.RETURNED, EnrolmentState.ELIGIBLE)
    ).select_related("trainee", "training_class", "team")
    return [each for each in judged(rows, part) if each is not None]


def judged(rows: Iterable[Enrolment], part: str) -> list[Candidate | None]:
    """None for who needs no place."""
    enrolments = list(rows)
    stand, hours = standings(enrolments), hours_of(enrolments)
    found: list[Candidate | None] = []
    for row in enrolments:
        standing = stand[row.pk].of(part)
        if standing is None or not standing.needs_place or stand[row.pk].cheated:
            found.append(None)
            continue
        short = row.training_class.hours - hours.get(row.pk, ZERO)
        obstacle = ""
        if row.state != EnrolmentState.ELIGIBLE:
            obstacle = f"申报条件{row.get_state_display()}"
        elif short > 0:
            obstacle = f"课时差 {short.normalize():f}（须满 {row.training_class.hours}）"
        elif part == ExamPart.REVIEW:
            obstacle = _before_review(stand[row.pk])
        found.append(Candidate(row, obstacle))
    return found


def _before_review(standing: Standing) -> str:
    """Whoever failed a part already isn't reviewed: the review crowns the other two."""
    failed = [
        each.part.label
        for each in standing.parts
        if each.part != ExamPart.REVIEW and each.decided and not each.passed
    ]
    return f"{'、'.join(failed)}未过" if failed else ""


def drawn(seed: str, rows: Sequence[Enrolment]) -> list[Enrolment]:
    """In the order of the draw; the same seed and people give the same order."""
    return sorted(rows, key=lambda row: hashlib.sha256(f"{seed}:{row.pk}".encode()).digest())


@transaction.atomic
def seat_all(sitting: Sitting, *, by: Actor) -> list[Place]:
    """Everybody who is ready and has no place for this part yet, on the free seats from the front.

    Raises Refused: nobody is ready, or more people than free seats.
    """
    row = _held(sitting, by)
    ready = [
        each.enrolment for each in candidates(row.training_class, row.part) if not each.obstacle
    ]
    if not ready:
        raise Refused("现在没有可以排座的人：都已有座位，或还有条件没有满足。")
    free = _free(row)
    if len(ready) > len(free):
        raise Refused(
            f"有 {len(ready)} 人待排，只剩 {len(free)} 个座位。请增加座位数，或另安排一场。"
        )
    return _place(row, drawn(row.seed, ready), free, by=by)


@transaction.atomic
def seat(sitting: Sitting, enrolment: Enrolment, *, by: Actor) -> Place:
    """One person, on the first free seat. Raises Refused by name and reason."""
    row = _held(sitting, by)
    wanted = Enrolment.objects.select_related("trainee", "training_class", "team").get(
        pk=enrolment.pk
    )
    if wanted.training_class_id != row.training_class_id:
        raise Refused(f"{wanted.trainee}不在这个班次。")
    found = judged([wanted], row.part)[0]
    if found is None:
        raise Refused(f"{wanted.trainee}的{row.get_part_display()}已有座位或成绩，不用再排。")
    if found.obstacle:
        raise Refused(f"{wanted.trainee}还不能排座：{found.obstacle}。")
    free = _free(row)
    if not free:
        raise Refused(f"这一场的 {row.seats} 个座位已经排满。请增加座位数，或另安排一场。")
    return _place(row, [wanted], free, by=by)[0]


@transaction.atomic
def move(place: Place, seat: int, *, by: Actor) -> Place:
    """To another seat of the sitting; whoever sits there takes the one that gets free."""
    sitting = _held(place.sitting, by)
    if not 1 <= seat <= sitting.seats:
        raise Refused(f"座位号须在 1 到 {sitting.seats} 之间。", field="seat")
    places = {each.seat: each for each in sitting.places.select_related("enrolment__trainee")}
    moving = next(each for each in places.values() if each.pk == place.pk)
    other, before = places.get(seat), moving.seat
    if seat == before:
        raise Refused(f"{moving}已经在 {seat} 号座位。", field="seat")
    moving.seat = seat
    moving.save(update_fields=["seat"])
    after: dict[str, object] = {"座位号": seat}
    if other:
        other.seat = before
        other.save(update_fields=["seat"])
        after["对调"] = str(other)
    audit.record(
        moving, "调整座位", by=by, before={"座位号": before}, after=after,
        about=sitting.training_class,
    )  # fmt: skip
    return moving


def _held(sitting: Sitting, by: Actor) -> Sitting:
    if not may_run_classes(by):
        raise Refused(_FORBIDDEN)
    row = sittings.locked(sitting)
    # Two sittings of one part filled at once would seat the same people twice.
    TrainingClass.objects.select_for_update(no_key=True).get(pk=row.training_class_id)
    return row


def _free(sitting: Sitting) -> list[int]:
    taken = set(sitting.places.values_list("seat", flat=True))
    return [seat for seat in range(1, sitting.seats + 1) if seat not in taken]


def _place(
    sitting: Sitting, rows: Sequence[Enrolment], free: Sequence[int], *, by: Actor
) -> list[Place]:
    year = clock.today().year
    serials = numbering.take(NUMBERS, year, len(rows))
    places = [
        Place(sitting=sitting, enrolment=row, number=f"{year}{serial:06d}", seat=seat)
        for row, serial, seat in zip(rows, serials, free, strict=False)
    ]
    Place.objects.bulk_create(places)
    panel.match(sitting, by=by)
    audit.record(
        sitting,
        "排座",
        by=by,
        after={
            "人数": len(places),
            "准考证号": f"{places[0].number} 至 {places[-1].number}",
            "排座种子": sitting.seed,
        },
        about=sitting.training_class,
    )
    return places
