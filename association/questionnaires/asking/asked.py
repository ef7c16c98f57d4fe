"""One question as the pure part knows it: a row of the database, or a column of a table."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MOST_CHOICES, MOST_COLUMNS, MOST_ROWS, MOST_FILES = 40, 12, 60, 10
MOST_CELLS = 4_000
"""Of all tables of one questionnaire: a browser sends each as a field, and a server takes so many."""


class Kind(StrEnum):
    TEXT = "text"
    PARAGRAPH = "paragraph"
    NUMBER = "number"
    DATE = "date"
    PHONE = "phone"
    MAIL = "mail"
    SINGLE = "single"
    SEVERAL = "several"
    SCALE = "scale"
    FILE = "file"
    GRID = "grid"


LABELS = {
    Kind.TEXT: "一行文字",
    Kind.PARAGRAPH: "一段文字",
    Kind.NUMBER: "数字",
    Kind.DATE: "日期",
    Kind.PHONE: "电话",
    Kind.MAIL: "邮箱",
    Kind.SINGLE: "单选",
    Kind.SEVERAL: "多选",
    Kind.SCALE: "打分",
    Kind.FILE: "文件",
    Kind.GRID: "表格",
}
IN_COLUMNS = (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.PHONE, Kind.MAIL, Kind.SINGLE)
"""What a column of a table may ask."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``minimum`` and ``maximum`` bound a number, the marks of a scale, how many are chosen of
    several, how many files and how many rows there are. A table has ``rows`` with names, or, without
    them, as many as somebody fills in."""

    key: str
    label: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int = 0
    columns: tuple["Asked", ...] = ()
    rows: tuple[str, ...] = ()
    totalled: bool = False

    @property
    def marks(self) -> range:
        """Of a scale, both ends included; from 1 to 5 where nothing else is said."""
        lowest = 1 if self.minimum is None else int(self.minimum)
        return range(lowest, (5 if self.maximum is None else int(self.maximum)) + 1)

    @property
    def most_rows(self) -> int:
        if self.rows:
            return len(self.rows)
        return MOST_ROWS if self.maximum is None else min(int(self.maximum), MOST_ROWS)

    @property
    def most_cells(self) -> int:
        return self.most_rows * len(self.columns)

    @property
    def most_files(self) -> int:
        return MOST_FILES if self.maximum is None else min(int(self.maximum), MOST_FILES)
