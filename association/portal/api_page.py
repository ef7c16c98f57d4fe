"""The page about the API, read out of its schema: what isn't in the schema isn't on the page."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from association.base.api.problems import CODES

Schema = dict[str, Any]

_KINDS = {
    ("string", "date"): "日期",
    ("string", "date-time"): "时间",
    ("string", "decimal"): "金额",
    ("string", "uri"): "网址",
    ("string", None): "文字",
    ("integer", None): "整数",
    ("boolean", None): "是否",
    ("array", None): "列表",
    ("object", None): "对象",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A parameter or a field: ``depth`` says how deep it stands inside others."""

    name: str
    kind: str
    meaning: str
    codes: tuple[str, ...] = ()
    empty: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    verb: str
    path: str
    summary: str
    text: str
    scope: str
    curl: str
    parameters: tuple[Word, ...]
    answer: str
    fields: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    operations: list[Operation]


def groups(document: Schema, address: str) -> list[Group]:
    """By subject, in the order of the schema. ``address`` is where this portal is reached."""
    found: dict[str, list[Operation]] = {}
    for path, verbs in document["paths"].items():
        ((verb, told),) = verbs.items()
        found.setdefault(told["tags"][0], []).append(
            _operation(document, path, verb, told, address)
        )
    return [Group(name, operations) for name, operations in found.items()]


def problems() -> list[dict[str, Any]]:
    return [
        {"status": status, "code": code, "message": message}
        for status, (code, message) in CODES.items()
    ]


def _operation(document: Schema, path: str, verb: str, told: Schema, address: str) -> Operation:
    answer = told["responses"]["200"]["content"]["application/json"]
    example = next(iter(answer["examples"].values()))["value"]
    text, _, scope = told["description"].rpartition("\n\n")
    return Operation(
        id=told["operationId"],
        verb=verb.upper(),
        path=path,
        summary=told["summary"],
        text=text.replace("`", ""),
        scope=scope.partition("`")[2].partition("`")[0],
        curl=_curl(path, example, address) if verb == "get" else _sending(path, told, address),
        parameters=tuple(_parameter(parameter) for parameter in told.get("parameters", ())),
        answer=json.dumps(example, ensure_ascii=False, indent=2),
        fields=tuple(_fields(document, _row(document, answer["schema"]))),
    )


def _curl(path: str, example: Schema, address: str) -> str:
    """With the values of the example in place of the path's names."""
    filled = path.format_map(example) if "{" in path else path
    return f'curl -H "Authorization: Bearer $TOKEN" \\\n  "{address}{filled}"'


def _sending(path: str, told: Schema, address: str) -> str:
    """With the example of the request as its body."""
    body = told["requestBody"]["content"]["application/json"]
    example = next(iter(body["examples"].values()))["value"]
    sent = json.dumps(example, ensure_ascii=False)
    return (
        f'curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\\n'
        f"  -d '{sent}' \\\n  \"{address}{path}\""
    )


def _parameter(told: Schema) -> Word:
    schema = told["schema"]
    meaning, _, _ = told.get("description", "").partition("：`")
    return Word(
        name=told["name"],
        kind=_kind(schema),
        meaning=meaning,
        codes=_codes(told.get("description", ""), schema),
        empty=not told.get("required", False),
    )


def _codes(text: str, schema: Schema) -> tuple[str, ...]:
    """``active 在册`` and so on, where the text explains the codes."""
    if "enum" not in schema:
        return ()
    _, _, listed = text.partition("：")
    return tuple(part.replace("`", "") for part in listed.split("，"))


def _row(document: Schema, schema: Schema) -> Schema:
    """One row of a list, or the object itself; of an object or a list of such, the object."""
    schema = _resolved(document, schema)
    if "oneOf" in schema:
        return _row(document, schema["oneOf"][0])
    if schema.get("type") == "array":
        return _resolved(document, schema["items"])
    results = schema.get("properties", {}).get("results")
    return _resolved(document, results["items"]) if results else schema


def _fields(document: Schema, schema: Schema, depth: int = 0) -> Iterator[Word]:
    for name, told in schema["properties"].items():
        inner = _resolved(document, told)
        items = _resolved(document, inner["items"]) if inner.get("type") == "array" else {}
        yield Word(
            name=name,
            kind=_kind(inner),
            meaning=told.get("description", inner.get("description", "")),
            codes=tuple(code for code in inner.get("enum", ()) if code),
            empty=bool(told.get("nullable") or inner.get("nullable")),
            depth=depth,
        )
        for nested in (inner, items):
            if "properties" in nested:
                yield from _fields(document, nested, depth + 1)


def _resolved(document: Schema, schema: Schema) -> Schema:
    """The schema itself, or the component that it names, alone or among wrappings."""
    for wrapping in ("allOf", "oneOf"):
        if wrapping in schema:
            return _resolved(document, schema[wrapping][0])
    if "$ref" in schema:
        found: Schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return found
    return schema


def _kind(schema: Schema) -> str:
    if "enum" in schema:
        return "代码"
    named = schema.get("type"), schema.get("format")
    return _KINDS.get(named) or _KINDS[(named[0], None)]
