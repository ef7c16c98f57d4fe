"""What still holds up a person: facts that no state tells. Asked for many people at once.

A gate is a sentence and whose turn it is. Boards show them, doors refuse by them, reminders go out
for those of the person and the team.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Sum

from training.assessment.standing import Standing, current_results, standings
from training.enums import (
    GONE,
    NEEDED_PURPOSES,
    ClassState,
    EnrolmentState,
    ExamPart,
    Outcome,
    PhotoState,
)
from training.models import Attendance, Consent, Enrolment, Photo

ZERO = Decimal("0.00")


class Turn(StrEnum):
    """Who can open the gate."""

    PERSON = "person"
    TEAM = "team"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Gate:
    code: str
    text: str
    turn: Turn


PHOTO_MISSING = Gate("photo_missing", "还没有交照片", Turn.PERSON)
PHOTO_PENDING = Gate("photo_pending", "照片待审核", Turn.OFFICE)
CONSENT = {
    purpose: Gate(f"consent_{purpose.value}", f"还没有同意“{purpose.label}”", Turn.PERSON)
    for purpose in NEEDED_PURPOSES
}
PUBLISH = Gate("publish", "成绩待公布", Turn.OFFICE)
JUDGE = Gate("judge", "申报条件待审核", Turn.OFFICE)
DIPLOMA = Gate("diploma", "附条件：取得毕业证书后补交", Turn.PERSON)
DATA = frozenset(
    {
        *(PHOTO_MISSING.code, PHOTO_PENDING.code, "photo_rejected", DIPLOMA.code),
        *(gate.code for gate in CONSENT.values()),
    }
)
"""What the issuing body asks of a person: nobody is submitted to it without."""


def gates(enrolments: Iterable[Enrolment]) -> dict[int, list[Gate]]:
    """By the enrolment's key, in the order in which they should be opened; three queries however
    many, and six more once somebody's class is examined. Enrolments come with their class. Who has
    left has none."""
    rows = list(enrolments)
    people = {row.trainee_id for row in rows}
    photos = _latest_photos(people)
    consents = _consents(people)
    hours = hours_of(rows)
    parts = _parts_of(rows)
    return {
        row.pk: []
        if row.state in GONE
        else [
            *_state(row),
            *_photo(photos.get(row.trainee_id)),
            *(gate for purpose, gate in CONSENT.items() if purpose not in consents[row.trainee_id]),
            *_hours(row, hours.get(row.pk, ZERO)),
            *parts.get(row.pk, ()),
        ]
        for row in rows
    }


def hours_of(enrolments: Iterable[Enrolment]) -> dict[int, Decimal]:
    """Hours signed in for, by the enrolment's key; who has none isn't in it."""
    keys = [row.pk for row in enrolments]
    sums = Attendance.objects.filter(enrolment__in=keys).values_list("enrolment")
    return dict(sums.annotate(total=Sum("hours")))


def _latest_photos(people: Iterable[int]) -> dict[int, Photo]:
    latest = Photo.objects.filter(trainee__in=people).order_by("trainee_id", "-id")
    return {photo.trainee_id: photo for photo in latest.distinct("trainee_id")}


def _consents(people: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Consent.objects.filter(trainee__in=people, ended_at__isnull=True)
    for trainee, purpose in rows.values_list("trainee", "purpose"):
        found[trainee].add(purpose)
    return found


def _state(row: Enrolment) -> list[Gate]:
    if row.state == EnrolmentState.REGISTERED:
        return [JUDGE]
    if row.state == EnrolmentState.RETURNED:
        return [Gate("returned", f"退回补正：{row.answer.rstrip('。')}", Turn.PERSON)]
    return [DIPLOMA] if row.conditional else []


def _photo(photo: Photo | None) -> list[Gate]:
    if photo is None:
        return [PHOTO_MISSING]
    if photo.state == PhotoState.PENDING:
        return [PHOTO_PENDING]
    if photo.state == PhotoState.REJECTED:
        return [Gate("photo_rejected", f"照片不合格：{photo.reason.rstrip('。')}", Turn.PERSON)]
    return []


def _hours(row: Enrolment, attended: Decimal) -> list[Gate]:
    """From the first day of training on: before it nobody lacks hours."""
    short = row.training_class.hours - attended
    before = (ClassState.DRAFT, ClassState.ENROLLING)
    if short <= 0 or row.training_class.state in before or row.state != EnrolmentState.ELIGIBLE:
        return []
    return [
        Gate("hours", f"课时差 {short.normalize():f}（须满 {row.training_class.hours}）", Turn.TEAM)
    ]


# --- Assessment -------------------------------------------------------------------------------
_EXAMINED = (ClassState.EXAMINING, ClassState.ISSUING, ClassState.COLLECTING)


def _parts_of(rows: list[Enrolment]) -> dict[int, list[Gate]]:
    """Of those whose class is examined: the part that is missing, or that was failed."""
    examined = [row for row in rows if row.training_class.state in _EXAMINED]
    waiting = [row for row in examined if row.state == EnrolmentState.ELIGIBLE]
    failed = [row.pk for row in examined if row.state == EnrolmentState.FAILED]
    stand = standings(waiting) if waiting else {}
    found = {key: _missing_parts(standing) for key, standing in stand.items()}
    for key, result in (current_results(failed) if failed else {}).items():
        found[key] = [
            Gate(
                f"{each.part}_failed",
                f"{ExamPart(each.part).label}缺考"
                if each.outcome == Outcome.ABSENT
                else f"{ExamPart(each.part).label}未过（{each.mark}，合格 {each.passing.normalize():f}）",
                Turn.OFFICE,
            )
            for each in result.parts.all()
            if not each.passed
        ]
    return found


def _missing_parts(standing: Standing) -> list[Gate]:
    if standing.decided:
        return [PUBLISH]
    return [
        Gate(f"{each.part}_missing", f"{each.part.label}{each.word}", Turn.OFFICE)
        for each in standing.parts
        if not each.decided
    ]
