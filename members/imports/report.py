"""What a check found: as the document that scripts read, as the page's report, as notes in the
office's own workbook."""

from typing import Any

from association.base import sheets
from members.enums import OrganisationType, Position
from members.imports.checking import Check
from members.imports.differences import Change
from members.imports.rows import Draft

SHOWN = 50
KEPT = 200


def document(found: Check) -> dict[str, Any]:
    """The contract with scripts outside: these keys and no others. Rows are the sheet's own."""
    return {
        "rows": found.rows,
        "valid": found.valid,
        "created": len(found.created),
        "updated": len(found.changed),
        "unchanged": found.unchanged,
        "errors": [
            {"row": wrong.row, "column": wrong.column, "code": wrong.code.value, "problem": wrong.problem}
            for wrong in found.wrong
        ],
        "duplicates": [{"row": twice.row, "of": twice.of} for twice in found.duplicates],
    }  # fmt: skip


def kept(found: Check) -> dict[str, Any]:
    """What is kept of a check: all numbers, the first rows of each list, what writing may do."""
    whole = document(found)
    return {
        **whole,
        "errors": whole["errors"][:KEPT],
        "duplicates": whole["duplicates"][:KEPT],
        "warnings": [
            {"row": remark.row, "column": remark.column, "problem": remark.problem}
            for remark in found.remarks[:KEPT]
        ],
        "wrong": len(found.wrong),
        "twice": len(found.duplicates),
        "remarks": len(found.remarks),
        "year": found.book.year,
        "day": found.book.day,
        "unknown": list(found.book.unknown),
        "others": list(found.book.others),
        "creations": [_creation(draft) for draft in found.created[:SHOWN]],
        "changes": [_change(change) for change in found.changed[:SHOWN]],
        "actions": found.actions(),
    }


def _creation(draft: Draft) -> dict[str, Any]:
    return {
        "row": draft.row,
        "name": draft.name,
        "code": draft.credit_code,
        "type": OrganisationType(draft.organisation_type).label,
        "position": Position(draft.position or Position.MEMBER).label,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "row": change.row,
        "member": change.member.pk,
        "number": change.member.number,
        "name": change.member.name,
        "changes": change.described,
    }


def notes(found: Check) -> dict[int, str]:
    """By sheet row, what to say beside it."""
    said: dict[int, list[str]] = {}
    for wrong in found.wrong:
        said.setdefault(wrong.row, []).append(f"{wrong.column}：{wrong.problem}")
    for twice in found.duplicates:
        sentence = f"与第 {twice.of} 行的统一社会信用代码相同，没有采用"
        said.setdefault(twice.row, []).append(sentence)
    for remark in found.remarks:
        if remark.row > found.book.header_row:
            sentence = f"提示：{remark.column}：{remark.problem}"
            said.setdefault(remark.row, []).append(sentence)
    return {row: "；".join(sentences) for row, sentences in sorted(said.items())}


def annotated(found: Check, original: sheets.Source) -> bytes | None:
    """The office's own workbook with a note beside each row that has one. None if no row has, or
    if the workbook has no room for notes: the page tells them all the same."""
    said, book = notes(found), found.book
    if not said:
        return None
    try:
        return sheets.annotate(original, said, sheet=book.sheet, header_row=book.header_row)
    except sheets.SheetError:
        return None
