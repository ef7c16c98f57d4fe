"""A piece as the editor of a WeChat account takes it from the clipboard.

It keeps styles that stand in the elements and nothing else: no classes, no ids, no links that lead
away (they become numbered notes at the end), ``section`` and ``p`` rather than what it rewrites.
What is inherited stands once, on the outermost: every character of the mark-up counts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from bulletin.body import (
    Block,
    Body,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
    said,
    text,
)
from bulletin.editions import bylines

Address = Callable[[str], str]
MOST = 20_000
"""A text of this many characters is refused, tags and styles counted."""
TITLE, AUTHOR, DIGEST = 32, 16, 128
"""How many characters WeChat's own fields hold."""

_ALL = (
    "padding:0 8px;font-size:16px;line-height:1.75;letter-spacing:.5px;color:#3f3f3f;"
    "text-align:justify;word-break:break-word"
)
_PARAGRAPH = "margin:0 0 16px"
_ITEM = "margin:0 0 8px;padding-left:1.6em;text-indent:-1.6em"
_HEADINGS = {
    2: "margin:32px 0 16px;padding-left:10px;border-left:4px solid {colour};"
    "font-size:18px;font-weight:bold;color:{colour}",
    3: "margin:24px 0 12px;font-weight:bold;color:{colour}",
}
_SMALL = "margin:6px 0 20px;font-size:13px;line-height:1.6;color:#737373;text-align:center"
_QUOTE = "margin:0 0 16px;padding:12px 14px;border-left:3px solid #c9c9c9;background:#f7f7f7"
_CELL = "padding:6px 8px;border:1px solid #d4d4d4"
_TABLE = "width:100%;margin:0 0 16px;border-collapse:collapse;font-size:14px;text-align:left"
_RULE = "margin:24px auto;width:40%;border-top:1px solid #d4d4d4"
_ABOVE = "margin:0 0 16px;font-size:15px;color:#737373;text-align:center"
_END = "margin:32px 0 0;padding-top:12px;border-top:1px solid #e3e3e3;font-size:13px;color:#737373"
_LINE = "margin:0 0 4px"
_BLUE = "#1f4e79"


@dataclass(frozen=True, slots=True)
class Part:
    """What goes into one message."""

    blocks: Body
    html: str

    @property
    def characters(self) -> int:
        return characters(self.html)

    @property
    def fits(self) -> bool:
        return self.characters < MOST

    @property
    def begins(self) -> str:
        """Its first words, by which an editor finds the place."""
        return text(self.blocks).strip().partition("\n")[0][:40]


def characters(html: str) -> int:
    """As WeChat counts: tags and styles too."""
    return len(html)


def paste(
    head: Mapping[str, Any], blocks: Iterable[Block], *, address: Address, read_more: str = "",
    colour: str = _BLUE,
) -> str:  # fmt: skip
    """``address`` answers where a picture lies; "" leaves it out. ``read_more`` is where the piece
    stands on the web: it is shown as words, to be set as 阅读原文 too."""
    writer = _Writer(address, colour)
    written = "".join(writer.block(block) for block in blocks)
    end = _end(head, writer.notes, read_more)
    return f'<section style="{_ALL}">{_above(head)}{written}{end}</section>'


def split(
    head: Mapping[str, Any], blocks: Iterable[Block], *, address: Address, read_more: str = "",
    colour: str = _BLUE,
) -> tuple[Part, ...]:  # fmt: skip
    """One part, or as many as are needed for each to fit, cut before a heading where there is one in
    the second half. A single block that is too long by itself is a part that doesn't fit."""

    def part(found: Body) -> Part:
        html = paste(head, found, address=address, read_more=read_more, colour=colour)
        return Part(found, html)

    rest, found = tuple(blocks), [part(())]
    while rest:
        length = _fitting(rest, lambda some: part(some).fits)
        found.append(part(rest[:length]))
        rest = rest[length:]
    return tuple(found[1:] or found)


