"""Writing a table that opens well in Excel and WPS and reads back as it was."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Written = str | int | Decimal | date | None


def write(
    headers: Sequence[str],
    rows: Iterable[Sequence[Written]],
    *,
    title: str | None = None,
    sheet: str = "数据",
    text_columns: Collection[str] = (),
) -> bytes:
    """An .xlsx file with one sheet: the title if given, the frozen header, the rows.

    Every text is a cell of type text and never a formula, even "=1+1"; one that a .csv saved from
    the file would run gets an apostrophe, which ``read`` takes off again, so that writing and
    reading change nothing (see ``cells``). Decimal is a number in the format 0.00, a day is a
    date, a moment is shown in Beijing time. ``text_columns`` names the headers of codes: their
    cells, the empty ones below included, are formatted as text, so that what is typed into them
    later keeps its zeros and its 18 digits.

    Raises TypeError for a float (money is Decimal) and for other types, ValueError for a row that
    does not have one value per header, SheetError for a text that is too long for a cell.
    """
    return write_several([Table(sheet, headers, rows, title=title, text_columns=text_columns)])


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook, as ``write`` describes it."""

    sheet: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Written]]
    title: str | None = None
    text_columns: Collection[str] = ()


def write_several(tables: Iterable[Table]) -> bytes:
    """As ``write``, with a sheet for each table, in this order."""
    from association.base.sheets import filling  # noqa: PLC0415 - 180 modules: only who writes pays

    return filling.workbook(tables)
