"""What one version says otherwise than another, part by part and by code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from standardization.library.cells import told
from standardization.library.columns import COLUMNS, HEAD, TABLES
from standardization.library.edition import NAMES, Edition


@dataclass(frozen=True, slots=True)
class Change:
    """Of the part ``label``, each value that differs: its header, what it was, what it is."""

    label: str
    values: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One sheet of the workbook."""

    sheet: str
    added: tuple[str, ...]
    changed: tuple[Change, ...]
    removed: tuple[str, ...]


def differences(former: Edition, later: Edition) -> list[Section]:
    """Only sheets in which something differs. The order of rows is no difference of theirs."""
    found = [_head(former, later)]
    for sheet, (part, _) in TABLES.items():
        was, now = (_coded(getattr(each, part)) for each in (former, later))
        found.append(_section(sheet, was, now))
    return [each for each in found if each.added or each.changed or each.removed]


def _head(former: Edition, later: Edition) -> Section:
    values = _values(HEAD, former.head, later.head, without=NAMES)
    return Section(HEAD, (), (Change(HEAD, values),) if values else (), ())


def _coded(rows: Sequence[Any]) -> dict[str, Any]:
    return {getattr(row, "code", None) or row.grade: row for row in rows}


def _section(sheet: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Section:
    changed = (
        Change(_label(code, row), _values(sheet, was[code], row))
        for code, row in now.items()
        if code in was
    )
    return Section(
        sheet,
        added=tuple(_label(code, row) for code, row in now.items() if code not in was),
        changed=tuple(change for change in changed if change.values),
        removed=tuple(_label(code, row) for code, row in was.items() if code not in now),
    )


def _values(
    sheet: str, was: Any, now: Any, *, without: frozenset[str] = frozenset()
) -> tuple[tuple[str, str, str], ...]:
    shown = [
        (column, getattr(was, column.field), getattr(now, column.field))
        for column in COLUMNS[sheet]
        if column.field not in without
    ]
    return tuple(
        (column.header, told(column, before), told(column, after))
        for column, before, after in shown
        if before != after
    )


def _label(code: str, row: Any) -> str:
    said = getattr(row, "text", "") or getattr(row, "title", "")
    return f"{code} {said}".strip()
