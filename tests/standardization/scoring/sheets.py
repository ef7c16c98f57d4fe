"""Documents for the tests, in the format of docs/score.md."""

from itertools import count
from typing import Any

_codes = count(1)

THRESHOLDS = [
    {"grade": "一级", "min_score": "90", "element_min": None},
    {"grade": "二级", "min_score": "75", "element_min": None},
    {"grade": "三级", "min_score": "60", "element_min": None},
]


def take(points: str, count: int = 1, cap: str | None = None) -> dict[str, Any]:
    return {"points": points, "count": count, "cap": cap}


def item(full: str, *deductions: dict[str, Any], **other: Any) -> dict[str, Any]:
    """A DEDUCT item that was assessed."""
    return {
        "code": f"x{next(_codes)}",
        "full": full,
        "kind": "DEDUCT",
        "state": "SCORED",
        "deductions": list(deductions),
        "value": None,
        **other,
    }


def scored(full: str, got: str, **other: Any) -> dict[str, Any]:
    return item(full, kind="LEVELS", value=got, **other)


def na(full: str, **other: Any) -> dict[str, Any]:
    return item(full, state="NA_APPROVED", **other)


def unassessed(full: str, **other: Any) -> dict[str, Any]:
    return item(full, state="UNASSESSED", **other)


def veto(effect: str, *, failed: bool = True, cap: str | None = None) -> dict[str, Any]:
    return {"effect": effect, "cap_grade": cap, "failed": failed}


def element(
    *items: dict[str, Any], weight: str | None = None, less: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {
        "code": f"e{next(_codes)}",
        "weight": weight,
        "items": list(items),
        "element_deductions": less or [],
    }


def document(*elements: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {
        "method": "POINTS",
        "places": 1,
        "compare_on": "rounded",
        "min_coverage": "0.50",
        "elements": list(elements),
        "parts": None,
        "thresholds": THRESHOLDS,
        "performance_grade": "一级",
        **other,
    }
