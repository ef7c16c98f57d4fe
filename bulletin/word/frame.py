"""What stands round a text: title and unit above it, source and names below. Told by how office
papers write it; where in doubt it stays in the text."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bulletin.body import Block, Body, Heading, Paragraph, Picture, headings, said

LONGEST_TITLE = 60
_END_OF_SENTENCE = re.compile(r"[。；;！!？?，,：:]$")
_SUBTITLE = re.compile(r"(?:——|--|—)\s*(\S.*)")
_UNIT = re.compile(
    r".{2,40}(?:公司|集团|中心|协会|学会|联合会|分会|研究院|研究所|学校|学院|大学|医院|委员会|管理局"
    r"|支队|大队|分队|车间|基金会|事务所|厂|局|站|矿)"
)
_SOURCE = re.compile(r"[（(]?\s*(?:稿件|文章|信息)?来源\s*[:：]\s*(.{1,40}?)\s*[）)]?")
_NAMED_UNIT = re.compile(r"[（(]?\s*(?:供稿单位|供稿|报送单位|单位)\s*[:：]\s*(.{2,60}?)\s*[）)]?")
_GIVEN_UNIT = re.compile(r"[（(]\s*(.{2,40}?)\s*(?:供稿|提供)\s*[）)]")
_AUTHORS = re.compile(
    r"[（(]?\s*(?:作者|撰稿|撰稿人|通讯员|供稿人|文)\s*(?:[:：/／]|\s)\s*(.{2,40}?)\s*[）)]?"
)
_CAPTION = re.compile(r"(?:▲|△|图\s*\d{0,2}\s*[:：、.]|图\d{1,2}\s)\s*(.{1,80})")
_CREDIT = re.compile(r"(.*?)[（(]?\s*摄影\s*[:：/／]\s*([^）)]{1,30})[）)]?\s*")
_LAST = 4
"""How many paragraphs from the end names are looked for."""


@dataclass(frozen=True, slots=True)
class Framed:
    title: str
    subtitle: str
    unit: str
    authors: str
    source: str
    blocks: Body


def shaped(blocks: Body) -> Body:
    """Numbered lines are headings, and what stands below a picture as its caption is one."""
    found: list[Block] = []
    for block in blocks:
        written = said(block.runs) if isinstance(block, Paragraph) else ""
        last = found[-1] if found else None
        captioned = _captioned(last, written) if written and isinstance(last, Picture) else None
        if captioned:
            found[-1] = captioned
            continue
        level = headings.level(written) if written else None
        found.append(Heading(level, written) if level else block)
    return tuple(found)


def _captioned(picture: Picture, written: str) -> Picture | None:
    if picture.caption:
        return None
    told = _CAPTION.fullmatch(written)
    credited = _CREDIT.fullmatch(told[1] if told else written)
    if not told and not (credited and len(written) <= LONGEST_TITLE):
        return None
    caption, credit = (
        (credited[1].strip(), credited[2].strip()) if credited else (told[1] if told else "", "")
    )
    return Picture(picture.key, caption, credit, picture.alt)


def taken(blocks: Body, *, title: str) -> Framed:
    """Takes out of the text what belongs round it; ``title`` is what the file itself calls so."""
    rest = list(blocks)
    title = title or _first(rest, _as_title)
    unit = _first(rest, _as_unit) if title else ""
    subtitle = _first(rest, _as_subtitle)
    unit = unit or (_first(rest, _as_unit) if title else "")
    source = _last(rest, _SOURCE)
    authors = _last(rest, _AUTHORS)
    unit = unit or _last(rest, _NAMED_UNIT) or _last(rest, _GIVEN_UNIT)
    return Framed(title, subtitle, unit, authors, source, tuple(rest))


def _first(rest: list[Block], told: Callable[[Block, str], str]) -> str:
    """Takes the first block if it tells, and answers what."""
    if not rest or not isinstance(rest[0], Paragraph | Heading):
        return ""
    first = rest[0]
    written = first.text if isinstance(first, Heading) else said(first.runs)
    found = told(first, written)
    if found:
        del rest[0]
    return found


def _as_title(block: Block, written: str) -> str:
    """A short line that ends like none of a text, and has no number."""
    numbered = headings.level(written) is not None
    if numbered or len(written) > LONGEST_TITLE or _END_OF_SENTENCE.search(written):
        return ""
    return written


def _as_subtitle(block: Block, written: str) -> str:
    told = _SUBTITLE.fullmatch(written)
    return told[1] if told and len(written) <= LONGEST_TITLE else ""


def _as_unit(block: Block, written: str) -> str:
    bare = written.removeprefix("——").strip()
    return bare if _UNIT.fullmatch(bare) else ""


def _last(rest: list[Block], form: re.Pattern[str]) -> str:
    """Takes the last line of this form, if it is among the last few."""
    for place in range(len(rest) - 1, max(len(rest) - 1 - _LAST, -1), -1):
        block = rest[place]
        if isinstance(block, Paragraph) and (told := form.fullmatch(said(block.runs))):
            del rest[place]
            return told[1].strip()
    return ""
