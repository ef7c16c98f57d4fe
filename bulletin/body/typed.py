"""A text as people type it into a plain field: a line is a paragraph, 一、 and （一） are headings."""

import re
from collections.abc import Iterable

from bulletin.body import headings
from bulletin.body.blocks import Block, Body, Heading, Paragraph, Run, plain, runs, said

_MARKED = re.compile(r"(#{1,2})\s+(\S.*)")
_MARKS = {2: "#", 3: "##"}


def from_typed(written: str) -> Body:
    """``# `` and ``## `` make a heading of a line that has no number."""
    lines = (plain(line) for line in written.splitlines())
    return tuple(_block(line) for line in lines if line)


def _block(line: str) -> Block:
    if marked := _MARKED.fullmatch(line):
        return Heading(len(marked[1]) + 1, marked[2])
    level = headings.level(line)
    return Heading(level, line) if level else Paragraph(runs([Run(line)]))


def as_typed(body: Iterable[Block]) -> str:
    """What can be typed of it; the rest is left out (``typeable`` tells)."""
    return "\n\n".join(_line(block) for block in body if isinstance(block, Heading | Paragraph))


def _line(block: Heading | Paragraph) -> str:
    if isinstance(block, Paragraph):
        return said(block.runs)
    if headings.level(block.text) == block.level:
        return block.text
    return f"{_MARKS[block.level]} {block.text}"


def typeable(body: Body) -> bool:
    """Whether it comes back as it was from a plain field."""
    return from_typed(as_typed(body)) == body
