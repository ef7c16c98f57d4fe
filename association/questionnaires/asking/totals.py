"""What many answers come to: sums of what is totalled, and how often each choice was taken."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from association.questionnaires.asking.asked import Asked, Kind
from association.questionnaires.asking.reading import is_empty


@dataclass(frozen=True, slots=True)
class Share:
    """How many took this choice, and of a hundred who answered the question, rounded."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Of a number, or of one column of a table; ``row`` is empty where rows have no names."""

    label: str
    row: str
    unit: str
    total: Decimal
    count: int
    """How many figures were added."""


@dataclass(frozen=True, slots=True)
class Total:
    asked: Asked
    answered: int
    sums: tuple[Sum, ...] = ()
    shares: tuple[Share, ...] = ()
    mean: Decimal | None = None
    """Of a scale, to one place."""


def totals(questions: Sequence[Asked], answers: Iterable[Mapping[str, object]]) -> list[Total]:
    """Over what ``reading`` has read, one for each question, in their order."""
    rows = list(answers)
    return [
        _total(asked, [row[asked.key] for row in rows if not is_empty(row.get(asked.key))])
        for asked in questions
    ]


def _total(asked: Asked, found: list[object]) -> Total:
    if asked.kind == Kind.NUMBER and asked.totalled:
        return Total(asked, len(found), sums=(_sum(asked, found, ""),))
    if asked.kind == Kind.GRID:
        return Total(asked, len(found), sums=tuple(_table(asked, found)))
    if asked.kind == Kind.SINGLE:
        return Total(asked, len(found), shares=_shares(asked.choices, found, len(found)))
    if asked.kind == Kind.SEVERAL:
        each = [choice for answer in found if isinstance(answer, list) for choice in answer]
        return Total(asked, len(found), shares=_shares(asked.choices, each, len(found)))
    if asked.kind == Kind.SCALE:
        marks = [str(mark) for mark in asked.marks]
        shares = _shares(marks, found, len(found))
        return Total(asked, len(found), shares=shares, mean=_mean(found))
    return Total(asked, len(found))


def _sum(asked: Asked, figures: Iterable[object], row: str) -> Sum:
    numbers = [Decimal(str(each)) for each in figures if not is_empty(each)]
    total = sum(numbers, Decimal(0)).quantize(Decimal(1).scaleb(-asked.places))
    return Sum(asked.label, row, asked.unit, total, len(numbers))


def _table(asked: Asked, found: list[object]) -> Iterable[Sum]:
    tables = [answer for answer in found if isinstance(answer, list)]
    for place, column in enumerate(asked.columns):
        if column.kind != Kind.NUMBER or not column.totalled:
            continue
        if not asked.rows:
            yield _sum(column, (row[place] for table in tables for row in table), "")
        for at, name in enumerate(asked.rows):
            yield _sum(column, (table[at][place] for table in tables), name)


def _shares(choices: Sequence[str], taken: Iterable[object], answered: int) -> tuple[Share, ...]:
    counts = Counter(str(each) for each in taken)
    return tuple(
        Share(choice, counts[choice], round(100 * counts[choice] / answered) if answered else 0)
        for choice in choices
    )


def _mean(found: list[object]) -> Decimal | None:
    if not found:
        return None
    mean = sum((Decimal(str(each)) for each in found), Decimal(0)) / len(found)
    return mean.quantize(Decimal("0.1"), ROUND_HALF_UP)
