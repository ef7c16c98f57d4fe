"""Reading a register as an office keeps it: titles above the header, totals and names below."""

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from association.base.sheets import headings
from association.base.sheets.cells import CellValue, as_text, decode
from association.base.sheets.container import SheetError, Source, contents, opened, rows_of
from association.base.sheets.headings import Columns, Heading

# Columns further to the right are not looked at, and so many empty rows are the end of a sheet:
# formatting that somebody gave to whole rows and columns would be read for minutes.
WIDEST = 100
LONGEST_GAP = 10_000

_TOTAL = re.compile(
    r"(?:本页|本表|本区)?(?:合计|总计|小计|共计)(?:金额)?(?:\(.*\)|\d+[家户个]?)?:?"
)
_SIGNATURE = re.compile(
    r"(?:制表|填表|填报|审核|复核|经办|审批|单位负责|部门负责|财务负责|负责|会计|出纳|主管)"
    r"(?:人|日期|时间|单位|部门)?(?:\(.*?\))?:.*"
    r"|(?:注|备注|说明|附注|填表说明):.*"
)

_Numbered = Iterable[tuple[int, tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data. ``number`` is the sheet's own; ``values`` has a key for each column found.

    Values are as the file holds them (numbers, dates, untrimmed text); blank text is None. For a
    formula the value is the result last saved, if any, and the field is named in ``formulas``.
    """

    number: int
    values: Mapping[str, CellValue]
    formulas: frozenset[str]

    def text(self, field: str) -> str:
        """The cell as a person reads it, trimmed; empty where the cell or the column is missing."""
        return as_text(self.values.get(field))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: ``headers`` and ``years`` by field, and what was seen but not read."""

    title: str
    header_row: int
    above: tuple[str, ...]  # texts of the rows over the header, as titles are
    headers: Mapping[str, str]
    years: Mapping[str, int]
    unknown: tuple[str, ...]  # headers that no field asked for
    others: tuple[str, ...]  # the other visible sheets
    rows: tuple[Row, ...]


def read(
    source: Source,
    *,
    columns: Columns,
    required: Collection[str] = (),
    limit_rows: int = 50_000,
    sheet: str | None = None,
    may_be_empty: bool = False,
) -> Sheet:
    """The first visible sheet whose first 15 rows hold a header with the ``required`` columns; with
    ``sheet`` the visible one of that title and no other.

    ``columns`` maps each field to the headers that it may have, the preferred one first;
    ``{year}`` in one stands for a year, which is kept. Headers compare without spaces, width,
    asterisks, （元） and （必填）. Rows that are empty in every known column, totals, signatures and
    repeated headers are no data.

    Streams the file once, and once more for saved results if a known column holds formulas.
    Raises SheetError for what is no .xlsx workbook, for a missing or ambiguous header, for no data
    (unless it ``may_be_empty``) and for more than ``limit_rows`` rows.
    """
    data = contents(source)
    with opened(data) as book:
        pages = [page for page in book.worksheets if page.sheet_state == "visible"]
        page, heading, above, numbered = _first_table(_titled(pages, sheet), columns, required)
        rows = tuple(itertools.islice(_data(numbered, heading, required), limit_rows + 1))
    if len(rows) > limit_rows:
        raise SheetError(f"“{page.title}”的数据超过 {limit_rows:,} 行，请分成几个文件上传")
    if not rows and not may_be_empty:
        raise SheetError(f"“{page.title}”的表头下面没有数据")
    return Sheet(
        title=page.title,
        header_row=heading.row,
        above=above,
        headers=heading.titles,
        years=heading.years,
        unknown=heading.unknown,
        others=tuple(other.title for other in pages if other is not page),
        rows=_with_results(data, page.title, heading, rows),
    )


def _titled(pages: list[Any], title: str | None) -> list[Any]:
    if title is None:
        return pages
    found = [page for page in pages if page.title.strip() == title]
    if not found:
        raise SheetError(f"文件里没有名为“{title}”的工作表")
    return found[:1]


def _first_table(
    sheets: Sequence[Any], columns: Columns, required: Collection[str]
) -> tuple[Any, Heading, tuple[str, ...], _Numbered]:
    refusal = SheetError("文件里没有可以读取的工作表，请另存为普通的 .xlsx 格式后再上传")
    for index, sheet in enumerate(sheets):
        rows = rows_of(sheet, widest=WIDEST)
        first = list(itertools.islice(rows, headings.FIRST_ROWS))
        titles = [[_value(cell) for cell in cells] for _, cells in first]
        try:
            heading = headings.find(titles, columns, required)
        except SheetError as refused:
            refusal = refused if index == 0 else refusal
            continue
        over = itertools.chain.from_iterable(titles[: heading.row - 1])
        above = tuple(text.strip() for text in over if isinstance(text, str))
        return sheet, heading, above, itertools.chain(first[heading.row :], rows)
    raise refusal


def _data(numbered: _Numbered, heading: Heading, required: Collection[str]) -> Iterator[Row]:
    gap = 0
    for number, cells in numbered:
        row = _row(number, cells, heading)
        if row is None:
            gap += 1
            if gap == LONGEST_GAP:
                return
            continue
        gap = 0
        if not _is_frame(row, cells, heading, required):
            yield row


def _row(number: int, cells: tuple[Any, ...], heading: Heading) -> Row | None:
    values: dict[str, CellValue] = {}
    formulas: list[str] = []
    filled = False
    for field, at in heading.columns.items():
        value = None
        cell = cells[at] if at < len(cells) else None
        if cell is not None and cell.data_type == "f":
            formulas.append(field)
        elif cell is not None:
            value = _value(cell)
        filled = filled or value is not None
        values[field] = value
    return Row(number, values, frozenset(formulas)) if filled or formulas else None


def _value(cell: Any) -> CellValue:
    value: CellValue = cell.value
    if isinstance(value, str):
        value = decode(value)
        return value if value.strip() else None
    return value


def _is_frame(
    row: Row, cells: tuple[Any, ...], heading: Heading, required: Collection[str]
) -> bool:
    """Whether the row belongs to the form around the data.

    A row that has two or more of the required fields is data, whatever its first cell says: there
    may be a company named 合计.
    """
    if all(row.text(field) == title for field, title in heading.titles.items()):
        return True
    if sum(1 for field in required if row.values.get(field) is not None) > 1:
        return False
    first = next((cell.value for cell in cells if _value(cell) is not None), None)
    if not isinstance(first, str):
        return False
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", first))
    return bool(_TOTAL.fullmatch(text) or _SIGNATURE.fullmatch(text))


def _with_results(
    data: bytes, title: str, heading: Heading, rows: tuple[Row, ...]
) -> tuple[Row, ...]:
    """The rows with the saved results of their formulas, for which the file is read once more."""
    wanted = {row.number: row for row in rows if row.formulas}
    if not wanted:
        return rows
    last = max(wanted)
    with opened(data, results=True) as book:
        numbered = itertools.islice(rows_of(book[title], widest=WIDEST), last)
        for number, cells in numbered:
            row = wanted.get(number)
            if row is not None:
                results = {field: _value(cells[heading.columns[field]]) for field in row.formulas}
                wanted[number] = replace(row, values={**row.values, **results})
    return tuple(wanted.get(row.number, row) for row in rows)
