"""Writing the notes into the workbook, as ``annotation`` describes them.

With this module comes the spreadsheet library: who gives no file back never imports it.
"""

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from association.base.sheets.cells import encode
from association.base.sheets.container import SheetError, unbroken
from association.base.sheets.headings import FIRST_ROWS, normalised

_MARK = "FFFDE9E4"
_INK = "FFB3261E"
_WIDTH = 60
_LAST_COLUMN = 16_384


def noted(
    data: bytes, notes: Mapping[int, str], header: str, *, sheet: str | None, header_row: int | None
) -> bytes:
    """``data`` has to be what ``container.contents`` let pass. Raises SheetError."""
    with unbroken():
        book = load_workbook(io.BytesIO(data), keep_links=False)
    page = _page(book, sheet)
    top = header_row or _likely_header(page)
    column = _notes_column(page, top, header)
    _clear(page, column)
    _put(page.cell(top, column), header, bold=True)
    for number, note in notes.items():
        _put(page.cell(number, column), note)
        for at in range(1, column + 1):
            page.cell(number, at).fill = PatternFill("solid", start_color=_MARK)
    page.column_dimensions[get_column_letter(column)].width = _WIDTH
    out = io.BytesIO()
    with unbroken():
        book.save(out)
    return out.getvalue()


def _page(book: Any, title: str | None) -> Any:
    visible = [page for page in book.worksheets if page.sheet_state == "visible"]
    if title is None and visible:
        return visible[0]
    for page in visible:
        if page.title == title:
            return page
    raise SheetError(f"文件里没有名为“{title}”的工作表" if title else "文件里没有可以读取的工作表")


def _likely_header(page: Any) -> int:
    """Among the first rows the one with most texts: data have numbers, dates and gaps."""
    rows = page.iter_rows(min_row=1, max_row=FIRST_ROWS, values_only=True)
    texts = [sum(isinstance(value, str) for value in row) for row in rows]
    return texts.index(max(texts)) + 1 if texts else 1


def _notes_column(page: Any, top: int, header: str) -> int:
    """The column of an earlier round, or the first to the right of all that holds anything."""
    last = 0
    for row in page.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            if cell.row == top and normalised(cell.value) == normalised(header):
                return int(cell.column)
            last = max(last, cell.column)
    merged = [each.max_col for each in page.merged_cells.ranges if each.max_row >= top]
    last = int(max([last, *merged]))
    if last >= _LAST_COLUMN:
        raise SheetError("表格右侧没有空列，错误说明无处可写，请删除多余的列后再上传")
    return last + 1


def _clear(page: Any, column: int) -> None:
    for (cell,) in page.iter_rows(min_col=column, max_col=column):
        if cell.value is not None:  # what a merged cell covers cannot even be set to None
            cell.value = None
    for row in page.iter_rows(max_col=column):
        for cell in row:
            if cell.fill.fill_type == "solid" and cell.fill.start_color.rgb == _MARK:
                cell.fill = PatternFill()


def _put(cell: Any, text: str, *, bold: bool = False) -> None:
    cell.value = encode(text)
    cell.data_type = "s"
    cell.font = Font(color=_INK, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
