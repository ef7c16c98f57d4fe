"""What was typed, read as an answer. Lax, an answer may be missing or out of bounds and is only read;
strict, everything that is asked has to stand. Reading what was read changes nothing.

Answers are what JSON holds: text, the figures of a number as text, a day as 2026-06-06, a list of
choices, of a table a list of rows, each a list of such cells.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from association.base import identifiers, reading
from association.base.reading import quoted
from association.questionnaires.asking.asked import Asked, Kind

Raw = object
"""Whatever came: from a form text or lists of it, from elsewhere anything."""
Values = dict[str, object]

LONGEST = {Kind.TEXT: 200, Kind.PARAGRAPH: 4_000}
_SINGLE_LINE = 200
_LARGEST = Decimal(10) ** 12
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?", re.ASCII)
_LANDLINE = re.compile(
    r"(?:(010|02\d|0[3-9]\d{2})-?)?([2-8]\d{6,7})(?:(?:转|-|ext\.?)(\d{1,6}))?", re.ASCII
)
_MAIL = re.compile(r"[^@\s,;<>\"]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HARMFUL = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Read:
    values: Values
    errors: dict[str, list[str]]
    """By key, what is wrong and how to mend it."""

    def sentences(self, questions: Sequence[Asked]) -> list[str]:
        """The same with the question's name, in the questions' order."""
        return [
            f"“{asked.label}”{sentence}"
            for asked in questions
            for sentence in self.errors.get(asked.key, ())
        ]


def read(
    questions: Sequence[Asked],
    raw: Mapping[str, Raw],
    *,
    strict: bool,
    files: Mapping[str, int] | None = None,
) -> Read:
    """``files`` says how many lie with each question that asks for files."""
    values: Values = {}
    errors: dict[str, list[str]] = {}
    for asked in questions:
        if asked.kind == Kind.FILE:
            wrong = _files(asked, (files or {}).get(asked.key, 0)) if strict else []
        else:
            answer, wrong = one(asked, raw.get(asked.key), strict=strict)
            if not is_empty(answer):
                values[asked.key] = answer
        if wrong:
            errors[asked.key] = wrong
    return Read(values, errors)


def one(asked: Asked, raw: Raw, *, strict: bool) -> tuple[object, list[str]]:
    """The answer, None where there is none, and what is wrong with it."""
    reader = _READERS[asked.kind]
    try:
        answer, wrong = reader(asked, raw, strict)
    except ValueError as error:
        return None, [str(error)]
    if strict and not wrong and asked.required and is_empty(answer):
        return None, [_MISSING.get(asked.kind, "还没有填写，请填写")]
    return answer, wrong


_MISSING = {
    Kind.SINGLE: "还没有选择，请选一项",
    Kind.SEVERAL: "还没有选择，请至少选一项",
    Kind.SCALE: "还没有打分，请选一个分数",
    Kind.GRID: "还没有填写，请至少填一行",
}


def is_empty(answer: object) -> bool:
    """A table with named rows is empty if all its cells are."""
    if isinstance(answer, list):
        return all(is_empty(each) for each in answer)
    return answer is None or answer == ""


def said(asked: Asked, answer: object) -> str:
    """The answer in a line of words; of a table how many rows are filled in."""
    if is_empty(answer):
        return ""
    if asked.kind == Kind.GRID and isinstance(answer, list):
        return f"{sum(not is_empty(row) for row in answer)} 行"
    if isinstance(answer, list):
        return "、".join(str(each) for each in answer)
    if asked.kind == Kind.NUMBER and asked.unit:
        return f"{answer} {asked.unit}"
    return str(answer)


# --- By kind ----------------------------------------------------------------------------------
def _plain(raw: Raw) -> str:
    """Text as it came, without marks that no database or sheet holds."""
    if raw is None:
        return ""
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
        raise ValueError("填写的内容读不出，请重新填写")
    return unicodedata.normalize("NFC", _HARMFUL.sub("", str(raw))).replace("\r\n", "\n").strip()


def _within(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(f"最多 {most:,} 字，现在是 {len(text):,} 字，请缩短")
    return text


def _text(asked: Asked, raw: Raw, strict: bool) -> tuple[object, list[str]]:
    text = _plain(raw)
    if asked.kind != Kind.PARAGRAPH:
        text = " ".join(text.split())
    return _within(text, LONGEST[asked.kind]), []


def _number(asked: Asked, raw: Raw, strict: bool) -> tuple[object, list[str]]:
    written = _within(_plain(raw), _SINGLE_LINE)
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", written)).replace("−", "-")
    unit = unicodedata.normalize("NFKC", asked.unit)
    text = text.removesuffix(re.sub(r"\s", "", unit)) if unit else text
    if not text:
        return _unit_alone(written)
    if not _NUMBER.fullmatch(text) or not re.search(r"\d", text):
        raise ValueError(f"应是数字，请写成 {_example(asked)} 的样子，现在是{quoted(written)}")
    number = Decimal(text.replace(",", ""))
    if abs(number) > _LARGEST:
        raise ValueError(f"太大，最多 {_LARGEST:,}，请核对")
    whole = number.quantize(Decimal(1).scaleb(-asked.places))
    if whole != number:
        most = f"最多 {asked.places} 位小数" if asked.places else "应是整数，不带小数"
        raise ValueError(f"{most}，现在是{quoted(written)}")
    return f"{whole if whole else abs(whole):f}", _bounds(asked, whole) if strict else []


def _unit_alone(written: str) -> tuple[object, list[str]]:
    if written:
        raise ValueError(f"还缺数字，现在是{quoted(written)}，请补上")
    return None, []


def _example(asked: Asked) -> str:
    return "35" if not asked.places else f"{Decimal('35.5'):.{asked.places}f}"


def _bounds(asked: Asked, number: Decimal) -> list[str]:
    if asked.minimum is not None and number < asked.minimum:
        return [f"不能小于 {_figures(asked.minimum)}，请核对"]
    if asked.maximum is not None and number > asked.maximum:
        return [f"不能大于 {_figures(asked.maximum)}，请核对"]
    return []


def _figures(number: Decimal) -> str:
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _date(asked: Asked, raw: Raw, strict: bool) -> tuple[object, list[str]]:
    text = _within(_plain(raw), _SINGLE_LINE)
    return (reading.date(text).isoformat() if text else None), []


def _phone(asked: Asked, raw: Raw, strict: bool) -> tuple[object, list[str]]:
    """A mobile number, or a landline with or without its area."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", _within(_plain(raw), _SINGLE_LINE)))
    if not text:
        return None, []
    mobile = identifiers.mobile_or_none(text)
    if mobile:
        return mobile, []
    bare = re.sub(r"[()]", "", re.sub(r"[‐-―−]", "-", text))
    landline = _LANDLINE.fullmatch(bare)
    if landline is None:
        raise ValueError("应是 11 位手机号，或 010-65550000 这样的座机号，请核对")
    area, number, extension = landline.groups()
    return (f"{area}-" if area else "") + number + (f" 转 {extension}" if extension else ""), []


