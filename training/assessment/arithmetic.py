"""What marks come to. Exact: Decimal in, Decimal out, rounded once, half up."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
MARKED, ABSENT, CHEATED, POSTPONED = "marked", "absent", "cheated", "postponed"
_WORDS = {
    **dict.fromkeys(("缺", "缺考"), ABSENT),
    **dict.fromkeys(("弊", "作弊"), CHEATED),
    **dict.fromkeys(("缓", "缓考"), POSTPONED),
}
_FIGURES = re.compile(r"\d{1,4}(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote down for one candidate; ``mark`` only where the outcome is one."""

    outcome: str
    mark: Decimal | None = None
    note: str = ""

    def agrees(self, other: "Written") -> bool:
        return (self.outcome, self.mark) == (other.outcome, other.mark)


def mean(marks: Sequence[Decimal]) -> Decimal:
    """Of all marks, none dropped, to the hundredth. Raises ValueError for none at all."""
    if not marks:
        raise ValueError("no marks to take the mean of")
    return (sum(marks, Decimal(0)) / len(marks)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def passes(mark: Decimal | None, passing: Decimal) -> bool:
    """At the pass mark is passed; without a mark never."""
    return mark is not None and mark >= passing


def parse(text: str, *, full: Decimal, note: str = "") -> Written:
    """85, 85.5, 缺, 弊, 缓. Raises ValueError with a sentence; 作弊 wants a record in ``note``."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    note = note.strip()
    if outcome := _WORDS.get(plain):
        if outcome == CHEATED and not note:
            raise ValueError("作弊须写明情况记录")
        return Written(outcome, note=note)
    if not _FIGURES.fullmatch(plain):
        raise ValueError(f"“{text.strip()[:20]}”不是成绩，请填分数，或 缺、弊、缓")
    mark = Decimal(plain)
    if mark > full:
        raise ValueError(f"{plain} 超过满分 {full.normalize():f}")
    if mark != mark.quantize(HUNDREDTH):
        raise ValueError(f"{plain} 的小数最多两位")
    return Written(MARKED, mark.quantize(HUNDREDTH), note)
