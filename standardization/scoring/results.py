"""Score, grade and what is to be said about them, in one answer."""

from dataclasses import dataclass
from fractions import Fraction

from standardization.scoring import grades, points
from standardization.scoring.grades import Parts
from standardization.scoring.sheet import Sheet

ENGINE = "1"
"""Of the rules by which is scored. A change that lets a sheet score otherwise is another one."""
LOW_COVERAGE = "low_coverage"
_NO_PARTS = Parts(None, None, None, None)


@dataclass(frozen=True, slots=True)
class Result:
    """``final``: everything was assessed. Until then there is an ``interval`` and no score.

    Not ``valid``: nothing on the sheet applies, and nothing else of the result says anything.
    Numbers are text with the scheme's decimals; ``unrounded`` has as many as it needs.
    """

    final: bool
    valid: bool
    score: str | None = None
    unrounded: str | None = None
    interval: tuple[str, str] | None = None
    grade: str | None = None
    grade_parts: Parts | None = None
    warnings: tuple[str, ...] | None = None


def result(sheet: Sheet) -> Result:
    if not all(points.live(part) for part in sheet.parts):
        return Result(final=False, valid=False)
    covered = points.coverage(sheet.parts) >= Fraction(sheet.scheme.min_coverage)
    warnings = () if covered else (LOW_COVERAGE,)
    if _unassessed(sheet):
        return Result(
            final=False,
            valid=True,
            interval=_interval(sheet),
            grade_parts=_NO_PARTS,
            warnings=warnings,
        )
    return _final(sheet, warnings)


def _unassessed(sheet: Sheet) -> bool:
    elements = (element for part in sheet.parts for element in part.elements)
    return any(item.open for element in elements for item in element.items)


def _interval(sheet: Sheet) -> tuple[str, str]:
    places = sheet.scheme.places
    low, high = (points.total(sheet.parts, assumed) for assumed in (points.NONE, points.ALL))
    return points.rounded(low, places), points.rounded(high, places)


def _final(sheet: Sheet, warnings: tuple[str, ...]) -> Result:
    scheme = sheet.scheme
    exact = points.total(sheet.parts)
    score = points.rounded(exact, scheme.places)
    found = grades.parts(scheme, sheet.parts, Fraction(score) if scheme.on_rounded else exact)
    return Result(
        final=True,
        valid=True,
        score=score,
        unrounded=points.unrounded(exact),
        grade=grades.worst(scheme, found),
        grade_parts=found,
        warnings=warnings,
    )
