"""Blocks as JSON, as the database holds them and other systems send them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bulletin.body.blocks import (
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
    characters,
    is_key,
    is_link,
    plain,
    runs,
    table,
)

MOST_BLOCKS = 3_000
MOST_CHARACTERS = 200_000
LEVELS = (2, 3)


class Malformed(ValueError):  # noqa: N818 - reads as what is said of it
    """What came is no body. The message is a sentence in Chinese that names the block."""


def to_json(body: Iterable[Block]) -> list[dict[str, Any]]:
    return [_block(block) for block in body]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"kind": "paragraph", "runs": _runs(block.runs)}
        case ListBlock():
            items = [_runs(item) for item in block.items]
            return {"kind": "list", "ordered": block.ordered, "items": items}
        case Quote():
            return {"kind": "quote", "runs": _runs(block.runs)}
        case Table():
            rows = [[_runs(cell) for cell in row] for row in block.rows]
            return {"kind": "table", "rows": rows}
        case Picture():
            names = ("key", "caption", "credit", "alt")
            return {"kind": "picture"} | {name: getattr(block, name) for name in names}
        case Rule():
            return {"kind": "rule"}


def _runs(parts: Runs) -> list[dict[str, Any]]:
    marks = ("strong", "emphasised", "link")
    return [
        {"text": part.text} | {name: value for name in marks if (value := getattr(part, name))}
        for part in parts
    ]


def from_json(told: object) -> Body:
    """Raises Malformed for anything that ``to_json`` wouldn't have written, blanks apart."""
    if not isinstance(told, list):
        raise Malformed("正文应当是一列段落。")
    if len(told) > MOST_BLOCKS:
        raise Malformed(f"正文超过 {MOST_BLOCKS} 段，请分成几篇。")
    found = tuple(_read(row, place) for place, row in enumerate(told, start=1))
    if characters(found) > MOST_CHARACTERS:
        raise Malformed(f"正文超过 {MOST_CHARACTERS} 字，请分成几篇。")
    return found


class _Place:
    """One block as it came, with the sentences about it."""

    def __init__(self, told: Mapping[str, Any], number: int, keys: set[str]) -> None:
        self.told, self.number = told, number
        if strange := set(told) - keys - {"kind"}:
            raise self.wrong(f"不认识“{min(strange, key=str)}”")
        if missing := keys - set(told):
            raise self.wrong(f"缺少“{min(missing)}”")

    def wrong(self, what: str) -> Malformed:
        return Malformed(f"正文第 {self.number} 段{what}。")

    def string(self, key: str) -> str:
        value = self.told[key]
        if not isinstance(value, str):
            raise self.wrong(f"的“{key}”不是文字")
        return plain(value)

    def listed(self, value: object) -> list[Any]:
        if not isinstance(value, list):
            raise self.wrong("的内容应当是一列")
        return value

    def runs(self, value: object, *, empty: bool = False) -> Runs:
        found = runs(self._run(part) for part in self.listed(value))
        if not found and not empty:
            raise self.wrong("没有文字")
        return found

    def _run(self, told: object) -> Run:
        if not isinstance(told, dict) or set(told) - {"text", "strong", "emphasised", "link"}:
            raise self.wrong("有不认识的文字格式")
        written, link = told.get("text"), told.get("link", "")
        strong, emphasised = told.get("strong", False), told.get("emphasised", False)
        if not isinstance(written, str) or not isinstance(link, str):
            raise self.wrong("有不是文字的内容")
        if type(strong) is not bool or type(emphasised) is not bool:
            raise self.wrong("的加粗或强调应当是“是”或“否”")
        if link and not is_link(link):
            raise self.wrong("的链接应当以 http://、https:// 或 mailto: 开头")
        return Run(written, strong, emphasised, link)


def _heading(place: _Place) -> Block:
    level, said = place.told["level"], place.string("text")
    if type(level) is not int or level not in LEVELS or not said:
        raise place.wrong("是标题，须有文字，级别须是 2 或 3")
    return Heading(level, said)


def _list(place: _Place) -> Block:
    ordered = place.told["ordered"]
    items = tuple(place.runs(item) for item in place.listed(place.told["items"]))
    if type(ordered) is not bool or not items:
        raise place.wrong("是列表，须写明是否编号，至少有一项")
    return ListBlock(ordered, items)


def _table(place: _Place) -> Block:
    rows = [
        [place.runs(cell, empty=True) for cell in place.listed(row)]
        for row in place.listed(place.told["rows"])
    ]
    found = table(rows)
    if found is None:
        raise place.wrong("是空的表格")
    return found


def _picture(place: _Place) -> Block:
    key = place.told["key"]
    if not isinstance(key, str) or not is_key(key):
        raise place.wrong("的图片没有编号")
    return Picture(key, place.string("caption"), place.string("credit"), place.string("alt"))


_KINDS: dict[str, tuple[set[str], Callable[[_Place], Block]]] = {
    "heading": ({"level", "text"}, _heading),
    "paragraph": ({"runs"}, lambda place: Paragraph(place.runs(place.told["runs"]))),
    "list": ({"ordered", "items"}, _list),
    "quote": ({"runs"}, lambda place: Quote(place.runs(place.told["runs"]))),
    "table": ({"rows"}, _table),
    "picture": ({"key", "caption", "credit", "alt"}, _picture),
    "rule": (set(), lambda _: Rule()),
}


def _read(told: object, number: int) -> Block:
    kind = told.get("kind") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(kind, str) or kind not in _KINDS:
        raise Malformed(f"正文第 {number} 段的种类不认识。")
    keys, read = _KINDS[kind]
    return read(_Place(told, number, keys))
