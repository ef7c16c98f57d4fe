"""The kinds of blocks, and the one form in which their text is written.

``runs``, ``plain`` and ``table`` bring what comes in to that form: two texts that read the same are
equal. Whatever makes a block from outside uses them.
"""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_BLANK = re.compile(r"[\s\u00a0\u2028\u2029]*[ \t\r\n\f\v\x85\u00a0\u2028\u2029][\s\u00a0]*")
# Controls, halves of a pair, and what has no width: nobody sees them, and a database refuses some.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]"
)
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LINK = re.compile(
    r"(?:https?://[\w.-]+(?::\d{1,5})?(?:[/?#][^\s<>\"'\\`]*)?|mailto:[\w.+-]+@[\w.-]+)"
)
LONGEST_LINK = 500
_COUNTED = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    strong: bool = False
    emphasised: bool = False
    link: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of the piece is level 1 and no part of its body."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class ListBlock:
    ordered: bool
    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells; one may be empty."""

    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """``key`` is whatever the owner of the body calls its picture."""

    key: str
    caption: str = ""
    credit: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    pass


Block = Heading | Paragraph | ListBlock | Quote | Table | Picture | Rule
Body = tuple[Block, ...]


def plain(written: str) -> str:
    """One line: blanks are one blank, none at the ends, and no character that nobody sees."""
    return _spaced(_UNSEEN.sub("", written)).strip()


def _spaced(written: str) -> str:
    return _BLANK.sub(" ", written)


def runs(parts: Iterable[Run]) -> Runs:
    """The same text in the fewest runs, written as ``plain`` writes it."""
    found: list[Run] = []
    for part in parts:
        written = _spaced(_UNSEEN.sub("", part.text))
        if found and found[-1].text[-1].isspace():
            written = written.lstrip(" ")
        elif not found:
            written = written.lstrip()
        if not written:
            continue
        if found and _marks(found[-1]) == _marks(part):
            written = found.pop().text + written
        found.append(dataclasses.replace(part, text=_spaced(written)))
    while found and not (written := found[-1].text.rstrip()):
        found.pop()
    if found:
        found[-1] = dataclasses.replace(found[-1], text=written)
    return tuple(found)


def _marks(run: Run) -> tuple[bool, bool, str]:
    return run.strong, run.emphasised, run.link


def table(rows: Sequence[Sequence[Runs]]) -> Table | None:
    """With as many cells in each row; None where nothing is written in it."""
    widest = max((len(row) for row in rows), default=0)
    filled = tuple(tuple(row) + ((),) * (widest - len(row)) for row in rows if row)
    return Table(filled) if any(cell for row in filled for cell in row) else None


def is_key(written: str) -> bool:
    return _KEY.fullmatch(written) is not None


def is_link(written: str) -> bool:
    return len(written) <= LONGEST_LINK and _LINK.fullmatch(written) is not None


def text(body: Iterable[Block]) -> str:
    """A line for each paragraph, heading, item and row; captions too."""
    return "\n".join(line for block in body for line in lines(block))


def lines(block: Block) -> list[str]:
    match block:
        case Heading():
            return [block.text]
        case Paragraph() | Quote():
            return [said(block.runs)]
        case ListBlock():
            return [said(item) for item in block.items]
        case Table():
            return ["\t".join(said(cell) for cell in row) for row in block.rows]
        case Picture():
            return [block.caption] if block.caption else []
        case Rule():
            return []


def said(parts: Runs) -> str:
    return "".join(part.text for part in parts)


def characters(body: Iterable[Block]) -> int:
    """As an editor counts: every character that isn't blank, punctuation included."""
    return len(_COUNTED.findall(text(body)))
