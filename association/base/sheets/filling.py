"""Filling a streamed workbook with tables, as ``writer`` describes them.

With this module comes the spreadsheet library: who writes no file never imports it.
"""

import io
import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from association.base.sheets.archive import SheetError
from association.base.sheets.cells import LONGEST, encode
from association.base.sheets.writer import Table, Written

_BEIJING = ZoneInfo("Asia/Shanghai")
_FORMATS = {Decimal: "0.00", datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd"}
_NARROWEST, _WIDEST = 6, 60
_MEASURED_ROWS = 200

_INK, _PAPER, _LINE = "FF1F3A5F", "FFE9EEF5", "FFC5CFDC"


def workbook(tables: Iterable[Table]) -> bytes:
    """The file, with a sheet for each table, in this order. Raises as ``writer.write`` says."""
    book, out = Workbook(write_only=True), io.BytesIO()
    try:
        for table in tables:
            _fill(book, table)
    finally:
        # Also after a refusal: only saving removes the sheets' temporary files.
        if not book.worksheets:
            book.create_sheet()
        book.save(out)
    return out.getvalue()


def _fill(book: Any, table: Table) -> None:
    unknown = set(table.text_columns) - set(table.headers)
    if unknown:
        raise ValueError(f"text columns that are no headers: {sorted(unknown)}")
    as_text = [header in table.text_columns for header in table.headers]
    iterator = iter(table.rows)
    measured = list(itertools.islice(iterator, _MEASURED_ROWS))
    page = book.create_sheet(_sheet_name(table.sheet))
    _shape(page, _widths(table.headers, measured), as_text, top=1 if table.title else 0)
    if table.title:
        page.append(_title(page, table.title, len(table.headers)))
    page.append(_header(page, table.headers))
    line = _Line(page, as_text)
    for row in itertools.chain(measured, iterator):
        page.append(line.filled(row))


class _Line:
    """The cells of one row, used again for every row: the sheet writes each row out at once."""

    def __init__(self, page: Any, as_text: Sequence[bool]) -> None:
        self._page = page
        self._as_text = as_text
        self._cells: dict[tuple[int, str], Any] = {}

    def filled(self, row: Sequence[Written]) -> list[Any]:
        if len(row) != len(self._as_text):
            raise ValueError(f"a row of {len(row)} values for {len(self._as_text)} headers")
        return [self._put(at, value) for at, value in enumerate(row)]

    def _put(self, at: int, value: Written) -> Any:
        if value is None:
            return None
        if isinstance(value, int) and self._as_text[at]:
            value = str(value)
        plain, shape = _form(value)
        shape = "@" if self._as_text[at] else shape
        cell = self._cells.get((at, shape))
        if cell is None:
            cell = self._cells[at, shape] = WriteOnlyCell(self._page)
            cell.number_format = shape
        cell.value = plain
        if isinstance(plain, str):
            cell.data_type = "s"  # the library would take "=1+1" for a formula, "#N/A" for an error
        return cell


def _form(value: object) -> tuple[object, str]:
    """The value as the library wants it, and its number format."""
    if isinstance(value, str):
        return _stored(value), "General"
    if isinstance(value, datetime):
        local = value.astimezone(_BEIJING).replace(tzinfo=None) if value.tzinfo else value
        return local, _FORMATS[datetime]
    if isinstance(value, date):
        return value, _FORMATS[date]
    if isinstance(value, Decimal):
        return value, _FORMATS[Decimal]
    if isinstance(value, int) and not isinstance(value, bool):
        return value, "General"
    raise TypeError(f"a cell holds text, int, Decimal or a date, not {type(value).__name__}")


def _stored(text: str) -> str:
    stored = encode(text)
    if len(stored) > LONGEST:
        raise SheetError(f"一个单元格最多 {LONGEST:,} 个字，“{text[:20]}…”太长，不能写入表格")
    return stored


def _cell(page: Any, text: str, **style: Any) -> Any:
    cell = WriteOnlyCell(page, _stored(text))
    cell.data_type = "s"
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _title(page: Any, title: str, width: int) -> list[Any]:
    page.merged_cells.add(f"A1:{get_column_letter(width)}1")
    return [_cell(page, title, font=Font(bold=True, size=14, color=_INK))]


def _header(page: Any, headers: Sequence[str]) -> list[Any]:
    style = {
        "font": Font(bold=True, color=_INK),
        "fill": PatternFill("solid", start_color=_PAPER),
        "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
        "border": Border(bottom=Side("thin", color=_LINE)),
    }
    return [_cell(page, header, **style) for header in headers]


def _shape(page: Any, widths: Sequence[int], as_text: Sequence[bool], *, top: int) -> None:
    """Column widths, text columns and the frozen header: a streamed sheet wants them first."""
    for at, width in enumerate(widths):
        column = page.column_dimensions[get_column_letter(at + 1)]
        column.width = width
        if as_text[at]:
            column.number_format = "@"
    page.freeze_panes = f"A{top + 2}"


def _widths(headers: Sequence[str], rows: Sequence[Sequence[Written]]) -> list[int]:
    longest = [_columns(header) for header in headers]
    for row in rows:
        for at, value in enumerate(row[: len(longest)]):
            longest[at] = max(longest[at], _columns(value))
    return [min(max(_NARROWEST, length + 2), _WIDEST) for length in longest]


def _columns(value: object) -> int:
    """How many half-width characters a value takes; a date or moment is shown without seconds."""
    text = "" if value is None else str(value)[:100]
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31].strip("'") or "数据"
