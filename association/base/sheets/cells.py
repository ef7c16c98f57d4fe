"""How a text gets into a cell and out of it again, unchanged and harmless.

Two layers, both undone on reading:

* A text that a spreadsheet would run as a formula gets an apostrophe before it. In an .xlsx file
  it could not run anyway, since its cell is typed as text; but saved on as .csv the type is lost,
  and the apostrophe is what keeps ``=HYPERLINK(…)`` a text when the .csv is opened. Texts that
  already have apostrophes before such a sign get one more, so that reading takes off exactly one.
* Control characters that XML cannot hold, and the carriage return that it would turn into a line
  feed, are written as ``_x000D_``, as Excel itself does.
"""

import re
from datetime import date, datetime, time, timedelta

CellValue = str | int | float | bool | date | time | timedelta | None

LONGEST = 32_767

# A line feed too: some programs skip it. Dashes alone are what people write for "none".
_RUNNABLE = re.compile(r"'*(?:[=+@＝＋＠－\t\r\n]|-(?!-*\Z))")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def encode(text: str) -> str:
    """The text as it is stored in a cell."""
    quoted = f"'{text}" if _RUNNABLE.match(text) else text
    return _UNPRINTABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", quoted)


def decode(stored: str) -> str:
    """The text that a cell's stored one stands for; the reverse of ``encode`` for every text."""
    text = stored
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if text.startswith("'") and _RUNNABLE.match(text, 1):
        return text[1:]
    return text


def as_text(value: CellValue) -> str:
    """A value as a person reads it in the cell: 13800000000.0 is ``13800000000``, None is empty."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case _:
            return str(value).strip()
