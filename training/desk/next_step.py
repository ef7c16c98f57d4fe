"""The one thing to do next in the assessment of a class, which its page puts first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from association.base import clock
from training.assessment import sittings
from training.assessment.publishing import Preview
from training.batches import composing
from training.enums import ExamPart
from training.models import TrainingClass
from training.rules import may_run_classes, may_submit_batches


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    url: str


def of_assessment(
    of: TrainingClass,
    *,
    found: Preview,
    held: Iterable[Any],
    waiting: dict[str, int],
    user: Any,
) -> Step | None:
    """Marks of a sitting that is over, then seats, then the issuing body. ``held`` are the sittings
    with ``people`` counted, ``waiting`` how many could be seated by part. Publishing comes before
    all of it, and is a question of its own on the page."""
    if found.ready:
        return None
    rows = [each for each in held if not each.locked_at]
    if may_run_classes(user) and of.state not in sittings.NOT_NOW:
        step = _marks(rows) or _seats(of, rows, waiting)
        if step or not of.enrolments.filter(results__isnull=False).exists():
            return step or (None if rows else _arrange(of))
    if may_submit_batches(user) and composing.candidates(of):
        return Step("去审核发放", reverse("admin:training_class_batches", args=[of.pk]))
    return None


def _marks(rows: list[Any]) -> Step | None:
    over = [each for each in rows if each.people and each.at <= clock.now()]
    if not over:
        return None
    first = min(over, key=lambda each: each.at)
    return Step(f"办理{first.get_part_display()}成绩", _of(first))


def _seats(of: TrainingClass, rows: list[Any], waiting: dict[str, int]) -> Step | None:
    for part, people in waiting.items():
        if not people:
            continue
        room = [each for each in rows if each.part == part and each.seats - each.people >= people]
        ahead = [each for each in room if each.at > clock.now()]
        if not ahead:
            return _arrange(of)
        first = min(ahead, key=lambda each: each.at)
        return Step(f"给 {people} 人排{ExamPart(part).label}座位", _of(first))
    return None


def _arrange(of: TrainingClass) -> Step:
    return Step("安排场次", reverse("admin:training_sitting_add", args=[of.pk]))


def _of(sitting: Any) -> str:
    return reverse("admin:training_sitting", args=[sitting.pk])
