"""Giving a file back to its owner with a note beside each row that could not be taken."""

from collections.abc import Mapping

from association.base.sheets.container import Source, contents


def annotate(
    original: Source,
    notes: Mapping[int, str],
    header: str = "错误说明",
    *,
    sheet: str | None = None,
    header_row: int | None = None,
) -> bytes:
    """The owner's own workbook with a last column of notes (by sheet row) and those rows marked.

    ``sheet`` and ``header_row`` are what ``read`` reported; without them the first visible sheet
    and its likely header are taken. A column of notes from an earlier round is used
    again and its marks are taken off. Values, formulas, formats, widths and other sheets stay;
    macros, charts and drawings, which the library cannot carry, do not. Raises SheetError.
    """
    from association.base.sheets import noting  # noqa: PLC0415 - 180 modules: only who notes pays

    return noting.noted(contents(original), notes, header, sheet=sheet, header_row=header_row)