def _fitting(blocks: Body, fits: Callable[[Body], bool]) -> int:
    """How many of them go into one part; at least one."""
    low, high = 1, len(blocks)
    if fits(blocks):
        return high
    while high - low > 1:  # ``low`` fits, or is one; ``high`` doesn't
        middle = (low + high) // 2
        low, high = (middle, high) if fits(blocks[:middle]) else (low, middle)
    for place in range(low, low // 2, -1):
        if isinstance(blocks[place], Heading):
            return place
    return low


def _above(head: Mapping[str, Any]) -> str:
    """The title itself is a field of WeChat's own."""
    found = (bylines.said_of(head, name) for name in ("kicker", "subtitle"))
    return "".join(_p(_ABOVE, escape(line)) for line in found if line)


def _end(head: Mapping[str, Any], notes: list[str], read_more: str) -> str:
    found = [f"[{number}] {link}" for number, link in enumerate(notes, start=1)]
    if source := bylines.source(head):
        found.append(f"来源：{source}")
    found += [f"{label}：{names}" for label, names in bylines.signed(head)]
    if read_more:
        found.append(f"阅读原文：{read_more}")
    if not found:
        return ""
    written = "".join(_p(_LINE, escape(line)) for line in found)
    return f'<section style="{_END}">{written}</section>'


class _Writer:
    """Counts its notes as it goes: one address is one note, however often it is pointed at."""

    def __init__(self, address: Address, colour: str) -> None:
        self.notes: list[str] = []
        self._address = address
        self._headings = {level: said.format(colour=colour) for level, said in _HEADINGS.items()}

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                return _p(self._headings[block.level], escape(block.text))
            case Paragraph():
                return _p(_PARAGRAPH, self._runs(block.runs))
            case ListBlock():
                return "".join(self._items(block))
            case Quote():
                return f'<section style="{_QUOTE}"><p>{self._runs(block.runs)}</p></section>'
            case Table():
                return self._table(block)
            case Picture():
                return self._picture(block)
            case Rule():
                return f'<section style="{_RULE}"></section>'

    def _items(self, block: ListBlock) -> Iterator[str]:
        for number, item in enumerate(block.items, start=1):
            mark = f"{number}." if block.ordered else "•"
            yield _p(_ITEM, f"{mark}&nbsp;{self._runs(item)}")

    def _table(self, block: Table) -> str:
        rows = "".join(
            "<tr>"
            + "".join(f'<td style="{_CELL}">{self._runs(cell)}</td>' for cell in row)
            + "</tr>"
            for row in block.rows
        )
        return f'<table style="{_TABLE}"><tbody>{rows}</tbody></table>'

    def _picture(self, block: Picture) -> str:
        place = self._address(block.key)
        if not place:
            return ""
        words = escape(block.alt or block.caption)
        shown = f'<img src="{escape(place)}" alt="{words}" style="display:block;width:100%">'
        credit = f"摄影：{block.credit}" if block.credit else ""
        below = "　".join(part for part in (block.caption, credit) if part)
        return f"<section>{shown}</section>" + _p(_SMALL if below else _PARAGRAPH, escape(below))

    def _runs(self, parts: Runs) -> str:
        """One link may be several runs, of which only some are strong: it has one note, behind it."""
        linked = groupby(parts, key=lambda part: part.link)
        return "".join(self._linked(link, tuple(some)) for link, some in linked)

    def _linked(self, link: str, parts: Runs) -> str:
        words, shown = "".join(_run(part) for part in parts), link.removeprefix("mailto:")
        if not link or said(parts).strip() == shown:
            return words
        if shown not in self.notes:
            self.notes.append(shown)
        return f"{words}<sup>[{self.notes.index(shown) + 1}]</sup>"


def _run(part: Run) -> str:
    words = escape(part.text)
    if part.emphasised:
        words = f"<em>{words}</em>"
    return f"<strong>{words}</strong>" if part.strong else words


def _p(style: str, inner: str) -> str:
    return f'<p style="{style}">{inner}</p>'
