"""The request of ``score/`` as its schema says it; ``standardization.scoring.reading`` checks it."""

from typing import Any

from standardization.scoring.sheet import Effect, Kind, Method, State

MOST = 100
_NUMBER = {
    "oneOf": [
        {"type": "string", "pattern": r"^\d{1,20}(\.\d{1,20})?$"},
        {"type": "number", "minimum": 0},
    ],
    "description": "不小于 0；写成文字的数，如 12.5，或 JSON 的数",
}
_NUMBER_OR_NONE = {**_NUMBER, "nullable": True}
_TEXT = {"type": "string", "minLength": 1}
_COUNT = {"type": "integer", "minimum": 0}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "nullable": True, "items": of}


def _code(values: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [each.value for each in values]}


_DEDUCTION = _object(["points", "count"], points=_NUMBER, count=_COUNT, cap=_NUMBER_OR_NONE)
_VETO = {
    **_object(
        ["effect", "failed"],
        effect=_code(Effect),
        cap_grade={**_TEXT, "nullable": True},
        failed={"type": "boolean"},
    ),
    "nullable": True,
}
_ITEM = _object(
    ["code", "full", "kind", "state"],
    code=_TEXT,
    full=_NUMBER,
    kind=_code(Kind),
    state=_code(State),
    deductions=_list(_DEDUCTION),
    value={"description": "BINARY 为 true 或 false；LEVELS 为 0 到满分的数"},
    veto=_VETO,
)
_ELEMENT = _object(
    ["code"],
    code=_TEXT,
    weight=_NUMBER_OR_NONE,
    items=_list(_ITEM),
    element_deductions=_list(_DEDUCTION),
)
_SCHEME: dict[str, Any] = {
    "places": {"type": "integer", "minimum": 0, "maximum": 10},
    "compare_on": {"type": "string", "enum": ["rounded", "unrounded", None], "nullable": True},
    "min_coverage": _NUMBER_OR_NONE,
    "thresholds": {
        "type": "array",
        "minItems": 1,
        "items": _object(
            ["grade", "min_score"], grade=_TEXT, min_score=_NUMBER, element_min=_NUMBER_OR_NONE
        ),
    },
    "performance_grade": {**_TEXT, "nullable": True},
}
_PART = _object(
    ["share", "method", "elements"],
    share=_NUMBER,
    method=_code((Method.POINTS, Method.WEIGHTED)),
    elements=_list(_ELEMENT),
    **{name: {} for name in (*_SCHEME, "parts")},
)
SHEET = _object(
    ["method", "thresholds", "performance_grade"],
    method=_code(Method),
    elements=_list(_ELEMENT),
    parts=_list(_PART),
    **_SCHEME,
)
SHEETS: dict[str, Any] = {
    "oneOf": [
        SHEET,
        {
            "type": "array",
            "maxItems": MOST,
            "items": {"type": "object", "description": "一份评分表，写法同上"},
        },
    ],
}
EXAMPLE = {
    "method": "POINTS",
    "places": 1,
    "compare_on": "rounded",
    "min_coverage": "0.50",
    "elements": [
        {
            "code": "1",
            "weight": None,
            "items": [
                {
                    "code": "1.1",
                    "full": "100",
                    "kind": "DEDUCT",
                    "state": "SCORED",
                    "deductions": [{"points": "10", "count": 1, "cap": None}],
                    "value": None,
                    "veto": {"effect": "CASE_FAIL", "cap_grade": None, "failed": False},
                }
            ],
            "element_deductions": [],
        }
    ],
    "parts": None,
    "thresholds": [{"grade": "二级", "min_score": "75", "element_min": None}],
    "performance_grade": "二级",
}
