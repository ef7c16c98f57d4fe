"""The whole workbook: of which year it is, as of which day it speaks, what its rows say."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from association.base import clock, reading, sheets
from association.base.errors import Refused
from members.dues import FIRST_YEAR
from members.imports import columns, rows
from members.imports.rows import Draft, Remark, Wrong

MOST_ROWS = 50_000
STEP = 500
AS_OF = "截至 {day:%Y-%m-%d}"
_AS_OF = re.compile(r"截至\s*(\d{4}-\d{2}-\d{2})")
# 2020年度 or 2020年会员名册, but no date of writing such as 2019年12月30日.
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年(?!\s*\d)")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Book:
    """What the office handed over. ``day`` is the one as of which it knows types and seats.

    ``drafts`` are the rows that can be read, ``wrong`` the others, both in the sheet's order.
    """

    year: int
    day: date
    drafts: tuple[Draft, ...]
    wrong: tuple[Wrong, ...]
    remarks: tuple[Remark, ...]
    titles: Mapping[str, str]
    sheet: str
    header_row: int
    unknown: tuple[str, ...]
    others: tuple[str, ...]


def read(source: sheets.Source, *, progress: Progress = lambda done, total: None) -> Book:
    """Reads the workbook; ``progress`` hears every 500 rows. Raises Refused with a sentence for
    what is no workbook, has no header or no data, or more than ``MOST_ROWS``."""
    try:
        sheet = sheets.read(
            source, columns=columns.NAMES, required=columns.REQUIRED, limit_rows=MOST_ROWS
        )
    except sheets.SheetError as error:
        raise Refused(f"{error}。", field="file") from error
    year, day, doubt = _time(sheet)
    drafts, wrong, remarks = [], [], list(doubt)
    for done, row in enumerate(sheet.rows, start=1):
        verdict, found = rows.read(row, sheet.headers)
        if isinstance(verdict, Draft):
            drafts.append(verdict)
            remarks += found
        else:
            wrong.append(verdict)
        if done % STEP == 0:
            progress(done, len(sheet.rows))
    return Book(
        year=year,
        day=day,
        drafts=tuple(drafts),
        wrong=tuple(wrong),
        remarks=tuple(remarks),
        titles=sheet.headers,
        sheet=sheet.title,
        header_row=sheet.header_row,
        unknown=sheet.unknown,
        others=sheet.others,
    )


def _time(sheet: sheets.Sheet) -> tuple[int, date, list[Remark]]:
    """The year of the register, the day as of which it speaks, and what is doubtful about it.

    Our own export says its day. An office's register says a year, over the table or in the heading
    of the fee, and speaks as of its 1 January; one that says nothing is of the current year.
    """
    above = reading.half_width(" ".join(sheet.above))
    in_title, in_heading = _YEAR.search(above), sheet.years.get("fee")
    if stated := _AS_OF.search(above):
        day = _stated(stated[1])
        return _possible(in_heading or day.year), day, []
    year = _possible(int(in_title[1]) if in_title else in_heading or clock.today().year)
    doubt = []
    if in_heading not in {None, year}:
        problem = f"标题写的是 {year} 年，这一列是 {in_heading} 年，按 {year} 年度处理，请核对"
        doubt.append(Remark(sheet.header_row, sheet.headers["fee"], problem))
    return year, date(year, 1, 1), doubt


def _possible(year: int) -> int:
    latest = clock.today().year + 1
    if not FIRST_YEAR <= year <= latest:
        raise Refused(
            f"名册写的是 {year} 年度，应在 {FIRST_YEAR} 至 {latest} 之间，请改正后再上传。"
        )
    return year


def _stated(text: str) -> date:
    try:
        day = reading.date(text)
    except ValueError as error:
        raise Refused(f"标题里的“截至 {text}”不是有效日期，请改正后再上传。") from error
    if day > clock.today():
        raise Refused(f"标题里的“截至 {day}”还没有到，请改正后再上传。")
    return day
