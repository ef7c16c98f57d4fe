"""Which row of a sheet is the header, and which of its columns are the ones that are wanted."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from association.base.sheets.container import SheetError

Columns = Mapping[str, Sequence[str]]

FIRST_ROWS = 15

_MARKS = re.compile(r"\s+|^[*※]+|[*※::]+$")
# Only what leaves the meaning alone: an amount in （万元） is another amount.
_REMARK = re.compile(r"\((?:单位:)?(?:元|人民币|人民币元|必填|选填|可不填)\)")
_YEAR = r"(?P<year>(?:19|20)\d{2})"


@dataclass(frozen=True, slots=True)
class Heading:
    """Columns are counted from 0; ``titles`` are the headers as they are written in the file."""

    row: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]
    years: Mapping[str, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    column: int
    rank: int  # which of the field's names it was: the one named first wins
    year: int | None


def find(rows: Sequence[Sequence[object]], columns: Columns, required: Collection[str]) -> Heading:
    """The header among a sheet's first rows: the one that names most of the columns.

    Raises SheetError that names the columns that are missing, or that cannot be told apart.
    """
    best: tuple[int, dict[str, list[_Hit]]] = (0, {})
    for number, row in enumerate(rows[:FIRST_ROWS], start=1):
        hits = _hits(row, columns)
        if _merit(hits, required) > _merit(best[1], required):
            best = (number, hits)
    number, hits = best
    missing = [field for field in required if field not in hits]
    if not hits or (missing and len(hits) < 2):
        wanted = "、".join(f"“{_shown(columns[field])}”" for field in required or columns)
        raise SheetError(f"前 {FIRST_ROWS} 行里没有找到表头，表头应有{wanted}列")
    if missing:
        names = "、".join(f"“{_shown(columns[field])}”" for field in missing)
        raise SheetError(f"第 {number} 行的表头缺少{names}列，请补上后再上传")
    return _heading(number, rows[number - 1], hits)


def _merit(hits: Mapping[str, object], required: Collection[str]) -> tuple[bool, int]:
    return (bool(hits) and all(field in hits for field in required), len(hits))


def normalised(title: object) -> str:
    """A header without what offices add to it: spaces, line breaks, asterisks, （元）, （必填）."""
    text = unicodedata.normalize("NFKC", title).lower() if isinstance(title, str) else ""
    return _MARKS.sub("", _REMARK.sub("", re.sub(r"\s+", "", text)))


def _heading(number: int, row: Sequence[object], hits: Mapping[str, Sequence[_Hit]]) -> Heading:
    titles = [title.strip() if isinstance(title, str) else "" for title in row]
    chosen: dict[str, _Hit] = {}
    for field, candidates in hits.items():
        first, *others = sorted(candidates, key=lambda hit: hit.rank)
        if others and others[0].rank == first.rank:
            one, other = titles[first.column], titles[others[0].column]
            raise SheetError(f"第 {number} 行的“{one}”和“{other}”是同一项，请只保留一列")
        chosen[field] = first
    used = {hit.column for hit in chosen.values()}
    return Heading(
        row=number,
        columns={field: hit.column for field, hit in chosen.items()},
        titles={field: titles[hit.column] for field, hit in chosen.items()},
        years={field: hit.year for field, hit in chosen.items() if hit.year is not None},
        unknown=tuple(title for at, title in enumerate(titles) if title and at not in used),
    )


def _hits(row: Sequence[object], columns: Columns) -> dict[str, list[_Hit]]:
    hits: dict[str, list[_Hit]] = {}
    for at, title in enumerate(row):
        text = normalised(title)
        for field, names in columns.items() if text else ():
            hit = _match(at, text, names)
            if hit:
                hits.setdefault(field, []).append(hit)
                break
    return hits


def _match(at: int, text: str, names: Sequence[str]) -> _Hit | None:
    for rank, name in enumerate(names):
        match = _pattern(name).fullmatch(text)
        if match:
            return _Hit(at, rank, int(match["year"]) if "{year}" in name else None)
    return None


@lru_cache(maxsize=1_024)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_YEAR.join(re.escape(normalised(part)) for part in name.split("{year}")))


def _shown(names: Sequence[str]) -> str:
    return names[0].replace("{year}", "××××")
