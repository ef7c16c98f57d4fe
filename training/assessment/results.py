"""What was published, for those whom it concerns: the person, the team, the company."""

from collections.abc import Iterable
from dataclasses import dataclass

from association.base import clock
from training.assessment.standing import current_results
from training.enums import ExamPart, Outcome, Verdict
from training.models import Enrolment, Place, Result, ResultPart

SHAPES = {
    Verdict.PASSED: "ok",
    Verdict.FAILED: "due",
    Verdict.BARRED: "stop",
    Verdict.OPEN: "run",
}


@dataclass(frozen=True, slots=True)
class PartShown:
    label: str
    mark: str
    """The mark or what happened instead."""
    bar: str
    s: str
    word: str


@dataclass(frozen=True, slots=True)
class Shown:
    """``upcoming`` are the places whose sitting hasn't begun; ``result`` what was published."""

    enrolment: Enrolment
    result: Result | None
    parts: tuple[PartShown, ...]
    upcoming: tuple[Place, ...]

    @property
    def s(self) -> str:
        return SHAPES[Verdict(self.result.verdict)] if self.result else "none"

    @property
    def word(self) -> str:
        return str(self.result.get_verdict_display()) if self.result else "未公布"

    @property
    def comes_again(self) -> bool:
        return self.result is not None and hasattr(self.result, "resit")


def of(enrolment: Enrolment) -> Shown:
    return of_many([enrolment])[0]


def of_many(enrolments: Iterable[Enrolment]) -> list[Shown]:
    """In the order given; four queries however many. Enrolments come with class and trainee."""
    rows = list(enrolments)
    results = current_results([row.pk for row in rows])
    upcoming = Place.objects.filter(
        enrolment__in=[row.pk for row in rows],
        outcome__isnull=True,
        sitting__at__gte=clock.now(),
    ).select_related("sitting", "enrolment__trainee")
    by_enrolment: dict[int, list[Place]] = {}
    for place in upcoming.order_by("sitting__at"):
        by_enrolment.setdefault(place.enrolment_id, []).append(place)
    return [
        Shown(
            row,
            result := results.get(row.pk),
            tuple(part_shown(each) for each in result.parts.all()) if result else (),
            tuple(by_enrolment.get(row.pk, ())),
        )
        for row in rows
    ]


def part_shown(row: ResultPart) -> PartShown:
    void = row.result.verdict == Verdict.BARRED
    mark = f"{row.mark}" if row.mark is not None else str(Outcome(row.outcome).label)
    word = "无效" if void else "合格" if row.passed else "未过"
    return PartShown(
        label=ExamPart(row.part).label,
        mark=mark,
        bar=f"满分 {row.full.normalize():f}，合格 {row.passing.normalize():f}",
        s="stop" if void else "ok" if row.passed else "due",
        word=f"{word}（保留）" if row.carried else word,
    )
