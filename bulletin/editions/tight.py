"""Text as it is set on paper: no blanks between Chinese characters and figures or Latin letters.

Pango has no rule for the quarter blank that screens put there, and a blank of its own width tears a
line of full-width characters apart. Pure.
"""

import dataclasses
import re

from bulletin.body import (
    Block,
    Body,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Runs,
    Table,
)

_WIDE = "\u2e80-\u303f\u3100-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u201c\u201d\u2018\u2019\u2026"
_LATIN = "0-9A-Za-z%"
_BETWEEN = re.compile(rf"(?<=[{_WIDE}]) +(?=[{_LATIN}])|(?<=[{_LATIN}]) +(?=[{_WIDE}])")


def tight(text: str) -> str:
    return _BETWEEN.sub("", text)


def tightened(blocks: Body) -> Body:
    return tuple(_block(block) for block in blocks)


def _block(block: Block) -> Block:
    match block:
        case Heading():
            return dataclasses.replace(block, text=tight(block.text))
        case Paragraph() | Quote():
            return dataclasses.replace(block, runs=_runs(block.runs))
        case ListBlock():
            return dataclasses.replace(block, items=tuple(_runs(item) for item in block.items))
        case Table():
            rows = tuple(tuple(_runs(cell) for cell in row) for row in block.rows)
            return dataclasses.replace(block, rows=rows)
        case Picture():
            return dataclasses.replace(block, caption=tight(block.caption))
        case _:
            return block


def _runs(parts: Runs) -> Runs:
    """Also where a blank stands at the seam of two runs."""
    whole = "".join(part.text for part in parts)
    kept, at, found = _kept(whole), 0, []
    for part in parts:
        text = "".join(sign for place, sign in enumerate(part.text, start=at) if kept[place])
        at += len(part.text)
        if text:
            found.append(dataclasses.replace(part, text=text))
    return tuple(found)


def _kept(whole: str) -> list[bool]:
    keep = [True] * len(whole)
    for match in _BETWEEN.finditer(whole):
        keep[match.start() : match.end()] = [False] * (match.end() - match.start())
    return keep
