"""Controls for answers: a day, figures, a table that becomes cards on a narrow screen."""

import re
from typing import Any

from django import forms

from association.questionnaires.asking import MOST_ROWS, Asked, Kind, wrong_cells

MORE = 3
"""Empty rows below those that are filled in; each save offers as many again."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def typed(asked: Asked, value: object) -> dict[str, Any]:
    """How a one-line answer is typed. What no picker could show again stays text: nothing that was
    typed may vanish."""
    if asked.kind == Kind.DATE and (not value or _ISO.fullmatch(str(value))):
        return {"type": "date"}
    if asked.kind == Kind.NUMBER:
        return {"type": "text", "inputmode": "decimal" if asked.places else "numeric"}
    if asked.kind == Kind.PHONE:
        return {"type": "tel", "inputmode": "tel"}
    return {"type": "text", "inputmode": "email"} if asked.kind == Kind.MAIL else {"type": "text"}


class Line(forms.TextInput):
    def __init__(self, asked: Asked) -> None:
        super().__init__({"autocomplete": "off", "maxlength": 200})
        self.asked = asked

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        told = typed(self.asked, value)
        context["widget"]["type"] = told.pop("type")
        context["widget"]["attrs"] |= told
        return context


class Table(forms.Widget):
    """One input a cell, named by question, row and column."""

    template_name = "questionnaires/table.html"
    use_fieldset = True

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[list[str]]:
        columns = range(len(self.asked.columns))
        return [
            [data.get(f"{name}-{row}-{column}", "") for column in columns]
            for row in range(MOST_ROWS + MORE)
            if self.asked.rows or any(f"{name}-{row}-{column}" in data for column in columns)
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = [list(row) for row in value or []]
        count = len(self.asked.rows) or min(self._filled(rows) + MORE, self.asked.most_rows)
        rows = [*rows, *([] for _ in range(count))][: max(count, self._filled(rows))]
        refused = "aria-invalid" in context["widget"]["attrs"]  # Django's, of a field with errors
        wrong = wrong_cells(self.asked, rows) if refused else set()
        context["widget"] |= {
            "asked": self.asked,
            "labelled": bool(self.asked.rows),
            "rows": [self._row(name, place, row, wrong) for place, row in enumerate(rows)],
            "most": self.asked.most_rows,
        }
        return context

    def _filled(self, rows: list[list[str]]) -> int:
        """Up to the last one in which something is written."""
        return max((at for at, row in enumerate(rows, start=1) if any(row)), default=0)

    def _row(
        self, name: str, place: int, row: list[str], wrong: set[tuple[int, int]]
    ) -> dict[str, Any]:
        label = self.asked.rows[place] if self.asked.rows else f"第 {place + 1} 行"
        return {
            "label": label,
            "cells": [
                self._cell(f"{name}-{place}-{at}", column, label, row[at] if at < len(row) else "")
                | {"wrong": (place, at) in wrong}
                for at, column in enumerate(self.asked.columns)
            ],
        }

    def _cell(self, name: str, column: Asked, label: str, value: str) -> dict[str, Any]:
        told = typed(column, value)
        return {
            "name": name, "column": column, "value": value, "label": f"{label} {column.label}",
            "type": told["type"], "inputmode": told.get("inputmode", ""),
            "choices": column.choices,
        }  # fmt: skip
