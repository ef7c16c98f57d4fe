"""The workbook of a version: six sheets, read with everything that is wrong in them, and written."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from association.base import sheets
from association.base.errors import Refused
from standardization.library import cells
from standardization.library.columns import (
    COLUMNS,
    CONTENT,
    HEAD,
    MAY_BE_EMPTY,
    MOST_ROWS,
    NAME,
    TABLES,
    Column,
    Form,
)
from standardization.library.edition import Edition, Head

_FORMULA = "是公式。请改为填写结果，或复制后“选择性粘贴”为数值"


@dataclass(frozen=True, slots=True)
class Problem:
    """``row`` is the sheet's own number; None where it is about the sheet as a whole."""

    sheet: str
    row: int | None
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class Read:
    """``edition`` is there if every cell was understood. ``rows`` has, by sheet, the sheet's number
    of each row; of the first sheet, by the column's header."""

    edition: Edition | None
    problems: tuple[Problem, ...]
    rows: Mapping[str, tuple[int, ...]]
    lines: Mapping[str, int]


def read(content: sheets.Source) -> Read:
    """Raises Refused if it is no .xlsx workbook at all; anything else is told by its place."""
    try:
        merged = sheets.merged(content)
    except sheets.SheetError as error:
        raise Refused(f"{error}。", field="file") from error
    reader = _Reader(content)
    head = reader.head()
    parts = {TABLES[sheet][0]: reader.table(sheet) for sheet in TABLES}
    for title, ranges in merged.items():
        reader.merged(title.strip(), ranges)
    whole = head is not None and not reader.problems
    return Read(
        edition=Edition(head=head, **parts) if head is not None and whole else None,
        problems=tuple(reader.problems),
        rows=reader.rows,
        lines=reader.lines,
    )


class _Reader:
    def __init__(self, content: sheets.Source) -> None:
        self.content = content
        self.problems: list[Problem] = []
        self.rows: dict[str, tuple[int, ...]] = {}
        self.lines: dict[str, int] = {}
        self.first: dict[str, int] = {}

    def head(self) -> Head | None:
        page = self._sheet(HEAD, {"name": [NAME], "content": [CONTENT]})
        if page is None:
            return None
        known = {column.header: column for column in COLUMNS[HEAD]}
        said: dict[str, Any] = {}
        for row in page.rows:
            column = known.get(row.text("name"))
            if column is None:
                self._wrong(HEAD, row.number, NAME, f"没有“{row.text('name')}”这一项")
            elif column.header in self.lines:
                self._wrong(HEAD, row.number, column.header, "写了两次，请只保留一行")
            else:
                self.lines[column.header] = row.number
                said[column.field] = self._cell(HEAD, column, row, "content")
        for column in COLUMNS[HEAD]:
            if column.needed and column.header not in self.lines:
                self._wrong(HEAD, None, column.header, "缺少这一行，请补上")
        return Head(**said) if {each.name for each in _needed()} <= said.keys() else None

    def table(self, sheet: str) -> tuple[Any, ...]:
        page = self._sheet(sheet, {column.field: [column.header] for column in COLUMNS[sheet]})
        if page is None:
            return ()
        self.rows[sheet] = tuple(row.number for row in page.rows)
        kind = TABLES[sheet][1]
        return tuple(
            kind(**{each.field: self._cell(sheet, each, row) for each in COLUMNS[sheet]})
            for row in page.rows
        )

    def merged(self, title: str, ranges: list[str]) -> None:
        """Above the header they are a title; below, all but one of their cells are empty."""
        for each in ranges:
            row = int("".join(letter for letter in each.split(":")[0] if letter.isdigit()))
            if title in self.first and row >= self.first[title]:
                self._wrong(title, row, each, "单元格是合并的，请取消合并，每行都填写")

    def _sheet(self, sheet: str, columns: Mapping[str, list[str]]) -> sheets.Sheet | None:
        try:
            page = sheets.read(
                self.content,
                columns=columns,
                required=list(columns),
                limit_rows=MOST_ROWS,
                sheet=sheet,
                may_be_empty=sheet in MAY_BE_EMPTY,
            )
        except sheets.SheetError as error:
            self._wrong(sheet, None, "", str(error))
            return None
        self.first[sheet] = page.header_row
        return page

    def _cell(self, sheet: str, column: Column, row: sheets.Row, field: str = "") -> Any:
        at = field or column.field
        if at in row.formulas:
            self._wrong(sheet, row.number, column.header, _FORMULA)
            return column.default
        try:
            return cells.meaning(column, row.values.get(at), row.text(at))
        except ValueError as error:
            self._wrong(sheet, row.number, column.header, str(error))
            return column.default

    def _wrong(self, sheet: str, row: int | None, column: str, problem: str) -> None:
        self.problems.append(Problem(sheet, row, column, problem))


def _needed() -> list[Any]:
    given = {column.field for column in COLUMNS[HEAD] if column.needed}
    return [each for each in fields(Head) if each.name in given]


def written(edition: Edition | None) -> bytes:
    """The workbook of a version; of None, an empty one to fill in, with its words explained."""
    head = [
        [column.header, cells.written(column, getattr(edition.head, column.field))]
        if edition
        else [column.header, None]
        for column in COLUMNS[HEAD]
    ]
    pages = [sheets.Table(HEAD, [NAME, CONTENT], head)]
    pages += [_page(sheet, edition) for sheet in TABLES]
    return sheets.write_several([*pages, *([] if edition else [_words()])])


def _page(sheet: str, edition: Edition | None) -> sheets.Table:
    columns = COLUMNS[sheet]
    rows = getattr(edition, TABLES[sheet][0]) if edition else ()
    return sheets.Table(
        sheet,
        [column.header for column in columns],
        [[cells.written(column, getattr(row, column.field)) for column in columns] for row in rows],
        text_columns=[column.header for column in columns if column.form == Form.TEXT],
    )


_MEANT = {
    Form.TEXT: "文字，最多 {} 字",
    Form.NUMBER: "不小于 0 的数，最多两位小数",
    Form.WHOLE: "整数",
    Form.YES: "是、否",
    Form.DAY: "日期，如 2019-07-01",
}


def _words() -> sheets.Table:
    """The last sheet of the template: what each column takes."""
    rows = [
        [sheet, column.header, _meant(column), "必填" if column.needed else "可空"]
        for sheet, columns in COLUMNS.items()
        for column in columns
    ]
    return sheets.Table("填写说明", ["工作表", "列", "填什么", "必填"], rows)


def _meant(column: Column) -> str:
    if column.form == Form.CHOICE:
        return "、".join(column.words.values())
    return _MEANT[column.form].format(column.longest)
