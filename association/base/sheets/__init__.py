"""Tables in and out of .xlsx files: read what an office hands over, write what it can hand on."""

from association.base.sheets.annotation import annotate
from association.base.sheets.cells import CellValue
from association.base.sheets.container import SheetError, Source
from association.base.sheets.merging import merged
from association.base.sheets.reader import Row, Sheet, read
from association.base.sheets.writer import Table, Written, write, write_several

__all__ = [
    "CellValue",
    "Row",
    "Sheet",
    "SheetError",
    "Source",
    "Table",
    "Written",
    "annotate",
    "merged",
    "read",
    "write",
    "write_several",
]
