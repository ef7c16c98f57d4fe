"""The request of ``eligibility/`` as its schema says it; ``training.eligibility.reading`` checks it.

Level, direction and the level of a certificate have no type here: what there isn't is judged, not
refused.
"""

from typing import Any

from training.eligibility.facts import CERTIFICATE_KINDS, DEGREES, GOALS, SCHOOLS

MOST = 1000
_DAY = {
    "type": "string",
    "pattern": "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$",
    "description": "日期，如 2026-11-01",
}
_DAY_OR_NONE = {**_DAY, "nullable": True}
_TEXT = {"type": "string", "minLength": 1}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _code(values: tuple[str, ...], *, nullable: bool = True) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "string", "enum": [*values]}
    return {**told, "enum": [*values, None], "nullable": True} if nullable else told


_SPELL = _object(["occupation", "from"], occupation=_TEXT, **{"from": _DAY, "to": _DAY_OR_NONE})
_APPRENTICESHIP = _object(["occupation"], occupation=_TEXT, completed_on=_DAY_OR_NONE)
_CERTIFICATE = _object(
    ["occupation", "issued_on"],
    kind=_code(CERTIFICATE_KINDS),
    occupation=_TEXT,
    level={"description": "1 至 5；预备技师证书没有"},
    issued_on=_DAY,
)
_DIPLOMA = _object(
    ["school"],
    school=_code(SCHOOLS, nullable=False),
    degree=_code(DEGREES),
    major={**_TEXT, "nullable": True},
    accredited_goal=_code(GOALS),
    graduated_on=_DAY_OR_NONE,
    expected_on=_DAY_OR_NONE,
)


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "nullable": True, "items": of}


APPLICANTS: dict[str, Any] = {
    "type": "array",
    "maxItems": MOST,
    "items": _object(
        ["id", "apply_on"],
        id={"oneOf": [_TEXT, {"type": "integer"}], "description": "认得出是谁的文字或整数"},
        apply_on=_DAY,
        level={"description": "5、4、3、2、1"},
        direction={"description": "land、mine、hazchem、water；五级、一级为 null"},
        work=_list(_SPELL),
        apprenticeship={**_APPRENTICESHIP, "nullable": True},
        certificates=_list(_CERTIFICATE),
        diplomas=_list(_DIPLOMA),
    ),
}
EXAMPLE = [
    {
        "id": "a1",
        "apply_on": "2026-11-01",
        "level": 5,
        "direction": None,
        "work": [{"occupation": "own", "from": "2025-03-01", "to": None}],
    }
]
