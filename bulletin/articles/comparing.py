"""What changed between two texts, sign by sign: Chinese has no blanks at which to split words.

Blocks are paired first, so that a paragraph that moved away doesn't smear over its neighbours. Pure:
knows neither Django nor a database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from diff_match_patch import diff_match_patch

from bulletin import body
from bulletin.body import Block, Body, Heading, ListBlock, Paragraph, Picture, Quote, Rule

SAME, ADDED, GONE, CHANGED = "same", "added", "gone", "changed"
ALIKE = 0.4
"""Two blocks of which less than this is the same are told as one gone and one added."""
SECONDS = 0.5
"""Spent on one pair at most; what is left then is told as a whole."""
_KINDS = {-1: GONE, 0: SAME, 1: ADDED}


@dataclass(frozen=True, slots=True)
class Piece:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One block of the new text, the old one, or both: what it is, and its pieces."""

    kind: str
    block: str
    pieces: tuple[Piece, ...]


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Joined, what is same or gone is the old text, and what is same or added the new one."""
    tool = diff_match_patch()
    tool.Diff_Timeout = SECONDS
    found = tool.diff_main(old, new)
    tool.diff_cleanupSemantic(found)
    return tuple(Piece(_KINDS[sign], text) for sign, text in found)


def compare(old: Body, new: Body) -> tuple[Line, ...]:
    before, after = [_written(each) for each in old], [_written(each) for each in new]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    lines: list[Line] = []
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            lines += [_whole(SAME, block) for block in new[start:end]]
        else:
            lines += _replaced(old[low:high], new[start:end])
    return tuple(lines)


def changed_characters(old: Body, new: Body) -> int:
    """How many signs were put in or taken out, a replaced one counting once."""
    total = 0
    for line in compare(old, new):
        gone = sum(len(each.text) for each in line.pieces if each.kind == GONE)
        added = sum(len(each.text) for each in line.pieces if each.kind == ADDED)
        total += max(gone, added)
    return total


def _replaced(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Line]:
    """In order: each new block with the next old one that it resembles, as far as there is one."""
    left = list(old)
    for block in new:
        found = next((n for n, each in enumerate(left) if _alike(each, block)), None)
        if found is None:
            yield _whole(ADDED, block)
            continue
        yield from (_whole(GONE, each) for each in left[:found])
        one = left[found]
        yield Line(CHANGED, named(block), pieces(_read(one), _read(block)))
        left = left[found + 1 :]
    yield from (_whole(GONE, each) for each in left)


def _alike(one: Block, other: Block) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, Picture) and isinstance(other, Picture):
        return one.key == other.key
    matcher = SequenceMatcher(None, _read(one), _read(other), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _whole(kind: str, block: Block) -> Line:
    return Line(kind, named(block), (Piece(kind, _read(block)),))


def _written(block: Block) -> str:
    """With its marks: a word made bold is a change too."""
    return repr(body.to_json([block]))


def _read(block: Block) -> str:
    if isinstance(block, Picture):
        told = (block.caption, block.credit and f"摄影：{block.credit}", block.alt)
        return "；".join(each for each in told if each)
    return body.text([block])


def named(block: Block) -> str:
    match block:
        case Heading():
            return "标题" if block.level == 2 else "小标题"
        case Paragraph():
            return "段落"
        case Quote():
            return "引文"
        case ListBlock():
            return "列表"
        case Picture():
            return "图片"
        case Rule():
            return "分隔线"
    return "表格"