def _mail(asked: Asked, raw: Raw, strict: bool) -> tuple[object, list[str]]:
    text = re.sub(r"\s", "", reading.half_width(_within(_plain(raw), _SINGLE_LINE)))
    if text and not _MAIL.fullmatch(text):
        raise ValueError(f"应是 name@example.com 这样的邮箱，现在是{quoted(text)}，请核对")
    return text or None, []


def _single(asked: Asked, raw: Raw, strict: bool) -> tuple[object, list[str]]:
    text, offered = _plain(raw), _offered(asked)
    if text and text not in offered:
        raise ValueError(f"没有{quoted(text)}这一项，请从所列各项中选")
    return offered.get(text), []


def _offered(asked: Asked) -> dict[str, str]:
    """Each choice by how it reads when it comes back: one that was pasted from a PDF may hold signs
    that are written in two ways, and could never be chosen."""
    return {_plain(choice): choice for choice in asked.choices}


def _several(asked: Asked, raw: Raw, strict: bool) -> tuple[object, list[str]]:
    parts = raw if isinstance(raw, list | tuple) else [raw] if raw else []
    chosen = {text for each in parts if (text := _plain(each))}
    offered = _offered(asked)
    if strange := chosen - set(offered):
        raise ValueError(f"没有{quoted(min(strange))}这一项，请从所列各项中选")
    answer = [choice for text, choice in offered.items() if text in chosen]
    if not strict or not answer:
        return answer or None, []
    if asked.maximum is not None and len(answer) > asked.maximum:
        return answer, [f"最多选 {asked.maximum:.0f} 项，现在是 {len(answer)} 项"]
    if asked.minimum is not None and len(answer) < asked.minimum:
        return answer, [f"至少选 {asked.minimum:.0f} 项，现在是 {len(answer)} 项"]
    return answer, []


