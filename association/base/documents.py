"""JSON that somebody else wrote: read as a whole, or refused with the place that is wrong."""

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, Self, TypeVar

from association.base.errors import Refused

Read = TypeVar("Read")

_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?", re.ASCII)


def load(path: Path) -> Any:
    """What the file says; a number with a point is a Decimal. Raises Refused if it can't be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"读不到文件 {path}：{error.strerror}。请核对路径。") from error
    return parsed(content, f"文件 {path} ")


def parsed(content: bytes, whose: str) -> Any:
    """As ``load``, of what came from elsewhere; ``whose`` begins the sentence of a refusal."""
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Refused(f"{whose}不是 UTF-8 编码，请另存为 UTF-8。") from error
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise Refused(f"{whose}不是 JSON：{where}。") from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise Refused(f"{whose}不是 JSON：数字过长、不是数，或嵌套过深。") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


class Record:
    """One object of a document, and whose it is; it reads its keys or says which is wrong."""

    def __init__(self, whose: str, path: str, given: object, keys: Sequence[str]) -> None:
        self.whose, self.path = whose, path
        if not isinstance(given, dict):
            raise Refused(f"{whose} 的 {path or '内容'}：应是一个 JSON 对象。")
        self.value: dict[str, Any] = given
        for key in given:
            if key not in keys:
                self.refuse(key, f"没有这个键，可用的有 {'、'.join(keys)}")

    def refuse(self, key: str, problem: str) -> NoReturn:
        raise Refused(f"{self.whose} 的 {self.at(key)}：{problem}。")

    def text(self, key: str) -> str:
        value = self.value.get(key)
        if not isinstance(value, str) or not value:
            self.refuse(key, "没有填写，应为文字")
        return value

    def choice(self, key: str, values: Sequence[str]) -> str | None:
        """None for null and for a key left out."""
        value = self.value.get(key)
        if value is not None and value not in values:
            self.refuse(key, f"没有 {value!r} 这个值，应为 {'、'.join(values)} 之一")
        return value

    def chosen(self, key: str, values: Sequence[str]) -> str:
        value = self.choice(key, values)
        if value is None:
            self.refuse(key, f"没有填写，应为 {'、'.join(values)} 之一")
        return value

    def flag(self, key: str) -> bool:
        value = self.value.get(key)
        if not isinstance(value, bool):
            self.refuse(key, "应为 true 或 false")
        return value

    def number_if_any(self, key: str) -> Decimal | None:
        return None if self.value.get(key) is None else self.number(key)

    def number(self, key: str) -> Decimal:
        """Not negative; text like "12.5", or a JSON number."""
        value = self.value.get(key)
        plain = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
        if not plain or not _NUMBER.fullmatch(str(value)):
            told = "没有填写" if value is None else f"{value!r} 不是一个数"
            self.refuse(key, f'{told}，应写成 "12.5" 的形式')
        number = Decimal(str(value))
        if number < 0:
            self.refuse(key, f"不能是负数，现在是 {number}")
        return number

    def whole(self, key: str) -> int:
        number = self.number(key)
        if number != int(number):
            self.refuse(key, f"应为整数，现在是 {number}")
        return int(number)

    def inner(self, key: str, keys: Sequence[str]) -> Self:
        return type(self)(self.whose, self.at(key), self.value[key], keys)

    def several(
        self, key: str, read: Callable[[Self], Read], keys: Sequence[str]
    ) -> tuple[Read, ...] | None:
        """None if the key was left out: nothing was said. For null and []: there is none."""
        if key not in self.value:
            return None
        given = [] if self.value[key] is None else self.value[key]
        if not isinstance(given, list):
            self.refuse(key, "应是一个列表")
        return tuple(
            read(type(self)(self.whose, f"{self.at(key)}[{place}]", each, keys))
            for place, each in enumerate(given)
        )

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
