"""How far a recheck and the review are apart, on the items that were rechecked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from association.base.errors import Refused
from standardization.library.sheets import document
from standardization.models import Checklist, Item
from standardization.scoring import reading
from standardization.scoring.results import result
from standardization.scoring.sheet import Sheet

MOST = Decimal("5.0")


@dataclass(frozen=True, slots=True)
class Deviation:
    """Both scores reckoned on these items alone, rounded as the standard rounds."""

    review: Decimal
    recheck: Decimal
    only_recheck: tuple[str, ...]
    """Codes of the vetoes that failed in the recheck and not in the review."""

    @property
    def difference(self) -> Decimal:
        return abs(self.review - self.recheck)

    @property
    def alarm(self) -> bool:
        return self.difference > MOST or bool(self.only_recheck)


def deviation(review: Checklist, recheck: Checklist, *, on: date | None = None) -> Deviation:
    """Raises Refused while either of them has items of these still open."""
    items = rechecked(recheck)
    before, after = (_sheet(each, items, on) for each in (review, recheck))
    return Deviation(
        review=_score(before, "现场评审"),
        recheck=_score(after, "现场复核"),
        only_recheck=tuple(code for _, code in sorted(_failed(after) - _failed(before))),
    )


def rechecked(recheck: Checklist) -> list[int]:
    """The items that a recheck is about: its scope, or else every item of its case's versions."""
    if recheck.scope is not None:
        return list(recheck.scope)
    versions = recheck.case.standards.values("version")
    return list(Item.objects.filter(version__in=versions).values_list("pk", flat=True))


def _sheet(checklist: Checklist, items: list[int], on: date | None) -> Sheet:
    return reading.sheets(document(checklist, on=on, only=items))[0]


def _score(sheet: Sheet, whose: str) -> Decimal:
    found = result(sheet)
    if found.score is None:
        raise Refused(f"{whose}还有复核项目没有结论，不能比较得分。")
    return Decimal(found.score)


def _failed(sheet: Sheet) -> set[tuple[int, str]]:
    """Two standards of a case may use the same code."""
    return {
        (number, item.code)
        for number, part in enumerate(sheet.parts)
        for element in part.elements
        for item in element.items
        if item.failed_veto
    }
