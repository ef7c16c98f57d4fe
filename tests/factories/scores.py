"""Sheets with the answers in them, that come to a score one asks for."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from standardization.enums import Role
from standardization.models import Case, Item
from standardization.scoring.sheet import Method


def sheet(
    of: Case, score: str, *, grades: Iterable[tuple[str, str]], veto: bool = False
) -> dict[str, Any]:
    """The elements and items of the case's primary standard: what lacks to a hundred is deducted,
    item by item in their order; the veto fails or passes."""
    version = of.standards.get(role=Role.PRIMARY).version
    items = version.items.select_related("element").order_by("position")
    whole = sum((item.full for item in items), Decimal(0))
    lacking = whole - Decimal(score) * whole / 100
    elements: dict[str, dict[str, Any]] = {}
    for item in items:
        off = min(lacking, item.full)
        lacking -= off
        row = elements.setdefault(item.element.code, {"code": item.element.code, "items": []})
        row["items"].append(_scored_item(item, off, veto=veto))
    thresholds = [
        {"grade": grade, "min_score": least, "element_min": None} for grade, least in grades
    ]
    return {
        "method": Method.POINTS.value,
        "elements": list(elements.values()),
        "parts": None,
        "places": 1,
        "compare_on": "rounded",
        "min_coverage": "0.50",
        "thresholds": thresholds,
        "performance_grade": "一级",
    }


def _scored_item(item: Item, off: Decimal, *, veto: bool) -> dict[str, Any]:
    taken = [{"points": str(off), "count": 1, "cap": None}] if off else []
    told: dict[str, Any] = {
        "code": item.code,
        "full": str(item.full),
        "kind": item.kind,
        "state": "SCORED",
        "deductions": taken,
        "value": None,
    }
    if item.veto_effect:
        told["veto"] = {"effect": item.veto_effect, "cap_grade": None, "failed": veto}
    return told
