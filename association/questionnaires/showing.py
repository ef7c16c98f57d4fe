"""A response as it reads, line by line, in the order of its questions."""

from dataclasses import dataclass, field

from association.questionnaires.asking import Asked, Kind, is_empty, said
from association.questionnaires.models import Response, ResponseFile


@dataclass(frozen=True, slots=True)
class Table:
    first: str
    columns: tuple[Asked, ...]
    rows: list[tuple[str, list[tuple[Asked, str]]]]


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    text: str = ""
    files: list[ResponseFile] = field(default_factory=list)
    table: Table | None = None


def lines(response: Response) -> list[Line]:
    kept = list(response.files.select_related("file"))
    found = []
    for question in response.questionnaire.questions.all():
        asked, answer = question.asked(), response.values.get(question.key)
        if asked.kind == Kind.FILE:
            with_it = [row for row in kept if row.question_id == question.pk]
            found.append(Line(asked.label, files=with_it))
        elif asked.kind == Kind.GRID:
            found.append(Line(asked.label, table=_table(asked, answer)))
        else:
            found.append(Line(asked.label, text=said(asked, answer)))
    return found


def _table(asked: Asked, answer: object) -> Table:
    rows = []
    for place, row in enumerate(answer if isinstance(answer, list) else []):
        if asked.rows or not is_empty(row):
            name = asked.rows[place] if asked.rows else str(place + 1)
            rows.append((name, list(zip(asked.columns, row, strict=False))))
    return Table("项目" if asked.rows else "行", asked.columns, rows)
