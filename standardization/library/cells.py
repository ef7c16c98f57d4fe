"""One cell of the workbook: what it means, and how it is written."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from association.base import reading
from association.base.sheets import CellValue, Written
from standardization.library.columns import Column, Form

_NUMBER = re.compile(r"(\d{1,3}(,\d{3})+|\d{1,10})(\.\d{1,2}0*)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,4}(\.0+)?", re.ASCII)
_YES, _NO = "是", "否"
_MOST = Decimal("9999999999.99")


def meaning(column: Column, value: CellValue, text: str) -> Any:
    """What the cell says. Raises ValueError with what is wrong, as a sentence without its place."""
    if not text:
        if column.needed:
            raise ValueError("没有填写")
        return column.default
    return _READERS[column.form](column, value, text)


def _as_text(column: Column, value: CellValue, text: str) -> str:
    if len(text) > column.longest:
        raise ValueError(f"最多 {column.longest} 个字，现在有 {len(text)} 个")
    return text


def _as_number(column: Column, value: CellValue, text: str) -> Decimal:
    plain = reading.half_width(text)
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"{reading.quoted(text)}应为不小于 0、最多两位小数的数")
    number = Decimal(plain.replace(",", ""))
    if number > _MOST:
        raise ValueError(f"{reading.quoted(text)}太大")
    return number


def _as_whole(column: Column, value: CellValue, text: str) -> int:
    plain = reading.half_width(text)
    if not _WHOLE.fullmatch(plain):
        raise ValueError(f"{reading.quoted(text)}应为 0 到 9999 的整数")
    return int(Decimal(plain))


def _as_yes(column: Column, value: CellValue, text: str) -> bool:
    if text.upper() in (_YES, "TRUE"):
        return True
    if text.upper() in (_NO, "FALSE"):
        return False
    raise ValueError(f"{reading.quoted(text)}应写“是”或“否”")


def _as_day(column: Column, value: CellValue, text: str) -> date:
    return reading.date(value)


def _as_choice(column: Column, value: CellValue, text: str) -> str:
    for stored, word in column.words.items():
        if reading.tidy(text) == reading.tidy(word):
            return stored
    raise ValueError(f"{reading.quoted(text)}应为{'、'.join(column.words.values())}之一")


_READERS: dict[Form, Callable[[Column, CellValue, str], Any]] = {
    Form.TEXT: _as_text,
    Form.NUMBER: _as_number,
    Form.WHOLE: _as_whole,
    Form.YES: _as_yes,
    Form.DAY: _as_day,
    Form.CHOICE: _as_choice,
}


def written(column: Column, value: Any) -> Written:
    """For the workbook: ``meaning`` reads it back as it was."""
    if value is None or value == "":
        return None
    if column.form == Form.YES:
        return _YES if value else _NO
    if column.form == Form.CHOICE:
        return column.words[value]
    found: Written = value
    return found


def told(column: Column, value: Any) -> str:
    """For people."""
    shown = written(column, value)
    if isinstance(shown, Decimal):
        return format(shown.normalize(), "f")
    return "" if shown is None else str(shown)
