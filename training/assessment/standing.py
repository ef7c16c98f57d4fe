"""Where each person stands in each part: not placed, waiting for marks, decided, locked, carried.

Asked for many people at once; three queries however many.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from association.base import clock
from training.assessment.arithmetic import passes
from training.assessment.standards import PassMarks, required
from training.enums import ExamPart, Outcome, Verdict
from training.models import Enrolment, Place, Result, ResultPart


@dataclass(frozen=True, slots=True)
class PartStanding:
    """``place`` is the one that counts now. ``full`` and ``passing`` are those of its day, or of
    the result that it is carried from."""

    part: ExamPart
    place: Place | None = None
    outcome: str | None = None
    mark: Decimal | None = None
    full: Decimal | None = None
    passing: Decimal | None = None
    locked: bool = False
    carried: bool = False

    @property
    def decided(self) -> bool:
        return self.carried or (self.locked and self.outcome != Outcome.POSTPONED)

    @property
    def open(self) -> bool:
        """Has a place that nobody has locked yet."""
        return self.place is not None and not self.locked and not self.carried

    @property
    def needs_place(self) -> bool:
        return not self.decided and not self.open

    @property
    def passed(self) -> bool:
        assert self.passing is not None or self.mark is None
        return self.passing is not None and passes(self.mark, self.passing)

    @property
    def cheated(self) -> bool:
        return self.locked and self.outcome == Outcome.CHEATED

    @property
    def word(self) -> str:
        """What a board says of it."""
        if self.carried:
            told = self.mark if self.mark is not None else Outcome(self.outcome or "").label
            return f"{told}（保留）"
        if self.place is None:
            return "未安排"
        if not self.locked or self.outcome is None:
            return "待登录成绩" if self.outcome is None else "待锁定"
        if self.outcome != Outcome.MARKED:
            return str(Outcome(self.outcome).label)
        return f"{self.mark}，{'合格' if self.passed else '未过'}"


@dataclass(frozen=True, slots=True)
class Standing:
    parts: tuple[PartStanding, ...]

    def of(self, part: str) -> PartStanding | None:
        return next((each for each in self.parts if each.part == part), None)

    @property
    def cheated(self) -> bool:
        return any(each.cheated for each in self.parts)

    @property
    def decided(self) -> bool:
        """Nothing is waited for: every part is there, or one of them ends it."""
        return self.cheated or all(each.decided for each in self.parts)

    @property
    def passed(self) -> bool:
        return not self.cheated and self.decided and all(each.passed for each in self.parts)


def standings(enrolments: Iterable[Enrolment]) -> dict[int, Standing]:
    """By the enrolment's key, of what hasn't been published yet. Enrolments come with their
    class."""
    rows = list(enrolments)
    keys = [row.pk for row in rows]
    marks = PassMarks()
    places = _places(keys)
    carried = _carried(keys)
    return {
        row.pk: Standing(
            tuple(
                _carried_part(part, carried[row.pk][part])
                if part in carried[row.pk]
                else _placed(row, part, places[row.pk].get(part), marks)
                for part in required(row.training_class.level)
            )
        )
        for row in rows
    }


def current_results(keys: Iterable[int]) -> dict[int, Result]:
    """The latest result of each, with its parts; two queries."""
    latest = Result.objects.filter(enrolment__in=keys).order_by("enrolment_id", "-id")
    rows = latest.distinct("enrolment_id").select_related("resit").prefetch_related("parts__place")
    return {row.enrolment_id: row for row in rows}


def _places(keys: list[int]) -> dict[int, dict[str, Place]]:
    """The last one of each part that no result has used; cheating isn't outlived by another."""
    used = ResultPart.objects.filter(place=OuterRef("pk"))
    found: dict[int, dict[str, Place]] = defaultdict(dict)
    rows = Place.objects.filter(~Exists(used), enrolment__in=keys).select_related("sitting")
    for place in rows.order_by("pk"):
        known = found[place.enrolment_id].get(place.sitting.part)
        if known is None or known.outcome != Outcome.CHEATED:
            found[place.enrolment_id][place.sitting.part] = place
    return found


def _carried(keys: list[int]) -> dict[int, dict[str, ResultPart]]:
    """What was passed before and kept by the re-sit that was planned on it; and all that counts
    again since a bar was taken back, until the next result is there."""
    found: dict[int, dict[str, ResultPart]] = defaultdict(dict)
    later = Result.objects.filter(
        enrolment=OuterRef("result__enrolment"), pk__gt=OuterRef("result")
    )
    kept = ResultPart.objects.filter(
        Q(result__resit__keeps_passed=True, passed=True)
        | Q(~Exists(later), result__verdict=Verdict.OPEN),
        result__enrolment__in=keys,
    )
    for row in kept.select_related("result", "place").order_by("pk"):
        found[row.result.enrolment_id][row.part] = row
    return found


def _carried_part(part: ExamPart, row: ResultPart) -> PartStanding:
    return PartStanding(
        part, row.place, row.outcome, row.mark, row.full, row.passing, locked=True, carried=True
    )


def _placed(row: Enrolment, part: ExamPart, place: Place | None, marks: PassMarks) -> PartStanding:
    if place is None:
        return PartStanding(part)
    day = place.sitting.at.astimezone(clock.TZ).date()
    bar = marks.on(row.training_class.level, part, day)
    return PartStanding(
        part,
        place,
        place.outcome,
        place.mark,
        bar.full,
        bar.passing,
        locked=place.sitting.locked_at is not None,
    )
