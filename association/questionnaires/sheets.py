"""Many responses as a workbook: one line each, and a sheet of its own for each table that people
add rows to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from association.base import sheets
from association.base.sheets import Written
from association.questionnaires.asking import Asked, Kind, is_empty, said
from association.questionnaires.models import Questionnaire, Response


@dataclass(frozen=True, slots=True)
class Row:
    """What the app above says of a response, then the response itself; None where none came."""

    lead: Sequence[Written]
    response: Response | None


def workbook(
    questionnaire: Questionnaire, rows: Iterable[Row], *, lead: Sequence[str], title: str = ""
) -> bytes:
    """An .xlsx file. ``lead`` are the headers of what each row begins with; the first of them is
    repeated in the sheets of tables. Responses have their files and questions prefetched."""
    found = list(rows)
    asked = questionnaire.asked()
    tables = [_lines(asked, found, lead=lead, title=title or questionnaire.title)]
    tables += [
        _entries(each, found, lead=lead)
        for each in asked
        if each.kind == Kind.GRID and not each.rows
    ]
    return sheets.write_several(tables)


def _lines(
    asked: Sequence[Asked], rows: list[Row], *, lead: Sequence[str], title: str
) -> sheets.Table:
    headers = [*lead, *(name for each in asked for name in _headers(each))]
    written = [
        [*row.lead, *(cell for each in asked for cell in _cells(each, row.response))]
        for row in rows
    ]
    return sheets.Table("汇总", _apart(headers), written, title=title)


def _headers(asked: Asked) -> list[str]:
    if asked.kind == Kind.GRID and asked.rows:
        return [
            f"{row} {column.label}{_unit(column)}" for row in asked.rows for column in asked.columns
        ]
    return [asked.label + _unit(asked)]


def _unit(asked: Asked) -> str:
    return f"（{asked.unit}）" if asked.unit else ""


def _cells(asked: Asked, response: Response | None) -> Iterator[Written]:
    answer = response.values.get(asked.key) if response else None
    if asked.kind == Kind.GRID and asked.rows:
        for at, _ in enumerate(asked.rows):
            row = answer[at] if isinstance(answer, list) else []
            for place, column in enumerate(asked.columns):
                yield _cell(column, row[place] if place < len(row) else None)
    elif asked.kind == Kind.FILE:
        yield (
            "、".join(
                each.file.name
                for each in (response.files.all() if response else ())
                if each.question.key == asked.key
            )
            or None
        )
    else:
        yield _cell(asked, answer)


def _cell(asked: Asked, answer: object) -> Written:
    if is_empty(answer):
        return None
    if asked.kind in (Kind.NUMBER, Kind.SCALE):
        number = Decimal(str(answer))
        return number if asked.places else int(number)
    if asked.kind == Kind.DATE:
        return date.fromisoformat(str(answer))
    return said(asked, answer)


def _entries(asked: Asked, rows: list[Row], *, lead: Sequence[str]) -> sheets.Table:
    headers = [lead[0], "行", *(column.label + _unit(column) for column in asked.columns)]
    written: list[list[Written]] = []
    for row in rows:
        answer = row.response.values.get(asked.key) if row.response else None
        for place, cells in enumerate(answer if isinstance(answer, list) else [], start=1):
            found = [
                _cell(column, cell) for column, cell in zip(asked.columns, cells, strict=False)
            ]
            written.append([row.lead[0], place, *found])
    return sheets.Table(asked.label, _apart(headers), written)


def _apart(headers: Iterable[str]) -> list[str]:
    """Two questions may be called the same: the second gets a figure."""
    found: list[str] = []
    for header in headers:
        name, count = header, 2
        while name in found:
            name, count = f"{header}{count}", count + 1
        found.append(name)
    return found
