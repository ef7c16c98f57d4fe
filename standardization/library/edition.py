"""What one version of a standard says, apart from any table: as a workbook, a file of ours or the
database holds it."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Head:
    """Which standard and version it is, and how its points become a grade."""

    code: str
    title: str
    family: str
    label: str
    purpose: str
    published_on: date
    start: date
    declared_total: Decimal
    method: str
    places: int
    compare_on: str
    min_coverage: Decimal
    final_snapshot: str
    issuer: str = ""
    industry: str = ""


NAMES = frozenset(
    {"code", "title", "family", "issuer", "industry", "label", "published_on", "start"}
)
"""Of the head: what it is called and when it holds. All else is what it says."""


@dataclass(frozen=True, slots=True)
class Element:
    code: str
    title: str
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """``element`` is that one's code."""

    element: str
    code: str
    text: str
    inspection: str
    kind: str
    full: Decimal
    clause: str = ""
    guidance: str = ""
    na_allowed: bool = True
    photo_on_fail: bool = False
    key_area: str = ""
    veto_level: str = ""
    veto_effect: str = ""
    veto_cap: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Taken off the item of that code; off the whole element where ``item`` is empty."""

    element: str
    item: str
    code: str
    text: str
    points: Decimal
    per: str
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    grade: str
    min_score: Decimal
    element_min: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Performance:
    grade: str
    months: int
    deaths: int
    serious: int
    loss: Decimal


@dataclass(frozen=True, slots=True)
class Edition:
    """Elements, items and thresholds (the best grade first) stand in the order that they have."""

    head: Head
    elements: tuple[Element, ...]
    items: tuple[Item, ...]
    rules: tuple[Rule, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    performance: tuple[Performance, ...] = ()

    @property
    def total(self) -> Decimal:
        """What the full marks add up to."""
        return sum((item.full for item in self.items), Decimal(0))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what it says. Under which label and since when makes no difference."""
        said = dataclasses.asdict(self)
        said["head"] = {name: said["head"][name] for name in said["head"] if name not in NAMES}
        said["rules"] = sorted(said["rules"], key=lambda rule: rule["code"])
        said["performance"] = sorted(said["performance"], key=lambda rule: rule["grade"])
        return hashlib.sha256(canonical(said).encode()).hexdigest()


def canonical(document: Any) -> str:
    """The one way to write a document down: keys in order, no spaces, amounts with two places."""
    return json.dumps(
        document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value.quantize(_CENT))
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no document holds a {type(value).__name__}")
