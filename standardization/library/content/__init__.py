"""Standards in our own words, as files: what the demo reviews by, and the self-check that every
portal has.

A file is an edition written short: an item of the self-check counts one point, a deduction may take
as much as its item is worth, and codes of deductions are counted.
"""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from standardization.library import entering, publishing
from standardization.library.edition import (
    Edition,
    Element,
    Head,
    Item,
    Performance,
    Rule,
    Threshold,
)
from standardization.models import Standard, StandardVersion
from standardization.rules import Actor
from standardization.scoring.sheet import Kind

FOLDER = Path(__file__).parent
SELF_CHECK = "emergency-readiness"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load(name: str, *, by: Actor) -> StandardVersion:
    """A draft, by the door that a workbook goes through. Raises Refused if it is there already."""
    return entering.enter(edition(name), by=by)


def install() -> None:
    """The self-check, in force, unless its standard is there already."""
    told = edition(SELF_CHECK)
    if not Standard.objects.filter(code=told.head.code).exists():
        publishing.publish(load(SELF_CHECK, by=None), by=None)


def edition(name: str) -> Edition:
    """One of ``NAMES``."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        told = tomllib.load(file, parse_float=Decimal)
    head = told["head"]
    for field in ("declared_total", "min_coverage"):
        head[field] = Decimal(head[field])
    elements = told["elements"]
    return Edition(
        head=Head(**head),
        elements=tuple(
            Element(each["code"], each["title"], _number(each.get("weight"))) for each in elements
        ),
        items=tuple(_item(element, row) for element in elements for row in element["items"]),
        rules=tuple(rule for element in elements for rule in _rules(element)),
        thresholds=tuple(
            Threshold(step["grade"], Decimal(step["min_score"]), _number(step.get("element_min")))
            for step in told.get("thresholds", ())
        ),
        performance=tuple(
            Performance(**{**rule, "loss": Decimal(rule["loss"])})
            for rule in told.get("performance", ())
        ),
    )


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _item(element: dict[str, Any], row: dict[str, Any]) -> Item:
    level, effect, cap = (*row.get("veto", ()), "", "", "")[:3]
    deducted = Kind.DEDUCT.value if "rules" in row else Kind.BINARY.value
    return Item(
        element=element["code"],
        code=row["code"],
        clause=row.get("clause", ""),
        text=row["text"],
        guidance=row.get("guide", ""),
        inspection=row["by"],
        kind=row.get("kind", deducted),
        full=Decimal(row.get("full", 1)),
        na_allowed=row.get("na", True),
        photo_on_fail=row.get("photo", False),
        key_area=row.get("area", ""),
        veto_level=level,
        veto_effect=effect,
        veto_cap=cap,
    )


def _rules(element: dict[str, Any]) -> list[Rule]:
    of_element = [("", None, f"{element['code']}-E", told) for told in element.get("rules", ())]
    of_items = [
        (row["code"], Decimal(row.get("full", 1)), row["code"], told)
        for row in element["items"]
        for told in row.get("rules", ())
    ]
    counted: dict[str, int] = {}
    found = []
    for item, most, stem, (text, points, *per) in (*of_items, *of_element):
        counted[stem] = counted.get(stem, 0) + 1
        found.append(
            Rule(
                element=element["code"],
                item=item,
                code=f"{stem}-{counted[stem]}",
                text=text,
                points=Decimal(points),
                per=per[0] if per else "occurrence",
                cap=None if per else most,
            )
        )
    return found