def _scale(asked: Asked, raw: Raw, strict: bool) -> tuple[object, list[str]]:
    text = unicodedata.normalize("NFKC", _plain(raw))
    if text and text not in {str(mark) for mark in asked.marks}:
        raise ValueError(f"应在 {asked.marks[0]} 到 {asked.marks[-1]} 之间，请重新选")
    return text or None, []


def _files(asked: Asked, count: int) -> list[str]:
    if asked.required and not count:
        return ["还没有上传文件，请上传"]
    if asked.minimum is not None and count and count < asked.minimum:
        return [f"至少 {asked.minimum:.0f} 个文件，现在是 {count} 个"]
    return []


def _grid(asked: Asked, raw: Raw, strict: bool) -> tuple[object, list[str]]:
    rows, wrong = [], []
    for place, row in enumerate(_grid_rows(asked, raw)):
        cells, trouble = _row(asked, row, strict=strict)
        if asked.rows or not is_empty(cells):  # else nothing stood there that anybody can read
            rows.append(cells)
        name = f"“{asked.rows[place]}”一行" if asked.rows else f"第 {place + 1} 行"
        wrong += [
            f"{name}“{asked.columns[at].label}”{problem}"
            for at, problems in trouble.items()
            for problem in problems
        ]
    if is_empty(rows):
        return None, wrong
    filled = sum(not is_empty(row) for row in rows)
    if strict and not wrong and asked.minimum is not None and filled < asked.minimum:
        wrong = [f"至少填 {asked.minimum:.0f} 行，现在是 {filled} 行"]
    return rows, wrong


def _grid_rows(asked: Asked, raw: Raw) -> list[list[Raw]]:
    """As many as there are names; without names, those in which anything is filled in."""
    told = raw if isinstance(raw, list | tuple) else []
    rows = [list(row) if isinstance(row, list | tuple) else [] for row in told]
    if asked.rows:
        return [*rows, *([] for _ in asked.rows)][: len(asked.rows)]
    filled = [row for row in rows if any(not is_empty(_trimmed(cell)) for cell in row)]
    if len(filled) > asked.most_rows:
        raise ValueError(f"最多 {asked.most_rows} 行，现在是 {len(filled)} 行，请合并或删减")
    return filled


def _trimmed(cell: Raw) -> Raw:
    return cell.strip() if isinstance(cell, str) else cell


def _row(asked: Asked, row: list[Raw], *, strict: bool) -> tuple[list[str], dict[int, list[str]]]:
    """Its cells, and by column what is wrong. A cell may be missing where the whole row is, if its
    name was given."""
    needed = strict and any(not is_empty(_trimmed(cell)) for cell in row)
    needed = needed or (strict and asked.required and bool(asked.rows))
    cells, wrong = [], {}
    for place, column in enumerate(asked.columns):
        raw = row[place] if place < len(row) else None
        answer, problems = one(column, raw, strict=needed)
        cells.append("" if answer is None else str(answer))
        if problems:
            wrong[place] = problems
    return cells, wrong


def wrong_cells(asked: Asked, raw: Raw) -> set[tuple[int, int]]:
    """Row and column, as they were typed, of what stops a table: first what can't be read, and only
    where all can be, what lacks or is out of bounds."""
    told = raw if isinstance(raw, list | tuple) else []
    rows = [list(row) if isinstance(row, list | tuple) else [] for row in told]
    for strict in (False, True):
        if found := {
            (place, at)
            for place, row in enumerate(rows)
            for at in _row(asked, row, strict=strict)[1]
        }:
            return found
    return set()


_READERS: dict[Kind, Callable[[Asked, Raw, bool], tuple[object, list[str]]]] = {
    Kind.TEXT: _text,
    Kind.PARAGRAPH: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.PHONE: _phone,
    Kind.MAIL: _mail,
    Kind.SINGLE: _single,
    Kind.SEVERAL: _several,
    Kind.SCALE: _scale,
    Kind.GRID: _grid,
}
