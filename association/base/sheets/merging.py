"""Cells that were merged: only the first of them holds what seems to stand in all."""

import re

from association.base.sheets.container import Source, contents, opened, unbroken

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")


def merged(source: Source) -> dict[str, list[str]]:
    """By the title of each visible sheet, the merged ranges as ``A2:A5``. Raises SheetError.

    Read from the sheet's own text: the library tells them only of a workbook that it has loaded
    whole.
    """
    found = {}
    with opened(contents(source)) as book:
        for page in book.worksheets:
            if page.sheet_state == "visible":
                with unbroken(), page._get_source() as text:  # noqa: SLF001 - it has no public name
                    found[page.title] = [each.decode() for each in _MERGED.findall(text.read())]
    return found
