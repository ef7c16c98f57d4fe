"""Which grade: the worst that score, elements, accidents and vetoes each allow."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from standardization.scoring import points
from standardization.scoring.sheet import Effect, Element, Part, Scheme, Threshold


@dataclass(frozen=True, slots=True)
class Parts:
    """Each a grade, or None: no grade at all."""

    score: str | None
    element: str | None
    performance: str | None
    veto: str | None


def parts(scheme: Scheme, of: Iterable[Part], score: Fraction) -> Parts:
    """``score`` as the thresholds are to be compared with it: rounded or not."""
    held = list(of)
    elements = [element for part in held for element in points.live(part)]
    return Parts(
        score=_best(scheme, lambda step: Fraction(step.min_score) <= score),
        element=_best(scheme, lambda step: _every_element_reaches(step, elements)),
        performance=scheme.performance_grade,
        veto=_left_by_vetoes(scheme, held),
    )


def worst(scheme: Scheme, found: Parts) -> str | None:
    each = (found.score, found.element, found.performance, found.veto)
    return _worst(scheme, [grade for grade in each if grade is not None]) if all(each) else None


def _best(scheme: Scheme, reached: Callable[[Threshold], bool]) -> str | None:
    return next((step.grade for step in scheme.thresholds if reached(step)), None)


def _every_element_reaches(step: Threshold, elements: list[Element]) -> bool:
    least = step.element_min
    return least is None or all(points.percentage(each) >= Fraction(least) for each in elements)


def _left_by_vetoes(scheme: Scheme, held: list[Part]) -> str | None:
    items = (item for part in held for element in part.elements for item in element.items)
    failed = [item.failed_veto for item in items if item.failed_veto]
    if any(veto.effect == Effect.CASE_FAIL for veto in failed):
        return None
    caps = [veto.cap_grade for veto in failed if veto.effect == Effect.GRADE_CAP and veto.cap_grade]
    return _worst(scheme, [scheme.thresholds[0].grade, *caps])


def _worst(scheme: Scheme, grades: list[str]) -> str:
    order = [step.grade for step in scheme.thresholds]
    return max(grades, key=order.index)
